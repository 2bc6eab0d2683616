"""Analysts' own programs read what `trapd export` wrote: folders, names, times, places and every frame."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import exported
import pytest

pytestmark = pytest.mark.real

READERS = Path(__file__).parents[2] / ".real" / "readers"
READING = Path(__file__).with_name("reading.py")


@pytest.fixture(scope="module")
def packages(tmp_path_factory) -> dict[str, Path]:
    return exported.packages(tmp_path_factory.mktemp("survey"))


def read(program: str, folder: Path) -> Any:
    """What the program made of it."""
    if not READERS.exists():
        missing = f"{READERS} is missing: scripts/test-real files builds it"
        pytest.fail(missing) if os.environ.get("TRAPD_REAL") == "1" else pytest.skip(missing)
    done = subprocess.run(
        [sys.executable, READING, program, folder],
        env=os.environ | {"PYTHONPATH": str(READERS), "TZ": "Etc/GMT-10", "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("form", ["camtrap-dp", "camtrapr", "blurred"])
def test_megadetector(packages, form):
    """It takes folders for locations, and opens every frame of a clip."""
    found = read("megadetector", packages[form] / "media")

    assert len(found["times"]) == exported.STILLS
    assert {name.split("/")[0] for name in found["times"]} == {"KP-07", "KP-08"}
    assert all(location == name.split("/")[0] for name, (_, location) in found["times"].items())
    moments = {time for time, _ in found["times"].values()}
    assert {"2026-01-15 13:00:30", "2026-01-15 18:00:00", "2026-01-17 18:00:01"} <= moments
    assert set(found["gps"].values()) == {"success"}
    assert list(found["videos"].values()) == [12] * exported.CLIPS


@pytest.mark.parametrize("form", ["camtrap-dp", "camtrapr", "blurred"])
def test_speciesnet_opens_every_still(packages, form):
    found = read("speciesnet", packages[form] / "media")

    assert len(found) == exported.STILLS
    assert set(map(tuple, found.values())) == {(64, 48)}


def test_wildlife_datasets_dates_every_still(packages):
    found = read("wildlife_datasets", packages["camtrap-dp"] / "media")

    assert len(found) == exported.STILLS
    assert set(found.values()) == {"2026-01-15", "2026-01-16", "2026-01-17"}


def test_animl_dates_stills_by_exif_and_clips_by_the_files_date(packages):
    """On a computer that goes by the station's time; elsewhere Animl takes a clip's time for that computer's."""
    found = read("animl", packages["camtrap-dp"] / "media")

    assert len(found) == exported.STILLS + exported.CLIPS
    times = {name: time for name, time in found.items() if "000010" in name and "KP-08" in name}
    assert sorted(times.values()) == ["2026-01-15 17:59:57", "2026-01-15 18:00:00", "2026-01-15 18:00:01"]


def test_camtraptools_takes_in_camtraprs_folders(packages):
    found = read("camtraptools", packages["camtrapr"] / "media")

    assert found["deployments"] == ["KP-07", "KP-08"]
    assert len(found["times"]) == exported.STILLS + exported.CLIPS
    clips = [time for name, time in found["times"].items() if name.endswith(".MP4")]
    assert set(clips) == {f"2026-01-{day} 18:00:00" for day in (15, 16, 17)}


def test_camtrapdp_reads_the_tables(packages):
    assert read("camtrapdp", packages["camtrap-dp"]) == {"deployments": 3, "media": 30, "observations": 12}


def test_exifread_times_and_places(packages):
    open_, blurred = (read("exifread", packages[form] / "media") for form in ("camtrap-dp", "blurred"))

    assert len(open_) == exported.STILLS
    where = next(place for name, (_, place) in open_.items() if "KP-08-L" in name)
    assert where == pytest.approx([43.22781, 131.43168], abs=1e-6)
    assert {time for time, _ in open_.values()} == {time for time, _ in blurred.values()}
    assert {tuple(round(deg, 6) for deg in place) for _, place in blurred.values()} == {(43.1, 131.6), (43.2, 131.4)}
