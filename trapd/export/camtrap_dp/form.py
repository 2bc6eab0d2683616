"""Camtrap DP as a form of export."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any

from trapd.core.errors import TrapdError
from trapd.export import pairs, tables
from trapd.export.camtrap_dp import checks, deployments, descriptor, effort, media, observations
from trapd.export.form import Copy
from trapd.export.moments import Named, moments
from trapd.export.package import Package, Written
from trapd.export.pairs import Pair
from trapd.survey.account import Row
from trapd.survey.capture import Capture
from trapd.survey.deployment import Deployment
from trapd.survey.events import events
from trapd.survey.gather import Survey

Fields = tuple[object, ...]


class CamtrapDp:
    """Of one survey."""

    def __init__(self, survey: Survey, created: str, precision_deg: float | None = None) -> None:
        """`created`: now, as RFC 3339. `precision_deg`: of positions, if they were rounded.

        Raises `BadSettings` if the survey's file lacks what the standard wants, TrapdError if no place is known.
        """
        descriptor.complete(survey.plan)
        self._survey = survey
        self._created = created
        self._precision_deg = precision_deg
        self._placed = [(one, one.site) for one in survey.deployments if one.site is not None]
        if not self._placed:
            raise TrapdError(
                "Camtrap DP wants a position, and no deployment has one: write lat and lon of each station into the"
                " survey's file, as [station.KP-07]"
            )

    def copies(self) -> Iterator[Copy]:
        for deployment, _ in self._placed:
            yield from self._of(deployment)

    def refused(self) -> Iterator[Row]:
        for deployment in self._unplaced():
            why = f"nobody knows where station {deployment.station} is: write lat and lon into the survey's file"
            for capture in self._survey.captures(deployment):
                yield Row(capture.card.root, capture.picture.name, "no position", "", why)

    def tell(self, package: Package, left_out: Container[str]) -> Iterator[str]:
        old = descriptor.before(package.root)
        checksums = descriptor.checksums(old)
        texts = {
            "deployments.csv": tables.lines(deployments.HEADER, self._deployments()),
            "media.csv": tables.lines(media.HEADER, self._media(left_out)),
            "observations.csv": tables.lines(observations.HEADER, self._observations(left_out)),
            "effort.csv": tables.lines(effort.HEADER, self._effort()),
            pairs.FILE: pairs.lines(self._pairs(left_out)),
            pairs.FILE: pairs.lines(self._pairs(left_out)),
        }
        written = [package.write(name, text, checksums.get(name)) for name, text in texts.items()]
        package.write(descriptor.FILE, [self._descriptor(written, old)])
        for deployment in self._unplaced():
            count = len(self._survey.captures(deployment))
            yield (
                f"{deployment.id} is left out with its {count} pictures: nobody knows where it was; write lat and lon"
                f" into the survey's file, as [station.{deployment.station}]"
            )
        yield from checks.package(package.root)

    def _unplaced(self) -> Iterator[Deployment]:
        return (one for one in self._survey.deployments if one.site is None)

    def _of(self, deployment: Deployment) -> Iterator[Copy]:
        for capture in self._survey.captures(deployment):
            yield Copy(capture, _path(capture))

    def _deployments(self) -> Iterator[Fields]:
        for deployment, site in self._placed:
            yield deployments.row(deployment, site, self._survey.plan, self._survey.captures(deployment))

    def _media(self, left_out: Container[str]) -> Iterator[Fields]:
        for deployment, _ in self._placed:
            there = (copy for copy in self._of(deployment) if copy.to not in left_out)
            yield from media.rows(deployment, there, self._survey.plan.public_media)

    def _observations(self, left_out: Container[str]) -> Iterator[Fields]:
        for deployment, _ in self._placed:
            for event in events(deployment, self._survey.captures(deployment), self._survey.plan.event_gap_s):
                if any(_path(capture) not in left_out for capture in event.captures):
                    yield observations.row(deployment, event)

    def _effort(self) -> Iterator[Fields]:
        for deployment, _ in self._placed:
            yield from effort.rows(deployment)

    def _pairs(self, left_out: Container[str]) -> Iterator[Pair]:
        placed = sorted((deployment for deployment, _ in self._placed), key=lambda one: one.station)
        for _, there in groupby(placed, key=lambda one: one.station):
            named = (one for deployment in there for one in self._named(deployment) if one.to not in left_out)
            yield from pairs.pairs(named, self._survey.plan.pair_s)

    def _named(self, deployment: Deployment) -> Iterator[Named]:
        for capture, moment_ns in moments(self._survey.captures(deployment)):
            yield Named(capture, moment_ns, _path(capture))

    def _descriptor(self, written: Sequence[Written], old: dict[str, Any]) -> str:
        """The one that stands there stays, if it would say something new of its own date alone."""
        captures = (capture for deployment, _ in self._placed for capture in self._survey.captures(deployment))
        methods = {media.METHODS[one.picture.trigger] for one in captures if one.picture.trigger in media.METHODS}
        facts = descriptor.facts(self._survey.plan, self._placed, methods, written, self._precision_deg)
        return descriptor.text(
            old if old == facts | {"created": old.get("created")} else facts | {"created": self._created}
        )


def _path(capture: Capture) -> str:
    return f"media/{capture.station}/{PurePosixPath(capture.picture.name).name}"
