"""What is made with every event: a value that nobody changes, and that costs little to make.

A frozen dataclass sets each field of a new value through `object.__setattr__`: nine times as slow as a plain one,
and a busy season sets twenty million. So it is mypy that holds a value to be frozen, and the interpreter takes its
word for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(cls: type[T]) -> type[T]:
    """`dataclass(frozen=True, slots=True)` for what is made by the thousand. Rules, made once a start, are frozen in
    earnest."""
    return dataclass(slots=True, unsafe_hash=True)(cls)
