"""Every setting by its dotted name, `plan.night.stills`: its type and its meaning are those of `profile.py`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec

from trapd.config import profile
from trapd.config.explain import nearest, wanted
from trapd.config.profile import Profile
from trapd.core.errors import BadSettings

FIXED = {
    "it says how the file is read": ("schema_version",),
    "it tells what the unit is built of": (
        "board.*", "*.backend", "*pin", "*.active_low", "gps.port", "gps.baud", "gps.chrony_socket", "clock.rtc",
        "power.voltage", "power.current", "power.charge", "power.temperature", "readiness.board", "readiness.off_mw",
        "pir.socket", "camera.tuning", "camera.sensor_*",
    ),
    "the unit would no longer find what it keeps": ("state.*", "card.path", "card.mounted"),
    "nobody could reach the unit any more": ("console.port",),
    "it is read by another program, which copies to disks": ("offload.*",),
    "it is for simulated parts": ("world.*",),
}  # fmt: skip
"""What is changed in the profile alone, by somebody who has the unit on the table: why -> which. A wrong word there
would lose the unit, its pictures or the technician's line, or name a part that hangs on another wire."""
SECRET = ("unit.lat", "unit.lon")
"""Where the unit hangs: no record on the card tells it."""
PATTERNS = [(pattern, why) for why, patterns in FIXED.items() for pattern in patterns]


@dataclass(frozen=True, slots=True)
class Known:
    """One setting that there is."""

    name: str
    kind: Any
    """Its type, as `profile.py` has it; a list is one setting as a whole."""
    table: str
    """The class that it is a field of."""
    fixed: str | None
    """Why it is not changed from the cable."""

    @property
    def about(self) -> str:
        """One sentence, and what may stand there."""
        field = self.name.rpartition(".")[2]
        said, must = _docstrings().get((self.table, field), ""), wanted(self.kind, field)
        return f"{said} ({must})" if said else must

    @property
    def may_be_none(self) -> bool:
        """Whether it can be left out altogether."""
        return type(None) in get_args(self.kind)


def find(name: str) -> Known:
    """Raises `BadSettings` with the nearest name."""
    names = known()
    if name in names:
        return names[name]
    below = [other for other in names if other.startswith(f"{name}.")]
    if below:
        raise BadSettings(f"{name} is a whole table; name one setting in it, as {below[0]}")
    meant = nearest(name, list(names)) or nearest(name.rpartition(".")[2], _last_words(names))
    others = [other for other in names if meant in (other, other.rpartition(".")[2])]
    mend = f"did you mean {' or '.join(others[:3])}?" if others else "`config show` lists them all"
    raise BadSettings(f"there is no setting {name}; {mend}")


@cache
def known() -> Mapping[str, Known]:
    """All, in the order of the profile."""
    return {one.name: one for one in _below(Profile, "")}


def _below(table: type[msgspec.Struct], prefix: str) -> Iterator[Known]:
    for field in msgspec.structs.fields(table):
        name, inner = prefix + field.name, _table(field.type)
        if inner is not None:
            yield from _below(inner, f"{name}.")
        else:
            fixed = next((why for pattern, why in PATTERNS if fnmatchcase(name, pattern)), None)
            yield Known(name, field.type, table.__name__, fixed)


def _table(kind: Any) -> type[msgspec.Struct] | None:
    """The table that stands here, if it is one, optional or not."""
    kinds = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    return next((one for one in kinds if isinstance(one, type) and issubclass(one, msgspec.Struct)), None)


@cache
def _docstrings() -> Mapping[tuple[str, str], str]:
    """The first sentence below each field, by class and field: Python does not keep them. The parser lets no other
    thread run until it is done, so it gets one class at a time."""
    found = {}
    for part in re.split(r"\n(?=class )", Path(profile.__file__).read_text("utf-8"))[1:]:
        table = ast.parse(part).body[0]
        assert isinstance(table, ast.ClassDef)
        for field, after in pairwise(table.body):
            match field, after:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    found[table.name, name] = re.split(r"(?<=\.)\s", " ".join(text.split()))[0].removesuffix(".")
    return found


def _last_words(names: Mapping[str, Known]) -> list[str]:
    return list(dict.fromkeys(name.rpartition(".")[2] for name in names))
