"""A real process whose pack is at its end: it ends, and says to whom it may concern that its board is to be off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from notify_socket import DEADLINE_S, NotifySocket, started
from rig import profile
from runs import trapd, write_profile

from trapd.linux.board_off import EXIT_CODE

STILL = {"stills": 1, "clip": False}
FROM_FULL = {"no_clips": 0.9, "stills": 0.9, "fewest_wakeups": 0.9, "dormant": 0.9, "off": 0.9, "falls_min": 0}


def nearly_empty(folder: Path) -> Path:
    """The last step at its second reading."""
    changes: dict[str, Any] = {
        "camera": {"width": 320, "height": 240, "readiness": "cool"},
        "plan": {"day": STILL, "night": STILL},
        "power": {"every_s": 1},
        "ladder": FROM_FULL,
        "world": {"charge": 0.1, "starts": "now"},
    }
    return write_profile(folder / "unit.toml", profile(**changes))


def test_as_a_service_it_asks_for_the_board_to_be_off_and_for_the_hour_to_wake(tmp_path: Path) -> None:
    profile_path, run_time = nearly_empty(tmp_path), tmp_path / "run"
    run_time.mkdir()
    more = {"RUNTIME_DIRECTORY": str(run_time)}
    with NotifySocket(tmp_path) as systemd, started(systemd, tmp_path, "run", profile_path, "--json", **more) as run:
        assert systemd.wait_for("STOPPING=1")
        assert run.wait(DEADLINE_S) == EXIT_CODE
    assert 60 <= int((run_time / "wake").read_text()) <= 24 * 3_600 + 1_800
    catalog = next(tmp_path.glob("**/catalog.jsonl")).read_text()
    lines = [json.loads(line) for line in catalog.splitlines() if '"effort"' in line]
    assert lines[-1]["states"] == ["off"]
    assert "of its charge can be drawn in this cold" in lines[-1]["why"]["off"]


def test_by_hand_the_program_ends_and_says_so(tmp_path: Path) -> None:
    done = trapd(tmp_path, "run", nearly_empty(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "SWITCHES ITSELF OFF until 2" in done.stdout
    assert "stopped: the board is switched off: the pack at" in done.stdout
