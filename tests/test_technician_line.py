"""Programs at the line of a running unit: docs/console-protocol.md, word by word."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import get_args

import pytest
from program import Program
from protocol_tables import ANSWERS, PAGE, with_tables
from rig import profile, sensors
from runs import DEADLINE_S, Running, environment, finger, write_profile

from trapd.console.requests import AnyRequest
from trapd.console.wire import Kind, encode

UNTRIED = {"reboot", "format", "config-commit", "set-pin"}
"""They end the run, or the test's own unit."""
KEYS = {
    "walk-test": {"seconds": 0.1},
    "set-time": {"utc_ns": 1},
    "config-set": {"changes": {"plan.day.stills": 2}},
    "unlock": {"pin": "1234"},
    "read": {"name": "none.jpg"},
}


@pytest.fixture
def unit(tmp_path: Path) -> Iterator[Running]:
    """One that sees an animal only when a test moves its sensor, with two pictures on its card."""
    pir = sensors(left="both", right="both") | {"socket": "pir"}
    for sensor in pir["sensors"]:
        sensor["powered"] = "now"
    still = {"stills": 2, "interval_ms": 300, "clip": False}
    changed = profile(
        pir=pir,
        trigger={"warm_up_s": 1},
        plan={"day": still, "night": still},
        world={"starts": "now", "gps_first_fix_s": 0},
    )
    path = write_profile(tmp_path / "unit.toml", changed)
    with Running(tmp_path, "run", path, "--card", tmp_path / "card") as run:
        run.wait_for("card")
        run.wait_for("fix", time_source="gps")  # a picture that was taken before gets another name when it comes
        run.wait_for("sensor", sensor="left", state="calm")
        yield run
        assert run.stop() == 0


@pytest.fixture
def line(unit: Running) -> Iterator[Program]:
    """Greeted already."""
    program = Program(unit.wait_for("console")["port"])
    program.ask("hello", version=1, program="a test")
    yield program
    program.close()


def pictures(unit: Running, folder: Path) -> None:
    """With their right time: others are given another name as soon as it is known."""
    unit.wait_for("fix", time_trusted=True)
    with finger(folder / "pir") as sensor:
        sensor.pulse("left")
    unit.wait_for("shot", number=2)


def notices_that_nobody_is_there(unit: Running) -> None:
    """It holds the line open itself then."""
    port, until = unit.wait_for("console")["port"], monotonic() + DEADLINE_S
    while all(os.path.realpath(fd) != port for fd in Path(f"/proc/{unit.pid}/fd").iterdir()):
        assert monotonic() < until
        sleep(0.01)


def test_the_tables_are_what_the_code_says() -> None:
    assert PAGE.read_text() == with_tables(PAGE.read_text()), "python tests/protocol_tables.py writes them"


def test_every_request_is_answered_as_the_page_says(unit: Running, line: Program) -> None:
    for kind in get_args(AnyRequest):
        word, (part, _, last) = kind.__struct_config__.tag, ANSWERS[kind]
        if word in UNTRIED:
            continue
        answer = line.ask(word, **KEYS.get(word, {}))
        if answer.done is not None:
            assert answer.done["tell"] == last.__struct_config__.tag, word
            assert all(part and told["tell"] == part.__struct_config__.tag for told in answer.parts), word
        else:
            assert answer.failed is not None
            assert answer.failed["why"], word


def test_the_fifteen_lines_do_what_they_say(unit: Running, tmp_path: Path) -> None:
    pictures(unit, tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", code, unit.wait_for("console")["port"]],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    kinds = [line.split()[0] for line in done.stdout.splitlines()]
    assert kinds == ["4", "4", "2", "2", "4"]
    assert "'unit': 'DESK-1'" in done.stdout


def test_a_fetch_goes_on_where_the_cable_was_pulled(unit: Running, tmp_path: Path) -> None:
    pictures(unit, tmp_path)
    port = unit.wait_for("console")["port"]
    first = Program(port)
    first.ask("hello")
    told = first.ask("files").parts[0]
    data = first.ask("read", name=told["name"]).data
    ahead = [first.begin("read", name=told["name"], offset=65_536 * piece) for piece in range(1, 4)]
    first.close()
    assert ahead

    second = Program(port)
    second.ask("hello")
    while len(data) < told["size"]:
        more = second.ask("read", name=told["name"], offset=len(data))
        assert more.failed is None
        data += more.data
    second.close()

    assert hashlib.sha256(data).hexdigest() == told["sha256"]
    assert data == (tmp_path / "card" / told["name"]).read_bytes()


def test_nothing_is_said_before_somebody_types(unit: Running) -> None:
    """A laptop's line echoes until its program has opened it: the unit would be typing to itself."""
    unit.wait_for("armed")
    somebody = Program(unit.wait_for("console")["port"])
    somebody.write(b"\r")
    while not somebody.text.endswith(b"> "):
        somebody.read(1)
    somebody.close()

    assert somebody.text.count(b"trapd is here") == 1


def test_two_talk_at_once_and_neither_reads_a_torn_word(unit: Running, line: Program, tmp_path: Path) -> None:
    pictures(unit, tmp_path)
    (told, _) = line.ask("files").parts
    reads = [line.begin("read", name=told["name"], offset=at) for at in range(0, told["size"], 65_536)]
    line.write(b"help\r")

    data = b"".join(line.end(read).data for read in reads)
    while b"self-test" not in line.text or not line.text.endswith(b"> "):
        line.read(1)

    assert hashlib.sha256(data).hexdigest() == told["sha256"]
    assert "�" not in line.text.decode()


def test_whoever_leaves_takes_the_session_along(unit: Running, line: Program) -> None:
    first = line.ask("hello").done
    second = line.ask("hello").done
    assert first is not None
    assert first == second
    line.close()
    notices_that_nobody_is_there(unit)

    other = Program(unit.wait_for("console")["port"])
    refused = other.ask("status").failed
    third = other.ask("hello").done
    line._fd = other._fd

    assert refused is not None
    assert refused["code"] == 64
    assert third is not None
    assert third["session"] != first["session"]


def test_pulled_at_any_step_the_next_one_finds_the_unit_as_it_was(unit: Running, tmp_path: Path) -> None:
    pictures(unit, tmp_path)
    port = unit.wait_for("console")["port"]
    visit = ["hello", "status", "config-show", "config-set", "config-diff", "walk-test", "aim", "files", "self-test"]
    for last in range(len(visit)):
        for half in (False, True):
            program = Program(port)
            for word in visit[:last]:
                program.ask(word, **KEYS.get(word, {}))
            begun = encode(Kind.REQUEST, 99, json.dumps({"ask": visit[last], **KEYS.get(visit[last], {})}).encode())
            program.write(begun[: len(begun) // 2] if half else begun)
            program.close()
            notices_that_nobody_is_there(unit)

    program = Program(port)
    program.ask("hello")
    status, difference = program.ask("status").done, program.ask("config-diff").done
    program.close()

    assert status is not None
    assert status["armed"]
    assert difference is not None
    assert difference["changes"] == []
