"""What is typed, and what is answered."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.console.commands import parse, status_lines
from trapd.console.session import answer
from trapd.core.commands import Command, Status
from trapd.core.forecast import DaysLeft

STATUS = Status(
    unit="DESK-1",
    station="KP-07",
    armed=True,
    why_not=None,
    utc_ns=1_768_475_073_512_000_000,
    utc_offset_min=600,
    time_source="gps",
    time_uncertainty_s=0.05,
    time_refused=None,
    lat=43.1034,
    lon=131.5503,
    position_error_m=2.14,
    position_fixes=20,
    card_free_mb=12_345,
    card_low=False,
    card_why=None,
    reserve_mb=None,
    temperature_c=-12.0,
    battery_v=12.6,
    days_left=DaysLeft(79.6, 96.2, 115.4),
    energy_wh={"board": 0.9, "camera": 2.5, "gps": 0.0},
    last_motion_utc_ns=1_768_475_070_000_000_000,
    last_motion_sensor="left",
    last_fault=None,
    stills=12,
    clips=4,
)


class Trap:
    """Obeys as the trap would, and remembers what it was told."""

    def __init__(self):
        self.orders = []

    def __call__(self, command):
        self.orders.append(command)
        return STATUS if command is Command.STATUS else f"{command.value}: done"


@pytest.mark.parametrize("typed", ["disarm", "DISARM", "  disarm\t", "Disarm "])
def test_a_command_is_known_however_it_is_typed(typed):
    assert parse(typed) is Command.DISARM


@pytest.mark.parametrize(("typed", "meant"), [("stauts", "status"), ("disam", "disarm"), ("status now", "status")])
def test_a_misspelt_command_names_the_one_that_was_meant(typed, meant):
    assert f"did you mean `{meant}`?" in parse(typed)


def test_help_lists_every_command_and_asks_nothing_of_the_trap():
    trap = Trap()

    words = [line.split()[0] for line in answer("help", trap)]

    assert words == [command.value for command in Command]
    assert trap.orders == []


def test_an_order_goes_to_the_trap_and_its_sentence_comes_back():
    trap = Trap()

    assert answer("arm", trap) == ["arm: done"]
    assert trap.orders == [Command.ARM]


def test_enter_alone_tells_that_the_unit_lives():
    (line,) = answer("", Trap())

    assert "help" in line


def test_a_position_that_may_not_be_told_reads_like_none_that_is_known():
    told = {
        line.split(maxsplit=1)[0]: line.split(maxsplit=1)[1] for line in status_lines(replace(STATUS, geotag="none"))
    }
    assert told["position"] == "not told: privacy.geotag is none"


def test_status_reads_like_a_page_of_a_notebook():
    assert answer("status", Trap()) == [
        "unit         DESK-1 at KP-07",
        "state        armed",
        "time         2026-01-15 21:04:33+10:00, from gps ±0.05 s",
        "position     43.1034, 131.5503 ±2.1 m, from 20 fixes",
        "card         12345 MB free",
        "battery      12.60 V",
        "days left    96 days (80–115)",
        "temperature  -12.0 °C",
        "last motion  2026-01-15 21:04:30+10:00, sensor left",
        "last fault   none",
        "taken        12 stills and 4 clips since the start",
        "energy       3.4 Wh since the start: camera 2.5, board 0.9",
    ]


def test_status_tells_of_charger_and_heater_where_there_are_such():
    told = replace(STATUS, charging="forbidden: l91 is never charged", heater="off: 5.0 °C is warm enough")
    lines = answer("status", lambda order: told)
    assert "charging     forbidden: l91 is never charged" in lines
    assert "heater       off: 5.0 °C is warm enough" in lines


def test_status_tells_of_a_disk_that_is_being_filled():
    told = replace(STATUS, offload="123 of 400 pictures copied and read back")
    assert answer("status", lambda order: told)[-1] == "offload      123 of 400 pictures copied and read back"


def test_status_names_what_is_unknown_or_wrong():
    poor = replace(
        STATUS,
        armed=False,
        why_not="outside its time window",
        time_source="none",
        lat=None,
        lon=None,
        card_free_mb=None,
        temperature_c=None,
        battery_v=None,
        days_left="wire a voltmeter",
        last_motion_utc_ns=None,
        last_fault="gps: silent for 5 s",
    )

    text = "\n".join(status_lines(poor))

    assert "NOT armed: outside its time window" in text
    assert "NOT set" in text
    assert "unknown: no good fix yet" in text
    assert "takes no pictures" in text
    assert "none since the start" in text
    assert "gps: silent for 5 s" in text
    assert "days left    unknown: wire a voltmeter" in text


def test_a_receiver_that_is_not_believed_is_no_receiver_that_says_nothing():
    why = "it was 2026-01-15 21:04 UTC already, told by rtc"
    unset = "\n".join(status_lines(replace(STATUS, time_source="none", time_refused=why)))
    by_chip = "\n".join(status_lines(replace(STATUS, time_source="rtc", time_refused=why)))

    assert f"NOT set: the receiver is not believed: {why}" in unset
    assert "nobody told it" not in unset
    assert f"from rtc ±0.05 s; the receiver is not believed: {why}" in by_chip


@settings(deadline=None)
@given(st.text())
def test_whatever_is_typed_gets_an_answer_and_only_commands_reach_the_trap(typed):
    trap = Trap()

    lines = answer(typed, trap)

    assert lines
    assert trap.orders == [] or typed.strip().casefold() == trap.orders[0].value
