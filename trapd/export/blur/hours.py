"""When units watched, where their hours went by the sun: told as if they had hung in the middle of their fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from trapd.core.effort import Interval
from trapd.core.timeline import local
from trapd.export.blur.windows import Move, moved
from trapd.survey.capture import Capture
from trapd.survey.deployment import Deployment, Site
from trapd.survey.gather import Survey
from trapd.survey.post import Post

Hours = Mapping[int, int]
"""Of one unit: when a window opened or closed -> when it would have. UTC, ns since 1970."""


def hours(survey: Survey, posts: Mapping[str, Mapping[Post, Post]]) -> dict[str, Hours]:
    """By unit. `posts`: by deployment, where its pictures said it hung -> where they may."""
    found: dict[str, Hours] = {}
    for unit in {one.unit for one in survey.effort}:
        moves = [(one.begin_ns, _move(posts[one.id])) for one in survey.deployments if one.unit == unit]

        def at(at_ns: int, moves: Sequence[tuple[int, Move | None]] = moves) -> Move | None:
            """Of the deployment that had begun, or is to begin first."""
            begun = [move for begin_ns, move in moves if begin_ns <= at_ns] or [move for _, move in moves[:1]]
            return begun[-1] if begun else None

        found[unit] = moved([one for one in survey.effort if one.unit == unit], at)
    return found


def interval(one: Interval, of_unit: Hours) -> Interval:
    """As it may be told; never shorter than nothing."""
    begin_ns = of_unit.get(one.begin_ns, one.begin_ns)
    return replace(one, begin_ns=begin_ns, end_ns=max(begin_ns, of_unit.get(one.end_ns, one.end_ns)))


def deployment(one: Deployment, site: Site | None, of_unit: Hours, captures: Sequence[Capture]) -> Deployment:
    """As it may be told, its name too. Its pictures lie within it as before."""
    begin_ns = min([of_unit.get(one.begin_ns, one.begin_ns), *(capture.utc_ns for capture in captures[:1])])
    end_ns = max([of_unit.get(one.end_ns, one.end_ns), *(capture.utc_ns for capture in captures[-1:]), begin_ns])
    was, now = (f"{local(at_ns, one.utc_offset_min):%Y%m%dT%H%M%S}" for at_ns in (one.begin_ns, begin_ns))
    effort = tuple(interval(part, of_unit) for part in one.effort)
    return replace(one, id=one.id.replace(was, now), begin_ns=begin_ns, end_ns=end_ns, site=site, effort=effort)


def _move(posts: Mapping[Post, Post]) -> Move | None:
    """From where the unit reckoned its sun for. One that tells no place reckons for whole degrees, and may say so."""
    told = [one for one in posts if one.place is not None]
    if not told:
        return None
    here = max(told, key=lambda one: one.fixes)
    there = posts[here].place
    return None if here.place is None or there is None or here.place == there else Move(here.place, there)
