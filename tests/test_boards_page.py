"""docs/boards.md: its blocks can be pasted into a profile, and its table is what the code says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from trapd.config.camera_memory import BUFFERS, camera_buffers, camera_memory_mb
from trapd.config.cross import problems
from trapd.config.profile import Camera, Profile
from trapd.config.read import load

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "boards.md").read_text()
BLOCKS = dict(re.findall(r"^\*\*(.+?)\*\*.*?\n\n?```toml\n(.*?)```$", PAGE, re.MULTILINE | re.DOTALL))
BOARDS = {"Zero 2 W, 3A+": "zero2w", "4B, CM4": "4b", "5": "5"}
"""Alike in what their cameras get; any of the profiles will do."""


HEAD = ("board", "camera and mode", "fps", "readout", "main: buffers", "lores, with clips: buffers", "raw: buffers")
HEAD += ("stills need", "with clips")


def with_camera(name: str, block: str, clip: bool) -> Profile:
    """A board's profile with this block pasted over its own camera."""
    profile: Any = load(ROOT / "hw_profiles" / f"{name}.toml")
    plan = msgspec.structs.replace(profile.plan.day, clip=clip, pre_roll_s=0)
    camera = msgspec.convert(tomllib.loads(block)["camera"], Camera)
    plans = msgspec.structs.replace(profile.plan, day=plan, night=plan)
    return msgspec.structs.replace(profile, camera=camera, plan=plans)


@pytest.mark.parametrize("block", BLOCKS.values(), ids=list(BLOCKS))
@pytest.mark.parametrize("name", BOARDS.values())
def test_every_camera_goes_with_every_board(name: str, block: str) -> None:
    for clip in (False, True):
        assert list(problems(with_camera(name, block, clip))) == []


@pytest.mark.parametrize("name", ["zero2w", "3a-plus", "4b", "5", "cm4"])
def test_the_profiles_carry_cameras_of_this_page(name: str) -> None:
    cameras = [msgspec.convert(tomllib.loads(block)["camera"], Camera) for block in BLOCKS.values()]
    assert load(ROOT / "hw_profiles" / f"{name}.toml").camera in cameras


def rows() -> Iterator[str]:
    yield f"| {' | '.join(HEAD)} |"
    yield "|" + "---|" * len(HEAD)
    for board, name in BOARDS.items():
        for title, block in BLOCKS.items():
            stills, clips = with_camera(name, block, False), with_camera(name, block, True)
            camera = stills.camera
            readout = f"{camera.readout_us / 1000:.1f} ms" if camera.readout_us else "none"
            cells = [board, title, f"{camera.fps:g}", readout, *streams(clips), need(stills), need(clips)]
            yield f"| {' | '.join(cells)} |"


def streams(profile: Profile) -> Iterator[str]:
    """Sizes and counts of the three; on a Pi 5 what trapd asks for, since libcamera's own was not looked up there."""
    for one in camera_buffers(profile):
        if profile.board.cma_mb is not None:
            yield f"{one.width}x{one.height}: {one.count}"
        else:
            yield f"{one.width}x{one.height}: {BUFFERS}" if one.count > BUFFERS else "–"


def need(profile: Profile) -> str:
    limit = profile.board.cma_mb
    return f"{camera_memory_mb(profile)} of {limit} MB" if limit else "ordinary memory"


def test_the_table_is_what_the_code_says() -> None:
    assert "\n".join(rows()) in PAGE


@pytest.mark.parametrize("name", BOARDS.values())
def test_the_pins_of_the_wiring_page_are_those_of_the_profiles(name: str) -> None:
    profile = load(ROOT / "hw_profiles" / f"{name}.toml")
    left, right = (sensor.pin for sensor in profile.pir.sensors)
    page = (ROOT / "docs" / "wiring.md").read_text()
    assert f"| IR flash | {profile.flash.pin} |" in page
    assert f"| PIR left, right, third | {left}, {right}, " in page
    assert f"| GPS enable | {profile.gps.enable_pin} |" in page
    assert f"| magnetic arm switch | {profile.watch.arm_pin} |" in page
    assert f"`flash.longest_ms` ({profile.flash.longest_ms / 1000:g} s)" in page
