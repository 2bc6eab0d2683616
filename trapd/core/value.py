"""Values: what nobody changes, and what costs little to make and to define.

A frozen dataclass sets each field of a new value through `object.__setattr__`, nine times as slow as a plain one, and
a busy season sets twenty million. And Python writes and compiles four methods for each of them at every start. So it
is mypy that holds values to be frozen, while the interpreter takes its word for it; and all have one way to be
compared and shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, dataclass_transform, overload

T = TypeVar("T")


@overload
def value(cls: type[T], /) -> type[T]: ...


@overload
def value(*, kw_only: bool) -> Callable[[type[T]], type[T]]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(cls: type[T] | None = None, /, *, kw_only: bool = False) -> type[T] | Callable[[type[T]], type[T]]:
    """`dataclass(frozen=True, slots=True)`: with or without `kw_only`, for classes without a base."""

    def make(cls: type[T]) -> type[T]:
        for name, method in SHARED.items():
            setattr(cls, name, method)
        return dataclass(slots=True, eq=False, repr=False, kw_only=kw_only)(cls)

    return make if cls is None else make(cls)


def _facts(one: Any) -> tuple[Any, ...]:
    return tuple([getattr(one, name) for name in one.__slots__])


def _equal(one: object, other: object) -> bool:
    return one is other or (type(one) is type(other) and _facts(one) == _facts(other))


def _hash(one: object) -> int:
    return hash(_facts(one))


def _shown(one: Any) -> str:
    return f"{type(one).__qualname__}({', '.join(f'{name}={getattr(one, name)!r}' for name in one.__slots__)})"


SHARED = {"__eq__": _equal, "__hash__": _hash, "__repr__": _shown}
