"""A whole unit on real picamera2, the other ports simulated: from the motion to the files on the card."""

from __future__ import annotations

import json
import shutil

import av
import numpy as np
import pytest
from pi_unit import CAMERA, HEIGHT, WIDTH, pi_unit
from PIL import Image
from rig import NIGHT
from virtual_sensor import FAULTS

from trapd.core.units import MS, S
from trapd.media import mp4

pytestmark = pytest.mark.real

STILLS = {"stills": 3, "interval_ms": 300, "clip": False}
CLIP = {"clip": True, "pre_roll_s": 2, "post_roll_s": 3}


@pytest.fixture
def faults():
    """The folder where a fault is ordered from another process: `(faults / "silent").touch()`."""
    shutil.rmtree(FAULTS, ignore_errors=True)  # of a run that was killed
    FAULTS.mkdir()
    yield FAULTS
    shutil.rmtree(FAULTS)


def luma(path):
    """The Y plane of a JPEG."""
    with Image.open(path) as picture:
        assert picture.size == (WIDTH, HEIGHT)
        return np.asarray(picture.convert("YCbCr"), dtype=float)[..., 0]


def stills(unit, sequence):
    """The files of this trigger's three stills, waited for."""
    return [unit.card / unit.wait_for("shot", sequence=sequence, number=n, media="still")["name"] for n in (1, 2, 3)]


def test_a_motion_becomes_three_stills_and_a_clip_with_its_pre_roll(tmp_path):
    with pi_unit(tmp_path, plan={"day": STILLS | CLIP}) as unit:
        unit.wait_for("shot", sequence=unit.motion()["sequence"], media="clip")  # by now the pre-roll is full
        sequence = unit.motion()["sequence"]
        files = stills(unit, sequence)
        clip = unit.wait_for("shot", sequence=sequence, media="clip")
        assert unit.stop() == 0
    assert [told for told in unit.events if told["event"] in ("fault", "shot-failed", "shot-again")] == []
    assert all(luma(file).shape == (HEIGHT, WIDTH) for file in files)
    with (unit.card / clip["name"]).open("rb") as file:
        assert mp4.read(file)["pre_roll_s"] >= 2
        with av.open(file) as container:
            assert [frame.time for frame in container.decode(video=0)][-1] > 2 + 3 - 1 / 20


def test_by_night_every_row_of_every_still_was_lit(tmp_path):
    readout_us = 30_000
    camera = CAMERA | {"readout_us": readout_us}
    with pi_unit(
        tmp_path, "--readout-us", str(readout_us), starts=NIGHT, camera=camera, plan={"night": STILLS}
    ) as unit:
        files = stills(unit, unit.motion()["sequence"])
        assert unit.stop() == 0
    for file in files:
        rows = luma(file)[200:].mean(axis=1)
        assert rows.min() > 25, "the darkest picture of the scene is 32"
        assert np.ptp(rows) < 3


def test_a_still_that_no_frame_came_for_is_ordered_once_more_and_has_one_file(tmp_path, faults):
    camera = CAMERA | {"silent_s": 60, "shot_timeout_s": 1}
    with pi_unit(tmp_path, camera=camera, plan={"day": STILLS}) as unit:
        stills(unit, unit.motion()["sequence"])
        (faults / "silent").touch()
        sequence = unit.motion()["sequence"]
        unit.wait_for("shot-again", sequence=sequence, number=1)
        (faults / "silent").unlink()
        stills(unit, sequence)
        assert unit.stop() == 0
    assert [told for told in unit.events if told["event"] in ("fault", "shot-failed")] == []
    assert len(list(unit.card.glob(f"*/*-{sequence:06}-*.jpg"))) == 3


def test_a_camera_that_falls_silent_is_opened_anew_and_goes_on(tmp_path, faults):
    with pi_unit(tmp_path, camera=CAMERA | {"silent_s": 1}, plan={"day": STILLS}) as unit:
        stills(unit, unit.motion()["sequence"])
        (faults / "silent").touch()
        assert unit.wait_for("fault", part="camera")["why"] == "no frame for 1 s"
        (faults / "silent").unlink()
        unit.wait_for("mended", part="camera")
        stills(unit, unit.motion()["sequence"])
        assert unit.stop() == 0


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("stuck", "no frame for 1 s; the camera did not close within 10 s; this process does not get it back"),
        ("gone", "no camera found: check its cable, then `rpicam-hello --list-cameras`; this process does not get"),
    ],
    ids=["hangs", "vanishes"],
)
def test_a_camera_that_hangs_or_vanishes_ends_the_program_with_69_and_all_that_was_taken_is_whole(
    tmp_path, faults, fault, why
):
    plan = {"day": STILLS | CLIP | {"post_roll_s": 60}}
    with pi_unit(tmp_path, "--steady-s", "1", camera=CAMERA | {"silent_s": 1}, plan=plan) as unit:
        files = stills(unit, unit.motion()["sequence"])
        (faults / fault).touch()
        (faults / "silent").touch()
        assert unit.end() == 69
    assert unit.errors.read_text().splitlines()[-1].startswith(f"trapd: camera: {why}")
    records = [json.loads(line) for line in (unit.card / "catalog.jsonl").read_text().splitlines()]
    files_and_clip = {unit.card / record["name"] for record in records if record["kind"] == "media"}
    (clip,) = files_and_clip - set(files)
    assert all(luma(file).shape == (HEIGHT, WIDTH) for file in files)
    begun_ns = unit.wait_for("shot", media="clip")["taken_mono_ns"]
    last_still_ns = unit.wait_for("shot", media="still", number=3)["taken_mono_ns"]
    with av.open(clip) as container:
        assert begun_ns + [frame.time for frame in container.decode(video=0)][-1] * S >= last_still_ns - MS


def test_a_camera_that_was_never_there_is_told_and_waited_for(tmp_path, faults):
    (faults / "gone").touch()
    with pi_unit(tmp_path, "--steady-s", "1", plan={"day": STILLS}) as unit:
        assert unit.wait_for("fault", part="camera")["why"].startswith("no camera found: check its cable")
        assert unit.motion()["why"].startswith("camera: no camera found")
        (faults / "gone").unlink()
        unit.wait_for("mended", part="camera")
        stills(unit, unit.motion()["sequence"])
        assert unit.stop() == 0
