"""The unit as a service: what systemd is told while it runs, by a socket of our own."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from notify_socket import NotifySocket, ended, started
from rig import profile
from runs import write_profile

STILL = {"stills": 1, "clip": False}


def unit(folder: Path, **changes: Any) -> Path:
    """A small simulated unit, its line on a pty."""
    camera = {"width": 320, "height": 240, "readiness": "warm"}
    changed = profile(camera=camera, plan={"day": STILL, "night": STILL}, **changes)
    return write_profile(folder / "unit.toml", changed)


def test_it_says_armed_then_ready_and_is_alive_until_it_stops(tmp_path: Path) -> None:
    with NotifySocket(tmp_path) as systemd, started(systemd, tmp_path, "run", unit(tmp_path), "--json") as process:
        systemd.wait_for("READY=1")
        assert systemd.heard[-3:] == ["STATUS=armed: left, right", "WATCHDOG_USEC=1000000", "READY=1"]
        while systemd.heard.count("WATCHDOG=1") < 3:
            systemd.hear()
        assert ended(process) == 0
        assert systemd.wait_for("STOPPING=1")


def test_a_process_that_stands_still_gives_no_sign(tmp_path: Path) -> None:
    """As systemd would see it: the last sign was given before."""
    with NotifySocket(tmp_path) as systemd, started(systemd, tmp_path, "run", unit(tmp_path), "--json") as process:
        systemd.wait_for("WATCHDOG=1")
        process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED)
        systemd.forget()
        with pytest.raises(TimeoutError):
            systemd.hear(within_s=2)
        process.send_signal(signal.SIGCONT)
        assert systemd.wait_for("WATCHDOG=1")


def test_without_a_card_it_stays_and_says_so_and_takes_the_card_that_comes(tmp_path: Path) -> None:
    """By hand the same would end at once: see test_run.py."""
    no_folder = unit(tmp_path, card={"path": "media/card", "spare_mb": 0})
    with NotifySocket(tmp_path) as systemd, started(systemd, tmp_path, "run", no_folder, "--json") as process:
        systemd.wait_for("READY=1")
        assert "media/card" in systemd.wait_for("STATUS=not armed: card: ")
        systemd.forget()
        (tmp_path / "media").mkdir()
        assert systemd.wait_for("STATUS=armed: left, right")
        assert ended(process) == 0


def test_without_a_card_its_reserve_is_told(tmp_path: Path) -> None:
    no_folder = unit(tmp_path, card={"path": "media/card"})
    with NotifySocket(tmp_path) as systemd, started(systemd, tmp_path, "run", no_folder, "--json") as process:
        systemd.wait_for("READY=1")
        told = systemd.wait_for("STATUS=armed, without its card: pictures go to the reserve (")
        assert "media/card is gone: put it in" in told
        systemd.forget()
        (tmp_path / "media").mkdir()
        assert systemd.wait_for("STATUS=armed: left, right")
        assert ended(process) == 0


def test_a_line_that_cannot_be_opened_is_told_and_no_reason_not_to_be_ready(tmp_path: Path) -> None:
    mute = unit(tmp_path, console={"port": "/dev/no-such-port"})
    with NotifySocket(tmp_path) as systemd, started(systemd, tmp_path, "run", mute, "--json") as process:
        systemd.wait_for("READY=1")
        assert "/dev/no-such-port cannot be opened" in systemd.wait_for("STATUS=armed: left, right; ")
        assert ended(process) == 0
