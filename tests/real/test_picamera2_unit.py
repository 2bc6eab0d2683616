"""A whole unit on real picamera2, the other ports simulated: from the motion to the files on the card."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import av
import pytest
import virtual_scene
from PIL import Image

from trapd.media import mp4

pytestmark = pytest.mark.real

WIDTH, HEIGHT = virtual_scene.SIZE
RUN = """
import sys, virtual_camera, virtual_scene
virtual_scene.render()
virtual_camera.install(20)
from trapd.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


PROFILE = f"""
schema_version = 1
[unit]
name = "REAL-1"
station = "KP-07"
[camera]
backend = "pi"
width = {WIDTH}
height = {HEIGHT}
fps = 20
readout_us = 1
readiness = "hot"
[flash]
backend = "sim"
[pir]
backend = "sim"
[[pir.sensors]]
name = "left"
powered = "now"
[trigger]
warm_up_s = 1
[plan.day]
clip = true
pre_roll_s = 2
post_roll_s = 3
[gps]
backend = "none"
[power]
backend = "none"
[card]
backend = "linux"
[world]
starts = "2026-01-15T12:00:00+10:00"
passes_per_hour = 1
first_pass_s = 6
"""


def test_a_passing_animal_becomes_three_stills_and_a_clip_with_its_pre_roll(tmp_path):
    profile, card = tmp_path / "unit.toml", tmp_path / "card"
    profile.write_text(PROFILE)
    card.mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", RUN, "run", profile, "--card", card, "--for", "20", "--json"],
        env=os.environ | {"PYTHONPATH": ":".join(sys.path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line for line in told if line["event"] in ("fault", "shot-failed")] == []
    shots = [line for line in told if line["event"] == "shot"]
    stills = [shot for shot in shots if shot["media"] == "still"]
    (clip,) = [shot for shot in shots if shot["media"] == "clip"]
    assert len(stills) == 3
    for still in stills:
        with Image.open(card / still["name"]) as picture:
            picture.load()
            assert picture.size == (WIDTH, HEIGHT)
    with (card / clip["name"]).open("rb") as file:
        assert mp4.read(file)["pre_roll_s"] >= 2
        with av.open(file) as container:
            assert [frame.time for frame in container.decode(video=0)][-1] > 2 + 3 - 1 / 20
