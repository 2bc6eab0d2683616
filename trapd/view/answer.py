"""What a planner asks of seasons: does it last, and how many animals does it see? Of one unit, and of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from trapd.view.season import Facts, Interval, interval
from trapd.view.words import count

TAKEN = "taken"
"""The one cause that is no loss; every other says why a pass is in no picture."""
LASTS = 0.99
"""Of the days, on watch: a day in a hundred may be lost to a card or a camera."""
TOLD = 3
"""Causes in a sentence."""

Kit = Mapping[str, str]
"""What a unit is made of, in words: `pack`, `readiness` and the like."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one unit, over all seeds that were played."""

    unit: str
    kit: Kit
    seasons: int
    lasted: int
    """In so many of them it was on watch to the end."""
    days: int
    watch_days: Interval
    passes: Interval
    seen: Interval
    """Passes in a picture."""
    share: Interval
    """The same of all passes, 0 to 1."""
    stills: Interval
    clips: Interval
    energy_wh: Interval
    """By the unit's own account."""
    charge_left: Interval | None
    """None if the pack was fed from elsewhere."""
    missed: dict[str, float]
    """The median by cause, the greatest first."""

    def facts(self) -> dict[str, Any]:
        """Plain, for JSON."""
        return asdict(self)


def outcome(unit: str, kit: Kit, seasons: Sequence[Facts]) -> Outcome:
    """Of all seeds of one unit."""
    causes = dict.fromkeys(cause for facts in seasons for cause in facts["causes"] if cause != TAKEN)
    missed = {cause: median(facts["causes"].get(cause, 0) for facts in seasons) for cause in causes}
    left = [facts["charge_left"] for facts in seasons if "charge_left" in facts]
    return Outcome(
        unit=unit,
        kit=dict(kit),
        seasons=len(seasons),
        lasted=sum(lasts(facts) for facts in seasons),
        days=seasons[0]["days"],
        watch_days=interval([facts["watch_days"] for facts in seasons]),
        passes=interval([facts["passes"] for facts in seasons]),
        seen=interval([facts["causes"].get(TAKEN, 0) for facts in seasons]),
        share=interval([seen(facts) for facts in seasons]),
        stills=interval([facts["stills"] for facts in seasons]),
        clips=interval([facts["clips"] for facts in seasons]),
        energy_wh=interval([round(sum(facts["energy_wh"].values()), 2) for facts in seasons]),
        charge_left=interval(left) if left else None,
        missed=dict(sorted(missed.items(), key=lambda one: -one[1])),
    )


def lasts(facts: Facts) -> bool:
    """On watch, or resting by its hours, for all of the season but a hundredth."""
    return bool(facts["watch_days"] >= LASTS * facts["days"])


def seen(facts: Facts) -> float:
    """The share of passes that are in a picture; 1 where nothing passed."""
    return round(facts["causes"].get(TAKEN, 0) / facts["passes"], 4) if facts["passes"] else 1.0


def typical(seasons: Sequence[Facts]) -> Facts:
    """The season in the middle, to be shown for all: by days on watch, then by the share of passes seen."""
    return sorted(seasons, key=lambda facts: (facts["watch_days"], seen(facts)))[len(seasons) // 2]


def answer(one: Outcome) -> str:
    """In one sentence."""
    watch, share = one.watch_days, one.share
    days = f"on watch for {_days(one)}"
    share_told = f"{share['median']:.0%}"
    if one.seasons == 1:
        verdict = "Yes, it lasts" if one.lasted else "No, it does not last"
        passes = f"{one.seen['median']:g} of {one.passes['median']:g} passes"
        told = f"{verdict}: {days}; {passes} ({share_told}) are in a picture"
    else:
        verdict = f"It lasts in {one.lasted} of {one.seasons} seasons"
        days += f" ({watch['low']:.1f} to {watch['high']:.1f})"
        share_told += f" ({share['low']:.0%} to {share['high']:.0%})"
        told = f"{verdict}: {days}; {share_told} of all passes are in a picture"
    causes = [f"{cause} {number:.0f}" for cause, number in list(one.missed.items())[:TOLD] if number]
    return f"{told}." + (f" Missed: {', '.join(causes)}." if causes else "")


def best(outcomes: Sequence[Outcome]) -> Outcome:
    """That which sees most: one that is dead or late sees none."""
    return max(outcomes, key=lambda one: (one.share["median"], one.lasted, one.watch_days["median"]))


def comparison(outcomes: Sequence[Outcome]) -> str:
    """Which of them, in short; and which is longer on watch, if another is."""
    first, longest = best(outcomes), max(outcomes, key=lambda one: one.watch_days["median"])
    kit = ", ".join(f"{what} {which}" for what, which in first.kit.items())
    told = f"Of {len(outcomes)} units {first.unit} sees most ({kit}). {answer(first)}"
    if longest.watch_days["median"] - first.watch_days["median"] < 1:
        return told
    return (
        f"{told} Longer on watch is {longest.unit}: {_days(longest)}, {longest.share['median']:.0%} of passes seen."
    )


HEADS = ("unit", "lasts", "days on watch", "passes seen", "Wh used", "charge left", "stills", "clips")


def rows(outcomes: Sequence[Outcome]) -> list[list[str]]:
    """A table with its head: each unit one line, what it is made of last. Of many seeds the medians."""
    kinds = dict.fromkeys(what for one in outcomes for what in one.kit)
    return [[*HEADS, *kinds], *([*_cells(one), *(one.kit.get(what, "") for what in kinds)] for one in outcomes)]


def _cells(one: Outcome) -> list[str]:
    lasts = f"{one.lasted} of {one.seasons}" if one.seasons > 1 else "yes" if one.lasted else "no"
    passes = f"{one.seen['median']:.0f} of {one.passes['median']:.0f} ({one.share['median']:.0%})"
    left = "fed" if one.charge_left is None else f"{one.charge_left['median']:.0%}"
    wh, stills, clips = (f"{figure['median']:.0f}" for figure in (one.energy_wh, one.stills, one.clips))
    return [one.unit, lasts, _days(one).rpartition(" ")[0], passes, wh, left, stills, clips]


def _days(one: Outcome) -> str:
    return f"{one.watch_days['median']:.1f} of {count(one.days, 'day')}"
