"""The tables of docs/console-protocol.md, made from requests.py and replies.py. As a program: writes them anew."""

from __future__ import annotations

import ast
import inspect
import json
import re
import types
import typing
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec

from trapd.console import replies as t
from trapd.console import requests as r

PAGE = Path(__file__).parents[1] / "docs" / "console-protocol.md"
ANSWERS: dict[type[r.Request], tuple[type[t.Told] | None, bool, type[t.Told]]] = {
    r.Hello: (None, False, t.Greeting),
    r.Brief: (None, False, t.BriefTold),
    r.Unlock: (None, False, t.Said),
    r.LockAgain: (None, False, t.Said),
    r.AskStatus: (None, False, t.StatusTold),
    r.Logs: (t.Line, False, t.Said),
    r.AskEffort: (t.Line, False, t.Said),
    r.WalkTest: (t.Seen, False, t.Said),
    r.Aim: (None, True, t.Looked),
    r.Shot: (None, False, t.Said),
    r.SelfTest: (t.Tested, False, t.Said),
    r.Arm: (None, False, t.Said),
    r.Disarm: (None, False, t.Said),
    r.Hold: (None, False, t.Said),
    r.Reboot: (None, False, t.Said),
    r.ConfigShow: (t.Setting, False, t.Setting),
    r.ConfigSet: (t.Setting, False, t.Setting),
    r.ConfigDiff: (None, False, t.Difference),
    r.ConfigCommit: (None, False, t.Committed),
    r.ConfigRollback: (t.Said, False, t.Committed),
    r.SetPin: (None, False, t.Said),
    r.AskReadiness: (None, False, t.ReadinessTold),
    r.AskTime: (None, False, t.TimeTold),
    r.TellTime: (None, False, t.Said),
    r.Files: (t.FileTold, False, t.FilesTold),
    r.Read: (None, True, t.ReadTold),
    r.Offload: (None, False, t.Offloading),
    r.Format: (None, False, t.Said),
}
"""What the parts of a reply are, whether it has data, and its last word."""
JSON = {str: "text", int: "integer", float: "number", bool: "true or false", types.NoneType: "null", Any: "any value"}


def tables() -> dict[str, str]:
    """Each by its name."""
    return {"requests": "\n".join(_requests()), "replies": "\n".join(_replies())}


def _requests() -> Iterator[str]:
    yield "| `ask` | keys | what for | parts | `done` |"
    yield "|---|---|---|---|---|"
    for kind in get_args(r.AnyRequest):
        part, data, last = ANSWERS[kind]
        parts = ([f"`{_tag(part)}`"] if part else []) + (["bytes"] if data else [])
        cells = [_tag(kind), _keys(kind), _about(kind), ", ".join(parts) or "–", f"`{_tag(last)}`"]
        yield _row(f"`{cells[0]}`{'' if kind in r.WITHOUT_PIN else ' *'}", *cells[1:])


def _replies() -> Iterator[str]:
    yield "| `tell` | keys | what it is |"
    yield "|---|---|---|"
    for kind in get_args(t.AnyTold):
        yield _row(f"`{_tag(kind)}`", _keys(kind), _about(kind))


def _keys(kind: type[msgspec.Struct]) -> str:
    """Name, type, default and meaning of each."""
    hints, meanings = typing.get_type_hints(kind), _meanings(kind)
    told = []
    for field in msgspec.structs.fields(kind):
        default = "" if field.default is msgspec.NODEFAULT else f" = `{json.dumps(field.default)}`"
        meaning = f" ({meanings[field.name]})" if field.name in meanings else ""
        told.append(f"`{field.name}`: {_type(hints[field.name])}{default}{meaning}")
    return "; ".join(told) or "–"


def _type(hint: Any) -> str:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " or ".join(f'`"{value}"`' for value in inner)
    if origin in (types.UnionType, typing.Union):
        return " or ".join(_type(one) for one in inner)
    if origin is tuple:
        return f"{len(inner)} {_type(inner[0])}s"
    if origin is list:
        return f"list of {_type(inner[0])}"
    if origin is dict:
        return f"object of {_type(inner[1])}"
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return " and ".join(f"`{field.name}`" for field in msgspec.structs.fields(hint))
    return JSON[hint]


def _about(kind: type) -> str:
    return _line(kind.__doc__) if "__doc__" in vars(kind) and kind.__doc__ else "–"


def _meanings(kind: type) -> dict[str, str]:
    """The texts that stand below the keys in the source."""
    (body,) = [node.body for node in ast.parse(inspect.getsource(kind)).body if isinstance(node, ast.ClassDef)]
    return {
        key.target.id: _line(text.value.value).rstrip(".")
        for key, text in pairwise(body)
        if isinstance(key, ast.AnnAssign) and isinstance(key.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
    }


def _tag(kind: type[msgspec.Struct]) -> str:
    return str(kind.__struct_config__.tag)


def _line(text: str) -> str:
    return " ".join(text.split())


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def with_tables(page: str) -> str:
    """The page, its tables as the code has them."""
    for name, table in tables().items():
        mark = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        page = mark.sub(lambda found, table=table: f"{found[1]}{table}\n{found[2]}", page)
    return page


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text()))
