"""ExifTool, ffprobe, Exiv2 and MediaInfo on every file that `trapd export` wrote, and the tables beside them."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import debian
import exported
import pytest
from positions import traces

pytestmark = pytest.mark.real

FORMS = "camtrap-dp", "camtrapr", "blurred"
EXIF_TIME = "%Y:%m:%d %H:%M:%S"


@pytest.fixture(scope="module")
def packages(tmp_path_factory) -> dict[str, Path]:
    return exported.packages(tmp_path_factory.mktemp("survey"))


def exiftool(folder: Path, *options: str) -> list[dict[str, Any]]:
    said = debian.run(
        "exiftool", "libimage-exiftool-perl", "-json", "-n", "-q", "-r", *options, str(folder / "media")
    )
    return json.loads(said)


def stills(tags: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in tags if one["MIMEType"] == "image/jpeg"]


def clips(tags: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in tags if one["MIMEType"] == "video/mp4"]


@pytest.mark.parametrize("form", FORMS)
def test_exiftool_finds_nothing_wrong(packages, form):
    found = exiftool(packages[form], "-validate", "-warning", "-a")

    assert len(found) == exported.STILLS + exported.CLIPS
    assert {(one["Validate"], one.get("Warning")) for one in found} == {("0 0 0", None)}


@pytest.mark.parametrize("form", FORMS)
def test_exiftool_reads_time_offset_serial_and_temperature_of_every_file(packages, form):
    found = exiftool(packages[form])

    for still in stills(found):
        assert (still["OffsetTimeOriginal"], still["AmbientTemperature"]) == ("+10:00", -12.5)
        assert still["SerialNumber"] in still["FileName"]
        assert still["SubSecDateTimeOriginal"].endswith(("00.000+10:00", "01.000+10:00", "30.000+10:00"))
    for clip in clips(found):
        comment = clip["Comment"] if isinstance(clip["Comment"], dict) else json.loads(clip["Comment"])
        assert comment["unit"] in clip["FileName"]
        assert comment["temperature_c"] == -12.5
        assert clip["CreationDate"].endswith("17:59:57+10:00")
        assert clip["Make"] == "trapd"
    assert (len(stills(found)), len(clips(found))) == (exported.STILLS, exported.CLIPS)


def test_exiftool_reads_the_places_of_the_table(packages):
    for form, near in (("camtrap-dp", 1e-5), ("blurred", 1e-7)):
        found = exiftool(packages[form])
        with (packages[form] / "deployments.csv").open(newline="") as file:
            places = {row["cameraID"]: row for row in csv.DictReader(file)}
        for one in found:
            row = places[one["FileName"].split("_")[1]]
            told = float(row["latitude"]), float(row["longitude"])
            assert (one["GPSLatitude"], one["GPSLongitude"]) == pytest.approx(told, abs=near)
            assert ("GPSAltitude" in one) == (form == "camtrap-dp")


def test_no_tag_of_a_blurred_copy_tells_its_place(packages):
    """Unknown tags, embedded streams and numbers included; in the open form the same search finds every file."""
    for form, told in (("camtrap-dp", exported.STILLS + exported.CLIPS), ("blurred", 0)):
        found = exiftool(packages[form], "-a", "-u", "-U", "-ee")
        everything = [json.dumps(one).encode() for one in found]
        where = [(unit["lat"], unit["lon"]) for unit in exported.UNITS.values()]

        assert sum(any(traces(data, *place) for place in where) for data in everything) == told


def test_a_trigger_is_one_moment_to_camtrapr(packages):
    """In the very tags that it asks ExifTool for: stills and clip of a trigger agree to a second."""
    asked = ["-EXIF:DateTimeOriginal", "-QuickTime:CreateDate", "-MIMEType", "-FileName"]
    found = exiftool(packages["camtrapr"], *asked)

    for one in found:
        taken = one.get("DateTimeOriginal") or one["CreateDate"]
        _, _, day, time = one["FileName"].split("__")
        assert taken == f"{day.replace('-', ':')} {time.partition('(')[0].replace('-', ':')}"
    for day in (15, 16, 17):
        evening = [one for one in found if f"__2026-01-{day}__18-00-0" in one["FileName"]]
        assert len(evening) == 3 * len(exported.UNITS)
        assert len(clips(evening)) == len(exported.UNITS)


def test_the_table_of_media_says_what_exiftool_reads(packages):
    found = {one["FileName"]: one for one in exiftool(packages["camtrap-dp"])}
    with (packages["camtrap-dp"] / "media.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) == len(found)
    for row in rows:
        tags, told = found[row["fileName"]], json.loads(row["exifData"])
        assert row["fileMediatype"] == tags["MIMEType"]
        if tags["MIMEType"] == "image/jpeg":
            read = datetime.strptime(f"{tags['DateTimeOriginal']}{tags['OffsetTimeOriginal']}", f"{EXIF_TIME}%z")
            assert datetime.fromisoformat(row["timestamp"]) == read
            assert (told["DateTimeOriginal"], told["BodySerialNumber"], told["AmbientTemperature"]) == (
                tags["DateTimeOriginal"],
                tags["SerialNumber"],
                tags["AmbientTemperature"],
            )


@pytest.mark.parametrize("form", FORMS)
def test_ffprobe_decodes_every_clip(packages, form):
    for clip in (packages[form] / "media").rglob("*"):
        if clip.suffix.lower() != ".mp4":
            continue
        said = json.loads(
            debian.run(
                "ffprobe",
                "ffmpeg",
                "-v",
                "error",
                "-of",
                "json",
                "-count_frames",
                "-show_format",
                "-show_streams",
                str(clip),
            )
        )
        (video,) = said["streams"]
        assert (video["codec_name"], video["nb_read_frames"], video["nb_frames"]) == ("h264", "12", "12")
        made = datetime.fromisoformat(said["format"]["tags"]["creation_time"])
        begun = datetime.fromisoformat(said["format"]["tags"]["com.apple.quicktime.creationdate"])
        assert timedelta(0) <= made - begun < timedelta(seconds=1)


@pytest.mark.parametrize("form", FORMS)
def test_exiv2_and_mediainfo(packages, form):
    """The libraries behind digiKam, darktable and many a database of pictures."""
    still = next(path for path in sorted((packages[form] / "media").rglob("*")) if path.suffix.lower() == ".jpg")
    clip = next(path for path in sorted((packages[form] / "media").rglob("*")) if path.suffix.lower() == ".mp4")
    said = debian.run("exiv2", "exiv2", "-pt", str(still))
    told = json.loads(debian.run("mediainfo", "mediainfo", "--Output=JSON", str(clip)))["media"]["track"][0]

    assert "2026:01:15 13:00:30" in said
    assert "North" in said
    assert "Error:" not in said
    assert "Warning:" not in said
    assert told["extra"]["com_apple_quicktime_creationdate"] == "2026-01-15T17:59:57+1000"
    assert told["Format"] == "MPEG-4"
