"""What trapd's own commands make of the cards, and whether all of it is right."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fortnight_run.judge import judge, tables
from fortnight_run.known import known
from fortnight_run.played import CARDS, SURVEY
from fortnight_run.survey import ROOT, STATIONS
from fortnight_run.truth import Truth

FORMS = {"camtrap-dp": "camtrap-dp", "camtrapr": "camtrapr"}
"""`--to`, and the folder."""
BLURRED, BLUR_KM = "blurred", 10
PAGES = {"en": "report.html", "ru": "report.ru.html"}
TABLE = "table.md"


@dataclass(slots=True)
class Looked:
    """What was asked, and what came of it."""

    lines: list[str] = field(default_factory=list)
    wrong: int = 0

    def see(self, what: str, right: bool) -> None:
        """A line of the sum."""
        self.lines.append(f"{'ok   ' if right else 'WRONG'} {what}")
        self.wrong += not right


def look(out: Path, truth: Truth) -> Looked:
    """Leaves packages, pages and `table.md` in `out`."""
    looked, cards = Looked(), sorted((out / CARDS).iterdir())
    for card in cards:
        looked.see(f"trapd verify {card.name}", _trapd("verify", card))
    survey = "--survey", out / SURVEY
    for form, folder in FORMS.items():
        to = out / folder, "--to", form, *survey
        looked.see(f"trapd export --to {form}", _trapd("export", *cards, *to))
        before = digest(out / folder)
        again = _trapd("export", *reversed(cards), *to)
        looked.see("… again, the cards in another order: nothing changes", again and digest(out / folder) == before)
    blurred = out / BLURRED, "--to", "camtrap-dp", *survey, "--blur-location", BLUR_KM
    looked.see(f"trapd export --blur-location {BLUR_KM}", _trapd("export", *cards, *blurred))
    looked.see("… no byte of it has the first three digits of a place", not list(_places(out / BLURRED)))
    for language, page in PAGES.items():
        looked.see(f"trapd report, {language}", _trapd("report", *cards, out / page, *survey, "--lang", language))
    found = known(*(out / folder for folder in FORMS.values()))
    for what, right in judge(truth, found):
        looked.see(what, right)
    (out / TABLE).write_text("\n".join(tables(truth, found)) + "\n")
    return looked


def _places(folder: Path) -> Iterator[Path]:
    """Files that tell one to a hundred metres."""
    exact = [f"{degrees:.3f}".encode() for station in STATIONS for degrees in (station.lat, station.lon)]
    for file in folder.rglob("*"):
        if file.is_file() and any(place in file.read_bytes() for place in exact):
            yield file


def digest(folder: Path) -> str:
    """Of every name and byte below it."""
    found = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            found.update(str(file.relative_to(folder)).encode() + hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def _trapd(*words: object) -> bool:
    """Whether all is in order, by its own word."""
    command = [sys.executable, "-m", "trapd", *map(str, words)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout, done.stderr, sep="", file=sys.stderr)
    return done.returncode == 0
