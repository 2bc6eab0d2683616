"""All that the units say of their effort: what station table and matrix are made from, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator

from trapd.core.effort import Interval
from trapd.core.units import S
from trapd.export import tables
from trapd.export.camtrapr.local import local_ns, text
from trapd.survey.gather import Survey

FILE = "effort.csv"
HEADER = "Station", "Camera", "State", "From", "To", "Why", "Dated"


def lines(survey: Survey) -> Iterator[str]:
    """By begin. `Dated` is false where only the length is right."""
    offsets = {one.unit: one.utc_offset_min for one in survey.deployments}
    return tables.lines(HEADER, (_row(one, offsets[one.unit]) for one in survey.effort if one.unit in offsets))


def _row(one: Interval, utc_offset_min: int) -> tuple[object, ...]:
    begin, end = (text(local_ns(at_ns, utc_offset_min) // S) for at_ns in (one.begin_ns, one.end_ns))
    return one.station, one.unit, one.state, begin, end, one.why, one.dated
