"""A unit that wants its board off: what it tells systemd, and what root does then."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from trapd.linux.board_off import EXIT_CODE, REBOOT_CODE, leave_word

ROOT = Path(__file__).parents[1]
ALARM = "/sys/class/rtc/rtc0/wakealarm"


class Root:
    """`libexec/trapd-off`, with a clock chip and a systemctl of its own."""

    def __init__(self, folder: Path) -> None:
        self.alarm = folder / "wakealarm"
        self.alarm.write_text("1768600000\n")
        self.run_time = folder / "run"
        self.run_time.mkdir()
        self.orders = folder / "orders"
        systemctl = folder / "systemctl"
        systemctl.write_text(f'#!/bin/sh\necho "$@" >>{self.orders}\n')
        systemctl.chmod(0o755)
        self.environment = {
            "PATH": f"{folder}:{os.environ['PATH']}",
            "RUNTIME_DIRECTORY": str(self.run_time),
        }
        self.script = folder / "trapd-off"
        self.script.write_text((ROOT / "systemd/libexec/trapd-off").read_text().replace(ALARM, str(self.alarm)))

    def after(self, status: str, code: str = "exited") -> subprocess.CompletedProcess[str]:
        """trapd ended so."""
        ended = self.environment | {"EXIT_CODE": code, "EXIT_STATUS": status}
        return subprocess.run(["sh", self.script], env=ended, capture_output=True, text=True, timeout=60, check=False)

    @property
    def ordered(self) -> str:
        return self.orders.read_text() if self.orders.exists() else ""


@pytest.fixture
def root(tmp_path: Path) -> Root:
    return Root(tmp_path)


def test_the_alarm_is_set_and_the_board_switched_off(root: Root) -> None:
    leave_word(root.environment, 14 * 3_600 + 0.4)
    done = root.after(str(EXIT_CODE))
    assert (done.returncode, done.stderr) == (0, "")
    assert root.alarm.read_text() == "+50400\n"
    assert root.ordered == "poweroff\n"


def test_nobody_is_woken_who_did_not_ask_for_it(root: Root) -> None:
    assert root.after(str(EXIT_CODE)).returncode == 0
    assert root.alarm.read_text() == "1768600000\n"
    assert root.ordered == "poweroff\n"


@pytest.mark.parametrize(
    ("status", "code"), [("0", "exited"), ("69", "exited"), ("90", "killed"), ("91", "killed"), ("TERM", "killed")]
)
def test_any_other_end_leaves_the_board_on(root: Root, status: str, code: str) -> None:
    leave_word(root.environment, 3_600)
    assert root.after(status, code).returncode == 0
    assert root.ordered == ""


def test_without_an_alarm_it_is_off_all_the_same_and_the_journal_has_why(root: Root) -> None:
    leave_word(root.environment, 3_600)
    root.alarm.unlink()
    root.alarm.mkdir()  # so that root cannot write there either
    done = root.after(str(EXIT_CODE))
    assert "stays off until somebody powers it" in done.stderr
    assert root.ordered == "poweroff\n"


def test_what_is_no_number_switches_nothing_off(root: Root) -> None:
    """Safe mode is better than a unit that never comes back."""
    (root.run_time / "wake").write_text("$(reboot)\n")
    assert root.after(str(EXIT_CODE)).returncode != 0
    assert root.ordered == ""


def test_an_alarm_is_never_due_before_the_board_is_off(root: Root) -> None:
    leave_word(root.environment, -5)
    assert int((root.run_time / "wake").read_text()) >= 60


def test_started_anew_and_no_alarm_is_touched(root: Root) -> None:
    leave_word(root.environment, 3_600)
    assert root.after(str(REBOOT_CODE)).returncode == 0
    assert root.alarm.read_text() == "1768600000\n"
    assert root.ordered == "reboot\n"


def test_the_service_knows_both_statuses() -> None:
    unit = (ROOT / "systemd/trapd.service").read_text().splitlines()
    assert f"SuccessExitStatus={EXIT_CODE} {REBOOT_CODE}" in unit
    assert "ExecStopPost=+/opt/trapd/libexec/trapd-off" in unit
    (prevents,) = [line for line in unit if line.startswith("RestartPreventExitStatus=")]
    assert {str(EXIT_CODE), str(REBOOT_CODE)} <= set(prevents.split("=")[1].split())
