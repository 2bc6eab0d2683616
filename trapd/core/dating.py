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
from dataclasses import replace
from math import inf
from typing import Any

from trapd.core.boots import Boot, Boots
from trapd.core.by_chip import SURE, WORST_S, by_chip, sure
from trapd.core.caption import Caption
from trapd.core.drift import WORST_PPM, Rate
from trapd.core.evidence import Evidence
from trapd.core.timeline import Anchor, Moment
from trapd.core.told import RANK, Told
from trapd.core.units import S
from trapd.core.value import value

BETTER_S = 2.0
"""A better time is worth a new file if it is better by so much, and at least twice as good."""
LEAST_SURE = max(RANK.index(source) for source in SURE)
ANY_RATE = Rate(0.0, WORST_PPM)
"""Of the unit's clock, where only a picture's time is known."""


@value
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
        self._evidence: dict[str, tuple[Evidence, int]] = {}
        """By boot: that of its chain, and its place in it."""
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

    def refuted(self, boot_id: str) -> bool:
        """Whether everything that anybody told of this boot's time is disproved."""
        if boot_id not in self._evidence:
            return False
        evidence, at = self._evidence[boot_id]
        return evidence.told(at) and not evidence.believed[at]

    def settled(self, mark: str) -> bool:
        """Whether no dated picture of this start can be worth another time: the receiver told them all, and well."""
        boot = self._boots.of_mark(mark)
        if boot is None:
            return True
        evidence, at = self._evidence[boot.boot_id]
        undoubted = len(evidence.believed[at]) == len(boot.anchors)
        told = {anchor.source for anchor in boot.anchors} | boot.sources - {"none"}
        return undoubted and boot.open_s <= BETTER_S and told <= {"gps"}

    def instead(self, mark: str, mono_ns: int, carried: Moment) -> Moment | None:
        """What a picture should carry instead of this; None: that is as good. Where nothing is left of its time, one
        of source `none`."""
        told, boot = self.moment(mark, mono_ns), self._boots.of_mark(mark)
        agrees = told is not None and not _contradict(carried, told)
        if boot is not None and not agrees and self._disproved(boot, mono_ns, carried):
            return told or self._unset(boot, mono_ns)
        return told if told is not None and worth(carried, told) else None

    def _disproved(self, boot: Boot, mono_ns: int, carried: Moment) -> bool:
        """Whether a picture's time, as an anchor's, cannot be true."""
        if carried.uncertainty_s is None or carried.source not in RANK:
            return False
        evidence, at = self._evidence[boot.boot_id]
        told = Anchor(mono_ns, carried.utc_ns, carried.source, carried.uncertainty_s, ANY_RATE)
        return not evidence.allows(at, told)

    def _unset(self, boot: Boot, mono_ns: int) -> Moment:
        """A time that has surely passed, if one is known."""
        evidence, at = self._evidence[boot.boot_id]
        began_ns, ended_ns = evidence.span(at)
        utc_ns = began_ns if began_ns > -inf else ended_ns - boot.last_ns
        return Moment(round(utc_ns) + mono_ns, "none", None)

    def _of(self, mark: str) -> Told | None:
        boot = self._boots.of_mark(mark)
        return None if boot is None else self._told.get(boot.boot_id)

    def _tell(self, chain: Sequence[Boot]) -> None:
        evidence = Evidence(chain)
        self._evidence |= {boot.boot_id: (evidence, at) for at, boot in enumerate(chain)}
        told = {
            boot.boot_id: Told(believed)
            for boot, believed in zip(chain, evidence.believed, strict=True)
            if any(anchor.source in SURE for anchor in believed)
        }
        told |= {
            boot.boot_id: less for at, boot in enumerate(chain) if (less := _less_sure(chain, at, told, evidence))
        }
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
    return _contradict(old, new) or new.uncertainty_s <= min(old.uncertainty_s / 2, old.uncertainty_s - BETTER_S)


def _contradict(one: Moment, other: Moment) -> bool:
    """Whether the two cannot both be true."""
    open_s = (one.uncertainty_s or 0.0) + (other.uncertainty_s or 0.0)
    return abs(one.utc_ns - other.utc_ns) / S > open_s


def redated(caption: Caption, moment: Moment) -> Caption:
    """The caption with this time. The sun's height was reckoned by the old one, and is left out."""
    open_s = moment.uncertainty_s
    return replace(
        caption,
        utc_ns=moment.utc_ns,
        time_source=moment.source,
        time_uncertainty_s=None if open_s is None else round(open_s, 3),
        sun_deg=None,
    )


def _less_sure(chain: Sequence[Boot], at: int, known: dict[str, Told], evidence: Evidence) -> Told | None:
    """What the chip tells of a boot that nobody else dated: put right, unless the boots around it prove that
    wrong; or as the unit went by it then."""
    boot = chain[at]
    if boot.boot_id in known:
        return None
    found = [] if sure(boot) else by_chip(chain, at, known)
    allowed = all(evidence.in_order(at, anchor, LEAST_SURE) for anchor in found)
    anchors = (found if allowed else []) or evidence.believed[at]
    return Told(anchors) if anchors else None


def _between(chain: Sequence[Boot], told: dict[str, Told]) -> Iterator[tuple[Boot, int | None, int]]:
    """Each boot that is not dated, but one after it is: when it may have begun, at the earliest and at the latest."""
    earliest: dict[str, int | None] = {}
    from_ns: int | None = None
    for boot in chain:
        if boot.boot_id in told:
            from_ns = told[boot.boot_id].earliest_ns(boot.last_ns)
        else:
            earliest[boot.boot_id] = from_ns
            from_ns = None if from_ns is None else from_ns + boot.ran_ns
    to_ns: int | None = None
    for boot in reversed(chain):
        if boot.boot_id in told:
            to_ns = told[boot.boot_id].latest_ns(0)
        elif to_ns is not None:
            to_ns -= boot.ran_ns
            yield boot, earliest[boot.boot_id], to_ns
