"""Camtrap DP's official schemas, without a network: they lie beside the project, not in it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "camtrap-dp"
STANDARD = "https://raw.githubusercontent.com/tdwg/camtrap-dp/1.0.2"
SERVED = {
    f"{STANDARD}/camtrap-dp-profile.json": "camtrap-dp-profile.json",
    f"{STANDARD}/deployments-table-schema.json": "deployments-table-schema.json",
    f"{STANDARD}/media-table-schema.json": "media-table-schema.json",
    f"{STANDARD}/observations-table-schema.json": "observations-table-schema.json",
    "https://specs.frictionlessdata.io/schemas/data-package.json": "data-package.json",
    "http://json.schemastore.org/geojson.json": "geojson.json",
    "https://json.schemastore.org/geojson.json": "geojson.json",
}
needed = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"Camtrap DP's schemas are not here: {FOLDER}")


def errors(package: Path) -> list[str]:
    """All that frictionless finds in the package, as a user's machine would, but for the network."""
    from frictionless import Package, system

    with system.use_context(http_session=_session()):
        report = Package(str(package / "datapackage.json")).validate()
    return [f"{error[0]}: {error[1]}" for error in report.flatten(["type", "message"])]


def _session():
    import requests

    class Files(requests.adapters.BaseAdapter):
        def send(self, request, **_):
            response = requests.Response()
            response.request, response.url = request, request.url
            name = SERVED.get(request.url)
            response.status_code = 200 if name else 404
            response.raw = io.BytesIO((FOLDER / name).read_bytes() if name else b"")
            return response

        def close(self):
            """Nothing is open."""

    session = requests.Session()
    session.trust_env = False
    for scheme in ("http://", "https://"):
        session.mount(scheme, Files())
    return session
