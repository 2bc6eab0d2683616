"""A setting that does not fit, told in one line: which key, what stands there, what may stand there."""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from typing import Any

from msgspec import inspect

UNITS = {
    "s": "seconds",
    "ms": "milliseconds",
    "us": "microseconds",
    "min": "minutes",
    "h": "hours",
    "mb": "megabytes",
    "kbps": "kilobits a second",
    "deg": "degrees",
    "m": "metres",
    "mps": "metres a second",
    "c": "degrees Celsius",
    "v": "volts",
    "ma": "milliamperes",
}
"""What the last part of a key's name says of its unit."""

Steps = list[str | int]
Tables = dict[str, Any]


def explain(root: type, tables: Tables, error: str) -> str:
    """The first thing in `tables` that does not fit `root`. Of msgspec's `error` only the path is read."""
    steps = _steps(error)
    spec: inspect.Type = inspect.type_info(root)
    value: Any = tables
    for step in steps:
        spec, value = _below(spec, step), value[step]
    if isinstance(spec, inspect.StructType) and isinstance(value, dict):
        return _wrong_keys(spec, steps, value)
    must = _must(spec, str(steps[-1]))
    if isinstance(value, str) and isinstance(spec, inspect.IntType | inspect.FloatType | inspect.BoolType):
        must += ", without quotes"
    if isinstance(spec, inspect.LiteralType) and (meant := _meant(value, spec)):
        must += f'; did you mean "{meant}"?'
    return f"{_key(steps)} is {_shown(value)}; it must be {must}"


def wanted(kind: object, key: str) -> str:
    """What may stand at a key of this type."""
    return _must(_inner(inspect.type_info(kind)), key)


def nearest(word: str, words: list[str]) -> str | None:
    """The one that was probably meant."""
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    return close[0] if close else None


def _must(spec: inspect.Type, key: str) -> str:
    unit = UNITS.get(key.rpartition("_")[2]) if "_" in key else None
    return f"{_wanted(spec)}, in {unit}" if unit else _wanted(spec)


def _meant(value: Any, spec: inspect.LiteralType) -> str | None:
    words = [word for word in spec.values if isinstance(word, str)]
    return nearest(value, words) if isinstance(value, str) else None


def _wrong_keys(spec: inspect.StructType, steps: Steps, table: Tables) -> str:
    keys = [field.encode_name for field in spec.fields]
    for key in table:
        if key not in keys:
            meant = nearest(key, keys)
            mend = f"did you mean {meant}?" if meant else f"{_place(steps)} takes {', '.join(keys)}"
            return f"unknown key {_key([*steps, key])}; {mend}"
    field = next(field for field in spec.fields if field.required and field.encode_name not in table)
    return f"{_key([*steps, field.encode_name])} is missing; it must be {_wanted(_inner(field.type))}"


def _steps(error: str) -> Steps:
    """`… - at `$.pir.sensors[0].pin`` as pir, sensors, 0, pin."""
    path = re.search(r" - at `\$(.*)`$", error)
    found = re.findall(r"\.(\w+)|\[(\d+)\]", path[1]) if path else []
    return [name or int(index) for name, index in found]


def _key(steps: Steps) -> str:
    """Dotted, entries of a list counted from 1 as people do: `pir.sensors#1.pin`."""
    return "".join(f"#{step + 1}" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")


def _place(steps: Steps) -> str:
    return f"[{_key(steps)}]" if steps else "the file"


def _below(spec: inspect.Type, step: str | int) -> inspect.Type:
    if isinstance(spec, inspect.StructType):
        return _inner(next(field.type for field in spec.fields if field.encode_name == step))
    while isinstance(spec, inspect.Metadata):
        spec = spec.type
    assert isinstance(spec, inspect.VarTupleType)
    return _inner(spec.item_type)


def _inner(spec: inspect.Type) -> inspect.Type:
    """Without the None of a key that may be left out: TOML has no null."""
    if isinstance(spec, inspect.UnionType):
        return next(kind for kind in spec.types if not isinstance(kind, inspect.NoneType))
    return spec


def _wanted(spec: inspect.Type) -> str:
    match spec:
        case inspect.Metadata(extra_json_schema={"description": str(said)}):
            return said
        case inspect.IntType():
            even = "even " if spec.multiple_of == 2 else ""
            return f"{'an' if even else 'a'} {even}whole number{_range(spec)}"
        case inspect.FloatType():
            return f"a number{_range(spec)}"
        case inspect.BoolType():
            return "true or false"
        case inspect.LiteralType(values=(only,)):
            return _shown(only)
        case inspect.LiteralType():
            return f"one of {', '.join(map(_shown, spec.values))}"
        case inspect.StructType():
            needed = [field.encode_name for field in spec.fields if field.required]
            return f"a table with {', '.join(needed)}" if needed else "a table"
        case inspect.VarTupleType():
            count = f" of {spec.min_length} to {spec.max_length} entries" if spec.max_length else ""
            return f"a list{count}, in [square brackets]"
    return "a text in quotes"


def _range(spec: inspect.IntType | inspect.FloatType) -> str:
    low = f" from {spec.ge}" if spec.ge is not None else f" above {spec.gt}" if spec.gt is not None else ""
    return low + (f" to {spec.le}" if spec.le is not None else "")


def _shown(value: Any) -> str:
    """As it would stand in the file, shortened."""
    match value:
        case dict():
            return "a table"
        case list():
            return f"a list of {len(value)}" if value else "an empty list"
        case str() | bool():
            text = json.dumps(value, ensure_ascii=False)
        case _:
            text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"
