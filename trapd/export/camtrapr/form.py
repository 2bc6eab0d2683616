"""The form `camtrapr`: station folders, names and times as camtrapR reads them, and its tables."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import chain

from trapd.export import pairs, people
from trapd.export.camtrapr import effort, operation, script, stations
from trapd.export.camtrapr.altered import through
from trapd.export.camtrapr.cameras import cameras
from trapd.export.camtrapr.naming import at_station, by_station, named
from trapd.export.form import Copy
from trapd.export.package import Package
from trapd.export.pairs import Pair
from trapd.survey.account import Row
from trapd.survey.gather import Survey


class CamtrapR:
    """Of one survey."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey

    def copies(self) -> Iterator[Copy]:
        """By station and unit. Raises OSError from a card."""
        return (Copy(one.capture, one.to, through(one)) for one in named(self._survey))

    def refused(self) -> Iterator[Row]:
        """Nothing: camtrapR wants a place for maps alone."""
        return iter(())

    def tell(self, package: Package, left_out: Container[str]) -> Iterator[str]:
        """Nothing of the tables is ever out of order."""
        found = cameras(self._survey)
        package.write(stations.FILE, stations.lines(found))
        package.write(operation.BY_STATION, operation.by_station(found))
        package.write(operation.BY_CAMERA, operation.by_camera(found))
        package.write(effort.FILE, effort.lines(self._survey))
        package.write(pairs.FILE, pairs.lines(self._pairs(left_out)))
        there = (one for one in named(self._survey) if one.to not in left_out)
        package.write(people.FILE, people.lines(self._survey, there))
        package.write(script.FILE, script.lines(found))
        return iter(())

    def _pairs(self, left_out: Container[str]) -> Iterator[Pair]:
        survey = self._survey
        return chain.from_iterable(
            pairs.pairs(
                (one for one in at_station(survey, deployments) if one.to not in left_out), survey.plan.pair_s
            )
            for _, deployments in by_station(survey)
        )
