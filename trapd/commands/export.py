"""`trapd export`: cards to a folder that an analyst's tools read."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trapd.card import disk_trouble, trouble
from trapd.core.errors import TrapdError, WrongUse
from trapd.core.units import S
from trapd.export import account
from trapd.export.copying import Copying
from trapd.export.form import Form
from trapd.export.package import ACCOUNT, Package
from trapd.runtime.clock import FieldClock
from trapd.survey.account import Row
from trapd.survey.gather import Survey, gather
from trapd.survey.plan import SurveyPlan
from trapd.survey.plan_file import load
from trapd.view.progress import transfer
from trapd.view.words import count

if TYPE_CHECKING:
    from trapd.export.blur.blurred import Blurred

NOT_IN_ORDER = {"missing", "damaged", "unreadable", "no position", "clash"}
"""What somebody should look at. All else is told in `account.csv` alone."""
MB = 1_000_000


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


@dataclass(slots=True)
class Outcome:
    """So far."""

    exported: int = 0
    new: int = 0
    """Of them, those that did not stand there before."""
    size: int = 0
    """Bytes, of those exported."""
    deviant: dict[str, Row] = field(default_factory=dict)
    """What became of pictures that were not in order, by the `to` of their copy."""
    left_out: set[str] = field(default_factory=set)
    """Of those, the copies that are not there."""
    trouble: int = 0
    """Lines that told of something not in order."""


def export(cards: Sequence[Path], out: Path, wish: Wish) -> int:
    """0 if all that the cards announce is in the package, 1 if anything is not in order. Raises TrapdError."""
    _apart(cards, out)
    plan = SurveyPlan() if wish.survey is None else load(wish.survey)
    survey = gather(cards, plan)
    blur = None if wish.blur_km is None else _blurred(survey, wish.blur_km)
    form = _form(wish, survey, blur)
    outcome, told = Outcome(), _Lines() if wish.json else _Words()
    for note in survey.notes:
        told.note(note)
    with _obeys(survey, out):
        package = Package(out)
        whole = False
        try:
            copying = Copying(package, wish.link)
            _copy(copying, form, outcome, told)
            if copying.cannot_link is not None:
                told.note(f"pictures are copied, since no links can be made in {out}: {copying.cannot_link}")
            for why in form.tell(package, outcome.left_out):
                outcome.trouble += 1
                told.trouble(why)
            fates = Counter[str]()
            account.write(package, _counted(account.rows(survey.account, form, outcome.deviant), fates, told))
            if blur is not None:
                _prove(package, blur, outcome, told)
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


def _blurred(survey: Survey, km: float) -> Blurred:
    from trapd.export.blur.blurred import blurred

    return blurred(survey, km)


def _form(wish: Wish, survey: Survey, blur: Blurred | None) -> Form:
    if blur is None:
        return _plain_form(wish, survey, None)
    from trapd.export.blur.form import Hidden

    return Hidden(_plain_form(wish, blur.survey, blur.precision_deg))


def _plain_form(wish: Wish, survey: Survey, precision_deg: float | None) -> Form:
    if wish.to == "camtrapr":
        from trapd.export.camtrapr.form import CamtrapR

        return CamtrapR(survey)
    from trapd.export.camtrap_dp.form import CamtrapDp

    now = datetime.fromtimestamp(FieldClock().utc_ns() // S, UTC)
    return CamtrapDp(survey, f"{now:%Y-%m-%dT%H:%M:%SZ}", precision_deg)


def _copy(copying: Copying, form: Form, outcome: Outcome, told: _Words | _Lines) -> None:
    with transfer(sum(copy.capture.picture.size for copy in form.copies())) as advance:
        for done in copying.run(form.copies()):
            size = done.copy.capture.picture.size
            outcome.exported += done.there
            outcome.new += done.new
            outcome.size += size if done.there else 0
            if done.row.fate != "exported":
                outcome.deviant[done.copy.to] = done.row
            if not done.there:
                outcome.left_out.add(done.copy.to)
            advance(size)


def _prove(package: Package, blur: Blurred, outcome: Outcome, told: _Words | _Lines) -> None:
    """Nothing in the package tells where a unit hung."""
    from trapd.export.blur import proof

    files, before = proof.files(package.root), outcome.trouble
    with transfer(sum(path.stat().st_size for path in files)) as advance:
        for why in proof.told(package.root, blur.search, advance):
            outcome.trouble += 1
            told.trouble(why)
    if outcome.trouble == before:
        told.note(f"no exact place stands in any byte of {count(len(files), 'file')} in {package.root}")


def _counted(rows: Iterator[Row], fates: Counter[str], told: _Words | _Lines) -> Iterator[Row]:
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
        raise TrapdError(disk_trouble.in_words(err, out)) from err


class _Lines:
    """For programs: one JSON object a line."""

    def file(self, row: Row) -> None:
        _emit("file", card=str(row.card), name=row.name, fate=row.fate, to=row.to, why=row.why)

    def trouble(self, why: str) -> None:
        _emit("trouble", why=why)

    def note(self, what: str) -> None:
        _emit("note", what=what)

    def sum_up(self, out: Path, outcome: Outcome, fates: Mapping[str, int]) -> None:
        facts = {"exported": outcome.exported, "new": outcome.new, "mb": round(outcome.size / MB, 3)}
        _emit("summary", out=str(out), **facts, fates=dict(sorted(fates.items())), trouble=outcome.trouble)


class _Words:
    """For people."""

    def file(self, row: Row) -> None:
        print(f"NOT IN ORDER  {row.card / row.name}: {row.why}", flush=True)

    def trouble(self, why: str) -> None:
        print(f"NOT IN ORDER  {why}", flush=True)

    def note(self, what: str) -> None:
        print("trapd:", what, file=sys.stderr)

    def sum_up(self, out: Path, outcome: Outcome, fates: Mapping[str, int]) -> None:
        there = outcome.exported - outcome.new
        before = f", {there} of them there before" if there else ""
        others = ", ".join(f"{number} {fate}" for fate, number in sorted(fates.items()) if fate != "exported")
        rest = f"; of other files {others}" if others else ""
        print(f"{count(outcome.exported, 'picture')}, {outcome.size / MB:,.1f} MB in {out}{before}{rest}: {ACCOUNT}")


def _emit(event: str, **facts: Any) -> None:
    print(json.dumps({"event": event, **facts}), flush=True)
