"""Cards to a survey: every picture once, in the deployment it belongs to, and a row for every other file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from trapd.card import trouble
from trapd.core.effort import Interval, in_order, of_starts
from trapd.core.errors import TrapdError
from trapd.survey.account import Row
from trapd.survey.capture import Capture, Card
from trapd.survey.deploy import deploy
from trapd.survey.deployment import Deployment
from trapd.survey.merge import merge
from trapd.survey.notes import notes
from trapd.survey.plan import SurveyPlan
from trapd.survey.reading import read
from trapd.survey.strays import strays
from trapd.survey.timing import Timing
from trapd.survey.untold import forgotten, holes, without


@dataclass(frozen=True, slots=True)
class Survey:
    """What all cards together say. The same for the same cards, in whatever order they are named."""

    plan: SurveyPlan
    cards: tuple[Card, ...]
    deployments: tuple[Deployment, ...]
    """By begin, station and unit."""
    effort: tuple[Interval, ...]
    """Of all units, in deployments and between them, in the order of their begin."""
    account: list[Row]
    """What is not exported, whatever the form; by card and name."""
    notes: tuple[str, ...]
    """What an analyst should look at first, in words."""
    _captures: dict[str, list[Capture]]

    def captures(self, deployment: Deployment) -> Sequence[Capture]:
        """By time; empty for a unit that watched and felt nothing."""
        return self._captures.get(deployment.id, ())


def gather(roots: Sequence[Path], plan: SurveyPlan) -> Survey:
    """Nothing is written, and no picture is opened.

    Raises `WrongUse` for what is no card, TrapdError for one that cannot be read.
    """
    readings = read(roots)
    starts = in_order(chain.from_iterable(reading.lines() for reading in readings))
    try:
        captures, rows = merge(readings, Timing(starts))
    except OSError as error:
        raise TrapdError(trouble.in_words(error, Path(error.filename or roots[0]).parent)) from error
    taken = {capture.picture.name: capture for capture in captures}
    rows += [row for reading in readings for row in strays(reading, taken)]
    missing = list(holes(readings, starts))
    told = without(of_starts(starts), missing)
    deployed = deploy(captures, told, plan)
    return Survey(
        plan=plan,
        cards=tuple(reading.card for reading in readings),
        deployments=tuple(deployment for deployment, _ in deployed),
        effort=tuple(told),
        account=sorted(rows, key=lambda row: (str(row.card), row.name)),
        notes=(
            *notes(plan, [deployment for deployment, _ in deployed], starts),
            *map(str, missing),
            *forgotten(readings, starts),
        ),
        _captures={deployment.id: captures for deployment, captures in deployed},
    )
