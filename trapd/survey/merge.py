"""Pictures of several cards, each once: a card and its copy, a picture before and after it was dated anew.

Which is taken does not hang on the order in which cards are named. No picture is opened: whether its bytes are those
that were announced is seen when it is copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trapd.card import catalog, names
from trapd.card.duplicate import NAME
from trapd.card.finding import Finding
from trapd.card.inventory import OURS
from trapd.card.ledger import Picture
from trapd.core.value import value
from trapd.survey.account import Fate, Row
from trapd.survey.capture import Capture, Card
from trapd.survey.reading import Reading

FATES: dict[str, Fate] = {
    "unannounced": "unannounced",
    "left over": "left over",
    "unfinished": "unfinished",
    "foreign": "foreign",
}
"""Of files that no catalog announces, by what was found."""


@value
class _Claim:
    """One card says that it holds this picture."""

    reading: Reading
    picture: Picture

    @property
    def card(self) -> Card:
        return self.reading.card

    @property
    def stands(self) -> bool:
        # A unit that runs may have announced it after the folders were looked at.
        name = self.picture.name
        return name in self.reading.inventory.standing or (self.card.root / name).exists()


def merge(readings: Sequence[Reading]) -> tuple[list[Capture], list[Row]]:
    """All captures, and a row for each other file. `readings` were read to their end."""
    replaced = set[tuple[str, str]]().union(*(reading.replaced for reading in readings))
    rows = [row for reading in readings for row in _found(reading)]
    claims: dict[str, list[_Claim]] = {}
    for reading in readings:
        for picture in reading.inventory.ledger.pictures.values():
            if NAME.fullmatch(picture.name) and names.ours(picture.name):
                claims.setdefault(names.shot(picture.name), []).append(_Claim(reading, picture))
            else:
                why = "the catalog announces it, and trapd calls no picture so"
                rows.append(Row(reading.card.root, picture.name, "foreign", "", why))
    captures = []
    for of_shot in claims.values():
        capture, others = _settle(of_shot, replaced)
        rows += others
        if capture is not None:
            captures.append(capture)
    return captures, rows


def _settle(claims: list[_Claim], replaced: set[tuple[str, str]]) -> tuple[Capture | None, list[Row]]:
    """Which of the claims on one picture is taken, and what becomes of the others."""
    stand = [claim for claim in claims if claim.stands]
    if not stand:
        why = "is announced and not there"
        return None, [Row(one.card.root, one.picture.name, "missing", "", why) for one in claims]
    best = min(stand, key=lambda claim: _rank(claim.picture, replaced))
    spare, rows = [], []
    for claim in claims:
        if claim is not best:
            row = _other(claim, best, replaced)
            rows.append(row)
            if row.fate == "twice" and claim.stands:
                spare.append(claim.card)
    picture = best.picture
    post = best.reading.posts[picture.at]
    return Capture(best.card, picture, post, picture.utc_ns, picture.dated, tuple(spare)), rows


def _rank(picture: Picture, replaced: set[tuple[str, str]]) -> tuple[bool, bool, str, str]:
    """The least is the best: one that nothing took the place of, and with a time."""
    return (picture.name, picture.sha256) in replaced, not picture.dated, picture.name, picture.sha256


def _other(claim: _Claim, best: _Claim, replaced: set[tuple[str, str]]) -> Row:
    picture, taken = claim.picture, best.picture
    fate: Fate
    if (picture.name, picture.sha256) == (taken.name, taken.sha256):
        fate, why = "twice", f"is on {best.card.root} too" + ("" if claim.stands else ", and not here any more")
    elif not claim.stands:
        fate, why = "missing", f"is announced and not there; {taken.name} on {best.card.root} is the same picture"
    elif (picture.name, picture.sha256) in replaced:
        fate, why = "left over", f"became {taken.name} on {best.card.root}"
    else:
        fate, why = "clash", f"by its name it is {taken.name} on {best.card.root}, and its bytes are others"
    return Row(claim.card.root, picture.name, fate, "", why)


def _found(reading: Reading) -> Iterator[Row]:
    """What stands on the card and is no picture."""
    root, about = reading.card.root, dict[str, list[Finding]]()
    for finding in reading.inventory.findings:
        if finding.what in FATES:
            yield Row(root, finding.name, FATES[finding.what], "", finding.why)
        else:
            about.setdefault(finding.name, []).append(finding)
    for name in sorted(OURS & reading.inventory.standing):
        said = [finding.why for finding in about.get(name, ())]
        why = "the survey was read from it" if name != "contact-sheet.png" else "shows the pictures of a run"
        yield Row(root, name, "record", "", "; ".join([why, *said]))
    if catalog.FILE not in reading.inventory.standing:
        yield Row(root, catalog.FILE, "missing", "", "is gone since it was read")
