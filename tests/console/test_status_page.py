"""How the unit is, on one screen."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.console.language import LANGUAGES, Language, language
from trapd.console.replies import StatusTold
from trapd.console.status_page import ROWS, status_rows

EN, RU = language("en"), language("ru")
STATUS = StatusTold(
    unit="DESK-1",
    station="KP-07",
    firmware="0.1.0",
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
    card_pictures_left=41_000,
    reserve_mb=None,
    temperature_c=-12.0,
    battery_v=12.6,
    charge=0.81,
    charge_unsure=0.05,
    charge_by="voltage",
    days_left=(80, 96, 115),
    days_left_why=None,
    energy_wh={"board": 0.9, "camera": 2.5, "gps": 0.0},
    readiness="warm",
    readiness_by="schedule",
    charging=None,
    heater=None,
    spares=None,
    last_motion_utc_ns=1_768_475_070_000_000_000,
    last_motion_sensor="left",
    last_fault=None,
    stills=12,
    clips=1,
    offload=None,
)


def page(language_=EN, **changes: object) -> list[str]:
    return status_rows(msgspec.structs.replace(STATUS, **changes), language_)


def test_figures_are_told_as_a_person_reads_them() -> None:
    assert "карта        свободно 12345 МБ, хватит на 41 000 снимков" in page(RU)
    energy = {"camera": 0.01234, "board": 0.00012, "stills": 6e-05}
    assert page(energy_wh=energy)[-1] == "energy       0.0125 Wh since the start: camera 0.0123, board 0.0001"
    assert not any("Wh" in row for row in page(energy_wh={"stills": 6e-05}))


def test_it_reads_like_a_page_of_a_notebook() -> None:
    assert page() == [
        "unit         DESK-1 at KP-07, trapd 0.1.0",
        "state        armed",
        "time         2026-01-15 21:04:33+10:00, from gps ±0.05 s",
        "position     43.1034, 131.5503 ±2.1 m, from 20 fixes",
        "card         12345 MB free, room for 41,000 pictures",
        "battery      12.60 V, 81% charged ± 5%",
        "days left    96 days (80–115)",
        "temperature  -12.0 °C",
        "last motion  2026-01-15 21:04:30+10:00, sensor left",
        "last fault   none",
        "taken        12 stills and 1 clip since the start",
        "camera       warm, by schedule",
        "energy       3.4 Wh since the start: camera 2.5, board 0.9",
    ]


def test_it_tells_of_charger_and_heater_and_disk_where_there_are_such() -> None:
    told = page(charging="forbidden: l91 is never charged", heater="off: 5.0 °C is warm enough", offload="12 of 400")
    assert "charging     forbidden: l91 is never charged" in told
    assert "heater       off: 5.0 °C is warm enough" in told
    assert "offload      12 of 400" in told


def test_what_is_unknown_or_wrong_is_named() -> None:
    told = page(
        armed=False,
        why_not="disarmed by the technician",
        arms_in_s=480.0,
        settings_pending=2,
        time_source="none",
        lat=None,
        lon=None,
        card_free_mb=None,
        temperature_c=None,
        battery_v=None,
        charge=None,
        days_left=None,
        days_left_why="wire a voltmeter",
        last_motion_utc_ns=None,
        last_fault="gps: silent for 5 s",
    )
    text = " ".join(" ".join(told).split())
    for words in (
        "NOT armed: disarmed by the technician; left alone it arms itself in 8 min",
        "settings 2 noted, not in force: `config diff`, `config commit`",
        "NOT set: nobody told it",
        "position unknown: no good fix yet",
        "takes no pictures: it is being opened",
        "voltage unknown, charge unknown",
        "days left unknown: wire a voltmeter",
        "none since the start",
        "gps: silent for 5 s",
    ):
        assert words in text


@pytest.mark.parametrize(("speaks", "row"), [(EN, "settings     on trial: it goes"), (RU, "настройки    на пробе")])
def test_new_settings_are_on_trial_until_it_works_with_them(speaks: Language, row: str) -> None:
    assert any(line.startswith(row) for line in page(speaks, on_trial=True))
    assert not any(line.startswith(row[:13]) for line in page(speaks))


def test_a_position_that_may_not_be_told_reads_like_none_that_is_known() -> None:
    assert "position     not told: privacy.geotag is none" in page(geotag="none")


def test_a_receiver_that_is_not_believed_is_no_receiver_that_says_nothing() -> None:
    why = "it was 2026-01-15 21:04 UTC already, told by rtc"
    unset = " ".join(" ".join(page(time_source="none", time_refused=why)).split())
    by_chip = " ".join(" ".join(page(time_source="rtc", time_refused=why)).split())
    assert f"NOT set: the receiver is not believed: {why}" in unset
    assert "nobody told it" not in unset
    assert f"from the clock chip ±0.05 s; the receiver is not believed: {why}" in by_chip


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ((366, 366, 366), "more than a year"),
        ((90, 366, 366), "a year or more (90 days at least)"),
        ((90, 120, 366), "120 days (90 to a year or more)"),
        ((0.4, 0.7, 0.9), "0.7 days (0.4–0.9)"),
    ],
)
def test_days_are_told_no_better_than_they_are_known(days: tuple[float, float, float], text: str) -> None:
    assert f"days left    {text}" in page(days_left=days)


WILD = st.one_of(st.none(), st.text(max_size=600))


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(LANGUAGES), st.data())
def test_it_is_one_screen_whatever_stands_there(code: str, data: st.DataObject) -> None:
    names = ("why_not", "card_why", "days_left_why", "charging", "heater", "spares", "last_fault", "offload")
    wild = {name: data.draw(WILD, label=name) for name in names}
    told = page(language(code), armed=data.draw(st.booleans()), card_free_mb=None, days_left=None, **wild)
    assert len(told) <= ROWS
    assert all(len(row) < 80 for row in told)
    assert all(row.isprintable() for row in told)
