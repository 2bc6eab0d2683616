"""Settings through the real command line: typed at the pty, in force after the restart, or gone back from."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from notify_socket import NotifySocket, ended, started
from rig import profile
from runs import Running, hear, trapd, write_profile

from trapd.card import ledger
from trapd.runtime import settings as s

QUIET: dict[str, Any] = {"gps": {"backend": "none"}, "camera": {"width": 320, "height": 240}}


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """One that nothing walks past."""
    return write_profile(tmp_path / "unit.toml", profile("now", state={"path": str(tmp_path / "kept")}, **QUIET))


@contextmanager
def plugged_in(port: str) -> Iterator[Callable[..., str]]:
    """A technician at this port: types lines, and reads up to a word."""
    line = os.open(port, os.O_RDWR | os.O_NOCTTY)

    def typed(*lines: str, until: str) -> str:
        os.write(line, "".join(f"{line}\r" for line in lines).encode())
        return hear(line, until)

    try:
        yield typed
    finally:
        os.close(line)


def prepare(unit: Path, overlay: dict[str, Any], **trial: Any) -> None:
    """As if it had been committed before this start."""
    now = s.in_force(unit)
    s.keep(now.file, s.committed(now, now.kept, overlay, s.Trial(session="c0ffee00", amiss=[], **trial)))


def records(unit: Path) -> list[dict[str, Any]]:
    """What the card says of settings."""
    lines = map(json.loads, (unit.parent / "card" / "catalog.jsonl").read_text().splitlines())
    return [line for line in lines if line["kind"] == "settings"]


def test_what_is_committed_at_the_line_is_in_force_a_moment_later_and_the_technician_still_there(unit: Path) -> None:
    with Running(unit.parent, "run", unit) as run:
        run.wait_for("card")
        with plugged_in(run.wait_for("console")["port"]) as typed:
            assert "plan.day.stills = 9" in typed("config set plan.day.stills 9", "config commit", until="anew")
            pid, port = run.pid, run.wait_for("console")["port"]
            assert "settings committed in session" in run.next("stopped")["why"]
            assert (run.pid, run.next("console")["port"]) == (pid, port), "the same process, the same pty"
            assert run.wait_for("settings", did="kept")
            assert typed("config get plan.day.stills", until="plan.day.stills = 9   (set here)")
        assert run.stop() == 0
    assert [(one["did"], one.get("changes")) for one in records(unit)] == [
        ("committed", {"plan.day.stills": 9}),
        ("kept", None),
    ]
    assert trapd(unit.parent, "verify", "card").returncode == 0
    assert len(ledger.fold(unit.parent / "card").pictures) == 1, "the trial's"


def test_a_run_for_some_seconds_is_over_then_however_often_it_begins_anew(unit: Path) -> None:
    with Running(unit.parent, "run", unit, "--for", "1000", "--woken-by", "left") as run:
        run.wait_for("card")
        with plugged_in(run.wait_for("console")["port"]) as typed:
            typed("config set plan.day.stills 9", "config commit", until="anew")
        run.wait_for("settings", did="kept")
        words = Path(f"/proc/{run.pid}/cmdline").read_text().split("\0")
        [left] = [word.removeprefix("--for=") for word in words if word.startswith("--for=")]
        assert 0 < float(left) < 1000
        assert "--json" in words
        assert not any("woken-by" in word for word in words), "no motion woke this one"
        assert run.stop() == 0


def test_a_service_is_the_same_one_for_systemd(unit: Path) -> None:
    """Which would else count a start more, and after five in ten minutes leave the technician in safe mode."""
    with NotifySocket(unit.parent) as systemd, started(systemd, unit.parent, "run", unit, "--json") as process:
        systemd.wait_for("READY=1")
        told = map(json.loads, (unit.parent / "output.txt").read_text().splitlines())
        with plugged_in(next(one["port"] for one in told if one["event"] == "console")) as typed:
            typed("config set plan.day.stills 9", "config commit", until="anew")
            systemd.wait_for("STATUS=begins anew")
            assert systemd.heard[-3:-1] == ["WATCHDOG_USEC=120000000", "WATCHDOG=1"], (
                "nothing feeds it while it begins"
            )
            systemd.forget()
            systemd.wait_for("READY=1")
            assert "WATCHDOG_USEC=1000000" in systemd.heard, "as before, and from now on"
            assert typed("config get plan.day.stills", until="plan.day.stills = 9   (set here)")
        assert "STOPPING=1" not in systemd.heard
        assert ended(process) == 0


def test_settings_that_never_came_to_be_judged_are_gone_back_from(unit: Path) -> None:
    prepare(unit, {"plan.day.stills": 9}, starts=s.STARTS)
    with Running(unit.parent, "run", unit) as run:
        fault = run.wait_for("fault", part="settings")
        assert "never became armed" in fault["why"]
        run.wait_for("settings", did="went-back", session="c0ffee00")
        run.wait_for("card")
        assert run.stop() == 0
    assert s.in_force(unit).profile.plan.day.stills == 3
    assert [one["did"] for one in records(unit)] == ["went-back"]


def test_a_unit_that_only_exits_with_them_is_back_at_the_settings_before_at_its_third_start(tmp_path: Path) -> None:
    no_card = {"path": str(tmp_path / "none" / "card"), "spare_mb": 0}
    unit = write_profile(tmp_path / "unit.toml", profile("now", state={"path": str(tmp_path / "kept")}, card=no_card))
    prepare(unit, {"plan.day.stills": 9})
    stills = []
    for _ in range(3):
        assert trapd(tmp_path, "run", unit).returncode == 69
        stills.append(s.in_force(unit).profile.plan.day.stills)
    assert stills == [9, 9, 3]


def test_settings_of_another_version_cost_themselves_and_not_the_unit(unit: Path) -> None:
    now = s.in_force(unit)
    s.keep(now.file, s.Kept(committed={"plan.dusk.stills": 1}))
    with Running(unit.parent, "run", unit) as run:
        assert "there is no setting plan.dusk.stills" in run.wait_for("fault", part="settings")["why"]
        run.wait_for("armed")
        assert run.stop() == 0


def test_check_and_safe_mode_look_at_what_a_technician_set(unit: Path) -> None:
    prepare(unit, {"unit.station": "KP-99"})
    done = trapd(unit.parent, "check", unit)
    assert "station KP-99" in done.stdout
    assert "1 set by a technician, on trial: unit.station" in done.stdout
    assert s.in_force(unit).kept.trial == s.Trial(session="c0ffee00", amiss=[]), "looking is no start"
