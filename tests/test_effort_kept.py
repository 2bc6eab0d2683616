"""Effort through the real command line: on the card of a unit that nobody ends, or that somebody handles."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from rig import profile
from runs import DEADLINE_S, Running, write_profile

from trapd.card import alive, catalog
from trapd.core.effort import Interval, intervals
from trapd.core.units import S


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    quiet = profile(camera={"width": 320, "height": 240}, world={"gps_first_fix_s": 0, "starts": "now"})
    return write_profile(tmp_path / "unit.toml", quiet)


def kept(folder: Path) -> list[Interval]:
    return intervals(catalog.read(folder / "card" / catalog.FILE))


def sign_of_life(card: Path) -> dict[str, Any]:
    """One that knows the time: the card takes its time with it."""
    until = monotonic() + DEADLINE_S
    while (mark := alive.read(card)) is None or "clock-unknown" in mark["states"]:
        assert monotonic() < until, f"the last sign of life is {mark}"
        sleep(0.05)
    return mark


def test_a_unit_that_is_killed_was_alive_until_its_last_sign_of_life(tmp_path: Path, unit: Path) -> None:
    with Running(tmp_path, "run", unit) as run:
        run.wait_for("armed")
        mark = sign_of_life(tmp_path / "card")
        run.stop(signal.SIGKILL)
    with Running(tmp_path, "run", unit) as again:
        begun = again.wait_for("effort")
        again.wait_for("armed")
        assert again.stop() == 0

    last = alive.read(tmp_path / "card")
    assert last is not None
    assert last["states"] == ["off"]
    [ended] = [line for line in catalog.read(tmp_path / "card" / catalog.FILE) if "ended" in line]
    assert ended["ended"] == "crash"
    assert mark["mono_ns"] <= ended["mono_ns"] < begun["mono_ns"]
    [off] = [one for one in kept(tmp_path) if one.state == "off"]
    cut = [one for one in kept(tmp_path) if one.bounded and one.state != "off"]
    assert cut
    assert {one.end_ns for one in cut} == {off.begin_ns}
    assert off.begin_ns == pytest.approx(ended["utc_ns"], abs=2 * S)
    assert (off.why, off.bounded) == ("crash", True)


def test_whoever_types_handles_it(tmp_path: Path, unit: Path) -> None:
    with Running(tmp_path, "run", unit) as run:
        line = os.open(run.wait_for("console")["port"], os.O_RDWR | os.O_NOCTTY)
        run.wait_for("armed")
        os.write(line, b"\r")
        while "handled" not in run.next("effort")["states"]:
            pass
        assert run.stop() == 0
        os.close(line)

    assert [one.state for one in kept(tmp_path)].count("handled") == 1
