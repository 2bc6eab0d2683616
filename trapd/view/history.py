"""How a season went, day by day: what the unit told of itself, beside what was really so outdoors and in its pack.

A day is 24 hours from power-on, so that a unit hung up at noon has whole nights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean
from typing import Any

from trapd.card.gaps import WANTED
from trapd.core.actions import Report
from trapd.core.starts import GATED, OFF
from trapd.core.units import S

DAY_NS = 86_400 * S
HOUR_NS = 3_600 * S
DEAD = "dead"
"""The pack gave out, and nobody could tell: beside the states of the effort log."""
REASONS = 3
"""Of each state, the most frequent."""


@dataclass(slots=True)
class Day:
    """One of them, as it is gathered."""

    counts: Counter[str] = field(default_factory=Counter)
    air_c: list[float] = field(default_factory=list)
    snow_cm: int = 0
    charge: float | None = None
    """Really in the pack at its end, 0 to 1."""
    believed: float | None = None
    """By the unit …"""
    unsure: float | None = None
    """… give or take so much."""
    lived: bool = False
    """It read its meters, or found none."""
    least_v: float | None = None
    """The lowest reading that the unit believed."""
    wh: Mapping[str, float] = field(default_factory=dict)
    """By consumer, from power-on to its end."""

    def told(self, before: Mapping[str, float]) -> dict[str, Any]:
        """Plain facts; what nobody knows is left out. `before`: `wh` of the day before."""
        weather = {"coldest_c": min(self.air_c), "mean_c": round(fmean(self.air_c), 2), "warmest_c": max(self.air_c)}
        counts = {f"{thing}s": self.counts[thing] for thing in ("motion", "still", "clip")}
        pack = {"charge": self.charge, "believed": self.believed, "unsure": self.unsure, "least_v": self.least_v}
        known = {name: round(value, 3) for name, value in pack.items() if value is not None}
        wh = {one: round(wh - before.get(one, 0.0), 3) for one, wh in self.wh.items()}
        return weather | {"snow_cm": self.snow_cm} | counts | known | {"wh": wh}


@dataclass(slots=True)
class State:
    """One state of the effort log through the season."""

    spans_ns: list[tuple[int, int]] = field(default_factory=list)
    """From when to when, in order."""
    reasons: Counter[str] = field(default_factory=Counter)

    def told(self, begun_ns: int) -> dict[str, Any]:
        """Plain facts; `spans` in days since power-on."""
        hours = sum(until_ns - from_ns for from_ns, until_ns in self.spans_ns) / HOUR_NS
        spans = [[round((ns - begun_ns) / DAY_NS, 4) for ns in span] for span in self.spans_ns]
        reasons = [why for why, _ in self.reasons.most_common(REASONS)]
        return {"hours": round(hours, 2), "times": len(spans), "why": reasons, "spans": spans}


class History:
    """An observer; whoever plays the season lets it `look` around as well."""

    def __init__(self, begun_ns: int, days: int) -> None:
        """`begun_ns`: power-on, as all times on the unit's own clock."""
        self._begun_ns = begun_ns
        self._days = [Day() for _ in range(days)]
        self._states: dict[str, State] = {}
        self._holds: dict[str, int] = {}
        """The states that hold, since when."""

    # -- told by the season --------------------------------------------------------------------------------------

    def look(
        self, now_ns: int, air_c: float, snow_cm: int, charge: float | None, taken_wh: Mapping[str, float]
    ) -> None:
        """Each hour: how it is outdoors, what is really in the pack, what each consumer has taken since power-on."""
        day = self._day(max(self._begun_ns, now_ns - 1))  # midnight ends a day
        day.air_c.append(air_c)
        day.snow_cm = max(day.snow_cm, snow_cm)
        day.charge, day.wh = charge, taken_wh

    # -- an observer ---------------------------------------------------------------------------------------------

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        facts = report.facts
        match report.event:
            case "motion" if "was" not in facts:  # a motion that was queued is told twice
                self._day(mono_ns).counts["motion"] += 1
            case "shot":
                self._day(mono_ns).counts[facts["media"]] += 1
            case "power":
                day = self._day(mono_ns)
                day.lived = True
                if "battery_v" in facts:
                    day.least_v = min(facts["battery_v"], day.least_v or facts["battery_v"])
            case "charge":
                day = self._day(mono_ns)
                day.believed, day.unsure = facts["charge"], facts["unsure"]
            case "effort":
                why = facts.get("why", {})
                states = [state for state in facts["states"] if state != OFF or GATED not in facts["states"]]
                self._hold({state: why.get(state, "") for state in states}, mono_ns)
            case "outage":
                self._hold({DEAD: facts["why"]}, mono_ns)

    def close(self) -> None:
        """Nothing is held."""

    # -- what came of it -----------------------------------------------------------------------------------------

    def told(self, now_ns: int) -> dict[str, Any]:
        """At the end of the season; `watch_days`: of time in which it was armed, gated or resting by its hours, and
        not blind."""
        self._hold({}, now_ns)
        days = [day for day in self._days if day.air_c]
        for before, day in pairwise(days):
            if day.believed is None and day.lived:  # told only when it changes
                day.believed, day.unsure = before.believed, before.unsure
        air_c = [celsius for day in days for celsius in day.air_c]
        last = days[-1]
        sofar_wh: list[Mapping[str, float]] = [{}, *(day.wh for day in days)]
        return {
            "coldest_c": min(air_c),
            "mean_c": round(fmean(air_c), 2),
            "warmest_c": max(air_c),
            "snow_cm": max(day.snow_cm for day in days),
            "watch_days": round(self._watched_ns() / DAY_NS, 2),
            **({} if last.charge is None else {"charge_left": round(last.charge, 3)}),
            "energy_wh": {one: round(wh, 3) for one, wh in last.wh.items()},
            "effort": {name: one.told(self._begun_ns) for name, one in sorted(self._states.items()) if one.spans_ns},
            "by_day": [{"day": number, **day.told(sofar_wh[number - 1])} for number, day in enumerate(days, 1)],
        }

    def _watched_ns(self) -> int:
        blind = self._spans("blind")
        watched = [span for state in WANTED for span in self._spans(state)]
        seeing_ns = sum(until_ns - from_ns for from_ns, until_ns in watched)
        both = ((max(a, c), min(b, d)) for a, b in watched for c, d in blind)
        return seeing_ns - sum(max(0, until_ns - from_ns) for from_ns, until_ns in both)

    def _spans(self, state: str) -> list[tuple[int, int]]:
        return self._states[state].spans_ns if state in self._states else []

    def _day(self, now_ns: int) -> Day:
        number = (now_ns - self._begun_ns) // DAY_NS
        return self._days[number] if number < len(self._days) else self._days[-1]

    def _hold(self, states: dict[str, str], now_ns: int) -> None:
        """These hold from now on, and no others."""
        for state in [state for state in self._holds if state not in states]:
            since_ns = self._holds.pop(state)
            if now_ns > since_ns:
                self._states.setdefault(state, State()).spans_ns.append((since_ns, now_ns))
        for state, why in states.items():
            if state not in self._holds:
                self._holds[state] = now_ns
                if why:
                    self._states.setdefault(state, State()).reasons[why] += 1
