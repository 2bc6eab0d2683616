"""What the survey's own file, `survey.toml`, may say: every key, unit, range and default. docs/survey-file.md has a
whole one. Nobody needs it: without, all that units and cards know is told, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from trapd.config.explain import explain
from trapd.config.profile import Section, Text
from trapd.config.read import convert, tables
from trapd.core.errors import BadSettings

Role = Literal["contact", "principalInvestigator", "rightsHolder", "publisher", "contributor"]
Design = Literal["simpleRandom", "systematicRandom", "clusteredRandom", "experimental", "targeted", "opportunistic"]
Feature = Literal[
    "roadPaved", "roadDirt", "trailHiking", "trailGame", "roadUnderpass", "roadOverpass", "roadBridge", "culvert",
    "burrow", "nestSite", "carcass", "waterSource", "fruitingTree",
]  # fmt: skip
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Licence = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9._-]+$", description='the short name of a licence, in quotes, as "CC-BY-4.0"')
]


class Contributor(Section, frozen=True, kw_only=True):
    """Somebody who made the survey."""

    title: Text
    """Name of the person or organization."""
    email: Text | None = None
    path: Text | None = None
    """A page about them."""
    role: Role = "contributor"
    organization: Text | None = None


class Licences(Section, frozen=True, kw_only=True):
    """What others may do with it."""

    data: Licence = "CC-BY-4.0"
    """Of the tables."""
    media: Licence = "CC-BY-NC-4.0"
    """Of pictures and clips."""


class Project(Section, frozen=True, kw_only=True):
    """The study that the cards belong to."""

    id: Text | None = None
    title: Text | None = None
    """None: that of the package."""
    acronym: Text | None = None
    description: Text | None = None
    path: Text | None = None
    """A page about it."""
    sampling_design: Design | None = None
    """How the stations were chosen; nobody but you knows."""
    individual_animals: bool = False
    """Whether individuals are recognized."""


class Taxon(Section, frozen=True, kw_only=True):
    """A species that the survey is about."""

    scientific_name: Text
    id: Text | None = None
    rank: Text | None = None
    vernacular: dict[str, str] = msgspec.field(default_factory=dict)
    """By language: `{ eng = "leopard", rus = "леопард" }`."""


class Station(Section, frozen=True, kw_only=True):
    """Where units hang."""

    name: Text | None = None
    """For people."""
    lat: Latitude | None = None
    """Degrees, WGS 84: counts where the units tell no place of their own, or a rounded one."""
    lon: Longitude | None = None
    uncertainty_m: Annotated[float, Meta(ge=1, le=1_000_000)] = 30
    """Radius in which that lies."""
    habitat: Text | None = None
    feature: Feature | None = None
    """What the station stands at."""
    groups: tuple[Text, ...] = ()
    """Of stations that are compared with each other."""
    comment: Text | None = None


class Hanging(Section, frozen=True, kw_only=True):
    """How a unit hangs."""

    height_m: Annotated[float, Meta(ge=0, le=100)] | None = None
    """Of its lens, above ground."""
    heading_deg: Annotated[int, Meta(ge=0, le=360)] | None = None
    """Where it looks: 0 north, 90 east."""
    tilt_deg: Annotated[int, Meta(ge=-90, le=90)] | None = None
    """-90 straight down, 90 straight up."""
    detection_m: Annotated[float, Meta(ge=0, le=1_000)] | None = None
    """How far away an animal is surely felt."""
    bait: bool | None = None
    setup_by: Text | None = None
    comment: Text | None = None


class UnitPlan(Hanging, frozen=True, kw_only=True):
    """A unit, by its serial."""

    at: dict[str, Hanging] = msgspec.field(default_factory=dict)
    """What is different at a station, by its name: for a unit that moved."""


class SurveyPlan(Section, frozen=True, kw_only=True):
    """The whole file."""

    schema_version: Literal[1] = 1
    title: Text | None = None
    name: Annotated[str, Meta(pattern=r"^[a-z0-9._-]+$", description="small Latin letters, digits, . _ -")] | None = (
        None
    )
    """Of the package, unique among yours."""
    version: Text | None = None
    description: Text | None = None
    keywords: tuple[Text, ...] = ()
    homepage: Text | None = None
    citation: Text | None = None
    """How the package is cited."""
    contributor: tuple[Contributor, ...] = ()
    licence: Licences = Licences()
    project: Project = Project()
    taxon: tuple[Taxon, ...] = ()
    gap_h: Annotated[float, Meta(ge=0, le=10_000)] = 24
    """A deployment ends where its unit did not watch for longer."""
    event_gap_s: Annotated[float, Meta(ge=0, le=120)] = 120
    """Triggers of a unit that are no further apart are one event. What is independent is for the analysis to say."""
    pair_s: Annotated[float, Meta(ge=0, le=3_600)] = 5
    """Pictures of two facing units that are no further apart show the same animal."""
    public_media: bool = False
    """Whether anybody may see the pictures. Those of people stay closed."""
    station: dict[str, Station] = msgspec.field(default_factory=dict)
    unit: dict[str, UnitPlan] = msgspec.field(default_factory=dict)

    def hanging(self, unit: str, station: str) -> Hanging:
        """How this unit hung at this station."""
        whole = self.unit.get(unit, UnitPlan())
        here = whole.at.get(station, Hanging())
        names = [field.name for field in msgspec.structs.fields(Hanging)]
        said = {name: getattr(here, name) for name in names if getattr(here, name) is not None}
        return Hanging(**{name: getattr(whole, name) for name in names} | said)


def load(path: Path) -> SurveyPlan:
    """Raises `BadSettings` with the first thing that does not fit, where, and how to mend it."""
    found = tables(path)
    # What lies in tables by name is looked at first: msgspec's word on it would not say in which.
    for name, table in _tables(found, "station"):
        _check(path, f"station.{name}", table, Station)
        if ("lat" in table) != ("lon" in table):
            raise BadSettings(f"{path}: [station.{name}] has only one of lat and lon; a place needs both")
    for name, table in _tables(found, "unit"):
        for station, there in _tables(table, "at"):
            _check(path, f"unit.{name}.at.{station}", there, Hanging)
        _check(path, f"unit.{name}", table, UnitPlan)
    return convert(path, found, SurveyPlan)


def _tables(found: dict[str, Any], key: str) -> list[tuple[str, dict[str, Any]]]:
    """Tables by name; nothing where no tables stand: `convert` tells that."""
    named = found.get(key)
    if not isinstance(named, dict):
        return []
    return [(name, table) for name, table in named.items() if isinstance(table, dict)]


def _check(path: Path, where: str, table: dict[str, Any], form: type[Section]) -> None:
    try:
        msgspec.convert(table, form)
    except msgspec.ValidationError as err:
        raise BadSettings(f"{path}: [{where}]: {explain(form, table, str(err))}") from None
