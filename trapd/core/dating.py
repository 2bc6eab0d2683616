"""What time it was, told afterwards: from the anchors of the same boot, the clock chip, or the order of boots.

Three ways, the best first:

- An anchor of the same boot, before or after the picture.
- The clock chip (RTC): a later or earlier boot knew how far it was off. It must have run on in between, as far as its
  readings show, and have been set by nobody but a unit that knew the time.
- The order: a boot ran after all of the one before it and before all of the next. If that leaves no more than half an
  hour either way, its middle is told.

What is told is never further from the truth than its uncertainty says; else nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from trapd.core.boots import Boot, Boots
from trapd.core.by_chip import WORST_S, by_chip, sure
from trapd.core.caption import Caption
from trapd.core.drift import UNMEASURED
from trapd.core.timeline import Anchor, Moment
from trapd.core.told import RANK, Told
from trapd.core.units import S

BETTER_S = 2.0
"""A better time is worth a new file if it is better by so much, and at least twice as good."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """All that is known of a boot whose pictures nobody can date."""

    boot_id: str
    not_before_utc_ns: int | None
    """Of its start."""
    not_after_utc_ns: int
    """Of the last that is known of it."""

    def facts(self) -> dict[str, Any]:
        """For the catalog's line."""
        since = {} if self.not_before_utc_ns is None else {"not_before_utc_ns": self.not_before_utc_ns}
        return {"boot_id": self.boot_id, **since, "not_after_utc_ns": self.not_after_utc_ns}


class Dating:
    """What all lines of a catalog tell together."""

    def __init__(self, boots: Boots) -> None:
        self._boots = boots
        self._told: dict[str, Told] = {}
        self.bounds: list[Bounds] = []
        """Those that are not noted yet."""
        for chain in boots.chains():
            self._tell(chain)

    def moment(self, mark: str, mono_ns: int) -> Moment | None:
        """The best knowledge of this moment of the start with this mark; None if there is none."""
        told = self._of(mark)
        return None if told is None else told.moment(mono_ns)

    def moment_of_boot(self, boot_id: str, mono_ns: int) -> Moment | None:
        """The same for a line that names its boot: two starts may have drawn the same mark."""
        told = self._told.get(boot_id)
        return None if told is None else told.moment(mono_ns)

    def settled(self, mark: str) -> bool:
        """Whether no dated picture of this start can be worth another time: one source told them all, and well."""
        boot, told = self._boots.of_mark(mark), self._of(mark)
        if boot is None or told is None:
            return True
        return not told.doubted and boot.open_s <= BETTER_S and len(told.sources | boot.sources - {"none"}) == 1

    def _of(self, mark: str) -> Told | None:
        boot = self._boots.of_mark(mark)
        return None if boot is None else self._told.get(boot.boot_id)

    def _tell(self, chain: Sequence[Boot]) -> None:
        told = {boot.boot_id: Told(boot.anchors) for boot in chain if sure(boot)}
        told |= {boot.boot_id: less for at, boot in enumerate(chain) if (less := _less_sure(chain, at, told))}
        for boot, earliest_ns, latest_ns in list(_between(chain, told)):
            open_s = None if earliest_ns is None else (latest_ns - earliest_ns) / 2 / S
            if earliest_ns is not None and open_s is not None and 0 <= open_s <= WORST_S:
                told[boot.boot_id] = Told([Anchor(0, (earliest_ns + latest_ns) // 2, "order", open_s)])
            elif (
                (open_s is None or open_s > 0) and "none" in boot.sources and boot.boot_id not in self._boots.bounded
            ):
                self.bounds.append(Bounds(boot.boot_id, earliest_ns, latest_ns + boot.last_ns))
        self._told |= told


def worth(old: Moment, new: Moment) -> bool:
    """Whether a picture should be dated anew: `old` is what it carries."""
    if old.source == "none":
        return True
    if old.uncertainty_s is None or new.uncertainty_s is None or RANK.index(new.source) > RANK.index(old.source):
        return False
    wrong = abs(new.utc_ns - old.utc_ns) / S > old.uncertainty_s + new.uncertainty_s
    return wrong or new.uncertainty_s <= min(old.uncertainty_s / 2, old.uncertainty_s - BETTER_S)


def redated(caption: Caption, moment: Moment) -> Caption:
    """The caption with this time. The sun's height was reckoned by the old one, and is left out."""
    assert moment.uncertainty_s is not None
    return replace(
        caption,
        utc_ns=moment.utc_ns,
        time_source=moment.source,
        time_uncertainty_s=round(moment.uncertainty_s, 3),
        sun_deg=None,
    )


def _less_sure(chain: Sequence[Boot], at: int, known: dict[str, Told]) -> Told | None:
    """What the chip tells of a boot that nobody else dated, unless the boots around it prove that wrong."""
    boot = chain[at]
    anchors = [] if boot.boot_id in known else by_chip(chain, at, known) or boot.anchors
    if not anchors:
        return None
    told = Told(anchors)
    before = next((other for other in reversed(chain[:at]) if other.boot_id in known), None)
    after = next((other for other in chain[at + 1 :] if other.boot_id in known), None)
    too_early = before is not None and told.latest_ns(0) < known[before.boot_id].earliest_ns(before.last_ns)
    too_late = after is not None and told.earliest_ns(boot.last_ns) > known[after.boot_id].latest_ns(0)
    return None if too_early or too_late else told


def _between(chain: Sequence[Boot], told: dict[str, Told]) -> Iterator[tuple[Boot, int | None, int]]:
    """Each boot that is not dated, but one after it is: when it may have begun, at the earliest and at the latest."""
    earliest: dict[str, int | None] = {}
    from_ns: int | None = None
    for boot in chain:
        if boot.boot_id in told:
            from_ns = told[boot.boot_id].earliest_ns(boot.last_ns)
        else:
            earliest[boot.boot_id] = from_ns
            from_ns = None if from_ns is None else from_ns + _at_least_ns(boot)
    to_ns: int | None = None
    for boot in reversed(chain):
        if boot.boot_id in told:
            to_ns = told[boot.boot_id].latest_ns(0)
        elif to_ns is not None:
            to_ns -= _at_least_ns(boot)
            yield boot, earliest[boot.boot_id], to_ns


def _at_least_ns(boot: Boot) -> int:
    """How long it ran."""
    return boot.last_ns - round(UNMEASURED.doubt_s(boot.last_ns) * S)
