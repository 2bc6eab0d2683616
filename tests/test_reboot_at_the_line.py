"""`reboot` at the line of a running unit."""

from __future__ import annotations

import json
from pathlib import Path
from time import monotonic, sleep

from notify_socket import NotifySocket, started
from program import Program
from rig import profile
from runs import DEADLINE_S, Running, write_profile

from trapd.linux.board_off import REBOOT_CODE


def test_a_service_ends_and_asks_for_its_board_to_be_started_anew(tmp_path: Path) -> None:
    unit = write_profile(tmp_path / "unit.toml", profile(world={"starts": "now"}))
    with (
        NotifySocket(tmp_path) as systemd,
        started(systemd, tmp_path, "run", unit, "--card", tmp_path / "card", "--json") as process,
    ):
        systemd.wait_for("READY=1")
        line = Program(port(tmp_path / "output.txt"))
        line.ask("hello")
        answer = line.ask("reboot")
        assert answer.done is not None
        assert "the board starts anew" in answer.done["text"]
        assert process.wait(DEADLINE_S) == REBOOT_CODE
        systemd.wait_for("STOPPING=1")
        line.close()
    assert said(tmp_path / "output.txt", "stopped")["why"] == "the board starts anew: a technician asked for it"


def test_at_a_desk_the_program_begins_anew_and_the_line_stays(tmp_path: Path) -> None:
    unit = write_profile(tmp_path / "unit.toml", profile(world={"starts": "now"}))
    with Running(tmp_path, "run", unit, "--card", tmp_path / "card") as run:
        line = Program(run.wait_for("console")["port"])
        line.ask("hello")
        answer = line.ask("reboot")
        assert answer.done is not None
        assert "the board does not" in answer.done["text"]
        run.wait_for("stopped")
        run.next("armed")
        assert line.ask("hello").done
        line.close()
        assert run.stop() == 0


def port(output: Path) -> str:
    """Of the technician's line, once it is told."""
    until = monotonic() + DEADLINE_S
    while not any('"console"' in row for row in output.read_text().splitlines()[:-1]):
        assert monotonic() < until
        sleep(0.1)
    return str(said(output, "console")["port"])


def said(output: Path, event: str) -> dict[str, object]:
    told = [json.loads(row) for row in output.read_text().splitlines() if row.startswith("{")]
    return next(one for one in told if one["event"] == event)
