"""What time it was: UTC for any `mono_ns`, with its source and how far it may be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from trapd.core.caption import TimeSource
from trapd.core.drift import UNMEASURED, Drift, Rate
from trapd.core.gps_time import BUILT, impossible
from trapd.core.units import LATEST_NS, S
from trapd.core.value import value

FLOOR_S = 60.0
"""The last time that was known may have been off by so much: leap seconds that the receiver did not know yet."""
WORTH_S = 0.1
"""An anchor that is better by less changes nothing: every epoch of the receiver would make the time tremble."""


@value
class Anchor:
    """Somebody told the time: at `mono_ns` it was `utc_ns`, give or take `uncertainty_s`."""

    mono_ns: int
    utc_ns: int
    source: TimeSource
    uncertainty_s: float
    rate: Rate = UNMEASURED
    """How the unit's clock ran before and after."""
    overruled: TimeSource | None = None
    """Who knew it otherwise, and was told to be wrong."""

    @property
    def possible(self) -> bool:
        """Not so what cannot be reckoned with."""
        within = max(abs(self.mono_ns), abs(self.utc_ns)) <= LATEST_NS and 0 <= self.uncertainty_s <= LATEST_NS / S
        return within and self.rate.possible

    def utc_at(self, mono_ns: int) -> int:
        """UTC at another moment of the same boot, before or after."""
        span_ns = mono_ns - self.mono_ns
        return self.utc_ns + span_ns + round(span_ns * self.rate.ppm / 1e6)

    def uncertainty_at(self, mono_ns: int) -> float:
        """Seconds; grows with the distance in time, as the crystal drifts."""
        return self.uncertainty_s + self.rate.doubt_s(mono_ns - self.mono_ns)

    def earliest_ns(self, mono_ns: int) -> int:
        """UTC cannot have been less."""
        return self.utc_at(mono_ns) - round(self.uncertainty_at(mono_ns) * S)

    def latest_ns(self, mono_ns: int) -> int:
        """UTC cannot have been more."""
        return self.utc_at(mono_ns) + round(self.uncertainty_at(mono_ns) * S)

    def off_s(self, told: Anchor) -> float:
        """By how many seconds `told` is later than what this one knows."""
        return (told.utc_ns - self.utc_at(told.mono_ns)) / S

    def contradicts(self, told: Anchor) -> bool:
        """Whether the two cannot both be true."""
        return abs(self.off_s(told)) > self.uncertainty_at(told.mono_ns) + told.uncertainty_s

    def facts(self) -> dict[str, Any]:
        """For the catalog's line."""
        overruled = {} if self.overruled is None else {"overruled_source": self.overruled}
        return {
            "mono_ns": self.mono_ns,
            "utc_ns": self.utc_ns,
            "source": self.source,
            "uncertainty_s": round(self.uncertainty_s, 3),
            "drift_ppm": self.rate.ppm,
            "drift_error_ppm": self.rate.error_ppm,
            **overruled,
        }

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any]) -> Anchor:
        """Out of the catalog's line. Raises KeyError or TypeError for one that is none."""
        rate = Rate(facts["drift_ppm"], facts["drift_error_ppm"]) if "drift_ppm" in facts else UNMEASURED
        return cls(
            facts["mono_ns"],
            facts["utc_ns"],
            facts["source"],
            facts["uncertainty_s"],
            rate,
            facts.get("overruled_source"),
        )


@value
class Moment:
    """UTC of one `mono_ns`; `source` is `none` and `uncertainty_s` None while nobody has told the time."""

    utc_ns: int
    source: TimeSource
    uncertainty_s: float | None


class Timeline:
    """From `mono_ns` to UTC, for one boot. Holds the best anchor, or a provisional time until there is one."""

    def __init__(
        self,
        provisional_utc_ns: int,
        at_mono_ns: int,
        held: Anchor | None = None,
        rate: Rate = UNMEASURED,
        floor: Anchor | None = None,
    ) -> None:
        """`held`: what an earlier process of the same boot knew; `rate`: what is known of the crystal; `floor`: what
        the last boot knew, as of this one's beginning."""
        self._provisional = Anchor(at_mono_ns, provisional_utc_ns, "none", 0)
        self._drift = Drift(rate)
        self._witnesses: dict[TimeSource, Anchor] = {}
        self.floor = floor
        """It cannot be earlier than this; None: nobody knew the time before, or something earlier was believed."""
        self.held: Anchor | None = None
        """The best anchor."""
        if held is not None:
            self.take(held)

    def anchor(self, told: Anchor) -> float:
        """Take the anchor if it is better than the one held; returns by how many seconds UTC stepped.

        Better means clearly less uncertain by now, or the same receiver's later word: its epochs are late, never
        early, so the latest time is the nearest. A receiver that contradicts the one held is right, since it had to
        find a second opinion first (`core/belief.py`); anybody else is if he is no less certain.
        """
        self.hear(told)
        if self.held is not None:
            step_s, held_s = self.held.off_s(told), self.held.uncertainty_at(told.mono_ns)
            contradicts = self.held.contradicts(told)
            nearer = told.source == self.held.source and step_s > 0
            worth_s = 0.0 if nearer or contradicts else WORTH_S
            if told.uncertainty_s > held_s - worth_s and not (contradicts and told.source == "gps"):
                return 0.0
        return self.take(told)

    def take(self, told: Anchor) -> float:
        """Go by this one, whatever was held; returns by how many seconds UTC stepped."""
        self.hear(told)
        if self.too_early(told):
            self.floor = None
        before = self.held or self._provisional
        if told.source == "gps":
            if self.held is not None and self.held.contradicts(told):
                self._drift.contradicted(told)
            self._drift.hear(told)
        self.held = replace(told, rate=self._drift.rate)
        return before.off_s(told)

    def hear(self, told: Anchor) -> None:
        """Somebody said this: not good enough to go by, perhaps, but a second opinion on what others say."""
        self._witnesses[told.source] = told

    def too_early(self, told: Anchor) -> str | None:
        """Why it cannot be as early as that."""
        floor = self.floor
        if floor is None or floor.off_s(told) > 0 or not floor.contradicts(told):
            return None
        return f"it was {local(floor.utc_ns, 0):%Y-%m-%d %H:%M} UTC already, told by {floor.source}"

    def seconded(self, told: Anchor, against: Anchor) -> bool:
        """Whether another source than its own says the same, and cannot agree with the one `against` it as well."""
        others = [said for source, said in self._witnesses.items() if source != told.source]
        return any(not said.contradicts(told) and against.contradicts(said) for said in others)

    def not_before(self, utc_ns: int, mono_ns: int) -> None:
        """A picture was given this time already: by `mono_ns` the provisional time is no earlier."""
        if not impossible(utc_ns) and utc_ns > self._provisional.utc_at(mono_ns):
            self._provisional = Anchor(mono_ns, utc_ns, "none", 0)

    @property
    def rate(self) -> Rate:
        """How the unit's clock runs, as far as that is known."""
        return self._drift.rate

    def known_utc_ns(self, mono_ns: int) -> int | None:
        """UTC at `mono_ns`, None while nobody has told the time."""
        return None if self.held is None else self.held.utc_at(mono_ns)

    def passed_utc_ns(self, mono_ns: int) -> int | None:
        """The UTC that had surely passed by `mono_ns`: what is known less its doubt."""
        held = self.held
        return None if held is None else held.earliest_ns(mono_ns)

    def moment(self, mono_ns: int) -> Moment:
        """UTC at `mono_ns`; moments before the anchor are told by it as well."""
        if self.held is None:
            return Moment(self._provisional.utc_at(mono_ns), "none", None)
        return Moment(self.held.utc_at(mono_ns), self.held.source, self.held.uncertainty_at(mono_ns))


def provisional(system_utc_ns: int, last_known_utc_ns: int | None = None) -> int:
    """The best guess of UTC before anybody told it, from the system clock and the last time the unit knew.

    Both, and the firmware's build date, are times that have already passed, so the latest of them is the nearest;
    what cannot be true is left out.
    """
    guesses = [
        utc_ns for utc_ns in (system_utc_ns, last_known_utc_ns) if utc_ns is not None and not impossible(utc_ns)
    ]
    return max(guesses, default=round(BUILT.timestamp()) * S)


def local(utc_ns: int, utc_offset_min: int) -> datetime:
    """The station's standard time, to the microsecond, for names and EXIF. No summer time."""
    whole_s, rest_ns = divmod(utc_ns, S)
    zone = timezone(timedelta(minutes=utc_offset_min))
    return datetime.fromtimestamp(whole_s, UTC).replace(microsecond=rest_ns // 1000).astimezone(zone)
