"""The form `camtrapr`: station folders, names and times as camtrapR reads them, and its tables."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import groupby
from pathlib import Path

from trapd.export import pairs, people
from trapd.export.camtrapr import effort, operation, script, sorting, stations, sums
from trapd.export.camtrapr.altered import through
from trapd.export.camtrapr.cameras import cameras
from trapd.export.camtrapr.naming import named
from trapd.export.form import Copy
from trapd.export.moments import Named
from trapd.export.package import Package
from trapd.export.pairs import Pair
from trapd.survey.account import Row
from trapd.survey.gather import Survey


class CamtrapR:
    """Of one survey."""

    def __init__(self, survey: Survey, root: Path) -> None:
        """`root`: of the package, which need not be there. Raises OSError from it."""
        self._survey = survey
        self._moved = sorting.by_hand(root)

    def copies(self) -> Iterator[Copy]:
        """By station and unit. Raises OSError from a card."""
        return (Copy(one.capture, one.to, through(one)) for one in self._named())

    def refused(self) -> Iterator[Row]:
        """Nothing: camtrapR wants a place for maps alone."""
        return iter(())

    def tell(self, package: Package, left_out: Container[str]) -> Iterator[str]:
        """The tables themselves are always in order."""
        found = cameras(self._survey)
        texts = {
            stations.FILE: stations.lines(found),
            operation.BY_STATION: operation.by_station(found),
            operation.BY_CAMERA: operation.by_camera(found),
            effort.FILE: effort.lines(self._survey),
            pairs.FILE: pairs.lines(self._pairs(left_out)),
            people.FILE: people.lines(self._survey, self._there(left_out)),
            script.FILE: script.lines(found),
        }
        before = sums.read(package.root)
        written = [package.write(name, text, before.get(name)) for name, text in texts.items()]
        package.write(sums.FILE, sums.lines(written))
        yield from self._strays(package.root)

    def _named(self) -> Iterator[Named]:
        return sorting.placed(named(self._survey), self._moved)

    def _there(self, left_out: Container[str]) -> Iterator[Named]:
        return (one for one in self._named() if one.to not in left_out)

    def _pairs(self, left_out: Container[str]) -> Iterator[Pair]:
        for _, there in groupby(self._there(left_out), key=lambda one: one.capture.station):
            yield from pairs.pairs(there, self._survey.plan.pair_s)

    def _strays(self, root: Path) -> Iterator[str]:
        exported = {copy.to for copy in self.copies()}
        for path in sorting.copies(root):
            if path not in exported:
                yield f"{path} is none of this export's, maybe of an earlier one: remove it, or camtrapR counts it"
