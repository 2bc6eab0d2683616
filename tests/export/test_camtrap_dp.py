"""Camtrap DP: valid by the official schemas, and by what those cannot say."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import camtrap_dp_schemas as schemas
import pytest
from visits import DAY, HOUR, SURVEY, Visit

from trapd.__main__ import main
from trapd.export.camtrap_dp import checks

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "survey.toml"
    path.write_text(SURVEY)
    return path


@pytest.fixture
def pair(tmp_path):
    """Two units at one station: a leopard, a technician, a time-lapse, and a night without power."""
    with Visit(tmp_path / "left", "KP-07-L") as left:
        left.fit(0, "armed", "handled")
        left.still(30, 1, trigger="test")
        left.fit(600, "armed")
        left.still(5 * HOUR + 0.25, 2, exposure_us=4_000, temperature_c=-12.5)
        left.still(5 * HOUR + 1.25, 2, number=2)
        left.clip(5 * HOUR - 0.75, 2)
        left.protect(left.still(5 * HOUR + 60, 3))
        left.still(DAY, 4, trigger="time-lapse")
        left.fit(2 * DAY, "off", why="told to")
    with Visit(tmp_path / "right", "KP-07-R", "c3d4", side="right", lat=None, lon=None) as right:
        right.fit(0, "armed")
        right.still(5 * HOUR + 2, 1, lat=None, lon=None)
        right.fit(DAY, "off", why="the battery is empty")
    return [tmp_path / "left", tmp_path / "right"]


def export(cards: list[Path], out: Path, survey: Path, *options: str) -> int:
    return main(["export", *map(str, cards), str(out), "--to", "camtrap-dp", "--survey", str(survey), *options])


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def whole(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@schemas.needed
def test_a_pair_is_a_valid_package(pair, survey, tmp_path):
    survey.write_text(SURVEY + "[station.KP-07]\nlat = 43.1\nlon = 131.5\n")
    assert export(pair, tmp_path / "out", survey) == 0
    assert schemas.errors(tmp_path / "out") == []


@schemas.needed
def test_whatever_a_survey_file_says_stays_valid(pair, survey, tmp_path):
    everything = """
name = "kedrovaya-2026"
description = "A *winter*."
keywords = ["leopard", "леопард"]
homepage = "https://example.org"
citation = "Ranger (2026)"
public_media = true
""" + SURVEY.replace(
        "individual_animals = true",
        'id = "kp"\nacronym = "KP"\ndescription = "of years"\npath = "https://example.org/kp"',
    )
    everything += """
[[taxon]]
scientific_name = "Panthera pardus"
rank = "species"
eng = "leopard"
rus = "леопард"
[station.KP-07]
name = "Ridge, north | side"
lat = -43.1
lon = -131.5
uncertainty_m = 12.5
habitat = "oak forest"
feature = "trailGame"
groups = ["array:north", "season:winter"]
comment = "a \\"tree\\", fallen"
[unit.KP-07-L]
height_m = 0.5
heading_deg = 350
tilt_deg = -5
detection_m = 12
bait = false
setup_by = "A. Ranger"
"""
    survey.write_text(everything)
    assert export(pair, tmp_path / "out", survey) == 0
    assert schemas.errors(tmp_path / "out") == []
    left = table(tmp_path / "out" / "deployments.csv")[0]
    assert (left["cameraHeight"], left["cameraHeading"], left["cameraTilt"]) == ("0.5", "350", "-5")
    assert (left["baitUse"], left["featureType"], left["habitat"]) == ("false", "trailGame", "oak forest")


@schemas.needed
@pytest.mark.parametrize("schema", ["schema-1", "schema-2"])
def test_a_card_of_every_age_is_a_valid_package(schema, survey, tmp_path):
    assert export([GOLDEN / schema / "card"], tmp_path / "out", survey) == 0
    assert schemas.errors(tmp_path / "out") == []


@schemas.needed
def test_the_schemas_find_what_is_wrong(pair, survey, tmp_path):
    export(pair[:1], tmp_path / "out", survey)
    media = tmp_path / "out" / "media.csv"
    media.write_text(media.read_text().replace("activityDetection", "a sensor"))
    assert any("enum" in error for error in schemas.errors(tmp_path / "out"))


def test_what_the_tables_say(pair, survey, tmp_path):
    survey.write_text(SURVEY + "[station.KP-07]\nlat = 43.1\nlon = 131.5\nuncertainty_m = 500\n")
    out = tmp_path / "out"
    assert export(pair, out, survey) == 0
    left, right = table(out / "deployments.csv")
    assert left["deploymentID"] == "KP-07_KP-07-L_20260115T130000"
    assert (left["locationID"], left["cameraID"], left["cameraModel"]) == ("KP-07", "KP-07-L", "trapd-test unit")
    assert (left["deploymentStart"], left["deploymentEnd"]) == (
        "2026-01-15T13:00:00+10:00",
        "2026-01-17T13:00:00+10:00",
    )
    assert (left["latitude"], left["longitude"], left["coordinateUncertainty"]) == ("43.1034", "131.5503", "4")
    assert left["deploymentTags"] == "side:left | position:gps"
    assert left["timestampIssues"] == "false"
    assert "armed 2.00, handled 0.01" in left["deploymentComments"]
    assert (right["latitude"], right["coordinateUncertainty"]) == ("43.1", "500")
    assert right["deploymentTags"] == "side:right | position:survey"
    assert right["deploymentEnd"] == "2026-01-16T13:00:00+10:00"

    media = {one["mediaID"]: one for one in table(out / "media.csv")}
    assert len(media) == 7
    leopard = media["KP-07-L_a1b2-000002-1"]
    assert leopard["timestamp"] == "2026-01-15T18:00:00+10:00"
    assert leopard["filePath"] == "media/KP-07/20260115-180000-250_KP-07-L_a1b2-000002-1.jpg"
    assert (leopard["filePublic"], leopard["captureMethod"]) == ("false", "activityDetection")
    exif = json.loads(leopard["exifData"])
    assert (exif["SubSecTimeOriginal"], exif["OffsetTimeOriginal"]) == ("250", "+10:00")
    assert (exif["AmbientTemperature"], exif["trapd"]["exposure_us"]) == (-12.5, 4_000)
    clip = media["KP-07-L_a1b2-000002-clip"]
    assert (clip["fileMediatype"], clip["timestamp"]) == ("video/mp4", "2026-01-15T17:59:59+10:00")
    assert media["KP-07-L_a1b2-000003-1"]["favorite"] == "true"
    assert media["KP-07-L_a1b2-000004-1"]["captureMethod"] == "timeLapse"
    assert media["KP-07-L_a1b2-000001-1"]["captureMethod"] == ""

    events = [one for one in table(out / "observations.csv") if one["observationTags"] == "trigger:motion"]
    assert [(one["eventStart"][11:19], one["eventEnd"][11:19]) for one in events] == [
        ("17:59:59", "18:01:00"),
        ("18:00:02", "18:00:02"),
    ]
    assert {(one["observationLevel"], one["observationType"]) for one in events} == {("event", "unclassified")}

    states = [(one["deploymentID"][6:13], one["state"], one["why"]) for one in table(out / "effort.csv")]
    assert states == [("KP-07-L", "armed", ""), ("KP-07-L", "handled", ""), ("KP-07-R", "armed", "")]


def test_where_it_was_and_when(pair, survey, tmp_path):
    survey.write_text(SURVEY + "[station.KP-07]\nlat = 43.2\nlon = 131.5\n")
    export(pair, tmp_path / "out", survey)
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    assert package["spatial"]["bbox"] == [131.5, 43.1034, 131.5503, 43.2]
    assert package["temporal"] == {"start": "2026-01-15", "end": "2026-01-17"}
    assert package["project"]["captureMethod"] == ["activityDetection", "timeLapse"]
    assert [one["name"] for one in package["resources"]] == [
        "deployments",
        "media",
        "observations",
        "effort",
        "pairs",
    ]
    assert "coordinatePrecision" not in package


def test_pictures_with_people_in_them_are_never_public(pair, survey, tmp_path):
    survey.write_text("public_media = true\n" + SURVEY)
    export(pair[:1], tmp_path / "out", survey)
    closed = [one for one in table(tmp_path / "out" / "media.csv") if one["filePublic"] == "false"]
    assert [(one["mediaID"], one["mediaComments"]) for one in closed] == [
        ("KP-07-L_a1b2-000001-1", "taken while somebody was at the unit: people may be in it")
    ]


def test_a_deployment_ends_no_later_than_the_next_begins(survey, tmp_path):
    """They touch within a second, and a picture was taken in that."""
    with Visit(tmp_path / "card") as visit:
        visit.fit(0, "armed")
        visit.still(HOUR + 0.3, 1)
        visit.fit(HOUR + 0.4, "armed", "blind")
        visit.still(HOUR + 0.5, 2)
        visit.fit(HOUR + 3 * DAY, "off")
    assert export([tmp_path / "card"], tmp_path / "out", survey) == 0

    seeing, blind = table(tmp_path / "out" / "deployments.csv")
    assert seeing["deploymentEnd"] == blind["deploymentStart"] == "2026-01-15T14:00:00+10:00"
    assert list(checks.package(tmp_path / "out")) == []


def test_a_second_time_not_one_byte_is_another(pair, survey, tmp_path, capsys):
    survey.write_text(SURVEY + "[station.KP-07]\nlat = 43.1\nlon = 131.5\n")
    assert export(pair, tmp_path / "out", survey) == 0
    before = whole(tmp_path / "out")
    assert export(list(reversed(pair)), tmp_path / "out", survey) == 0
    assert whole(tmp_path / "out") == before
    assert "7 of them there before" in capsys.readouterr().out


def test_a_card_more_is_a_newer_package(pair, survey, tmp_path):
    out = tmp_path / "out"
    export(pair[:1], out, survey)
    descriptor = json.loads((out / "datapackage.json").read_text())
    (out / "datapackage.json").write_text(json.dumps(descriptor | {"created": "2020-01-01T00:00:00Z"}))
    export(pair[:1], out, survey)
    assert json.loads((out / "datapackage.json").read_text())["created"] == "2020-01-01T00:00:00Z"
    survey.write_text(SURVEY + "[station.KP-07]\nlat = 43.1\nlon = 131.5\n")
    export(pair, out, survey)
    assert json.loads((out / "datapackage.json").read_text())["created"] > "2026-01-01"
    assert len(table(out / "media.csv")) == 7


def test_what_somebody_wrote_into_a_table_is_not_lost(pair, survey, tmp_path, capsys):
    out = tmp_path / "out"
    export(pair[:1], out, survey)
    observations = out / "observations.csv"
    observations.write_text(observations.read_text().replace("unclassified", "animal"))
    before = whole(out)
    assert export(pair[:1], out, survey) == 64
    assert "observations.csv was changed since it was exported" in capsys.readouterr().err
    assert {name: data for name, data in whole(out).items() if name in before} == before


def test_a_place_that_nobody_knows_is_refused_by_name(pair, survey, tmp_path, capsys):
    out = tmp_path / "out"
    assert export(pair, out, survey) == 1
    told = capsys.readouterr().out
    assert "KP-07_KP-07-R_20260115T130000 is left out with its 1 picture" in told
    assert "[station.KP-07]" in told
    refused = [one for one in table(out / "account.csv") if one["fate"] == "no position"]
    assert [one["card"] for one in refused] == [str(pair[1])]
    assert len(table(out / "deployments.csv")) == 1


def test_no_place_at_all_is_told_before_anything_is_written(pair, survey, tmp_path, capsys):
    assert export(pair[1:], tmp_path / "out", survey) == 1
    assert "no deployment has one" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_what_no_card_knows_is_asked_for_at_once(pair, survey, tmp_path, capsys):
    survey.write_text("")
    assert export(pair, tmp_path / "out", survey) == 78
    complaint = capsys.readouterr().err
    for wanted in ("title", "[[contributor]]", "sampling_design", "--survey"):
        assert wanted in complaint
    assert complaint.count("\n") == 1


def test_a_picture_that_is_gone_is_in_no_table(pair, survey, tmp_path, capsys):
    gone = next(pair[0].rglob("*000004-1.jpg"))
    gone.write_bytes(b"")
    out = tmp_path / "out"
    assert export(pair[:1], out, survey) == 1
    assert f"NOT IN ORDER  {gone}: has 0 bytes instead of" in capsys.readouterr().out
    assert not any("000004" in one["mediaID"] for one in table(out / "media.csv"))
    assert not any("000004" in one["eventID"] for one in table(out / "observations.csv"))
    (row,) = (one for one in table(out / "account.csv") if one["fate"] == "damaged")
    assert row["file"] == str(gone.relative_to(pair[0]))


def test_a_file_that_no_table_knows_is_told(pair, survey, tmp_path, capsys):
    out = tmp_path / "out"
    survey.write_text(SURVEY + "[station.KP-07]\nlat = 43.1\nlon = 131.5\n")
    assert export(pair, out, survey) == 0
    capsys.readouterr()
    assert export(pair[:1], out, survey) == 1
    told = capsys.readouterr().out
    assert "KP-07-R_c3d4-000001-1.jpg is in no table: it may be of an earlier export; remove it" in told


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("deployments.csv", "2026-01-17", "2026-01-14", "before its begin"),
        ("deployments.csv", "2026-01-17", "2026-01-15", "is not within"),
        ("media.csv", "media/KP-07/20260115-18", "media/KP-07/20260115-19", "is not there"),
        ("media.csv", ",KP-07_KP-07-L", ",KP-07_KP-07-X", "there is no deployment"),
        ("observations.csv", "T18:01:00", "T17:01:00", "before its begin"),
        ("observations.csv", "2026-01-15T18:01:00", "2026-01-19T18:01:00", "is not within"),
    ],
)
def test_our_own_checks_find_what_the_schemas_do_not_say(pair, survey, tmp_path, file, old, new, complaint):
    export(pair[:1], tmp_path / "out", survey)
    assert list(checks.package(tmp_path / "out")) == []
    path = tmp_path / "out" / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    assert any(complaint in found for found in checks.package(tmp_path / "out"))
