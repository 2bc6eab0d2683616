"""A unit with a PIN, as it hangs in the forest: what its line lets through, to programs and to people."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest
from program import Program
from rig import profile
from runs import DEADLINE_S, Running, write_profile

from trapd.card import catalog

PIN = "tajga-7318"
LOCKED = 77
SESSIONS: set[str] = set()


def started(folder: Path) -> Running:
    path = folder / "unit.toml"
    if not path.exists():
        write_profile(path, profile(world={"starts": "now"}))
    run = Running(folder, "run", path, "--card", folder / "card")
    run.wait_for("card")
    return run


@contextmanager
def plugged(run: Running) -> Iterator[Program]:
    """A laptop, greeted, in a session of its own: a pty that is opened again at once was never left."""
    until = monotonic() + DEADLINE_S
    while True:
        program = Program(run.wait_for("console")["port"])
        session = program.ask("hello", version=1, program="a test").done["session"]
        if session not in SESSIONS:
            break
        program.close()
        assert monotonic() < until
        sleep(0.1)
    SESSIONS.add(session)
    yield program
    program.close()


@pytest.fixture
def unit(tmp_path: Path) -> Iterator[Running]:
    """With a PIN, and nobody at its line."""
    with started(tmp_path) as run:
        with plugged(run) as line:
            assert line.ask("set-pin", pin=PIN).done
        run.wait_for("pin", what="set")
        yield run


def test_who_does_not_know_it_learns_that_the_unit_lives_and_no_more(unit: Running) -> None:
    with plugged(unit) as line:
        assert line.ask("unlock", pin=PIN).done
        assert line.ask("status").done
        assert line.ask("hello").done["locked"], "another program, on a line that was never left"
        brief = line.ask("brief").done
        for word in ("status", "files", "logs", "effort", "time", "config-show", "disarm", "reboot", "self-test"):
            assert line.ask(word).failed["code"] == LOCKED, word
        assert line.ask("set-pin", pin="").failed["code"] == LOCKED
        assert line.ask("format", erase="DESK-1", anyway=True).failed["code"] == LOCKED
    assert brief["unit"] == "DESK-1"
    assert not {"lat", "lon", "station", "last_motion_utc_ns"} & brief.keys()
    assert unit.stop() == 0


def test_wrong_right_and_recorded_but_nowhere_written_down(unit: Running, tmp_path: Path) -> None:
    with plugged(unit) as line:
        assert line.ask("unlock", pin="tajga-7319").failed["code"] == LOCKED
        assert line.ask("unlock", pin=PIN).done
        assert line.ask("status").done["unit"] == "DESK-1"
    unit.wait_for("pin", what="wrong", wrong=1)
    unit.wait_for("pin", what="right", after_wrong=1)
    assert unit.stop() == 0

    lines = [line for line in catalog.read(tmp_path / "card" / "catalog.jsonl") if line["kind"] == "pin"]
    assert [line["what"] for line in lines] == ["set", "wrong", "right"]
    (kept,) = tmp_path.rglob("pin.json")
    assert kept.stat().st_mode & 0o777 == 0o600
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert b"tajga-731" not in path.read_bytes(), path


def test_a_cut_of_power_gives_no_guesser_another_try(unit: Running, tmp_path: Path) -> None:
    with plugged(unit) as line:
        for _ in range(4):
            assert "more before a lock" in line.ask("unlock", pin="0000").failed["why"]
        assert "next try is in 60 s" in line.ask("unlock", pin="0000").failed["why"]
    unit.wait_for("pin", what="wrong", wrong=5, locked_s=60)
    unit.stop(signal.SIGKILL)

    with started(tmp_path) as again:
        with plugged(again) as line:
            assert line.ask("hello").done["locked"]
            refused = line.ask("unlock", pin=PIN).failed
            assert refused["code"] == LOCKED
            assert "5 wrong PINs" in refused["why"]
        assert again.stop() == 0


def says(line: Program, typed: str, word: str) -> str:
    """What the screen shows up to this word."""
    line.text = b""
    line.write(typed.encode())
    until = monotonic() + DEADLINE_S
    while word.encode() not in line.text:
        assert monotonic() < until, f"no {word!r} in {line.text.decode()}"
        line.read(0.5)
    return line.text.decode()


def test_a_person_is_asked_for_it_and_it_is_not_shown(unit: Running) -> None:
    with plugged(unit) as line:
        says(line, "status\r", "`unlock`")
        says(line, "unlock\r", "PIN: ")
        shown = says(line, f"{PIN}\r", "unlocked")
        assert PIN not in shown
        assert "DESK-1" in says(line, "status\r", "time ")
    assert unit.stop() == 0
