"""A technician's settings at the desk, from the first word to the restart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest
from rig import Rig, profile
from runs import write_profile

from trapd.console import requests as r
from trapd.console.desk import Session
from trapd.console.replies import Committed, Difference, Failed, ReadinessTold, Said, Setting, Told
from trapd.console.settings import SettingsDesk
from trapd.core.events import SwitchTurned
from trapd.runtime import slots
from trapd.runtime.settings import in_force
from trapd.runtime.worker import InlineWorker

T = TypeVar("T")


class Answer:
    """To one request."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.over = False

    def part(self, told: Told) -> None:
        assert not self.over
        self.told.append(told)

    def done(self, told: Told) -> None:
        self.part(told)
        self.over = True

    failed = done

    def data(self, chunk: bytes) -> None:
        raise AssertionError("settings have no bytes")

    def on_cancel(self, end: Callable[[], None]) -> None:
        """Nothing takes so long."""


class SlowWorker(InlineWorker):
    """Works when it is told to, if it is to wait."""

    holds = False

    def __init__(self) -> None:
        self._waiting: list[Callable[[], None]] = []

    def submit(self, fn: Callable[[], T], done: Callable[[T], None]) -> None:
        self._waiting.append(lambda: done(fn()))
        if not self.holds:
            self.go()

    def go(self) -> None:
        waiting, self._waiting = self._waiting, []
        for work in waiting:
            work()


class Unit:
    """One that is started again and again, each time with the settings of its folder."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        self.path = write_profile(folder / "unit.toml", profile(state={"path": str(folder)}, **changes))
        self.session = Session("c0ffee00", voice="person")
        self.start()

    def start(self) -> None:
        now = in_force(self.path, begins=True)
        self.rig = rig = Rig(**msgspec.to_builtins(now.profile))
        self.restarts: list[str] = []
        self.worker = SlowWorker()
        self.desk = SettingsDesk(now, rig.unit, rig.loop, self.worker, self.restarts.append)
        rig.run(until=0.001)
        self.desk.begin()

    def begin(self, request: r.Request) -> Answer:
        answer = Answer()
        self.desk.operations()[type(request)](self.session, request, answer)
        self.rig.loop.drain()
        return answer

    def ask(self, request: r.Request) -> list[Told]:
        answer = self.begin(request)
        assert answer.over
        return answer.told

    def set(self, **changes: Any) -> Told:
        return self.ask(r.ConfigSet(changes={name.replace("__", "."): value for name, value in changes.items()}))[-1]

    def commit(self) -> Told:
        return self.ask(r.ConfigCommit())[-1]

    def records(self) -> list[dict[str, Any]]:
        return [dict(note) for note in self.rig.card.notes if note["kind"] == "settings"]


@pytest.fixture
def unit(tmp_path: Path) -> Unit:
    return Unit(tmp_path)


def failed(told: Told) -> tuple[str, int]:
    assert isinstance(told, Failed)
    return told.why, told.code


class TestBeforeTheCommit:
    """Nothing happens yet."""

    def test_a_setting_is_shown_with_its_meaning_and_where_it_comes_from(self, unit: Unit) -> None:
        [told] = unit.ask(r.ConfigShow(under="plan.night.stills"))
        assert isinstance(told, Setting)
        assert (told.value, told.origin, told.about) == (3, "profile", "a whole number from 0 to 100")

    def test_all_of_a_table_are_shown(self, unit: Unit) -> None:
        told = unit.ask(r.ConfigShow(under="plan.night"))
        assert [one.name for one in told if isinstance(one, Setting)][:2] == [
            "plan.night.stills",
            "plan.night.interval_ms",
        ]

    def test_all_are_shown_in_the_order_of_the_profile_to_a_program_with_their_meaning(self, unit: Unit) -> None:
        assert not any(one.about for one in unit.ask(r.ConfigShow()) if isinstance(one, Setting))
        unit.session.voice = "program"
        told = [one for one in unit.ask(r.ConfigShow()) if isinstance(one, Setting)]
        assert [told[0].name, told[-1].name] == ["schema_version", "world.rtc_off_s"]
        assert all(one.about for one in told)
        assert "in the profile alone" in told[0].about

    def test_what_was_set_waits_for_the_commit(self, unit: Unit) -> None:
        assert unit.set(plan__night__stills="9") == Setting(name="plan.night.stills", value=9, origin="pending")
        assert unit.desk.pending() == 1
        assert in_force(unit.path).profile.plan.night.stills == 3

    def test_any_number_at_once_or_none_of_them(self, unit: Unit) -> None:
        why, code = failed(unit.set(plan__night__stills="9", plan__dusk__stills="9"))
        assert "no setting plan.dusk.stills" in why
        assert (code, unit.desk.pending()) == (78, 0)
        assert failed(unit.ask(r.ConfigSet(changes={}))[-1])[1] == 64

    def test_the_difference_says_what_follows(self, unit: Unit) -> None:
        unit.set(camera__readiness="cool", plan__day__pre_roll_s="0", plan__night__pre_roll_s="0")
        [told] = unit.ask(r.ConfigDiff())
        assert isinstance(told, Difference)
        first = told.changes[0]
        assert (first.name, first.was, first.becomes) == ("camera.readiness", "hot", "cool")
        assert told.problem is None
        assert told.expected_now is not None
        assert "days" in told.expected_now
        assert told.expected is not None
        assert float(told.expected.split()[0]) > float(told.expected_now.split()[0])

    def test_the_difference_says_what_forbids_it(self, unit: Unit) -> None:
        unit.set(camera__readiness="cool")
        [told] = unit.ask(r.ConfigDiff())
        assert isinstance(told, Difference)
        assert "plan.day.pre_roll_s is 3" in (told.problem or "")
        assert told.expected is None
        assert failed(unit.commit()) == (told.problem, 78)
        assert unit.restarts == []

    def test_back_to_the_profiles_word_is_no_change(self, unit: Unit) -> None:
        unit.set(plan__night__stills="9")
        assert unit.set(plan__night__stills=None) == Setting(name="plan.night.stills", value=3, origin="profile")
        unit.set(plan__night__stills="9")
        unit.set(plan__night__stills="3")
        assert unit.desk.pending() == 0
        assert failed(unit.commit())[1] == 64

    def test_a_rollback_forgets(self, unit: Unit) -> None:
        unit.set(plan__night__stills="9", unit__station="KP-99")
        said, told = unit.ask(r.ConfigRollback())
        assert isinstance(said, Said)
        assert isinstance(told, Committed)
        assert not told.restarts
        assert [(one.name, one.value) for one in told.settings] == [
            ("unit.station", "KP-07"),
            ("plan.night.stills", 3),
        ]
        assert unit.desk.pending() == 0
        assert "no settings before" in failed(unit.ask(r.ConfigRollback())[-1])[0]

    def test_the_levels_of_readiness_and_what_each_takes(self, unit: Unit) -> None:
        [told] = unit.ask(r.AskReadiness(level="cool"))
        assert isinstance(told, ReadinessTold)
        assert (told.level, told.pending, unit.desk.pending()) == ("hot", "cool", 1)
        assert told.watts["cool"] < told.watts["hot"]
        assert told.latency_s["hot"] == 0 < told.latency_s["cool"] < told.latency_s["gated"]


class TestTheCommit:
    """Checked whole, written, echoed back, and the unit begins anew."""

    def test_it_is_echoed_as_it_was_read_again_and_in_force_after_the_restart(self, unit: Unit) -> None:
        unit.set(plan__night__stills="9", unit__station="KP-99")
        told = unit.commit()
        assert isinstance(told, Committed)
        assert [(one.name, one.value) for one in told.settings] == [
            ("unit.station", "KP-99"),
            ("plan.night.stills", 9),
        ]
        assert unit.restarts == ["settings committed in session c0ffee00"]
        unit.start()
        assert (unit.rig.profile.unit.station, unit.rig.profile.plan.night.stills) == ("KP-99", 9)
        [told] = unit.ask(r.ConfigShow(under="plan.night.stills"))
        assert isinstance(told, Setting)
        assert told.origin == "technician"

    def test_it_is_recorded_with_time_and_session_and_without_secrets(self, unit: Unit) -> None:
        unit.set(plan__night__stills="9", unit__lat="44.5")
        unit.commit()
        [record] = unit.records()
        assert record["changes"] == {"unit.lat": "withheld", "plan.night.stills": 9}
        assert (record["did"], record["session"], record["voice"]) == ("committed", "c0ffee00", "person")
        assert {"mono_ns", "utc_ns", "boot", "time_source"} <= record.keys()

    def test_a_second_one_waits_for_the_restart(self, unit: Unit) -> None:
        unit.set(plan__night__stills="9")
        unit.commit()
        for answer in (unit.commit(), unit.set(plan__night__stills="8"), unit.ask(r.ConfigRollback())[-1]):
            assert "ask again when the unit is back" in failed(answer)[0]

    def test_a_disk_that_takes_nothing_leaves_all_as_it_is(self, unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(path: Path, content: bytes) -> None:
            raise OSError(28, "No space left on device")

        unit.set(plan__night__stills="9")
        with monkeypatch.context() as while_full:
            while_full.setattr(slots, "write", full)
            why, code = failed(unit.commit())
        assert "No space left on device; the settings stay as they are" in why
        assert (code, unit.restarts, unit.records()) == (69, [], [])
        assert isinstance(unit.commit(), Committed), "once there is room again"


class TestTheTrial:
    """The unit goes on with new settings, or back to the old ones."""

    @pytest.fixture
    def unit(self, unit: Unit) -> Unit:
        unit.set(plan__day__stills="9")
        unit.commit()
        unit.start()
        return unit

    def test_a_unit_that_is_armed_keeps_them(self, unit: Unit) -> None:
        assert unit.desk.on_trial()
        unit.rig.run(until=20)
        assert not unit.desk.on_trial()
        assert [record["did"] for record in unit.records()] == ["kept"]
        assert (unit.restarts, in_force(unit.path).kept.trial) == ([], None)

    def test_one_that_is_not_goes_back_and_says_so_until_the_next_commit(self, unit: Unit) -> None:
        unit.rig.camera.vanish("no such mode")
        unit.rig.run(until=300)
        [record] = unit.records()
        why = "went back to the settings before: with the new ones camera: no such mode"
        assert (record["did"], record["why"], record["session"]) == ("went-back", why, "c0ffee00")
        assert unit.restarts == [why]
        assert unit.desk.on_trial(), "until the restart: what is in force now is left"
        for _ in range(2):
            unit.start()
            assert not unit.desk.on_trial()
            assert unit.rig.profile.plan.day.stills == 3
            assert unit.rig.reports("fault", part="settings", why=why)
            assert unit.records() == []
        unit.set(plan__day__stills="4")
        unit.commit()
        unit.start()
        assert not unit.rig.reports("fault", part="settings")

    def test_one_that_crashes_goes_back_at_its_third_start(self, unit: Unit) -> None:
        unit.start()
        assert unit.rig.profile.plan.day.stills == 9
        unit.start()
        assert unit.rig.profile.plan.day.stills == 3
        [record] = unit.records()
        assert (record["did"], record["session"]) == ("went-back", "c0ffee00")
        assert "never became armed" in record["why"]

    def test_the_technicians_switch_is_no_fault_of_theirs(self, unit: Unit) -> None:
        unit.rig.post(1, SwitchTurned(on=False))
        unit.rig.run(until=300)
        assert [record["did"] for record in unit.records()] == ["kept"]

    def test_what_was_amiss_before_them_is_not_either(self, tmp_path: Path) -> None:
        unit = Unit(tmp_path)
        unit.rig.camera.vanish("the cable is loose")
        unit.rig.run(until=60)
        unit.set(plan__day__stills="9")
        unit.commit()
        unit.start()
        unit.rig.camera.vanish("the cable is loose")
        unit.rig.run(until=300)
        assert [record["did"] for record in unit.records()] == ["kept"]

    def test_a_rollback_leads_to_the_settings_before_and_back_again(self, unit: Unit) -> None:
        unit.rig.run(until=20)
        told = unit.ask(r.ConfigRollback())[-1]
        assert isinstance(told, Committed)
        assert [(one.name, one.value, one.origin) for one in told.settings] == [("plan.day.stills", 3, "profile")]
        unit.start()
        unit.rig.run(until=20)
        assert unit.rig.profile.plan.day.stills == 3
        unit.ask(r.ConfigRollback())
        unit.start()
        assert unit.rig.profile.plan.day.stills == 9

    def test_the_verdict_waits_for_a_commit_that_is_being_checked_and_counts_if_nothing_comes_of_it(
        self, unit: Unit
    ) -> None:
        unit.set(plan__day__stills="0", plan__day__clip="false")
        unit.worker.holds = True
        answer = unit.begin(r.ConfigCommit())
        unit.rig.run(until=20)
        assert unit.records() == []
        unit.worker.go()
        assert "takes neither stills nor a clip" in failed(answer.told[-1])[0]
        unit.worker.go()
        assert [record["did"] for record in unit.records()] == ["kept"]

    def test_newer_ones_may_be_committed_before_it_is_over(self, unit: Unit) -> None:
        unit.rig.camera.vanish("no such mode")
        unit.rig.run(until=30)
        unit.set(plan__day__stills="7")
        unit.commit()
        unit.start()
        unit.rig.run(until=20)
        assert in_force(unit.path).kept.before == {}, "the last ones that were good"
        assert unit.rig.profile.plan.day.stills == 7

    def test_what_those_on_trial_broke_is_no_excuse_for_newer_ones(self, unit: Unit) -> None:
        unit.rig.camera.vanish("no such mode")
        unit.rig.run(until=30)
        unit.set(plan__night__stills="7")
        unit.commit()
        unit.start()
        unit.rig.camera.vanish("no such mode")
        unit.rig.run(until=300)
        assert [record["did"] for record in unit.records()] == ["went-back"]
        unit.start()
        assert (unit.rig.profile.plan.day.stills, unit.rig.profile.plan.night.stills) == (3, 3)
