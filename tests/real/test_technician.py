"""A technician at a unit: typed keys in a real terminal program, and the screen, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from at_the_cable import PIN, STATION, UNIT, Unit, Visit, plug_in, protect, speak, unlock
from runs import trapd
from technician_pages import PAGES, stale, visited
from terminal import PROGRAMS, Terminal

pytestmark = pytest.mark.real


@pytest.fixture(scope="module", params=["en", "ru"])
def visit(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    return visited(request.param, tmp_path_factory.mktemp(request.param))


def test_from_plugging_in_to_armed(visit: Visit) -> None:
    """Held back by hand now and then, armed at the end, and nothing was amiss."""
    told = [one["event"] for one in visit.unit.run.events]
    assert "fault" not in told
    assert [one for one in told if one in ("armed", "disarmed", "stopped")][-3:] == ["armed", "disarmed", "stopped"]


def test_the_guide_shows_what_was_seen(visit: Visit) -> None:
    assert stale(PAGES[visit.lang].read_text(), visit.shown) == [], "scripts/technician-pages writes it anew"


def test_the_card_is_in_order_and_knows_of_the_visit(visit: Visit) -> None:
    done = trapd(visit.unit.folder, "verify", visit.unit.card)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = map(json.loads, (visit.unit.card / "catalog.jsonl").read_text().splitlines())
    settings = [line for line in lines if line["kind"] == "settings"]
    assert [line["did"] for line in settings] == ["committed", "kept", "committed", "kept"]
    assert [line.get("changes") for line in settings[::2]] == [
        {"console.lang": visit.lang, "plan.night.stills": 4},
        {"plan.night.stills": 5, "trigger.retrigger_s": 10},
    ]
    assert settings[0]["session"] == settings[1]["session"] != settings[2]["session"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_any_terminal_program_will_do(program: str, tmp_path: Path) -> None:
    with Unit(tmp_path) as unit, Terminal(program, unit.port, tmp_path) as terminal:
        visit = Visit(terminal, unit, "ru")
        visit.enter()
        terminal.type("sta", enter=False)
        terminal.press("Tab")
        (first, *page) = visit.command("")
        assert first == f"{visit.prompt} status"
        assert f"{UNIT} at {STATION}" in page[0]
        speak(visit)
        assert "взведён" in "\n".join(visit.command("status"))
        terminal.press("Up")
        terminal.press("C-c")


CUT_SHORT = {
    "only Enter": (),
    "asked for the PIN": ("unlock",),
    "half a PIN": ("unlock", PIN[:2]),
    "unlocked": ("unlock", PIN),
    "a half command": ("unlock", PIN, "conf"),
    "a page of logs": ("unlock", PIN, "logs 1000"),
    "settings that were not committed": ("unlock", PIN, "config set plan.night.stills 7", "config diff"),
    "aiming": ("unlock", PIN, "aim"),
    "a self-test": ("unlock", PIN, "self-test"),
    "a new PIN, half": ("unlock", PIN, "pin", "9999"),
    "about to format": ("unlock", PIN, "format"),
}
HELD = {
    "disarmed": ("unlock", PIN, "disarm"),
    "in the middle of setup": ("unlock", PIN, "setup", ""),
    "a walk test": ("unlock", PIN, "walk-test"),
}
"""So the unit takes no pictures, until it is left alone."""


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unit]:
    """One with a PIN, whose cable is pulled again and again."""
    folder = tmp_path_factory.mktemp("often")
    with Unit(folder) as unit:
        with plugged_in(unit) as visit:
            protect(visit)
        yield unit
        assert unit.run.stop() == 0
    assert [told for told in unit.run.events if told["event"] == "fault"] == []
    assert trapd(folder, "verify", unit.card).returncode == 0


@contextmanager
def plugged_in(unit: Unit) -> Iterator[Visit]:
    """Until the cable is pulled."""
    with Terminal("picocom", unit.port, unit.folder) as terminal:
        visit = Visit(terminal, unit, "en")
        plug_in(visit)
        yield visit


def fact(page: list[str], name: str) -> str:
    """What stands behind this word on a page."""
    return next(row.removeprefix(name).strip() for row in page if row.startswith(name))


@pytest.mark.parametrize("keys", [*CUT_SHORT.values(), *HELD.values()], ids=[*CUT_SHORT, *HELD])
def test_unplugged_at_any_moment_it_is_whole_and_armed(unit: Unit, keys: tuple[str, ...]) -> None:
    """Whoever comes next has to say the PIN, and finds nothing half done."""
    held = keys in HELD.values()
    with plugged_in(unit) as visit:
        for typed in keys:
            rows = visit.terminal.rows()
            visit.terminal.type(typed)
            visit.terminal.wait_for(lambda shown, rows=rows: shown != rows)
        if held:
            unit.run.next("disarmed")
    if held:
        unit.run.next("armed")
    with plugged_in(unit) as visit:
        assert "PIN" in " ".join(visit.command("config diff"))
        unlock(visit)
        assert fact(visit.command("status"), "state") == "armed"
        assert "(set here)" not in " ".join(visit.command("config get plan.night.stills"))
        visit.terminal.type("config rollback")
        visit.command("")  # where nothing is noted it asks whether to undo a commit: no


def test_unplugged_while_it_commits_it_has_all_of_it_or_nothing(unit: Unit) -> None:
    with plugged_in(unit) as visit:
        unlock(visit)
        visit.command("config set plan.night.stills 6 trigger.retrigger_s 11")
        visit.terminal.type("config commit")
    unit.run.next("stopped")
    unit.run.next("armed")
    with plugged_in(unit) as visit:
        unlock(visit)
        stills = " ".join(visit.command("config get plan.night.stills")[1:])
        retrigger = " ".join(visit.command("config get trigger.retrigger_s")[1:])
        assert ("= 6" in stills) == ("= 11" in retrigger)
        assert fact(visit.command("status"), "state") == "armed"
