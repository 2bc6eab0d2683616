"""Cards to a survey: every picture once, in the deployment it belongs to, and a row for every other file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from trapd.core.effort import Interval, intervals
from trapd.survey.account import Row
from trapd.survey.capture import Capture, Card
from trapd.survey.deploy import deploy
from trapd.survey.deployment import Deployment
from trapd.survey.merge import merge
from trapd.survey.plan import SurveyPlan
from trapd.survey.post import Posts
from trapd.survey.reading import read


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
    _captures: dict[str, list[Capture]]

    def captures(self, deployment: Deployment) -> Sequence[Capture]:
        """By time; empty for a unit that watched and felt nothing."""
        return self._captures.get(deployment.id, ())


def gather(roots: Sequence[Path], plan: SurveyPlan) -> Survey:
    """Nothing is written, and no picture is opened.

    Raises `WrongUse` for what is no card, TrapdError for one that cannot be read.
    """
    readings, posts = read(roots), Posts()
    told = intervals(chain.from_iterable(reading.lines(posts) for reading in readings))
    captures, rows = merge(readings)
    deployed = deploy(captures, told, plan)
    return Survey(
        plan=plan,
        cards=tuple(reading.card for reading in readings),
        deployments=tuple(deployment for deployment, _ in deployed),
        effort=tuple(told),
        account=sorted(rows, key=lambda row: (str(row.card), row.name)),
        _captures={deployment.id: captures for deployment, captures in deployed},
    )
