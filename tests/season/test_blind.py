"""A camera that does not see any more, over days: what its effort record says, and that nothing else changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from core.test_look import flatter, scene
from rig import Rig

from trapd.core.commands import Command
from trapd.core.effort import intervals
from trapd.core.events import Looked, Typed
from trapd.core.look import CELLS, Look
from trapd.core.units import S

DAY = 24 * 3600
CLEAR, COVERED, ELSEWHERE = scene(1), flatter(scene(1), 255), scene(2)
DARK = Look(COVERED.detail, bytes([4]) * CELLS)


def looks(rig: Rig, days: dict[int, Look], lit: bool = False) -> None:
    """Those pictures on those days of the story, an hour after its start; by night four times."""
    for day, look in days.items():
        for minute in range(0, 120 if lit else 1, 30):
            at = day * DAY + 3_600 + minute * 60 + 40_000 * lit
            rig.post(at, Looked(rig.ns(at), lit, look))


def told(rig: Rig, state: str) -> list[tuple[float, float, str]]:
    """Begin and end in days of the story, and why."""
    zero_ns = rig.season.world.utc_ns(rig.ns(0))
    found = [one for one in intervals(map(dict, rig.card.notes)) if one.state == state]
    return [((one.begin_ns - zero_ns) / S / DAY, (one.end_ns - zero_ns) / S / DAY, one.why) for one in found]


def at(day: int) -> Any:
    """An hour after the start of this day."""
    return pytest.approx(day + 1 / 24, abs=0.001)


def test_it_is_blind_from_the_first_covered_picture_until_it_sees_again() -> None:
    rig = Rig(plan={"day": {"stills": 1, "clip": False}})
    looks(rig, dict.fromkeys(range(5), CLEAR) | dict.fromkeys(range(5, 9), COVERED) | {9: CLEAR, 10: CLEAR})
    rig.pulse("left", at=7 * DAY)
    rig.run(until=11 * DAY)
    rig.stop()
    why = "its pictures have lost their detail: snow, frost or a leaf on the lens"
    assert told(rig, "blind") == [(at(5), at(9), why)]
    assert [fault["at"] / DAY for fault in rig.reports("fault", part="view", why=why)] == [at(6)]
    assert [mended["at"] / DAY for mended in rig.reports("mended", part="view")] == [at(9)]
    assert rig.outcomes() == ["shot"], "a blind camera takes pictures as ever"
    assert [end - begin for begin, end, _ in told(rig, "armed")] == [pytest.approx(11, abs=0.01)]


def test_a_lens_that_was_covered_from_the_first_day_is_learned_anew_when_it_is_clear() -> None:
    rig = Rig()
    looks(rig, dict.fromkeys(range(4), COVERED) | dict.fromkeys(range(4, 9), CLEAR) | {9: COVERED, 10: COVERED})
    rig.run(until=11 * DAY)
    rig.stop()
    assert [begin for begin, _, _ in told(rig, "blind")] == [at(9)]


def test_one_day_of_fog_is_nothing() -> None:
    rig = Rig()
    looks(rig, {day: COVERED if day in (4, 6, 8) else CLEAR for day in range(10)})
    rig.run(until=10 * DAY)
    assert told(rig, "blind") == []
    assert rig.reports("fault") == []


def test_one_covered_picture_and_one_of_another_view_do_not_agree() -> None:
    rig = Rig()
    looks(rig, dict.fromkeys(range(4), CLEAR) | {4: COVERED, 5: ELSEWHERE, 6: CLEAR})
    rig.run(until=7 * DAY)
    assert told(rig, "blind") == []


def test_what_it_saw_while_it_was_blind_is_not_what_it_should_see() -> None:
    rig = Rig()
    looks(rig, dict.fromkeys(range(4), CLEAR) | dict.fromkeys(range(4, 40), ELSEWHERE))
    rig.run(until=40 * DAY)
    rig.stop()
    [(begin, end, why)] = told(rig, "blind")
    assert (begin, end) == (at(4), pytest.approx(40))
    assert why == "its pictures show another view: it was tilted, turned or moved"


def test_who_stands_before_it_may_turn_it() -> None:
    rig = Rig()
    looks(rig, dict.fromkeys(range(4), CLEAR) | dict.fromkeys(range(4, 20), ELSEWHERE))
    rig.post(6 * DAY, Typed())
    rig.at(6 * DAY, rig.unit.obey, Command.STATUS)
    rig.run(until=20 * DAY)
    [(begin, end, _)] = told(rig, "blind")
    assert (begin, end) == (at(4), pytest.approx(6, abs=0.001))


def test_the_first_lit_picture_of_a_night_is_looked_at() -> None:
    rig = Rig()
    looks(rig, dict.fromkeys(range(4), CLEAR), lit=True)
    looks(rig, {4: DARK}, lit=True)
    rig.run(until=5 * DAY)
    assert told(rig, "flash-dead") == [], "four pictures of one night are one"


def test_a_flash_that_gives_no_light_is_told_and_the_days_are_not_blind() -> None:
    rig = Rig()
    looks(rig, dict.fromkeys(range(9), CLEAR))
    looks(rig, dict.fromkeys(range(4), CLEAR) | dict.fromkeys(range(4, 7), DARK) | {7: CLEAR}, lit=True)
    rig.run(until=9 * DAY)
    [(begin, end, why)] = told(rig, "flash-dead")
    assert (begin, end) == (pytest.approx(4.5, abs=0.01), pytest.approx(7.5, abs=0.01))
    assert why == "its pictures by flash are dark: the flash is dead, or covered"
    assert told(rig, "blind") == []


def test_frost_that_melts_every_noon_is_told_night_by_night() -> None:
    rig = Rig()
    looks(rig, dict.fromkeys(range(9), CLEAR))
    looks(rig, dict.fromkeys(range(4), CLEAR) | dict.fromkeys(range(4, 8), COVERED), lit=True)
    rig.run(until=9 * DAY)
    half = pytest.approx(0.5, abs=0.05)
    assert [(begin % 1, end - begin) for begin, end, _ in told(rig, "blind")] == [(half, half)] * 3


def test_a_restart_neither_forgets_the_view_nor_that_it_is_lost(tmp_path: Path) -> None:
    first = Rig(memory=tmp_path)
    looks(first, dict.fromkeys(range(4), CLEAR) | {4: COVERED, 5: COVERED})
    looks(first, dict.fromkeys(range(4), CLEAR), lit=True)
    first.run(until=6 * DAY)
    first.stop()
    assert first.reports("fault", part="memory") == [], "it fits into the file"
    second = Rig(memory=tmp_path, boot="2b3c", starts="2026-01-21T11:00:00+10:00")
    looks(second, {1: COVERED, 2: CLEAR})
    second.run(until=3 * DAY)
    second.stop()
    [(begin, end, _)] = told(second, "blind")
    assert (begin, end) == (pytest.approx(0, abs=0.001), at(2))


def test_a_memory_of_another_version_is_no_past(tmp_path: Path) -> None:
    (tmp_path / "memory.json").write_text('{"sight": {"day": {"detail": "AAAA", "brightness": 90.0, "pictures": 9}}}')
    rig = Rig(memory=tmp_path)
    looks(rig, dict.fromkeys(range(4), CLEAR) | {4: COVERED, 5: COVERED})
    rig.run(until=6 * DAY)
    rig.stop()
    assert [begin for begin, _, _ in told(rig, "blind")] == [at(4)]
