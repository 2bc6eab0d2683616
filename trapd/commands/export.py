"""`trapd export`: cards to a folder that an analyst's tools read."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trapd.card import disk_trouble, trouble
from trapd.commands.export_form import form
from trapd.commands.export_told import MB, Lines, Listener, Outcome, Words
from trapd.core.errors import TrapdError, WrongUse
from trapd.export import account
from trapd.export.copying import Copying
from trapd.export.form import Form
from trapd.export.package import Package
from trapd.survey.account import Row
from trapd.survey.gather import Survey, gather
from trapd.survey.plan import SurveyPlan
from trapd.survey.plan_file import load
from trapd.view.progress import transfer

if TYPE_CHECKING:
    from trapd.export.blur.blurred import Blurred

NOT_IN_ORDER = {"missing", "damaged", "unreadable", "no position", "clash"}
"""What somebody should look at. All else is told in `account.csv` alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """None: what `survey` could tell is not told."""

    to: str
    """The form: `camtrap-dp` or `camtrapr`."""
    survey: Path | None = None
    link: bool = False
    blur_km: float | None = None
    """Places are told as fields so wide; None: as they are."""
    json: bool = False


def export(cards: Sequence[Path], out: Path, wish: Wish) -> int:
    """0 if all that the cards announce is in the package, 1 if anything is not in order. Raises TrapdError."""
    _apart(cards, out)
    plan = SurveyPlan() if wish.survey is None else load(wish.survey)
    survey = gather(cards, plan)
    blur = None if wish.blur_km is None else _blurred(survey, wish.blur_km, out)
    outcome = Outcome()
    told: Listener = Lines() if wish.json else Words()
    for note in survey.notes:
        told.note(note)
    with _obeys(survey, out):
        taken = form(wish.to, survey, blur, out)
        package = Package(out)
        whole = False
        try:
            copying = Copying(package, wish.link)
            _copy(copying, package, taken, outcome, told)
            if copying.cannot_link is not None:
                told.note(f"pictures are copied, since no links can be made in {out}: {copying.cannot_link}")
            for why in taken.tell(package, outcome.left_out):
                outcome.trouble += 1
                told.trouble(why)
            fates = Counter[str]()
            account.write(package, _counted(account.rows(survey.account, taken, outcome.deviant), fates, told))
            if blur is not None:
                from trapd.commands.export_blur import prove

                prove(package, blur, outcome, told)
            whole = True
        except KeyboardInterrupt:
            print("trapd: stopped: run it again, and it goes on", file=sys.stderr)
            raise
        finally:
            package.close(whole)
    told.sum_up(out, outcome, fates)
    return int(bool(outcome.trouble) or not NOT_IN_ORDER.isdisjoint(fates))


def _apart(cards: Sequence[Path], out: Path) -> None:
    for card in cards:
        if out.resolve().is_relative_to(card.resolve()):
            raise WrongUse(f"{out} is on the card {card} itself: name a folder elsewhere")
        if card.resolve().is_relative_to(out.resolve()):
            raise WrongUse(f"the card {card} is in {out}: name a folder of its own, which comes last")


def _blurred(survey: Survey, km: float, out: Path) -> Blurred:
    from trapd.commands.export_blur import no_open_export
    from trapd.export.blur.blurred import blurred

    blur = blurred(survey, km)
    no_open_export(out, blur)
    return blur


def _copy(copying: Copying, package: Package, taken: Form, outcome: Outcome, told: Listener) -> None:
    with transfer(_size(copying, package, taken)) as advance:
        for done in copying.run(taken.copies()):
            size = done.copy.capture.picture.size
            outcome.exported += done.there
            outcome.new += done.new
            outcome.size += size if done.there else 0
            if done.row.why:
                outcome.deviant[done.copy.to] = done.row
            if not done.there:
                outcome.left_out.add(done.copy.to)
            advance(size)


def _size(copying: Copying, package: Package, taken: Form) -> int:
    """Bytes of all copies. Raises TrapdError if there is no room for those that are not there yet."""
    size = new = 0
    for copy in taken.copies():
        size += copy.capture.picture.size
        if not (copying.links and not copy.through) and not package.holds(copy.to):
            new += copy.capture.picture.size
    free = package.free()
    if new > free:
        mend = "make room, or name a folder on a larger disk"
        raise TrapdError(f"{package.root} has room for {free // MB:,} of {new // MB:,} MB: {mend}")
    return size


def _counted(rows: Iterator[Row], fates: Counter[str], told: Listener) -> Iterator[Row]:
    """Each is told, if somebody should look at it."""
    for row in rows:
        fates[row.fate] += 1
        if row.fate in NOT_IN_ORDER:
            told.file(row)
        yield row


@contextmanager
def _obeys(survey: Survey, out: Path) -> Iterator[None]:
    """Card or disk, by the file's name."""
    try:
        yield
    except OSError as err:
        for card in survey.cards:
            if err.filename is not None and Path(err.filename).is_relative_to(card.root):
                raise TrapdError(trouble.in_words(err, card.root)) from err
        if err.errno in trouble.FULL:
            raise TrapdError(f"the disk {out} is full: make room, and export again: it goes on") from err
        raise TrapdError(disk_trouble.in_words(err, out)) from err
