"""`[privacy] geotag`, by searching everything that a unit leaves behind and says: every byte of its card, its state
folder, its journal, its contact sheet and its console."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD
from positions import traces
from rig import Rig, profile, sensors
from runs import DEADLINE_S, Running, environment, finger, hear, trapd, write_profile

from trapd.view import captions

LAT, LON, ALT_M = 47.38276, 138.61947, 412.7
"""No multiple of anything, and far enough from the middle of its field (47.4, 138.6)."""
LEVELS = ("exact", "rounded", "none")
PLAN = {"stills": 2, "interval_ms": 200, "clip": True, "pre_roll_s": 0.5, "post_roll_s": 0.5}
ASKED = ("status", "time", "help", "effort", "logs", "config show", "files", "self-test", "readiness")
DAYS = 2
HOUR = 3600


@dataclass(frozen=True)
class Left:
    """What a unit left behind, and what it said."""

    folder: Path
    events: list[dict[str, Any]]
    said: dict[str, bytes]
    """By where it was said."""

    @property
    def card(self) -> Path:
        return self.folder / "card"

    def everything(self) -> dict[str, bytes]:
        """By where it lies; the profile that the story was told with is the story's, not the unit's."""
        files = [file for part in ("card", "state") for file in sorted((self.folder / part).rglob("*"))]
        return self.said | {str(file.relative_to(self.folder)): file.read_bytes() for file in files if file.is_file()}

    def pictures(self, media: str) -> list[Path]:
        """Of the first start: all after its first fix."""
        return [
            self.card / told["name"] for told in self.events if told["event"] == "shot" and told["media"] == media
        ]


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Left]:
    """All at once: most of the time they wait for their receivers."""
    folders = [tmp_path_factory.mktemp(level) for level in LEVELS]
    for level, folder in zip(LEVELS, folders, strict=True):
        write_profile(folder / "unit.toml", secretive(level))
    with ThreadPoolExecutor() as beside:
        return dict(zip(LEVELS, beside.map(lived, folders), strict=True))


@pytest.fixture(params=LEVELS)
def left(request: pytest.FixtureRequest, units: dict[str, Left]) -> tuple[str, Left]:
    return request.param, units[request.param]


def lived(folder: Path) -> Left:
    """Two starts of a unit: one that programs listen to and that somebody talks to, and one with plain lines."""
    unit = folder / "unit.toml"
    with Running(folder, "run", unit) as run:
        port = run.wait_for("console")["port"]
        run.wait_for("fix", time_source="gps")
        with finger(folder / "pir") as sensor:
            sensor.pulse("left")
        run.wait_for("shot", media="clip")
        replies, told = talk(port), trapctl(folder, port)
        assert run.stop() == 0
    plain = trapd(folder, "run", unit, "--for", "6", "--woken-by", "left")
    assert plain.returncode == 0, plain.stderr
    said = {
        "journal, --json": "".join(json.dumps(told) + "\n" for told in run.events).encode(),
        "journal, plain": (plain.stdout + plain.stderr).encode(),
        "console": replies,
        "trapctl": told,
    }
    return Left(folder, run.events, said)


def secretive(level: str) -> Any:
    """A small unit at `LAT`, `LON`, that goes by today's date and so remembers."""
    pir = sensors(left="both") | {"socket": "pir"}
    pir["sensors"][0]["powered"] = "now"
    return profile(
        "now",
        unit={"lat": None, "lon": None},
        privacy={"geotag": level},
        camera={"width": 320, "height": 240, "fps": 15},
        pir=pir,
        plan={"day": PLAN, "night": PLAN},
        world={"lat": LAT, "lon": LON, "alt_m": ALT_M, "gps_first_fix_s": 0},
    )


def talk(port: str) -> bytes:
    """Everything that the console answers, until the last answer has come; but not what it shows of the profile's
    `[world]`, which is the story's."""
    line = os.open(port, os.O_RDWR | os.O_NOCTTY)
    try:
        for asked in (*ASKED, "no-more-questions"):
            os.write(line, asked.encode() + b"\r")
        told = hear(line, "no command `no-more-questions`")
        return "".join(row for row in told.splitlines(keepends=True) if "world." not in row).encode()
    finally:
        os.close(line)


def trapctl(folder: Path, port: str) -> bytes:
    """Everything that a program is told by the same line; the world as above."""
    rows = []
    for words in (["status"], ["logs"], ["effort"], ["files"], ["config", "show"]):
        command = [sys.executable, "-m", "trapd.ctl", "--port", port, *words, "--json"]
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment(folder),
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
            check=False,
        )
        assert done.stdout, done.stderr
        rows += [row for row in done.stdout.splitlines() if '"world.' not in row]
    return "\n".join(rows).encode()


def located(picture: Path) -> dict[Any, Any]:
    """The GPS directory as Pillow reads it."""
    with Image.open(picture) as image:
        return dict(image.getexif().get_ifd(IFD.GPSInfo))


def degrees(arc: tuple[Any, Any, Any]) -> float:
    return float(arc[0]) + float(arc[1]) / 60 + float(arc[2]) / 3600


def tags(clip: Path) -> dict[str, str]:
    with av.open(str(clip)) as container:
        return dict(container.metadata)


def test_every_byte(left: tuple[str, Left]) -> None:
    """With `exact` the same search finds it wherever it is told: it does not pass by blindness."""
    level, unit = left
    found = {where: told for where, data in unit.everything().items() if (told := traces(data, LAT, LON))}
    if level != "exact":
        assert found == {}
        return
    endings = {Path(where).suffix for where in found if where.startswith("card/")}
    assert {".jpg", ".mp4", ".jsonl"} <= endings
    assert unit.said.keys() <= found.keys()


def test_there_was_something_to_search(left: tuple[str, Left]) -> None:
    _, unit = left
    files = unit.everything()
    assert len(unit.pictures("still")) == 2
    assert len(unit.pictures("clip")) == 1
    assert {"card/catalog.jsonl", "card/alive.json", "card/contact-sheet.png"} <= files.keys()
    assert any(where.endswith("memory.json") for where in files)
    assert all(len(data) > 500 for data in unit.said.values())


def test_stills_as_other_programs_read_them(left: tuple[str, Left]) -> None:
    level, unit = left
    for picture in unit.pictures("still"):
        gps = located(picture)
        if level == "none":
            assert gps == {}
            continue
        told = degrees(gps[GPS.GPSLatitude]), degrees(gps[GPS.GPSLongitude])
        assert {GPS.GPSTimeStamp, GPS.GPSDateStamp} <= gps.keys()
        if level == "rounded":
            assert told == pytest.approx((47.4, 138.6), abs=1e-7)
            assert gps[GPS.GPSHPositioningError] == 8_100
            assert not {GPS.GPSAltitude, GPS.GPSAltitudeRef, GPS.GPSDOP} & gps.keys()
        else:
            assert told == pytest.approx((LAT, LON), abs=1e-3)
            assert gps[GPS.GPSAltitude] == pytest.approx(ALT_M, abs=30)


def test_clips_as_other_programs_read_them(left: tuple[str, Left]) -> None:
    level, unit = left
    places = {tags(clip).get("com.apple.quicktime.location.ISO6709") for clip in unit.pictures("clip")}
    if level == "exact":
        assert all(re.fullmatch(r"\+47\.38\d+\+138\.6\d+\+\d+\.\d/", place or "") for place in places)
    else:
        assert places == {"+47.40000+138.60000/" if level == "rounded" else None}


def test_what_programs_read(left: tuple[str, Left]) -> None:
    """Catalog and reports name a place, or have no word for it."""
    level, unit = left
    catalog = [json.loads(line) for line in (unit.card / "catalog.jsonl").read_text().splitlines()]
    told = {(one["lat"], one["lon"]) for one in catalog + unit.events if "lat" in one}
    height = {name for one in catalog + unit.events for name in ("alt_m", "hdop") if name in one}
    if level == "exact":
        assert len(told) > 1
        assert height == {"alt_m", "hdop"}
    else:
        assert told == ({(47.4, 138.6)} if level == "rounded" else set())
        assert height == set()


def test_what_is_remembered(left: tuple[str, Left]) -> None:
    level, unit = left
    (memory,) = unit.folder.glob("state/**/memory.json")
    fields = {found.decode() for found in re.findall(rb'"cell":(\[[^]]*\]|null)', memory.read_bytes())}
    assert fields == ({"[47.4,138.6]"} if level == "rounded" else {"null"})


def test_the_contact_sheet_says_as_much(left: tuple[str, Left]) -> None:
    level, unit = left
    place = captions.place([told for told in unit.events if told["event"] == "shot"])
    if level == "exact":
        assert traces(place.encode(), LAT, LON)
    else:
        assert place == ("47.4, 138.6" if level == "rounded" else "position unknown")


def test_the_card_is_in_order(left: tuple[str, Left]) -> None:
    _, unit = left
    done = trapd(unit.folder, "verify", unit.card)
    assert done.returncode == 0, done.stdout + done.stderr


def hung_at(level: str, lat: float, lon: float) -> Rig:
    """A unit that goes by the sun, for some days."""
    still = {"stills": 1, "clip": False}
    rig = Rig(
        starts="2026-03-15T09:00:00+09:00",
        unit={"lat": None, "lon": None},
        privacy={"geotag": level},
        gps={"fixes": 3},
        watch={"windows": ["sunset-60min..sunrise+60min"]},
        plan={"day": still, "night": still},
        world={"lat": lat, "lon": lon},
    )
    for hour in range(DAYS * 24):
        rig.pulse("left", at=hour * HOUR + 1800)
    rig.run(until=DAYS * 24 * HOUR)
    rig.stop()
    return rig


def by_the_sun(rig: Rig) -> list[dict[str, Any]]:
    """Everything that a unit does or tells by the sun or its place; what light its camera saw is its camera's."""
    kinds = ("fix", "light", "armed", "disarmed")
    reports = [told for told in rig.everything() if told["event"] in kinds]
    return [{name: fact for name, fact in told.items() if name != "scene"} for told in reports] + [
        {"sequence": caption.sequence, "sun": caption.sun_deg, "place": caption.position, "hdop": caption.hdop}
        for caption in rig.captions("still")
    ]


@pytest.mark.parametrize(("level", "lat", "lon"), [("rounded", 47.44, 138.56), ("none", 46.6, 139.4)])
def test_two_units_of_one_field_cannot_be_told_apart(level: str, lat: float, lon: float) -> None:
    """Nor by the minute in which their windows open: whoever knows when the sun set knows where."""
    here, there = by_the_sun(hung_at(level, LAT, LON)), by_the_sun(hung_at(level, lat, lon))
    assert len(here) > 40
    assert here == there


def test_exact_units_can() -> None:
    assert by_the_sun(hung_at("exact", LAT, LON)) != by_the_sun(hung_at("exact", 47.44, 138.56))


@pytest.mark.parametrize("text", ["47.3828", "+47.38276+138.61947/", "47 deg 22' 58\"", "4722.9656,N", "13837.168,E"])
def test_the_search_knows_the_usual_forms(text: str) -> None:
    assert traces(f"x {text} y".encode(), LAT, LON)


@pytest.mark.parametrize("text", ["47.4, 138.6", "+47.40000+138.60000/", "2026-11-23T06:47:22.580Z", "138 ms"])
def test_the_search_finds_no_place_where_there_is_none(text: str) -> None:
    assert not traces(f"x {text} y".encode(), LAT, LON)
