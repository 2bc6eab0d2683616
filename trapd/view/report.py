"""The report of a season, for those who plan a survey: one page, the answer first.

Draws with matplotlib, which the unit in the field has not: whoever loads this module must be ready for its lack.
"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import asdict

from trapd.config.scenario import Scenario
from trapd.view import plots
from trapd.view.answer import Kit, Outcome, answer, best, comparison, outcome, rows, typical
from trapd.view.page import folded, page, plot, section, table, text
from trapd.view.season import Facts, intervals
from trapd.view.words import count


def report(scenario: Scenario, kits: Mapping[str, Kit], seasons: Mapping[str, Sequence[Facts]]) -> str:
    """`seasons`: of each unit, in the order of `kits`; those of all its seeds."""
    outcomes = [outcome(unit, kits[unit], every) for unit, every in seasons.items()]
    begins, first = datetime.fromisoformat(scenario.begins), outcomes[0]
    title = f"{scenario.name}: {count(first.days, 'day')} from {begins:%d %B %Y}"
    parts = [text(title, "h1")]
    if len(outcomes) > 1:
        parts += _comparison(outcomes, {unit: typical(every) for unit, every in seasons.items()}, begins)
        parts += [
            folded(f"{one.unit} in full", *_unit(one, seasons[one.unit], begins, level="h3")) for one in outcomes
        ]
    else:
        parts += _unit(first, seasons[first.unit], begins, level="p")
    parts += [_assumed(scenario), _footer(next(iter(seasons.values())))]
    return page(title, parts)


def _comparison(outcomes: Sequence[Outcome], shown: Mapping[str, Facts], begins: datetime) -> Iterator[str]:
    first = best(outcomes)
    yield text(comparison(outcomes), "p", _kind(first.lasted > first.seasons / 2))
    told = "; ".join(
        f"{one.unit}: {one.watch_days['median'] / one.days:.0%} of days on watch, {one.share['median']:.0%} of passes"
        for one in outcomes
    )
    parts = [plot(plots.compared(outcomes), told)]
    if any("charge_left" in facts for facts in shown.values()):
        left = "; ".join(f"{unit}: {_left(facts)}" for unit, facts in shown.items())
        parts.append(plot(plots.charges(shown, begins), f"Charge in the pack through the season. At the end {left}"))
    what = "The units" + (", medians of all seeds" if outcomes[0].seasons > 1 else "")
    yield section("Side by side", *parts, beside=True)
    yield table(what, list(zip(*rows(outcomes), strict=True)), "wide units")  # units side by side: a phone is narrow


def _unit(one: Outcome, seasons: Sequence[Facts], begins: datetime, level: str) -> Iterator[str]:
    """Everything of one unit; `level`: the tag of its answer."""
    facts = typical(seasons)
    yield text(answer(one), "p", _kind(one.lasted > one.seasons / 2))
    yield text(f"{one.unit}: " + ", ".join(f"{what} {which}" for what, which in one.kit.items()) + ".")
    if len(seasons) > 1:
        told = f"Plots and tables show the season in the middle, seed {facts['seed']} of {len(seasons)}; intervals"
        yield text(f"{told} hold nine seasons of ten, chance and ignorance together.")
    yield _passes(facts)
    yield _charge(seasons, facts, begins)
    yield _energy(facts, begins)
    yield _effort(facts, begins)
    yield _pictures(facts, begins)
    if len(seasons) > 1:
        figures = [
            [name, *(f"{found[key]:g}" for key in ("median", "low", "high"))]
            for name, found in intervals(seasons).items()
        ]
        yield section(
            "Intervals", folded("Every figure", table("All seeds", [["", "median", "from", "to"], *figures]))
        )


def _passes(facts: Facts) -> str:
    kinds: dict[str, dict[str, int]] = {**facts["kinds"], "all": facts["causes"]}
    causes = list(facts["causes"])
    body = [
        [kind, str(sum(found.values())), *(str(found.get(cause, 0)) for cause in causes)]
        for kind, found in kinds.items()
    ]
    by_cause = ", ".join(f"{cause} {number}" for cause, number in facts["causes"].items())
    drawn = [plot(plots.passes(facts), f"Passes by kind and cause. Of all: {by_cause}")] if facts["kinds"] else []
    says = "What each cause means and what may help: docs/season.md."
    false = f"{facts['false_motions']} of {facts['motions']} motions were false: nothing walked there."
    parts = (
        *drawn,
        f"<div>{table('Passes seen and missed', [['', 'passes', *causes], *body])}{text(f'{false} {says}')}</div>",
    )
    return section("Animals seen and missed", *parts, beside=True)


def _charge(seasons: Sequence[Facts], facts: Facts, begins: datetime) -> str:
    alt = (
        f"Charge and temperature: {_left(facts)}; "
        f"the air from {facts['coldest_c']:g} to {facts['warmest_c']:g} °C, mean {facts['mean_c']:g} °C"
    )
    body = [
        [
            _date(begins, day),
            *(_percent(day.get(name)) for name in ("charge", "believed", "unsure")),
            f"{day['least_v']:.2f}" if "least_v" in day else "",
            *(f"{day[name]:.1f}" for name in ("coldest_c", "mean_c", "warmest_c")),
        ]
        for day in facts["by_day"]
    ]
    head = ["day", "in the pack", "believed", "±", "least V", "coldest °C", "mean °C", "warmest °C"]
    told = "At the end of each day: what was in the pack, and what the unit believed."
    if "charge_left" not in facts:
        told = "The pack was fed from elsewhere: the scenario says no charge."
    by_day = folded("Day by day", table("Charge and temperature", [head, *body]))
    return section(
        "Charge and temperature",
        plot(plots.charge(seasons, facts, begins), alt),
        f"<div>{text(told)}{by_day}</div>",
        beside=True,
    )


def _energy(facts: Facts, begins: datetime) -> str:
    total = facts["energy_wh"]
    if not total:
        return section("Energy", text("The profile has no [energy]: nobody counted."))
    whole = sum(total.values())
    shares = sorted(total.items(), key=lambda one: -one[1])
    body = [
        [one, f"{wh:.2f}", f"{wh / whole if whole else 0:.1%}", f"{wh / facts['days']:.3f}"] for one, wh in shares
    ]
    head = ["", "Wh", "share", "Wh a day"]
    days = [[_date(begins, day), *(f"{day['wh'].get(one, 0):.3f}" for one, _ in shares)] for day in facts["by_day"]]
    alt = "Energy out of the pack day by day. In all: " + ", ".join(f"{one} {wh:.1f} Wh" for one, wh in shares)
    by_day = folded("Day by day", table("Wh a day", [["day", *(one for one, _ in shares)], *days]))
    tables = table(f"Energy by consumer: {whole:.1f} Wh", [head, *body]) + by_day
    return section("Energy", plot(plots.energy(facts, begins), alt), f"<div>{tables}</div>", beside=True)


def _effort(facts: Facts, begins: datetime) -> str:
    states: dict[str, dict[str, Any]] = facts["effort"]
    by_time = sorted(states.items(), key=lambda one: -one[1]["hours"])
    body = [[name, f"{one['hours']:.1f}", str(one["times"]), "; ".join(one["why"]) or "–"] for name, one in by_time]
    alt = "What the unit was fit for: " + ", ".join(f"{name} {one['hours']:.0f} h" for name, one in by_time)
    found = table("States of the effort log", [["", "hours", "times", "why"], *body])
    says = text("What they mean stands in trapd's page on effort.")
    return section("Effort", plot(plots.effort(facts, begins), alt), f"<div>{found}{says}</div>", beside=True)


def _pictures(facts: Facts, begins: datetime) -> str:
    things = ("motions", "stills", "clips")
    body = [[_date(begins, day), *(str(day[thing]) for thing in things)] for day in facts["by_day"]]
    counts = ((facts[thing], thing.removesuffix("s")) for thing in ("stills", "clips", "motions"))
    told = ", ".join(count(number, thing) for number, thing in counts)
    told += f"; {count(facts['shots_failed'], 'shot')} failed." if facts["shots_failed"] else "."
    alt = f"Pictures day by day. In all {told}"
    by_day = folded("Day by day", table("Pictures", [["day", *things], *body]))
    return section(
        "Pictures", plot(plots.pictures(facts, begins), alt), f"<div>{text(told)}{by_day}</div>", beside=True
    )


def _assumed(scenario: Scenario) -> str:
    """What nobody has measured, and what else went in."""
    spans = [[key, f"{low:g}", f"{high:g}"] for key, (low, high) in asdict(scenario.assumed).items()]
    kinds = [
        [
            kind.kind,
            f"{kind.a_day:g}",
            *(" to ".join(f"{end:g}" for end in span) for span in (kind.speed_mps, kind.distance_m)),
        ]
        for kind in scenario.animals
    ]
    climate = scenario.climate
    months = [
        [
            month_name[month + 1],
            *(f"{values[month]:g}" for values in (climate.mean_c, climate.swing_c, climate.snow_cm)),
        ]
        for month in range(12)
    ]
    told = (
        "No source is known for these figures. Each seed draws its own from each span, and keeps it through its "
        "season. What they mean: docs/season.md; the sources of all others: the scenario file."
    )
    return section(
        "What was assumed",
        text(told),
        table("Assumptions", [["", "from", "to"], *spans]),
        folded("Animals", table("Passes a day, on the average", [["", "a day", "m/s", "m away"], *kinds])),
        folded("Climate", table("Usual in each month", [["", "mean °C", "daily swing °C", "snow cm"], *months])),
    )


def _footer(seasons: Sequence[Facts]) -> str:
    seeds = ", ".join(f"{facts['seed']}: {facts['digest']}" for facts in seasons[:3])
    more = " …" if len(seasons) > 3 else ""
    return f"<footer>{text(f'Written by trapd season. Seed and digest: {seeds}{more}.')}</footer>"


def _kind(good: bool) -> str:
    return "answer" if good else "answer no"


def _left(facts: Facts) -> str:
    return (
        f"{facts['charge_left']:.0%} left in the pack"
        if "charge_left" in facts
        else "the pack was fed from elsewhere"
    )


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _date(begins: datetime, day: Mapping[str, Any]) -> str:
    return f"{begins + timedelta(day['day'] - 1):%d %b}"
