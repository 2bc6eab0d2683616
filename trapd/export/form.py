"""What a form of export is: which copies it wants, under which names, and which tables stand beside them.

`copying.py` makes the copies, whatever the form; `package.py` keeps the folder that they go into.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import BinaryIO, Protocol

from trapd.core.value import value
from trapd.export.package import Package
from trapd.survey.account import Row
from trapd.survey.capture import Capture

Make = Callable[[Capture, BinaryIO, BinaryIO], None]
"""Reads the picture, whole and as it was announced, from the second and writes it altered into the third, an empty
file. The same bytes every time. Called on several threads at once. ValueError: it cannot, and why."""


@value
class Copy:
    """One picture's copy."""

    capture: Capture
    to: str
    """Path below the package's root, `/` between its parts; of no other copy."""
    through: tuple[Make, ...] = ()
    """What alters it, one after the other; none: the bytes as they are."""


class Form(Protocol):
    """Made for one survey; asked twice, it says the same."""

    def copies(self) -> Iterator[Copy]:
        """In the order in which they are made."""
        ...

    def refused(self) -> Iterator[Row]:
        """The files that it has no place for; each is in `copies`, in here, or in the survey's own account."""
        ...

    def tell(self, package: Package, left_out: Container[str]) -> Iterator[str]:
        """Write the tables, but nothing of copies that are not there: `left_out`, by their `to`. Yields a line for
        each thing that is not in order with them."""
        ...
