"""`datapackage.json`: what the package is, whose, where and when."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from trapd import __version__
from trapd.core.errors import BadSettings
from trapd.core.timeline import local
from trapd.export import pairs
from trapd.export.camtrap_dp import effort
from trapd.export.camtrap_dp.deployments import DIGITS
from trapd.export.package import Written
from trapd.survey.deployment import Deployment, Site
from trapd.survey.plan import SurveyPlan

FILE = "datapackage.json"
STANDARD = "https://raw.githubusercontent.com/tdwg/camtrap-dp/1.0.2"
TABLES = "deployments", "media", "observations"
"""Those of the standard; any other has its schema here."""
SCHEMAS = {"effort": effort.SCHEMA, "pairs": pairs.SCHEMA}


def complete(plan: SurveyPlan) -> None:
    """Raises `BadSettings` for what Camtrap DP wants and no card knows."""
    wanted = {
        "title": plan.title or plan.project.title,
        "[[contributor]] with its title": plan.contributor,
        "[project] sampling_design": plan.project.sampling_design,
    }
    missing = [name for name, told in wanted.items() if not told]
    if missing:
        raise BadSettings(
            f"Camtrap DP wants what no card knows: {', '.join(missing)}; write it into a survey file"
            " (docs/survey-file.md has one to begin with), and name that: --survey survey.toml"
        )


def facts(
    plan: SurveyPlan,
    deployments: Collection[tuple[Deployment, Site]],
    methods: Iterable[str],
    tables: Iterable[Written],
    precision_deg: float | None,
) -> dict[str, Any]:
    """All but `created`. `methods`: how its media were captured. `precision_deg`: of positions that were rounded."""
    project = plan.project
    return _told(
        profile=f"{STANDARD}/camtrap-dp-profile.json",
        name=plan.name,
        title=plan.title or project.title,
        description=plan.description,
        version=plan.version,
        keywords=list(plan.keywords) or None,
        homepage=plan.homepage,
        bibliographicCitation=plan.citation,
        contributors=[
            _told(title=one.title, email=one.email, path=one.path, role=one.role, organization=one.organization)
            for one in plan.contributor
        ],
        sources=[{"title": "trapd", "version": __version__}],
        licenses=[
            {"name": plan.licence.data, "scope": "data"},
            {"name": plan.licence.media, "scope": "media"},
        ],
        project=_told(
            id=project.id,
            title=project.title or plan.title,
            acronym=project.acronym,
            description=project.description,
            path=project.path,
            samplingDesign=project.sampling_design,
            captureMethod=sorted(methods) or ["activityDetection"],
            individualAnimals=project.individual_animals,
            observationLevel=["event"],
        ),
        coordinatePrecision=precision_deg,
        spatial=_spatial([site for _, site in deployments]),
        temporal=_temporal([deployment for deployment, _ in deployments]),
        taxonomic=[
            _told(
                scientificName=one.scientific_name,
                taxonID=one.id,
                taxonRank=one.rank,
                vernacularNames=one.vernacular or None,
            )
            for one in plan.taxon
        ],
        resources=[_resource(table) for table in tables],
    )


def text(facts: Mapping[str, Any]) -> str:
    """As a file."""
    return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"


def before(root: Path) -> dict[str, Any]:
    """The descriptor that stands there from an earlier export; empty if none does."""
    try:
        old = json.loads((root / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return old if isinstance(old, dict) else {}


def checksums(old: Mapping[str, Any]) -> dict[str, str]:
    """Of its tables, by their files' names."""
    tables = [one for one in old.get("resources", []) if one.keys() >= {"path", "hash"}]
    return {one["path"]: one["hash"].removeprefix("sha256:") for one in tables}


def _told(**facts: Any) -> dict[str, Any]:
    """Without those that nobody told."""
    return {name: fact for name, fact in facts.items() if fact is not None}


def _spatial(sites: Collection[Site]) -> dict[str, Any]:
    """The field that holds all of them, as GeoJSON; of one place alone that place."""
    lats = [round(site.lat, DIGITS) for site in sites]
    lons = [round(site.lon, DIGITS) for site in sites]
    west, south, east, north = min(lons), min(lats), max(lons), max(lats)
    if (west, south) == (east, north):
        return {"type": "Point", "coordinates": [west, south]}
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "bbox": [west, south, east, north], "coordinates": [ring]}


def _temporal(deployments: Collection[Deployment]) -> dict[str, str]:
    begins = [local(one.begin_ns, one.utc_offset_min) for one in deployments]
    ends = [local(one.end_ns, one.utc_offset_min) for one in deployments]
    return {"start": f"{min(begins):%Y-%m-%d}", "end": f"{max(ends):%Y-%m-%d}"}


def _resource(table: Written) -> dict[str, Any]:
    name = table.name.removesuffix(".csv")
    return {
        "name": name,
        "path": table.name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": table.size,
        "hash": f"sha256:{table.sha256}",
        "schema": f"{STANDARD}/{name}-table-schema.json" if name in TABLES else SCHEMAS[name],
    }
