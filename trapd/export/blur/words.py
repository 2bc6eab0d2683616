"""The survey's file as it may be told: without places, and without free words of stations and units. No search knows
in how many ways somebody wrote where it is."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from trapd.survey.plan import Hanging, Station, SurveyPlan

PLACE = ("lat", "lon")
FREE = ("name", "habitat", "comment")
Said = TypeVar("Said", Station, Hanging)


def nowhere(plan: SurveyPlan) -> SurveyPlan:
    """It without both."""
    return _without(plan, (*PLACE, *FREE))


def free(plan: SurveyPlan) -> bool:
    """Whether it has such words."""
    return _without(plan, FREE) != plan


def _without(plan: SurveyPlan, keys: tuple[str, ...]) -> SurveyPlan:
    def silent(said: Said) -> Said:
        return msgspec.structs.replace(said, **{key: None for key in keys if hasattr(said, key)})

    stations = {name: silent(one) for name, one in plan.station.items()}
    units = {
        name: msgspec.structs.replace(silent(one), at={at: silent(hung) for at, hung in one.at.items()})
        for name, one in plan.unit.items()
    }
    return msgspec.structs.replace(plan, station=stations, unit=units)
