"""The nature of a scenario: weather, animals, people, false triggers, how little of it a sensor sees, and faults.

A list of two numbers is a span. Spans of `[assumed]` have no source: each seed draws one figure out of each, and a
season has that figure to its end. All other spans are the ends between which one animal differs from the next.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from trapd.config.mishaps import Fault
from trapd.config.profile import MONTHS, Celsius, Section, Share, Text

Positive = Annotated[float, Meta(ge=0.001, le=10_000)]
NotLess = Annotated[float, Meta(ge=0, le=10_000)]

HOURS = Meta(min_length=24, max_length=24, description="a list of 24 numbers, from midnight on, in [square brackets]")
SPAN = Meta(min_length=2, max_length=2, description="two numbers, the lesser first, in [square brackets]")
Span = Annotated[tuple[Positive, ...], SPAN]
SpanOfShares = Annotated[tuple[Annotated[float, Meta(ge=0.001, le=1)], ...], SPAN]
SpanFromZero = Annotated[tuple[NotLess, ...], SPAN]
PERSON = "person"
"""What people count as, beside the kinds of animals."""


class Climate(Section, frozen=True, kw_only=True):
    """Of each month what is usual there, and how far the weather strays from it."""

    mean_c: Annotated[tuple[Celsius, ...], MONTHS]
    swing_c: Annotated[tuple[Annotated[float, Meta(ge=0, le=40)], ...], MONTHS]
    """From the coldest hour of a day to its warmest, at the usual cloud; more under a clear sky."""
    cloud: Annotated[tuple[Annotated[float, Meta(ge=0.01, le=1)], ...], MONTHS]
    """Share of the sky."""
    wind_mps: Annotated[tuple[NotLess, ...], MONTHS]
    snow_cm: Annotated[tuple[NotLess, ...], MONTHS]
    """That lies."""
    spell_c: Annotated[float, Meta(ge=0, le=30)]
    """The hardest cold spell goes so far below the usual, the mildest thaw as far above."""
    spell_days: Annotated[float, Meta(ge=0.5, le=60)]
    """From the onset of a spell to its height."""


class Animals(Section, frozen=True, kw_only=True):
    """One kind of animal on this trail."""

    kind: Text
    a_day: NotLess
    """Passes, on the average of days."""
    hours: Annotated[tuple[NotLess, ...], HOURS] = (1.0,) * 24
    """How active it is in each hour by the sun, which is highest at 12: only their proportions count."""
    speed_mps: Span
    distance_m: Span
    """From the camera, where it crosses the view."""


class People(Section, frozen=True, kw_only=True):
    """Rangers, pickers of mushrooms, poachers: on foot, and by daylight."""

    a_day: NotLess
    speed_mps: Span
    distance_m: Span


class Sensing(Section, frozen=True, kw_only=True):
    """What a PIR does not notice."""

    missed: Share = 0
    """Of all passes, however warm: too close, head-on, between its zones. One and the same for all sensors."""
    blind_k: NotLess = 0
    """Nothing is noticed that is no more than so many degrees warmer or colder than what is behind it."""


class Panel(Section, frozen=True, kw_only=True):
    """How the solar panel hangs; how large it is, is the unit's: `charger.panel_w` of its profile."""

    tilt_deg: Annotated[float, Meta(ge=0, le=90)] = 60
    """0 lies flat, 90 stands upright."""
    azimuth_deg: Annotated[float, Meta(ge=0, le=360)] = 180
    """Where it looks to: 90 is east, 180 south."""


class Assumed(Section, frozen=True, kw_only=True):
    """Figures without a source. Each seed has its own."""

    sure_k: Span
    """A crossing of a zone is noticed for sure from this difference in temperature on."""
    reach_m: Span
    """Full sensitivity to here, from there on falling with the square of the distance."""
    flash_reach_m: Span
    """To where an animal is known in a picture that is lit by a flash of 850 nm with its full current."""
    reach_940: SpanOfShares
    """What a flash of 940 nm reaches of that: sensors see less of its light."""
    coat: SpanOfShares
    """What fur lets through, as a share of the way from the air's temperature to the skin's."""
    clothes: SpanOfShares
    """The same of people."""
    sun_an_hour: SpanFromZero
    """False triggers under a clear sky with the sun overhead: spots of sunlight wander over trunks and grass."""
    wind_an_hour: SpanFromZero
    """False triggers in a wind of 10 m/s, by day and night; they go with its square."""
    panel_shade: Annotated[tuple[Share, ...], SPAN] = (0.0, 0.0)
    """What trees keep from the solar panel, as a share of its light, on the average."""


class Nature(Section, frozen=True, kw_only=True):
    """All of it together."""

    climate: Climate
    animals: Annotated[tuple[Animals, ...], Meta(min_length=1, max_length=50)]
    people: People | None = None
    pir: Sensing = Sensing()
    panel: Panel = Panel()
    faults: Annotated[tuple[Fault, ...], Meta(max_length=100)] = ()
    assumed: Assumed
