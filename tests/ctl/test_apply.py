"""`trapctl apply`: from the cable to armed, by one file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from beside_unit import Technician, technician
from far_end import far_end

from trapd.ctl.__main__ import main

LONGEST_S = 120
"""What the survey asks for; told by the unit itself, and far more than it takes."""


def units(at_unit: Technician, text: str) -> Path:
    path = at_unit.folder / "units.toml"
    path.write_text(text)
    return path


def test_from_the_cable_to_armed(tmp_path: Path) -> None:
    with technician(tmp_path) as at_unit:
        [greeted] = at_unit.is_told("status")
        assert (greeted["unit"], greeted["station"]) == ("DESK-1", "KP-07")
        path = units(
            at_unit,
            """
            technician = "A. Petrov"
            pin = "2684"
            settings.trigger.retrigger_s = 10
            [[units]]
            serial = "DESK-1"
            settings.unit = { name = "KP-0001", station = "KP-09" }
            settings.plan.night.stills = 4
            [[units]]
            serial = "10000000ff"
            """,
        )
        done = at_unit.types("apply", path, "--json")
        [told] = [json.loads(line) for line in done.stdout.splitlines()]
        assert (done.returncode, told["problem"], told["armed"], told["in_order"]) == (0, None, True, True), told
        assert (told["technician"], told["unit"], told["pin"]) == ("A. Petrov", "KP-0001", "set")
        assert {change["name"] for change in told["changes"]} == {
            "trigger.retrigger_s",
            "unit.name",
            "unit.station",
            "plan.night.stills",
        }
        assert "pictures" in told["expected"]
        assert {part["part"] for part in told["self_test"]} >= {"camera", "card"}
        assert told["took_s"] <= LONGEST_S
        [status] = at_unit.is_told("status", TRAPCTL_PIN="2684")
        assert (status["unit"], status["station"], status["armed"]) == ("KP-0001", "KP-09", True)
        protocol = (at_unit.folder / "units.protocol.txt").read_text("utf-8")
        assert 'unit.station: "KP-07" -> "KP-09"' in protocol
        assert "by         A. Petrov, session " in protocol

        # Plugged in again under its new name, the file's PIN said by itself: nothing is left to set.
        path.write_text(path.read_text().replace('"DESK-1"', '"KP-0001"'))
        again = at_unit.types("apply", path)
        assert again.returncode == 0, again.stderr
        assert "set        nothing: it was as planned" in again.stdout


def test_a_mistake_leaves_it_armed_as_it_was(tmp_path: Path) -> None:
    with technician(tmp_path) as at_unit:
        path = units(
            at_unit,
            """
            [[units]]
            serial = "DESK-1"
            settings.plan.night = { stills = 0, clip = false }
            """,
        )
        [told] = at_unit.is_told("apply", path, code=1)
        assert told["problem"]
        assert (told["changes"], told["armed"]) == ([], True)
        [difference] = at_unit.is_told("config", "diff")
        assert difference["changes"] == []


def test_a_unit_that_is_not_in_the_file_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "units.toml"
    path.write_text('[[units]]\nserial = "10000000ff"')
    with far_end({}) as end:
        assert main(["--port", end.port, "apply", str(path)]) == 0
        told = capsys.readouterr()
        assert "TINY-1 (c0ffee)" in told.err
        assert "is not in the file: left alone" in told.err
        assert "still to do: 10000000ff" in told.out
        assert len(end.heard) == 1  # it was greeted, and no more
    assert not (tmp_path / "units.protocol.txt").exists()
