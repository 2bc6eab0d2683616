"""`--blur-location`: packages that do not tell where the stations are, by searching them with another search."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import av
import camtrap_dp_schemas as schemas
import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD
from positions import traces
from visits import BEGIN_NS, DAY, HOUR, Visit

from trapd.__main__ import main
from trapd.core.units import S
from trapd.media import comment, jpeg
from trapd.runtime import sun
from trapd.runtime.clock import utc

LAT, LON = 47.38276, 138.61947
"""Far from the middle of its field of 10 km: 47.4, 138.6."""
ELSEWHERE = 47.43121, 138.53204
"""In the same field."""
MIDDLE = 47.4, 138.6
FORMS = "camtrap-dp", "camtrapr"
SURVEY = """
title = "Leopards"
[[contributor]]
title = "A. Ranger"
[project]
sampling_design = "targeted"
"""


def exact(lat: float, lon: float, **facts) -> dict:
    """What a unit tells of its place there."""
    sun_deg = round(sun.elevation_deg(BEGIN_NS, lat, lon), 2)
    return {"lat": lat, "lon": lon, "alt_m": 412.7, "sun_deg": sun_deg} | facts


def nights(card: Path, lat: float = LAT, lon: float = LON) -> list[Path]:
    """A unit that watches from an hour before sunset to an hour after sunrise, for three nights."""
    with Visit(card, **exact(lat, lon)) as unit:
        unit.fit(0, "hours")
        for night in range(3):
            opens, closes = sunset_s(night, lat, lon) - HOUR, sunrise_s(night, lat, lon) + HOUR
            unit.fit(opens, "armed")
            unit.still(night * DAY + 9 * HOUR, 2 * night + 1)
            unit.clip(night * DAY + 9 * HOUR - 1, 2 * night + 1)
            unit.fit(closes, "hours")
        unit.fit(4 * DAY, "off", why="told to")
    return [card]


def sunset_s(day: int, lat: float, lon: float) -> float:
    return event_s("sunset", day, lat, lon)


def sunrise_s(day: int, lat: float, lon: float) -> float:
    return event_s("sunrise", day, lat, lon)


def event_s(event: str, day: int, lat: float, lon: float) -> float:
    """When the sun does that on a day of the story, in Primorye's days, to the second."""
    for utc_day in (day - 1, day, day + 1):
        moment = sun.rises_or_sets(event, utc(BEGIN_NS + utc_day * DAY * S).date(), lat, lon)
        after_s = round(moment.timestamp()) - BEGIN_NS // S
        if day * DAY <= after_s < (day + 1) * DAY:  # from 13:00 to 13:00
            return after_s
    raise AssertionError("no sun in January")


def export(cards: list[Path], out: Path, form: str, *options: str, survey: str = SURVEY) -> int:
    file = out.parent / f"{out.name}.toml"
    file.write_text(survey)
    return main(["export", *map(str, cards), str(out), "--to", form, "--survey", str(file), *options])


def blurred(cards: list[Path], out: Path, form: str, km: str = "10") -> Path:
    assert export(cards, out, form, "--blur-location", km) == 0
    return out


def whole(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pictures(folder: Path, ending: str) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() == ending)


def degrees(arc) -> float:
    return float(arc[0]) + float(arc[1]) / 60 + float(arc[2]) / 3600


@pytest.mark.parametrize("form", FORMS)
def test_every_byte(form, tmp_path):
    """The search of this test is another than that of the export; without blurring it finds the place everywhere."""
    cards = nights(tmp_path / "card")
    out = blurred(cards, tmp_path / "out", form)
    assert export(cards, tmp_path / "open", form) == 0

    assert {name: told for name, data in whole(out).items() if (told := traces(data, LAT, LON))} == {}
    told = {name for name, data in whole(tmp_path / "open").items() if traces(data, LAT, LON)}
    assert {Path(name).suffix.lower() for name in told} >= {".jpg", ".mp4", ".csv"}


@pytest.mark.parametrize("form", FORMS)
def test_what_other_programs_read(form, tmp_path):
    out = blurred(nights(tmp_path / "card"), tmp_path / "out", form)

    stills, clips = pictures(out, ".jpg"), pictures(out, ".mp4")
    assert (len(stills), len(clips)) == (3, 3)
    for still in stills:
        with Image.open(still) as image:
            gps = dict(image.getexif().get_ifd(IFD.GPSInfo))
        assert (degrees(gps[GPS.GPSLatitude]), degrees(gps[GPS.GPSLongitude])) == pytest.approx(MIDDLE, abs=1e-7)
        assert gps[GPS.GPSHPositioningError] > 5_000
        assert not {GPS.GPSAltitude, GPS.GPSDOP} & gps.keys()
    for clip in clips:
        with av.open(str(clip)) as container:
            tags = dict(container.metadata)
        assert tags["com.apple.quicktime.location.ISO6709"] == "+47.40000+138.60000/"
        assert not {"alt_m", "hdop"} & comment.load(tags["comment"]).keys()


@pytest.mark.parametrize("form", FORMS)
def test_two_places_of_one_field_cannot_be_told_apart(form, tmp_path):
    """Nor by the minute in which a window opened: whoever knows when the sun set knows where."""
    packages = []
    for name, place in (("here", (LAT, LON)), ("there", ELSEWHERE)):
        (tmp_path / name).mkdir()
        package = whole(blurred(nights(tmp_path / name / "card", *place), tmp_path / name / "out", form))
        del package["account.csv"]  # the cards lie in other folders
        packages.append({name: data for name, data in package.items() if name != "datapackage.json"})

    here, there = packages
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []


def test_hours_by_the_clock_stay(tmp_path):
    with Visit(tmp_path / "card", **exact(LAT, LON)) as unit:
        unit.fit(0, "hours")
        for night in range(3):
            unit.fit(night * DAY + 5 * HOUR, "armed")
            unit.still(night * DAY + 9 * HOUR, night + 1)
            unit.fit(night * DAY + 17 * HOUR, "hours")
        unit.fit(4 * DAY, "off", why="told to")
    out = blurred([tmp_path / "card"], tmp_path / "out", "camtrapr")

    begins = [row["From"] for row in table(out / "effort.csv") if row["State"] == "armed"]
    assert begins == [f"2026-01-{day} 18:00:00" for day in (15, 16, 17)]


def test_the_light_stays_as_it_was(tmp_path):
    cards = nights(tmp_path / "card")
    out = blurred(cards, tmp_path / "out", "camtrap-dp")

    for before in pictures(cards[0], ".jpg"):
        (after,) = out.rglob(before.name)
        compressed = [picture[jpeg.head(picture) :] for picture in (before.read_bytes(), after.read_bytes())]
        assert compressed[0] == compressed[1]
        assert jpeg.whole(after.read_bytes())
    for before in pictures(cards[0], ".mp4"):
        (after,) = out.rglob(before.name)
        assert packets(before) == packets(after)


def packets(clip: Path) -> list[tuple[int, bytes]]:
    with av.open(str(clip)) as container:
        return [(packet.pts, bytes(packet)) for packet in container.demux(video=0) if packet.size]


@schemas.needed
def test_the_package_is_valid_and_says_how_coarse_it_is(tmp_path):
    out = blurred(nights(tmp_path / "card"), tmp_path / "out", "camtrap-dp")

    assert schemas.errors(out) == []
    (deployment,) = table(out / "deployments.csv")
    assert (float(deployment["latitude"]), float(deployment["longitude"])) == MIDDLE
    assert 7_000 < int(deployment["coordinateUncertainty"]) < 13_000
    assert json.loads((out / "datapackage.json").read_text())["coordinatePrecision"] == 0.2


@pytest.mark.parametrize("form", FORMS)
def test_again_it_changes_nothing(form, tmp_path):
    cards = nights(tmp_path / "card")
    first = whole(blurred(cards, tmp_path / "out", form))

    assert whole(blurred(cards, tmp_path / "out", form)) == first


def test_what_tells_a_place_all_the_same_fails_the_export(tmp_path, capsys):
    cards = nights(tmp_path / "card")
    survey = f'description = "The ridge above {LAT:.4f} {LON:.4f}"\n{SURVEY}'

    assert export(cards, tmp_path / "out", "camtrap-dp", "--blur-location", "10", survey=survey) == 1

    said = capsys.readouterr()
    (line,) = [line for line in said.out.splitlines() if line.startswith("NOT IN ORDER")]
    assert line.startswith("NOT IN ORDER  datapackage.json tells where a unit hung: 47.3828°")
    assert "do not pass" in said.err


@pytest.mark.parametrize("form", FORMS)
def test_free_texts_of_stations_are_left_out(form, tmp_path, capsys):
    """Who knows in how many ways somebody wrote where it is."""
    free = "52T 697200 5249800"
    survey = (
        SURVEY
        + f"""
[station.KP-07]
name = "Saddle, {free}"
habitat = "Oak at {free}"
comment = "UTM {free}"
groups = ["south"]
[unit.KP-07-L]
height_m = 0.45
comment = "Lens changed at {free}"
[unit.KP-07-L.at.KP-07]
comment = "Hung at {free}"
"""
    )
    cards = nights(tmp_path / "card")

    assert export(cards, tmp_path / "out", form, "--blur-location", "10", survey=survey) == 0

    assert [name for name, data in whole(tmp_path / "out").items() if free.encode() in data] == []
    said = capsys.readouterr().err
    assert said.count("left out, since free words may tell a place: name, habitat, comment of stations") == 1
    if form == "camtrap-dp":
        (deployment,) = table(tmp_path / "out" / "deployments.csv")
        kept = (deployment["locationName"], deployment["cameraHeight"], deployment["deploymentGroups"])
        assert kept == ("KP-07", "0.45", "south")


def test_it_says_what_it_did_not_search_for(tmp_path, capsys):
    blurred(nights(tmp_path / "card"), tmp_path / "out", "camtrapr")

    said = capsys.readouterr().err
    assert "left out" not in said
    assert "no exact place was found in degrees" in said
    assert "not searched for: map grids" in said


@pytest.mark.parametrize("form", FORMS)
def test_a_folder_with_an_open_export_is_refused(form, tmp_path, capsys):
    cards = nights(tmp_path / "card")
    assert export(cards, tmp_path / "out", form) == 0
    before = whole(tmp_path / "out")

    assert export(cards, tmp_path / "out", form, "--blur-location", "10") == 64
    assert "holds an export that tells exact places" in capsys.readouterr().err
    assert whole(tmp_path / "out") == before


def test_what_lay_in_the_folder_before_is_searched_too(tmp_path, capsys):
    cards = nights(tmp_path / "card")
    blurred(cards, tmp_path / "out", "camtrapr")
    (tmp_path / "out" / "track.gpx").write_text(f'<trkpt lat="{LAT}" lon="{LON}">')

    assert export(cards, tmp_path / "out", "camtrapr", "--blur-location", "10") == 1
    assert "track.gpx tells where a unit hung" in capsys.readouterr().out


def test_an_average_that_wanders_over_an_edge_does_not_tell_the_edge(tmp_path):
    """The field of 47.4 ends at 47.45."""
    for visit, (lat, begin) in enumerate([(47.44991, 0), (47.45012, 20 * DAY), (47.44994, 40 * DAY)]):
        with Visit(tmp_path / f"{visit}", boot=f"{visit:04x}", **exact(lat, LON)) as unit:
            unit.fit(begin, "armed")
            unit.still(begin + HOUR, visit)
            unit.fit(begin + 2 * DAY, "off")
    out = blurred([tmp_path / f"{visit}" for visit in range(3)], tmp_path / "out", "camtrap-dp")

    assert [row["latitude"] for row in table(out / "deployments.csv")] == ["47.4"] * 3


@pytest.mark.parametrize("form", FORMS)
def test_the_cards_of_the_next_visit_alter_no_copy(form, tmp_path):
    """Though the average is another by then, and better."""
    cards = nights(tmp_path / "card")
    before = whole(blurred(cards, tmp_path / "out", form))
    with Visit(tmp_path / "next", boot="b2c3", **exact(LAT + 1e-5, LON - 1e-5, position_error_m=2.1)) as unit:
        unit.fit(5 * DAY, "armed")
        unit.still(5 * DAY + HOUR, 9, position_fixes=5_000)
        unit.fit(6 * DAY, "off")
    after = whole(blurred([*cards, tmp_path / "next"], tmp_path / "out", form))

    copies = [name for name in before if name.startswith("media/")]
    assert len(copies) == 6
    assert [name for name in copies if after[name] != before[name]] == []
    assert not any("somebody changed" in row["why"] for row in table(tmp_path / "out" / "account.csv"))


def test_a_unit_that_tells_less_is_not_made_to_tell_more(tmp_path):
    """Its own field is larger than that of the export; the survey's file knows the place."""
    unit = {"lat": 47.4, "lon": 138.6, "alt_m": None, "hdop": None, "position_error_m": 8_100.0}
    with Visit(tmp_path / "card", **unit) as visit:
        visit.fit(0, "armed")
        visit.still(HOUR, 1)
        visit.fit(DAY, "off")
    survey = SURVEY + f"[station.KP-07]\nlat = {LAT}\nlon = {LON}\n"
    assert export([tmp_path / "card"], tmp_path / "out", "camtrap-dp", "--blur-location", "1", survey=survey) == 0

    (still,) = pictures(tmp_path / "out", ".jpg")
    with Image.open(still) as image:
        gps = dict(image.getexif().get_ifd(IFD.GPSInfo))
    assert (degrees(gps[GPS.GPSLatitude]), gps[GPS.GPSHPositioningError]) == (pytest.approx(47.4), 8_100)
    (deployment,) = table(tmp_path / "out" / "deployments.csv")
    assert (deployment["latitude"], deployment["longitude"]) == ("47.38", "138.62")


@pytest.mark.parametrize("form", FORMS)
def test_a_unit_that_tells_no_place(form, tmp_path):
    with Visit(tmp_path / "card", lat=None, lon=None, alt_m=None, hdop=None) as visit:
        visit.fit(0, "armed")
        visit.still(HOUR, 1)
        visit.fit(DAY, "off")
    survey = SURVEY + f"[station.KP-07]\nlat = {LAT}\nlon = {LON}\n"
    assert export([tmp_path / "card"], tmp_path / "out", form, "--blur-location", "10", survey=survey) == 0

    (still,) = pictures(tmp_path / "out", ".jpg")
    with Image.open(still) as image:
        assert dict(image.getexif().get_ifd(IFD.GPSInfo)) == {}
    assert {name for name, data in whole(tmp_path / "out").items() if traces(data, LAT, LON)} == set()


@pytest.mark.parametrize("km", ["0", "0.05", "1000", "far"])
def test_no_width(km, tmp_path, capsys):
    assert export([tmp_path], tmp_path / "out", "camtrapr", "--blur-location", km) == 64
    assert "is no width in km" in capsys.readouterr().err
