"""`trapctl` at a desktop unit's own line: what is typed, what comes of it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from beside_unit import Technician, technician
from PIL import Image


@pytest.fixture(scope="module")
def at_unit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Technician]:
    with technician(tmp_path_factory.mktemp("unit")) as one:
        one.run.wait_for("armed")
        yield one


def test_status_for_people_and_for_programs(at_unit: Technician) -> None:
    lines = at_unit.types("status").stdout.splitlines()
    assert lines[:2] == ["unit         DESK-1 at KP-07, trapd 0.1.0", "state        armed"]
    assert all(len(line) < 80 for line in lines)
    [told] = at_unit.is_told("status")
    assert (told["tell"], told["unit"], told["armed"]) == ("status", "DESK-1", True)


def test_the_time_by_the_laptop_s_clock(at_unit: Technician) -> None:
    said, told = at_unit.is_told("time", "--set", "--anyway")
    assert said["tell"] == "said"
    assert told["source"] in ("technician", "gps")


def test_armed_and_disarmed(at_unit: Technician) -> None:
    at_unit.is_told("disarm")
    assert [told["armed"] for told in at_unit.is_told("status")] == [False]
    at_unit.is_told("arm")
    at_unit.waits_until(lambda: at_unit.is_told("status")[0]["armed"])


def test_logs_and_effort(at_unit: Technician) -> None:
    assert "armed" in {told.get("event") for told in at_unit.is_told("logs", "--count", "100")}
    assert at_unit.types("logs", "--count", "3").stdout.count("\n") >= 3
    assert at_unit.types("effort").returncode == 0
    assert at_unit.types("offload").stdout == "no disk was plugged in\n"


def test_settings_are_a_transaction(at_unit: Technician) -> None:
    assert at_unit.types("config", "get", "plan.night.stills").stdout == "3\n"
    at_unit.is_told("config", "set", "plan.night.stills=5", "watch.proof_of_life=13:00")
    [difference] = at_unit.is_told("config", "diff")
    assert [change["name"] for change in difference["changes"]] == ["plan.night.stills", "watch.proof_of_life"]
    assert "pictures" in difference["expected"]
    at_unit.is_told("config", "rollback")
    assert at_unit.is_told("config", "diff")[0]["changes"] == []
    at_unit.is_told("config", "set", "plan.night.stills", "4")
    committed = at_unit.types("config", "commit")
    assert committed.returncode == 0
    assert committed.stdout.endswith("DESK-1 keeps these settings, and is armed\n")
    assert at_unit.types("config", "get", "plan.night.stills").stdout == "4\n"
    shown = at_unit.is_told("config", "show", "plan.night")
    assert {"plan.night.stills": ("technician", 4)}.items() <= {
        one["name"]: (one["origin"], one["value"]) for one in shown if one["tell"] == "setting"
    }.items()
    assert "this would undo the last commit of DESK-1: say --yes" in at_unit.is_refused(64, "config", "rollback")
    assert at_unit.types("config", "get", "plan.night.stills").stdout == "4\n"
    at_unit.is_told("config", "rollback", "--yes")
    at_unit.waits_until(lambda: at_unit.types("config", "get", "plan.night.stills").stdout == "3\n")


def test_a_setting_that_cannot_be(at_unit: Technician) -> None:
    assert "did you mean plan.night.stills" in at_unit.is_refused(78, "config", "set", "plan.night.stils=5")
    assert "a whole number" in at_unit.is_refused(78, "config", "set", "plan.night.stills=many")
    assert "say NAME=VALUE" in at_unit.is_refused(64, "config", "set", "plan.night.stills")


def test_pictures_are_fetched_once_and_judged(at_unit: Technician, tmp_path: Path) -> None:
    shot = at_unit.types("shot")
    assert shot.returncode == 0 or "a plan is running" in shot.stderr  # an animal came first
    at_unit.waits_until(lambda: len(at_unit.is_told("files")) >= 3)
    *_, done = at_unit.is_told("fetch", "--all", tmp_path)
    assert (done["fetched"] >= 3, done["left_out"]) == (True, 0)
    card = at_unit.folder / "card"
    for path in tmp_path.glob("*/*"):
        same = (card / path.relative_to(tmp_path)).read_bytes()
        assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(same).digest()
    names = [told["name"] for told in at_unit.is_told("files")]
    again, *_ = at_unit.is_told("fetch", *names[:2], tmp_path)
    assert (again["files"], again["to_fetch"]) == (2, 0)
    assert "`trapctl files` tells their names" in at_unit.is_refused(64, "fetch", "KP-07/nothing.jpg", tmp_path)


def test_an_empty_card_wants_the_unit_s_name(at_unit: Technician) -> None:
    assert "say --erase DESK-1" in at_unit.is_refused(64, "format")
    assert "this is DESK-1, not `DESK-2`" in at_unit.is_refused(64, "format", "--erase", "DESK-2")


def test_aim_into_a_file(at_unit: Technician, tmp_path: Path) -> None:
    done = at_unit.types("aim", "--once", "--flash", "--out", tmp_path / "now.jpg")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("DESK-1  sharpness ")
    with Image.open(io.BytesIO((tmp_path / "now.jpg").read_bytes())) as picture:
        picture.load()
        assert picture.width <= 640
    assert 'data-file="now.jpg"' in (tmp_path / "now.html").read_text()
    [told] = at_unit.is_told("aim", "--once", "--out", tmp_path / "now.jpg", code=0)
    assert told["sharpness"] > 0


def test_each_part_is_tested(at_unit: Technician) -> None:
    at_unit.waits_until(lambda: at_unit.is_told("status")[0]["position_fixes"] > 0)  # or its receiver is in no order
    parts = {told["part"]: told["ok"] for told in at_unit.is_told("self-test") if told["tell"] == "tested"}
    assert parts.keys() >= {"camera", "card"}
    assert all(parts.values())


def test_a_walk_test_ends_with_its_time(at_unit: Technician) -> None:
    *_, end = at_unit.is_told("walk-test", "--for", "1")
    assert end["tell"] != "seen"


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        (("stauts",), "invalid choice"),
        ((), "required"),
        (("logs", "--count", "0"), "say 1 to 100000"),
        (("fetch", "--all", "--new", "x"), "not allowed with"),
        (("fetch", "a", "x", "--all"), "not both"),
        (("time", "--set", "noon"), "write date, time and offset"),
    ],
)
def test_wrong_use(words: tuple[str, ...], mend: str, at_unit: Technician) -> None:
    assert mend in at_unit.is_refused(64, *words)


def test_a_pin_keeps_everybody_else_out(tmp_path: Path) -> None:
    with technician(tmp_path) as at_unit:
        assert at_unit.types("pin", "--new", "2684").returncode == 0
        assert at_unit.types("status").stdout.splitlines()[0] == "unit         DESK-1, trapd 0.1.0"
        assert [told["tell"] for told in at_unit.is_told("status")] == ["brief"]
        assert "TRAPCTL_PIN" in at_unit.is_refused(77, "files")
        assert "wrong PIN" in at_unit.is_refused(77, "unlock", TRAPCTL_PIN="1111")
        assert at_unit.types("unlock", TRAPCTL_PIN="2684").returncode == 0
        assert [told["tell"] for told in at_unit.is_told("--pin", "2684", "status")] == ["status"]
        assert at_unit.types("pin", "--none", TRAPCTL_PIN="2684").returncode == 0
        assert [told["tell"] for told in at_unit.is_told("status")] == ["status"]
