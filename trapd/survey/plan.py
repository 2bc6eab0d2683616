"""What the survey's own file, `survey.toml`, may say: every key, unit, range and default. docs/survey-file.md has a
whole one. Nobody needs it: without, all that units and cards know is told, and nothing else."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from trapd.config.profile import Section, Text

Role = Literal["contact", "principalInvestigator", "rightsHolder", "publisher", "contributor"]
Design = Literal["simpleRandom", "systematicRandom", "clusteredRandom", "experimental", "targeted", "opportunistic"]
Feature = Literal[
    "roadPaved", "roadDirt", "trailHiking", "trailGame", "roadUnderpass", "roadOverpass", "roadBridge", "culvert",
    "burrow", "nestSite", "carcass", "waterSource", "fruitingTree",
]  # fmt: skip
Rank = Literal["kingdom", "phylum", "class", "order", "family", "genus", "species", "subspecies"]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Licence = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9._-]+$", description='the short name of a licence, in quotes, as "CC-BY-4.0"')
]

Url = Annotated[
    str, Meta(pattern=r"^https?://\S+$", description='a web address, in quotes, as "https://example.org"')
]
Email = Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+$", description="an e-mail address, in quotes")]
Slug = Annotated[
    str, Meta(pattern=r"^[a-z0-9._-]+$", description="small Latin letters, digits and . _ -, in quotes, no spaces")
]


class Contributor(Section, frozen=True, kw_only=True):
    """Somebody who made the survey."""

    title: Text
    """Name of the person or organization."""
    email: Email | None = None
    path: Url | None = None
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
    path: Url | None = None
    """A page about it."""
    sampling_design: Design | None = None
    """How the stations were chosen; nobody but you knows."""
    individual_animals: bool = False
    """Whether individuals are recognized."""


class Taxon(Section, frozen=True, kw_only=True):
    """A species that the survey is about."""

    scientific_name: Text
    id: Text | None = None
    rank: Rank | None = None
    eng: Text | None = None
    """What it is called in English."""
    rus: Text | None = None

    @property
    def vernacular(self) -> dict[str, str]:
        """By language."""
        return {code: name for code, name in (("eng", self.eng), ("rus", self.rus)) if name is not None}


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
    name: Slug | None = None
    """Of the package, unique among yours."""
    version: Text | None = None
    description: Text | None = None
    keywords: tuple[Text, ...] = ()
    homepage: Url | None = None
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
