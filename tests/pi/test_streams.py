"""What picamera2 is asked for; tests/real has it answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from trapd.config.boards import PROFILES
from trapd.config.camera_memory import BUFFERS, camera_buffers
from trapd.config.profile import Camera
from trapd.config.read import load
from trapd.pi.streams import check_mode, streams

BINNED = {"output_size": (2304, 1296), "bit_depth": 10}


def field(**keys: int) -> Camera:
    return Camera(backend="pi", width=2304, height=1296, **keys)


def pinned() -> Camera:
    return field(sensor_width=2304, sensor_height=1296, sensor_bit_depth=10)


def test_a_picture_too_wide_for_the_encoder_brings_a_second_stream_for_clips() -> None:
    asked = streams(field(), clips=True)
    assert asked["main"] == {"size": (2304, 1296), "format": "YUV420"}
    assert asked["lores"] == {"size": (1920, 1080), "format": "YUV420"}
    assert asked["encode"] == "lores"
    assert asked["raw"] is None


@pytest.mark.parametrize(("section", "clips"), [(field(), False), (Camera(backend="pi"), True)])
def test_one_stream_is_enough_without_clips_and_for_small_pictures(section: Camera, clips: bool) -> None:
    asked = streams(section, clips)
    assert asked["lores"] is None
    assert asked["encode"] == "main"


def test_the_sensors_mode_is_asked_for_only_where_the_profile_names_one() -> None:
    assert streams(field(), clips=True)["sensor"] == {}
    assert streams(pinned(), clips=True)["sensor"] == BINNED


def test_any_mode_will_do_where_none_is_named() -> None:
    check_mode(field(), None)
    check_mode(field(), {"output_size": (4608, 2592), "bit_depth": 10})


def test_the_mode_that_is_named_must_be_the_one_that_runs() -> None:
    check_mode(pinned(), dict(BINNED))
    with pytest.raises(ValueError, match="runs 4608x2592 at 10 bits, the profile wants 2304x1296 at 10 bits"):
        check_mode(pinned(), {"output_size": (4608, 2592), "bit_depth": 10})
    with pytest.raises(ValueError, match="runs in no mode that it tells"):
        check_mode(pinned(), None)


@pytest.mark.parametrize("name", PROFILES.values())
@pytest.mark.parametrize("clip", [False, True])
def test_the_memory_that_is_reckoned_is_that_of_the_streams_that_are_asked_for(name: str, clip: bool) -> None:
    profile = load(Path(__file__).parents[2] / "hw_profiles" / f"{name}.toml")
    plan = replace(profile.plan.day, clip=clip)
    profile = replace(profile, plan=replace(profile.plan, day=plan))
    reckoned = {one.name: (one.width, one.height) for one in camera_buffers(profile) if one.count > BUFFERS}
    asked = streams(profile.camera, clip)
    assert reckoned == {key: asked[key]["size"] for key in ("main", "lores") if asked[key]}
