"""The words behind a command, as a request."""

from __future__ import annotations

import pytest

from trapd.config.instants import instant
from trapd.console import reading
from trapd.console.reading import NotUnderstood
from trapd.console.requests import (
    AskReadiness,
    AskTime,
    ConfigCommit,
    ConfigDiff,
    ConfigRollback,
    ConfigSet,
    ConfigShow,
    Files,
    Logs,
    TellTime,
)

NOON = instant("2026-07-01T12:00:00Z")


def refused(read, typed: str) -> str:
    with pytest.raises(NotUnderstood) as caught:
        read(typed.split())
    return caught.value.text.format(**caught.value.facts)


class TestTime:
    """Asked and told."""

    @pytest.mark.parametrize(
        "typed", ["2026-01-15T21:04:33+10:00", "2026-01-15t11:04:33z", "2026-01-15T21:04:33.5+10:00"]
    )
    def test_a_watch_tells_it(self, typed: str) -> None:
        told = reading.time([typed])
        assert isinstance(told, TellTime)
        assert told.source == "technician"
        assert abs(told.utc_ns - instant("2026-01-15T11:04:33Z")) < 10**9

    @pytest.mark.parametrize("typed", ["now", "21:04", "2026-01-15", "2026-13-15T21:04:33+10:00", "2026-01-15 21:04"])
    def test_half_a_time_is_none_and_says_how_to_write_it(self, typed: str) -> None:
        assert "type `time YYYY-MM-DDThh:mm:ss+10:00`" in refused(reading.time, typed)

    @pytest.mark.parametrize("typed", ["2026-01-15T21:04:33", "2026-01-15t21:04"])
    def test_one_without_its_zone_is_told_so_as_it_was_typed(self, typed: str) -> None:
        why = refused(reading.time, f"{typed} peer")
        assert f"`{typed}` names no zone" in why
        assert f"`time {typed}+10:00 peer`" in why

    @pytest.mark.parametrize(
        ("behind", "told"),
        [
            ("", TellTime(utc_ns=NOON)),
            ("peer", TellTime(utc_ns=NOON, source="peer")),
            ("anyway", TellTime(utc_ns=NOON, anyway=True)),
            ("Peer ANYWAY", TellTime(utc_ns=NOON, source="peer", anyway=True)),
        ],
    )
    def test_who_knows_better_than_the_unit_says_so(self, behind: str, told: TellTime) -> None:
        assert reading.time(["2026-07-01T22:00:00+10:00", *behind.split()]) == told

    def test_more_words_than_that_are_not_understood(self) -> None:
        assert "`please` is too much" in refused(reading.time, "2026-01-15T21:04:33+10:00 please")

    @pytest.mark.parametrize(
        ("typed", "offset_min", "told"),
        [
            ("2026-01-15 21:04", 600, ["2026-01-15T21:04+10:00"]),
            ("2026-01-15 21:04:33 peer anyway", -210, ["2026-01-15T21:04:33-03:30", "peer", "anyway"]),
            ("2026-01-15T21:04 peer", 600, ["2026-01-15T21:04", "peer"]),
            ("2026-01-15 21:04Z", 600, ["2026-01-15", "21:04Z"]),
            ("", 600, []),
        ],
    )
    def test_by_a_watch_at_the_station(self, typed: str, offset_min: int, told: list[str]) -> None:
        assert reading.at_station(typed.split(), offset_min) == told

    def test_alone_it_asks(self) -> None:
        assert reading.time([]) == AskTime()


class TestConfig:
    """Settings, as typed; what a value means is for the unit to say."""

    @pytest.mark.parametrize(
        ("typed", "changes"),
        [
            ("plan.night.stills 5", {"plan.night.stills": "5"}),
            ("plan.night.stills = 5", {"plan.night.stills": "5"}),
            ("plan.night.stills=5 unit.side=left", {"plan.night.stills": "5", "unit.side": "left"}),
            ("unit.name default", {"unit.name": None}),
            ('unit.make "my own"', {"unit.make": '"my own"'}),
            (
                'watch.windows ["18:00..20:00", "05:00..06:30"] watch.proof_of_life 12:00',
                {"watch.windows": '["18:00..20:00", "05:00..06:30"]', "watch.proof_of_life": "12:00"},
            ),
        ],
    )
    def test_any_number_is_set_at_once(self, typed: str, changes: dict[str, str | None]) -> None:
        assert reading.config(["set", *typed.split()]) == ConfigSet(changes=changes)

    @pytest.mark.parametrize(
        ("typed", "request_"),
        [
            ("show", ConfigShow()),
            ("show plan", ConfigShow(under="plan")),
            ("get plan.night.stills", ConfigShow(under="plan.night.stills")),
            ("DIFF", ConfigDiff()),
            ("commit", ConfigCommit()),
            ("rollback", ConfigRollback()),
        ],
    )
    def test_the_rest(self, typed: str, request_: object) -> None:
        assert reading.config(typed.split()) == request_

    @pytest.mark.parametrize("typed", ["", "get", "change", "set", "set a", "set a 1 b", "commit now"])
    def test_half_of_it_is_told(self, typed: str) -> None:
        assert refused(reading.config, typed)


def test_numbers_are_within_bounds() -> None:
    assert reading.logs(["100"]) == Logs(count=100)
    for typed in ("0", "-1", "201", "9" * 5_000, "٣", "many", "1.5"):
        assert "is no number from 1 to 200" in refused(reading.logs, typed)


def test_files_go_on_behind_a_name() -> None:
    assert reading.files(["after", "KP-07/a.jpg"]) == Files(after="KP-07/a.jpg", count=20)
    assert reading.files([]) == Files(count=20)


def test_a_level_is_one_of_four() -> None:
    assert reading.readiness(["WARM"]) == AskReadiness(level="warm")
    assert "gated, cool, warm, hot" in refused(reading.readiness, "hottest")
