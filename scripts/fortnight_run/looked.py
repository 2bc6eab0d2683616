"""What trapd's own commands make of the cards, and whether all of it is right."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fortnight_run import compare
from fortnight_run.compare import Pairs, markdown
from fortnight_run.known import Known, known, pairs
from fortnight_run.played import CARDS, SURVEY
from fortnight_run.survey import ROOT
from fortnight_run.truth import Truth

FORMS = {"camtrap-dp": "camtrap-dp", "camtrapr": "camtrapr"}
"""`--to`, and the folder."""
PAGES = {"en": "report.html", "ru": "report.ru.html"}
TABLE = "table.md"
LATE_S = 1.0
"""Of a picture whose time is not flagged: tables have whole seconds, and receivers are right to one."""
A_CUT_MIN = 10
"""As docs/effort.md has it: the last sign of life before a power cut is never older."""


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
    for language, page in PAGES.items():
        looked.see(f"trapd report, {language}", _trapd("report", *cards, out / page, *survey, "--lang", language))
    found, joined = known(out / FORMS["camtrap-dp"]), pairs(out / FORMS["camtrapr"])
    judge(looked, truth, found, joined)
    (out / TABLE).write_text("\n".join(tables(truth, found, joined)) + "\n")
    return looked


def tables(truth: Truth, found: Known, joined: Pairs) -> Iterator[str]:
    """As docs/fortnight.md has them."""
    yield from markdown(compare.kinds(truth, found))
    yield ""
    yield from markdown(compare.animals(truth, found))
    yield ""
    yield from markdown(compare.effort(truth, found))
    yield ""
    yield from markdown(compare.flanks(truth, joined))


def judge(looked: Looked, truth: Truth, found: Known, joined: Pairs) -> None:
    """Each thing that a package can get wrong about the survey."""
    taken = {shot for unit in truth.units.values() for shot in unit.pictures}
    looked.see(f"{len(taken)} pictures were taken, and the package has each once", taken == found.pictures.keys())
    looked.see("every file of every card stands in account.csv, once", _accounted(found))
    late = compare.late(truth, found)
    looked.see(f"times that are not flagged are right to {late[False]:g} s", late[False] <= LATE_S)
    looked.see(f"times that are wrong, by up to {late[True]:.0f} s, are flagged", late[True] > LATE_S)
    lost = [walk for unit in truth.units.values() for walk in compare.lost(unit, found)]
    looked.see("whoever is in a picture on a card is in the package", not lost)
    looked.see(
        "no pictures of the technician that are not marked for it",
        not any(compare.unmarked(unit, found) for unit in truth.units.values()),
    )
    spent = [(compare.off_min(name, unit, found), len(unit.watched)) for name, unit in truth.units.items()]
    right = all(-A_CUT_MIN * cuts <= minutes <= 0 for minutes, cuts in spent)
    looked.see(f"effort is never told too long, and at most {A_CUT_MIN} minutes a power cut too short", right)
    rows = compare.flanks(truth, joined)[1:]
    looked.see("no two animals are joined to one", not any(row[-1] for row in rows))


def _accounted(found: Known) -> bool:
    """Files of ours that are no pictures, such as the catalog, need not be in it."""
    named = [(card, name) for card, name, _ in found.fates]
    there = {
        (str(card), str(file.relative_to(card)))
        for card in map(Path, {card for card, _ in named})
        for file in card.rglob("*")
        if file.is_file()
    }
    return len(named) == len(set(named)) and there == set(named)


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
