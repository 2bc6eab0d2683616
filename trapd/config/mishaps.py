"""What goes wrong with the unit of a scenario, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Annotated, Literal

from msgspec import Meta

from trapd.config.profile import Section

What = Literal[
    "snow-on-lens",
    "frost-on-lens",
    "leaf-on-lens",
    "askew",
    "flash-dead",
    "camera-gone",
    "camera-hangs",
    "card-gone",
    "receiver-gone",
    "voltmeter-gone",
    "voltmeter-frozen",
    "thermometer-gone",
    "thermometer-frozen",
]
"""docs/season.md says what each does."""
PARTS: dict[What, str] = {
    "snow-on-lens": "lens",
    "frost-on-lens": "lens",
    "leaf-on-lens": "lens",
    "askew": "lens",
    "flash-dead": "flash",
    "camera-gone": "camera",
    "camera-hangs": "camera",
    "card-gone": "card",
    "receiver-gone": "receiver",
    "voltmeter-gone": "voltmeter",
    "voltmeter-frozen": "voltmeter",
    "thermometer-gone": "thermometer",
    "thermometer-frozen": "thermometer",
}
"""Which part it befalls: one at a time."""


class Fault(Section, frozen=True, kw_only=True):
    """One of them."""

    what: What
    day: Annotated[float, Meta(ge=0, le=9_999)]
    """Since the season began; 1.5 is noon of the second day of one that began at midnight."""
    days: Annotated[float, Meta(gt=0, le=9_999)] | None = None
    """For so long; None: to the end."""

    @property
    def over(self) -> float:
        """On which day all is well again."""
        return float("inf") if self.days is None else self.day + self.days


def problems(faults: Sequence[Fault], season_days: int) -> Iterator[str]:
    """Faults that cannot be: the key, what is wrong, the mend."""
    numbered = list(enumerate(faults, 1))
    for number, fault in numbered:
        if fault.day >= season_days:
            yield f"faults#{number}.day is {fault.day:g}, after the season's {season_days} days; name an earlier one"
    for (_, one), (number, other) in combinations(sorted(numbered, key=lambda entry: entry[1].day), 2):
        part = PARTS[one.what]
        if part == PARTS[other.what] and other.day < one.over:
            until = "to the end" if one.days is None else f"until day {one.over:g}"
            yield (
                f'faults#{number}.day is {other.day:g}, but "{one.what}" holds {until}, and the {part} has one'
                " fault at a time; begin later, or end that one earlier with days"
            )
