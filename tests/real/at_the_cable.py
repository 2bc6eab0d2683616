"""What a technician does at a unit, key by key, from plugging in to armed; the same in every language.

with Unit(folder) as unit, Terminal("picocom", unit.port, folder) as terminal:
    visit = Visit(terminal, unit, "ru")
    for step in STEPS:
        step(visit)

The unit here is `trapd run` with simulated parts, the line its own pty; to close the terminal is to pull the cable.
tests/real/kernel/technician.py has another one, at the end of a USB cable.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from rig import DAY, profile, sensors
from runs import Running, finger, write_profile
from terminal import Terminal

UNIT, STATION, PIN = "U-017", "KP-07", "2417"
OTHER = {"en": "ru", "ru": "en"}
ASKS = re.compile(r"\[(?P<now>[^]]*)\]:|:")
"""What stands before an answer to `setup`: what Enter leaves as it is."""
FIXES = 5
"""So many make a position that says so in the plural."""
NIGHT = 7
"""The question of `setup` that asks for pictures by night."""
NO, YES = {"en": "no", "ru": "нет"}, {"en": "yes", "ru": "да"}


class Told(Protocol):
    """What a unit reports."""

    def next(self, event: str) -> dict[str, Any]:
        """The next such line that was not heard yet."""
        ...


class Reachable(Protocol):
    """A unit that a technician kneels before."""

    @property
    def name(self) -> str: ...

    @property
    def run(self) -> Told: ...

    def see_sky(self) -> None:
        """Until its receiver has told time and place."""

    def wave(self, sensor: str) -> None:
        """A hand before the sensor."""


class Unit:
    """A simulated unit."""

    name = UNIT

    def __init__(self, folder: Path, lang: str = "en") -> None:
        """`lang`: what its console speaks."""
        self.folder = folder
        pir = sensors(left="both", right="both") | {"socket": "pir"}
        for sensor in pir["sensors"]:
            sensor["powered"] = "now"
        unit = profile(
            DAY,
            unit={"name": UNIT, "station": STATION, "lat": None, "lon": None},
            camera={"width": 640, "height": 360, "readiness": "cool"},
            plan={part: {"pre_roll_s": 0, "clip": False} for part in ("day", "night")},
            pir=pir,
            trigger={"warm_up_s": 1},
            console={"lang": lang},
            world={"gps_first_fix_s": 0, "charge": 0.93},
        )
        self.run = Running(folder, "run", write_profile(folder / "unit.toml", unit))
        self.port: str = self.run.wait_for("console")["port"]

    def __enter__(self) -> Unit:
        return self

    def __exit__(self, *_: object) -> None:
        self.run.__exit__()

    @property
    def card(self) -> Path:
        return self.folder / "card"

    def see_sky(self) -> None:
        while self.run.next("fix")["fixes"] < FIXES:
            pass

    def wave(self, sensor: str) -> None:
        with finger(self.folder / "pir") as hand:
            hand.pulse(sensor)


class Visit:
    """One technician at one unit; `shown` is what stood on the screen, by the name of the step."""

    def __init__(self, terminal: Terminal, unit: Reachable, lang: str) -> None:
        self.terminal = terminal
        self.unit = unit
        self.prompt = f"{unit.name}>"
        self.lang = lang
        self.shown: dict[str, list[str]] = {}

    def command(self, typed: str, name: str | None = None) -> list[str]:
        """Types it, and waits for the next prompt; what stands on the screen from this prompt to the next."""
        before = len(self.terminal.rows())
        self.terminal.command(typed)
        return self._kept(
            name, before, self.terminal.wait_for(lambda rows: len(rows) > before and self.prompts(rows))
        )

    def answer(self, *answers: tuple[str, str], name: str | None = None) -> list[str]:
        """What is typed, and the end of the row that is then waited for; the last one is the prompt's."""
        before = len(self.terminal.rows())
        for typed, then in answers:
            asked = len(self.terminal.rows())
            self.terminal.type(typed)
            self.terminal.wait_for(lambda rows, asked=asked, then=then: len(rows) > asked and rows[-1].endswith(then))
        return self._kept(name, before, self.terminal.rows())

    def enter(self) -> None:
        """The first key, and again until somebody is there: a program that just began may lose what is typed."""
        self.terminal.press_until("Enter", self.prompts)

    def prompts(self, rows: list[str]) -> bool:
        """Whether the unit waits for a command."""
        return rows[-1] == self.prompt

    def _kept(self, name: str | None, before: int, rows: list[str]) -> list[str]:
        shown = rows[before - 1 : -1]
        if name is not None:
            self.shown[name] = shown
        return shown


def _asks(rows: list[str]) -> bool:
    return ASKS.fullmatch(rows[-1]) is not None


def protect(visit: Visit) -> None:
    """Before the season, in the warm: the unit gets its PIN."""
    visit.enter()
    visit.answer(("pin", ":"), (PIN, ":"), (PIN, visit.prompt))


def plug_in(visit: Visit) -> None:
    visit.enter()
    visit.shown["plug-in"] = visit.terminal.rows()[-2:]


def unlock(visit: Visit) -> None:
    visit.answer(("unlock", ":"), (PIN, visit.prompt), name="unlock")


def speak(visit: Visit) -> None:
    visit.command(f"lang {visit.lang}", "lang")


def status(visit: Visit) -> None:
    visit.unit.see_sky()
    shown = visit.command("status", "status")
    assert len(shown) <= 24, "more than one screen"


def set_up(visit: Visit) -> None:
    """The language for good, one picture more by night; all else stays as it is."""
    visit.command(f"config set console.lang {visit.lang}", "keep-lang")
    before, asked = len(visit.terminal.rows()), 0
    visit.terminal.type("setup")
    while True:
        rows = visit.terminal.wait_for(lambda rows: len(rows) > before and (visit.prompts(rows) or _asks(rows)))
        if visit.prompts(rows):
            break
        asked += 1
        yes = ASKS.fullmatch(rows[-1])["now"] == NO[visit.lang]
        visit.terminal.type("4" if asked == NIGHT else YES[visit.lang] if yes else "")
        visit.terminal.wait_for(lambda shown, rows=rows: len(shown) > len(rows))
    visit.shown["setup"] = rows[before - 1 : -1]
    _come_back(visit)


def self_test(visit: Visit) -> None:
    visit.command("self-test", "self-test")


def walk_test(visit: Visit) -> None:
    before = len(visit.terminal.rows())
    visit.terminal.type("walk-test")
    visit.unit.run.next("disarmed")
    for sensor in ("left", "right"):
        visit.unit.wave(sensor)
        visit.terminal.wait_for(lambda rows, sensor=sensor: any(sensor in row for row in rows[before:]))
    visit.terminal.type("")
    visit.shown["walk-test"] = visit.terminal.wait_for(visit.prompts)[before - 1 : -1]


def aim(visit: Visit) -> None:
    visit.command("aim", "aim")


def change(visit: Visit) -> None:
    visit.command("config set plan.night.stills 5 trigger.retrigger_s 10", "config-set")
    visit.command("config diff", "config-diff")


def commit(visit: Visit) -> None:
    visit.command("config commit", "config-commit")
    _come_back(visit)


def _come_back(visit: Visit) -> None:
    """The unit starts anew with its settings, and proves them; whoever is there says the PIN again."""
    visit.unit.run.next("stopped")
    visit.unit.run.next("armed")
    while visit.unit.run.next("settings")["did"] != "kept":
        pass
    visit.unit.see_sky()
    rows = len(visit.terminal.rows())
    visit.terminal.type("")
    visit.terminal.wait_for(lambda shown: len(shown) > rows and visit.prompts(shown))
    visit.answer(("unlock", ":"), (PIN, visit.prompt))


def armed(visit: Visit) -> None:
    visit.command("status", "armed")


Step = Callable[[Visit], None]
STEPS: tuple[Step, ...] = (plug_in, speak, unlock, status, set_up, self_test, walk_test, aim, change, commit, armed)
