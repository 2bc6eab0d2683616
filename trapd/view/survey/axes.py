"""Days along the foot of a plot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, date2num, num2date
from matplotlib.ticker import FuncFormatter

from trapd.view.survey.say import Say, short_day

YEARS_DAYS, HOURS_DAYS = 500, 3
"""An axis that is longer says the year, one that is shorter the hour."""


def dated_axis(axes: Axes, _: Say) -> None:
    """Days along its foot, in the reader's language."""
    low, high = axes.get_xlim()
    span_days = high - low
    locator = AutoDateLocator(minticks=2, maxticks=5 if span_days < HOURS_DAYS else 7)

    def word(at: float, place: int | None = None) -> str:
        moment = num2date(at)
        if span_days > YEARS_DAYS:
            return f"{short_day(moment.date(), _).partition(' ')[2]} {moment.year}"
        day = short_day(moment.date(), _)
        return f"{moment:%H:%M}\n{day}" if span_days < HOURS_DAYS else day

    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(FuncFormatter(word))


def between(axes: Axes, days: Sequence[date]) -> None:
    """From the midnight before the first to that after the last."""
    midnights = [date2num(datetime.combine(day, time())) for day in (days[0], days[-1] + timedelta(days=1))]
    axes.set_xlim(midnights[0], midnights[1])


def noon(day: date) -> datetime:
    """Where a day is drawn."""
    return datetime.combine(day, time(12))
