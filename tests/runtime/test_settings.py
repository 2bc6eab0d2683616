"""The settings of a unit, over its starts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trapd.core.errors import BadSettings
from trapd.runtime import settings as s
from trapd.runtime import slots

PROFILE = """
[unit]
name = "U-1"
station = "KP-07"
[[pir.sensors]]
name = "left"
[state]
path = "{}"
"""
BYTES = st.integers(0, 400) | st.integers(0, slots.PLACE)
"""Of a place: what is written into it is short, and the rest of it blank."""
TRIAL = s.Trial(session="c0ffee00", amiss=[])


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    return made_in(tmp_path)


def made_in(folder: Path) -> Path:
    """The profile of a unit that keeps its state beside it."""
    path = folder / "unit.toml"
    path.write_text(PROFILE.format(folder / "state"))
    return path


def commit(unit: Path, overlay: dict[str, Any]) -> s.Settings:
    """As the console does."""
    now = s.in_force(unit)
    s.keep(now.file, s.committed(now, now.kept, overlay, TRIAL))
    return s.in_force(unit)


def judge(unit: Path, why: str | None = None) -> s.Settings:
    """Of a trial: passed, or why not."""
    now = s.in_force(unit)
    s.keep(now.file, s.passed(now, now.kept) if why is None else s.back(now.kept, why))
    return s.in_force(unit)


def test_a_unit_that_nobody_set_goes_by_its_profile(unit: Path) -> None:
    now = s.in_force(unit, begins=True)
    assert (now.overlay, now.trouble, now.profile.unit.station) == ({}, None, "KP-07")
    assert not now.file.exists(), "nothing is written"


def test_what_is_committed_is_in_force_from_the_next_start_on(unit: Path) -> None:
    now = commit(unit, {"unit.station": "KP-08", "plan.day.stills": 7})
    assert (now.profile.unit.station, now.profile.plan.day.stills) == ("KP-08", 7)
    assert now.kept.before == {}


def test_the_unit_stays_in_its_folder_under_another_name(unit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(unit.parent))
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    unit.write_text(unit.read_text().partition("[state]")[0])
    now = commit(unit, {"unit.name": "U-2"})
    assert (now.profile.unit.name, now.folder.name) == ("U-2", "U-1")


class TestOnTrial:
    """The unit was started with new settings, over good ones."""

    @pytest.fixture
    def unit(self, unit: Path) -> Path:
        commit(unit, {"unit.station": "GOOD"})
        judge(unit)
        commit(unit, {"unit.station": "NEW"})
        return unit

    def station(self, unit: Path) -> str:
        return s.in_force(unit, begins=True).profile.unit.station

    def test_when_they_pass_the_good_ones_are_those_before(self, unit: Path) -> None:
        now = judge(unit)
        assert (now.kept.trial, now.kept.before) == (None, {"unit.station": "GOOD"})
        assert [self.station(unit) for _ in range(5)] == ["NEW"] * 5

    def test_when_they_fail_the_good_ones_are_in_force_and_say_so(self, unit: Path) -> None:
        now = judge(unit, "no picture was kept")
        assert (now.profile.unit.station, now.trouble) == ("GOOD", "no picture was kept")
        assert s.in_force(unit, begins=True).gave_up is None, "it was told already"

    def test_when_the_unit_never_comes_to_judge_them_the_third_start_goes_back(self, unit: Path) -> None:
        assert [self.station(unit) for _ in range(2)] == ["NEW", "NEW"]
        third = s.in_force(unit, begins=True)
        assert (third.profile.unit.station, third.gave_up) == ("GOOD", "c0ffee00")
        assert "started 2 times and never became armed" in (third.trouble or "")
        fourth = s.in_force(unit, begins=True)
        assert (fourth.profile.unit.station, fourth.gave_up) == ("GOOD", None)
        assert fourth.trouble == third.trouble, "until somebody commits again"

    def test_looking_does_not_count(self, unit: Path) -> None:
        assert [s.in_force(unit).profile.unit.station for _ in range(9)] == ["NEW"] * 9

    def test_newer_ones_still_go_back_to_the_good_ones(self, unit: Path) -> None:
        commit(unit, {"unit.station": "NEWER"})
        assert judge(unit, "in vain").profile.unit.station == "GOOD"

    def test_a_start_that_cannot_be_counted_is_told(self, unit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(path: Path, content: bytes) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(slots, "write", full)
        now = s.in_force(unit, begins=True)
        assert now.profile.unit.station == "NEW"
        assert "No space left on device; a start on trial cannot be counted" in (now.trouble or "")


def test_a_place_that_may_not_be_told_any_more_is_nowhere_in_the_file(unit: Path) -> None:
    commit(unit, {"unit.lat": 43.1234, "unit.lon": 131.5678})
    judge(unit)
    file = commit(unit, {"privacy.geotag": "none"}).file
    assert b"43.1234" in file.read_bytes(), "on trial it may still be gone back to"
    now = s.in_force(unit)
    s.keep_alone(now.file, s.passed(now, now.kept))
    assert b"43.1234" not in file.read_bytes()
    assert s.in_force(unit).kept.before == {}


class TestAnUpdate:
    """Another version of trapd may know other settings."""

    def write(self, unit: Path, **kept: Any) -> s.Settings:
        s.keep(s.in_force(unit).file, s.Kept(**kept))
        return s.in_force(unit, begins=True)

    def test_what_it_cannot_follow_gives_way_to_the_last_good_ones(self, unit: Path) -> None:
        now = self.write(unit, committed={"plan.dusk.stills": 1}, before={"unit.station": "GOOD"})
        assert now.profile.unit.station == "GOOD"
        assert "there is no setting plan.dusk.stills" in (now.trouble or "")

    def test_or_to_the_profile_alone(self, unit: Path) -> None:
        now = self.write(unit, committed={"plan.dusk.stills": 1}, before={"unit.station": "not a name"})
        assert (now.profile.unit.station, now.overlay) == ("KP-07", {})

    def test_the_next_commit_is_over_what_is_in_force(self, unit: Path) -> None:
        self.write(unit, committed={"plan.dusk.stills": 1}, before={"unit.station": "GOOD"})
        assert commit(unit, {"unit.station": "NEW"}).kept.before == {"unit.station": "GOOD"}

    def test_a_profile_that_is_wrong_by_itself_is_told_as_ever(self, unit: Path) -> None:
        commit(unit, {"unit.station": "KP-08"})
        unit.write_text(unit.read_text().replace("station", "staton"))
        with pytest.raises(BadSettings, match="did you mean station"):
            s.in_force(unit, begins=True)


def test_a_file_that_is_broken_costs_the_settings_not_the_unit(unit: Path) -> None:
    file = commit(unit, {"unit.station": "KP-08"}).file
    file.write_bytes(b"\xffrubbish")
    now = s.in_force(unit, begins=True)
    assert now.profile.unit.station == "KP-07"
    assert "set them anew" in (now.trouble or "")


def test_more_than_there_is_room_for_is_refused_and_what_fits_is_kept(unit: Path) -> None:
    windows = ["18:00..06:00"] * 200
    most = {"watch.windows": windows[:220], "unit.make": "x" * 400}
    assert s.too_long(most) is None
    commit(unit, most)
    now = commit(unit, most)
    s.keep(now.file, s.back(now.kept, "w" * 10_000))
    assert "take some of it into the profile" in (s.too_long({"watch.windows": windows * 2}) or "")


STEPS: dict[str, Callable[[Path], object]] = {
    "commit": lambda unit: commit(unit, {"unit.station": "KP-08", "plan.day.stills": 5}),
    "commit another": lambda unit: commit(unit, {"unit.station": "NEW"}),
    "start": lambda unit: s.in_force(unit, begins=True),
    "pass": judge,
    "fail": lambda unit: judge(unit, "in vain"),
}


@given(steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=3), last=st.sampled_from(sorted(STEPS)), length=BYTES)
def test_a_step_that_is_cut_at_any_byte_leaves_what_was_before_it_or_what_came_of_it(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str], last: str, length: int
) -> None:
    unit = made_in(tmp_path_factory.mktemp("cut"))
    for step in steps:
        STEPS[step](unit)
    before = s.in_force(unit)
    was = before.file.read_bytes() if before.file.exists() else b""
    STEPS[last](unit)
    after = s.in_force(unit)
    whole = after.file.read_bytes() if after.file.exists() else b""
    place = next((at for at in (0, slots.PLACE) if was[at:][: slots.PLACE] != whole[at:][: slots.PLACE]), 0)
    cut = bytearray(was.ljust(place, b"\0"))
    cut[place : place + length] = whole[place : place + length]
    if cut:
        before.file.write_bytes(cut)
    found = s.in_force(unit)
    assert found.kept in (before.kept, after.kept)
    assert found.trouble in (before.trouble, after.trouble)
