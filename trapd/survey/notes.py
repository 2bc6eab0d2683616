"""What an analyst should look at before believing the tables: each in one line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from trapd.config.explain import nearest
from trapd.core.plane import Plane
from trapd.core.starts import Start
from trapd.core.units import S
from trapd.survey.deployment import Deployment, Site
from trapd.survey.plan import SurveyPlan
from trapd.survey.site import by_file

APART_M = 200.0
"""Beyond what both may be off: no station is so large."""
OVERLAP_NS = 60 * S
"""Two starts of one unit may seem to run at once for so long: clocks are read to a second, ends by signs of life."""


Sites = Mapping[tuple[str, str], Site]
"""By station and unit, the newest."""


def notes(plan: SurveyPlan, deployments: Sequence[Deployment], units: Iterable[Sequence[Start]]) -> Iterator[str]:
    """About labels, mostly: what is called the same and is not, or is not called as it was meant."""
    yield from _unknown("station", plan.station, {one.station for one in deployments})
    yield from _unknown("unit", plan.unit, {one.unit for one in deployments})
    sites = {(one.station, one.unit): one.site for one in deployments if one.site is not None}
    yield from _elsewhere(plan, sites)
    yield from _scattered(sites)
    for starts in units:
        yield from _at_once([start for start in starts if start.dated])


def _unknown(what: str, named: Mapping[str, object], known: set[str]) -> Iterator[str]:
    for name in sorted(named.keys() - known):
        meant = nearest(name, sorted(known - named.keys()))
        mend = f"did you mean {meant}?" if meant else f"they know {', '.join(sorted(known)) or 'none'}"
        yield f"no card knows the {what} {name} of the survey's file; {mend}"


def _elsewhere(plan: SurveyPlan, sites: Sites) -> Iterator[str]:
    for (station, unit), site in sites.items():
        said = by_file(plan.station.get(station))
        if said is not None and (km := _apart_km(site, said)):
            yield f"{unit} hung {km:.1f} km from where the survey's file has its station, {station}"


def _scattered(sites: Sites) -> Iterator[str]:
    """Units that are too far apart for one station."""
    for ((station, unit), site), ((other_station, other), other_site) in combinations(sites.items(), 2):
        if station == other_station and (km := _apart_km(site, other_site)):
            yield f"{unit} and {other} hung {km:.1f} km apart, and both say that it was station {station}"


def _at_once(starts: Sequence[Start]) -> Iterator[str]:
    for one, other in pairwise(sorted(starts, key=lambda start: start.begin_ns)):
        if one.end_ns - other.begin_ns > OVERLAP_NS:
            yield f"two units seem to be called {one.unit}: two of its starts ran at once"
            return


def _apart_km(one: Site, other: Site) -> float:
    """0 where it may be the same place."""
    apart_m = math.dist(Plane(one.lat, one.lon).metres(other.lat, other.lon), (0, 0))
    return apart_m / 1_000 if apart_m > one.uncertainty_m + other.uncertainty_m + APART_M else 0.0
