"""How many pictures there is still room for."""

from rig import profile

from trapd.config.picture_size import mean_bytes
from trapd.console.room import Room
from trapd.core.actions import Report

MB = 1_000_000


def shot(size):
    return Report("shot", {"size": size})


def test_before_the_first_picture_it_goes_by_the_profile():
    stills = profile(plan={part: {"stills": 1, "clip": False} for part in ("day", "night")})
    assert mean_bytes(stills) == 0.2 * stills.camera.width * stills.camera.height
    assert Room(mean_bytes(stills), full_mb=64).pictures_left(64) == 0
    assert Room(500_000, full_mb=64).pictures_left(564) == 1_000


def test_clips_are_a_matter_of_seconds():
    clips = profile(plan={part: {"stills": 0, "clip": True, "post_roll_s": 8} for part in ("day", "night")})
    assert 8 * 750_000 <= mean_bytes(clips) <= (8 + 3) * 750_000


def test_then_by_its_pictures():
    room = Room(500_000, full_mb=0)
    for _ in range(2_000):
        room.tell(shot(1 * MB), 0, None)
    room.tell(Report("fault", {"part": "gps", "why": "silent"}), 0, None)

    assert room.pictures_left(1_000) == 1_000


def test_a_unit_without_a_plan_has_no_such_figure():
    assert Room(0, full_mb=0).pictures_left(1_000) is None
