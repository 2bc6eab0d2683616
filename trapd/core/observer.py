"""Whoever looks on: what the trap reports goes to observers, and nothing comes back."""

from __future__ import annotations

from typing import Protocol

from trapd.core.actions import Report


class Observer(Protocol):
    """A view, a journal, a test."""

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        """One report, and when it was made; `utc_ns` is None while the time is unknown. Returns at once."""
        ...

    def close(self) -> None:
        """Nothing more will be told. Whatever was shown is finished, and the terminal is as it was before."""
        ...
