"""Pins on a real gpiochip: three libraries by one contract, no edge of a thousand missed, and who wakes up for it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from machine import Machine
from pin_tools import PYTHON, TOOLS, carry, tool
from waiting import wait_for

LIBRARIES = ("gpiod", "lgpio", "rpigpio")
"""`rpigpio` is rpi-lgpio here: RPi.GPIO itself writes a Pi's registers, and takes its edges from an older kernel."""
LINES = {"gpiod": (22, 25), "lgpio": (23, 26), "rpigpio": (24, 27)}
"""A sensor's line and a lamp's, for each library: all three listen at the same time."""
PULSES = 500
MINUTE_S = 60
LATE_NS = 500_000_000
"""A simulated interrupt comes after the write that causes it, and an emulated processor may stand still meanwhile."""


def promises(which: str) -> list[str]:
    """The names in one of the contract's lists."""
    listed = re.search(rf"^{which}: .*?\[\n(.*?)^\]", (TOOLS / "contract.py").read_text("utf-8"), re.M | re.S)
    assert listed is not None
    return re.findall(r"\w+", listed[1])


@pytest.fixture(scope="module")
def board(shared_unit: Machine) -> Machine:
    """An armed unit, with the other two libraries beside it."""
    carry(shared_unit)
    shared_unit.sh(
        "/opt/trapd/bin/pip install -q --no-index --find-links /opt/wheelhouse --target /root/choices rpi-lgpio", 300
    )
    return shared_unit


@pytest.fixture(scope="module")
def kept(board: Machine) -> dict[str, dict[str, str | None]]:
    """What went wrong with each promise, for each library."""
    return {library: tool(board, f"contract.py {library}") for library in LIBRARIES}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("promise", promises("FOR_ALL"))
def test_every_library(kept: dict[str, dict[str, str | None]], promise: str, library: str) -> None:
    assert kept[library][promise] is None, kept[library][promise]


@pytest.mark.parametrize("promise", promises("FOR_OURS"))
def test_ours(kept: dict[str, dict[str, str | None]], promise: str) -> None:
    assert kept["gpiod"][promise] is None, kept["gpiod"][promise]


class Heard:
    """A minute of silence, then a thousand edges, on all three libraries at once."""

    def __init__(self, board: Machine) -> None:
        for library, (sensor, lamp) in LINES.items():
            board.sh(
                f"systemd-run -q --unit=pins-{library} -p StandardOutput=file:/run/{library}"
                f" env {PYTHON} /root/pins/listen.py {library} {sensor} {lamp}"
            )
        for library in LIBRARIES:
            wait_for(lambda library=library: "ready" in board.run(f"cat /run/{library}").text, 120)
        services = {"trapd": "trapd"} | {library: f"pins-{library}" for library in LIBRARIES}
        pids = {name: board.sh(f"systemctl show -P MainPID {service}") for name, service in services.items()}
        wait_for(lambda: tool(board, f"counted.py 5 {pids['trapd']}")[pids["trapd"]] <= 10, 120)
        counted = tool(board, f"counted.py {MINUTE_S} {' '.join(pids.values())}")
        self.wake_ups = {name: counted[pid] / MINUTE_S for name, pid in pids.items()}
        """A second, by process."""
        sensors = " ".join(str(sensor) for sensor, _ in LINES.values())
        played = tool(board, f"play.py {PULSES} {sensors}")
        self.played = {library: played[str(sensor)] for library, (sensor, _) in LINES.items()}
        board.sh("sleep 1; systemctl stop 'pins-*'")
        self.edges = {library: json.loads(board.sh(f"tail -1 /run/{library}")) for library in LIBRARIES}


@pytest.fixture(scope="module")
def heard(board: Machine) -> Heard:
    return Heard(board)


@pytest.mark.parametrize("library", ["gpiod", "lgpio"])
def test_of_a_thousand_edges_of_20_ms_and_longer_none_is_missed(heard: Heard, library: str) -> None:
    assert [high for high, *_ in heard.edges[library]] == [high for high, *_ in heard.played[library]]


def test_behind_the_name_of_rpi_gpio_as_many_pulses_are_told_or_more(heard: Heard) -> None:
    """Its level is read when its handler runs, which may be after the pulse: each such call is taken for a pulse."""
    levels = [high for high, *_ in heard.edges["rpigpio"]]
    assert levels == [number % 2 == 0 for number in range(len(levels))]
    assert sum(levels) >= PULSES


@pytest.mark.parametrize("library", ["gpiod", "lgpio"])
def test_edges_carry_the_time_at_which_the_kernel_had_them(heard: Heard, library: str) -> None:
    for (_, before, after), (_, at, told) in zip(heard.played[library], heard.edges[library], strict=True):
        assert before <= at <= after + LATE_NS
        assert at < told


def test_armed_and_idle_the_whole_unit_wakes_up_no_more_than_twice_a_second(
    heard: Heard, record_property: Callable[[str, object], None]
) -> None:
    for name, count in heard.wake_ups.items():
        what = "armed unit" if name == "trapd" else f"pins on {name}"
        record_property(f"wake-ups a second over {MINUTE_S} s, {what}", f"{count:.1f}")
    assert heard.wake_ups["trapd"] <= 2
    assert heard.wake_ups["gpiod"] <= 0.1


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_flash_is_lit_as_it_says_and_for_as_long_as_it_was_asked(board: Machine, library: str) -> None:
    seen = tool(board, f"lamp.py {library} 5 6")
    assert seen["filter"] == [True, False, True], "high by day: the filter is in"
    for window in seen["windows"]:
        assert window["rose"][0] <= window["lit"] <= window["rose"][1], "lit when it was told to be"
        assert window["fell"][0] <= window["out"], "dark before it was told to be"
        assert window["fell"][1] >= window["asked"], "lit for as long as it was asked to be"
