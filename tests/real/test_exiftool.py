"""ExifTool, the judge of metadata, on our pictures and clips."""

import io
import json

import debian
import h264
import numpy as np
import pytest
from captions import caption

from trapd.media import exif, jpeg, mp4, redate, torn

pytestmark = pytest.mark.real

WIDTH, HEIGHT = 320, 240
UNKNOWN = (
    "side",
    "sensor",
    "latency_ms",
    "time_uncertainty_s",
    "lat",
    "lon",
    "alt_m",
    "hdop",
    "position_error_m",
    "exposure_us",
    "gain",
    "temperature_c",
    "battery_v",
)
STORIES = {
    "ordinary": {},
    "nothing known": dict.fromkeys(UNKNOWN),
    "clock not set": {"time_source": "none"},
    "south west": {"lat": -0.00001, "lon": -179.99999, "alt_m": -28.0, "utc_offset_min": -210},
    "poles": {"lat": 90.0, "lon": 180.0, "alt_m": 8_848.9},
    "extreme": {"temperature_c": -59.99, "gain": 900.0, "exposure_us": 1, "hdop": 99.99, "position_error_m": 1e9},
    "long ago": {"utc_ns": 0},
    "another script": {"make": "Фотоловушка", "model": 'quoted "x" \\ and 日本'},
}


def exiftool(*arguments):
    return debian.run("exiftool", "libimage-exiftool-perl", *map(str, arguments))


def photograph(path, some):
    planes = (np.full((HEIGHT, WIDTH), 90, np.uint8), *[np.full((HEIGHT // 2, WIDTH // 2), 128, np.uint8)] * 2)
    path.write_bytes(jpeg.splice(jpeg.encode(planes, 90), exif.block(some, WIDTH, HEIGHT)))
    return path


def film(path, some):
    with path.open("xb") as file:
        writer = mp4.ClipWriter(file, some, 30)
        for packet in h264.packets(frames=30):
            writer.write(packet)
        writer.close(file.flush)
    return path


@pytest.mark.parametrize("story", STORIES)
def test_it_finds_nothing_wrong(tmp_path, story):
    picture = photograph(tmp_path / "still.jpg", caption(**STORIES[story]))
    clip = film(tmp_path / "clip.mp4", caption(media="clip", **STORIES[story]))

    for path in (picture, clip):
        said = exiftool("-validate", "-warning", "-a", path).split()
        assert said == ["Validate", ":", "OK"]


def test_a_picture_is_dated_placed_and_described(tmp_path):
    (tags,) = json.loads(exiftool("-json", "-n", photograph(tmp_path / "still.jpg", caption())))

    assert tags["DateTimeOriginal"] == "2026:01:15 21:04:33"
    assert tags["SubSecDateTimeOriginal"] == "2026:01:15 21:04:33.123+10:00"
    assert tags["GPSDateTime"] == "2026:01:15 11:04:33.123Z"
    assert (tags["GPSLatitude"], tags["GPSLongitude"]) == pytest.approx((43.1034, 131.5503), abs=1e-7)
    assert (tags["GPSAltitude"], tags["GPSDOP"], tags["GPSHPositioningError"]) == (123, 0.9, 2.5)
    assert (tags["GPSMapDatum"], tags["GPSProcessingMethod"]) == ("WGS-84", "GPS")
    assert (tags["Make"], tags["Model"], tags["SerialNumber"]) == ("trapd", "desktop simulation", "DESK-1")
    assert (tags["ISO"], tags["ExposureTime"], tags["Flash"]) == (800, 0.004, 9)
    assert tags["AmbientTemperature"] == -12.5
    assert (tags["ExifImageWidth"], tags["ExifImageHeight"]) == (WIDTH, HEIGHT)
    assert len(tags["ImageUniqueID"]) == 32
    facts = tags["UserComment"] if isinstance(tags["UserComment"], dict) else json.loads(tags["UserComment"])
    assert (facts["latency_ms"], facts["trigger"], facts["sensor"], facts["battery_v"]) == (31, "motion", "left", 7.4)


def test_a_clip_is_dated_and_placed(tmp_path):
    (tags,) = json.loads(exiftool("-json", "-n", film(tmp_path / "clip.mp4", caption(media="clip"))))

    assert tags["CreateDate"] == "2026:01:15 11:04:33"  # UTC, by QuickTime's rule
    assert tags["CreationDate"] == "2026:01:15 21:04:33+10:00"
    assert (tags["GPSLatitude"], tags["GPSLongitude"]) == pytest.approx((43.1034, 131.5503), abs=1e-5)
    assert (tags["Make"], tags["Model"]) == ("trapd", "desktop simulation")
    assert '"sequence":41' in tags["Comment"]


@pytest.mark.parametrize("story", STORIES)
def test_it_finds_nothing_wrong_with_a_clip_that_was_closed_later(tmp_path, story):
    begun = io.BytesIO()
    writer = mp4.ClipWriter(begun, caption(media="clip", **STORIES[story]), 30)
    for packet in h264.packets(frames=45):
        writer.write(packet)
    with (tmp_path / "clip.mp4").open("w+b") as file:
        torn.close(begun, file, torn.caption(begun))

    assert exiftool("-validate", "-warning", "-a", tmp_path / "clip.mp4").split() == ["Validate", ":", "OK"]
    (tags,) = json.loads(exiftool("-json", "-n", tmp_path / "clip.mp4"))
    assert '"frames":30,"missing_frames":0,"interrupted":true' in tags["Comment"]


@pytest.mark.parametrize("story", STORIES)
def test_it_finds_nothing_wrong_with_what_was_dated_anew(tmp_path, story):
    before, after = caption(**STORIES["clock not set"]), caption(**STORIES[story])
    picture, clip = tmp_path / "still.jpg", tmp_path / "clip.mp4"
    picture.write_bytes(redate.still(photograph(tmp_path / "was.jpg", before).read_bytes(), after))
    with film(tmp_path / "was.mp4", before).open("rb") as old, clip.open("xb") as new:
        redate.clip(old, new, after)

    for path in (picture, clip):
        said = exiftool("-validate", "-warning", "-a", path).split()
        assert said == ["Validate", ":", "OK"]


def test_what_was_dated_anew_tells_its_time_everywhere(tmp_path):
    before = caption(time_source="none", time_uncertainty_s=None, utc_ns=caption().utc_ns - 40 * 86_400 * 10**9)
    (tmp_path / "still.jpg").write_bytes(
        redate.still(photograph(tmp_path / "was.jpg", before).read_bytes(), caption())
    )
    with film(tmp_path / "was.mp4", before).open("rb") as old, (tmp_path / "clip.mp4").open("xb") as new:
        redate.clip(old, new, caption(media="clip"))
    (was,) = json.loads(exiftool("-json", "-n", tmp_path / "was.jpg"))
    (still,) = json.loads(exiftool("-json", "-n", tmp_path / "still.jpg"))
    (clip,) = json.loads(exiftool("-json", "-n", tmp_path / "clip.mp4"))

    assert {still[tag] for tag in ("DateTimeOriginal", "CreateDate", "ModifyDate")} == {"2026:01:15 21:04:33"}
    assert still["GPSDateTime"] == "2026:01:15 11:04:33.123Z"
    assert "GPSDateTime" not in was
    assert "clock not set" in was["ImageDescription"]
    assert "clock not set" not in still["ImageDescription"]
    assert still["ImageUniqueID"] == was["ImageUniqueID"]
    assert clip["CreateDate"] == "2026:01:15 11:04:33"
    assert clip["CreationDate"] == "2026:01:15 21:04:33+10:00"
