"""`trapd check` through the real command line: a line for each part, and whether all is in order."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from rig import profile
from runs import DESKTOP, trapd, without_reader, write_profile

PARTS = ["profile", "pir", "flash", "camera", "card", "gps", "clock", "power", "forecast"]
SMALL: dict[str, Any] = {"camera": {"width": 320, "height": 240}, "gps": {"backend": "none"}}


def findings(folder: Path, unit: Path) -> tuple[int, dict[str, dict[str, Any]]]:
    done = trapd(folder, "check", unit, "--json")
    assert done.stderr == ""
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["part"] for one in told] == PARTS
    return done.returncode, {one["part"]: one for one in told}


def unit(folder: Path, **changes: Any) -> Path:
    return write_profile(folder / "unit.toml", profile(**SMALL | changes))


def test_the_desktop_is_in_order(tmp_path: Path) -> None:
    done = trapd(tmp_path, "check", DESKTOP)
    assert (done.returncode, done.stderr) == (0, "")
    words = [line.split() for line in done.stdout.splitlines()]
    assert [line[0] for line in words] == PARTS
    assert {line[1] for line in words} == {"ok"}


def test_lines_of_charger_and_heater_are_tried_where_there_are_such(tmp_path: Path) -> None:
    path = unit(tmp_path, charger={"backend": "sim"}, heater={"backend": "sim"})
    done = trapd(tmp_path, "check", path)
    assert done.returncode == 0
    assert [line.split()[:2] for line in done.stdout.splitlines() if line.endswith("its line can be driven")] == [
        ["charger", "ok"],
        ["heater", "ok"],
    ]


def test_a_wrong_port_is_told_of_the_receiver_alone(tmp_path: Path) -> None:
    code, found = findings(tmp_path, unit(tmp_path, gps={"backend": "linux", "port": "/dev/no-receiver"}))
    assert code == 1
    assert [part for part in PARTS if not found[part]["ok"]] == ["gps"]
    assert "/dev/no-receiver" in found["gps"]["text"]


def test_a_card_that_is_a_file_is_not_in_order(tmp_path: Path) -> None:
    (tmp_path / "card").write_text("mine")
    code, found = findings(tmp_path, unit(tmp_path))
    assert (code, found["card"]["ok"]) == (1, False)
    assert "card is no folder" in found["card"]["text"]


def test_a_unit_without_a_name_of_its_own_is_not_in_order(tmp_path: Path) -> None:
    code, found = findings(tmp_path, unit(tmp_path, unit={"name": "CHANGE-ME"}))
    assert (code, found["profile"]["ok"]) == (1, False)
    assert all(found[part]["ok"] for part in PARTS[1:])


def chip(folder: Path, since_epoch: int) -> dict[str, str]:
    """A clock chip as sysfs shows one, and the section that names it."""
    folder.mkdir()
    (folder / "since_epoch").write_text(f"{since_epoch}\n")
    (folder / "name").write_text("rtc-ds1307 1-0068\n")
    return {"rtc": str(folder)}


def test_a_clock_chip_says_what_it_tells(tmp_path: Path) -> None:
    code, found = findings(tmp_path, unit(tmp_path, clock=chip(tmp_path / "rtc0", 1_782_907_200)))
    assert (code, found["clock"]["text"]) == (0, "rtc-ds1307 1-0068 tells 2026-07-01 12:00:00 UTC")


def test_a_clock_chip_that_lost_its_power_is_not_in_order(tmp_path: Path) -> None:
    code, found = findings(tmp_path, unit(tmp_path, clock=chip(tmp_path / "rtc0", 17)))
    assert code == 1
    assert (
        "tells 1970-01-01 00:00:17 UTC, and a date before 2026-01-01 cannot be: check its battery"
        in (found["clock"]["text"])
    )


def test_a_clock_chip_that_is_named_must_be_there(tmp_path: Path) -> None:
    code, found = findings(tmp_path, unit(tmp_path, clock={"rtc": "/sys/class/rtc/no-chip"}))
    assert code == 1
    assert "/sys/class/rtc/no-chip does not answer: check clock.rtc" in found["clock"]["text"]


def test_a_unit_without_a_clock_chip_is_in_order(tmp_path: Path) -> None:
    code, found = findings(tmp_path, unit(tmp_path, clock={"rtc": "none"}))
    assert (code, found["clock"]["text"]) == (0, "no chip in this unit")


def test_it_leaves_no_picture_and_remembers_nothing(tmp_path: Path) -> None:
    assert findings(tmp_path, unit(tmp_path))[0] == 0
    assert not list(tmp_path.rglob("*.jpg"))
    assert not (tmp_path / "state").exists()


def test_a_reader_who_goes_away_changes_nothing(tmp_path: Path) -> None:
    assert without_reader(tmp_path, "check", unit(tmp_path)) == (0, "")
    (tmp_path / "wrong").mkdir()
    wrong = unit(tmp_path / "wrong", gps={"backend": "linux", "port": "/dev/no-receiver"})
    assert without_reader(tmp_path, "check", wrong) == (1, "")


def test_it_tells_how_long_a_full_pack_would_last(tmp_path: Path) -> None:
    resting = {"readiness": "cool", **SMALL["camera"]}
    stills = {"stills": 3, "clip": False, "pre_roll_s": 0}
    plan = {"day": stills, "night": stills}
    code, found = findings(tmp_path, unit(tmp_path, camera=resting, plan=plan, forecast={"motions_a_day": 20}))
    assert code == 0
    assert re.fullmatch(
        r"from a full pack [\d.]+ days \([\d.]+–[\d.]+\), \d+ pictures, at 20 motions a day",
        found["forecast"]["text"],
    )


def test_without_a_pack_it_says_what_to_name(tmp_path: Path) -> None:
    code, found = findings(tmp_path, unit(tmp_path, battery=None))
    assert (code, found["forecast"]["ok"]) == (0, True)
    assert found["forecast"]["text"].startswith("unknown: name the pack in [battery]")
