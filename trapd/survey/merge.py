"""Pictures of several cards, each once: a card and its copy, a picture before and after it was dated anew.

Which is taken does not hang on the order in which cards are named. A file is opened only where two cards announce
other bytes for one picture; whether all others are what was announced is seen when they are copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trapd.card import checksum, names
from trapd.card.duplicate import NAME
from trapd.card.ledger import Picture
from trapd.core.value import value
from trapd.survey.account import Row
from trapd.survey.capture import Capture, Card
from trapd.survey.reading import Reading
from trapd.survey.timing import Timing

Replaced = set[tuple[str, str]]
"""Name and checksum of pictures that another took the place of."""


@value
class _Claim:
    """One card says that it holds this picture."""

    reading: Reading
    picture: Picture

    @property
    def card(self) -> Card:
        return self.reading.card

    @property
    def bytes(self) -> tuple[str, str]:
        return self.picture.name, self.picture.sha256

    @property
    def stands(self) -> bool:
        name = self.picture.name
        if name not in self.reading.inventory.absent:
            return True
        try:
            (self.card.root / name).lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            pass  # whoever copies it will say why
        return True

    @property
    def whole(self) -> bool:
        """Whether these are the bytes that were announced."""
        try:
            return checksum.sha256(self.card.root / self.picture.name) == self.picture.sha256
        except OSError:
            return False


def merge(readings: Sequence[Reading], timing: Timing) -> tuple[list[Capture], list[Row]]:
    """All captures, and a row for each other file that some card announces. Raises OSError."""
    replaced: Replaced = set().union(*(reading.replaced for reading in readings))
    captures: list[Capture] = []
    rows: list[Row] = []
    for of_shot in _by_shot(readings):
        if _shot(name := of_shot[0].picture.name) == name:
            rows += map(_stranger, of_shot)
            continue
        stand = [claim for claim in of_shot if claim.stands]
        best = _best(stand, replaced)
        if best is None:
            rows += [_missing(claim) for claim in of_shot]
            continue
        rows += [_other(claim, best, replaced) for claim in of_shot if claim is not best]
        spare = tuple(claim.card for claim in stand if claim is not best and claim.bytes == best.bytes)
        captures.append(_capture(best, spare, timing))
    return captures, rows


def _by_shot(readings: Sequence[Reading]) -> Iterator[list[_Claim]]:
    """All claims on each picture. Most pictures are on one card alone, and 100,000 lists would take their room."""
    once, again = set[int](), set[int]()
    for reading in readings:
        for name in reading.inventory.ledger.pictures:
            key = hash(_shot(name))
            (again if key in once else once).add(key)
    once.clear()
    claims: dict[str, list[_Claim]] = {}
    for reading in readings:
        for picture in reading.inventory.ledger.pictures.values():
            shot = _shot(picture.name)
            if hash(shot) in again:
                claims.setdefault(shot, []).append(_Claim(reading, picture))
            else:
                yield [_Claim(reading, picture)]
    yield from claims.values()


def _shot(name: str) -> str:
    """The whole name of what is none of ours."""
    return names.shot(name) if NAME.fullmatch(name) else name


def _best(claims: list[_Claim], replaced: Replaced) -> _Claim | None:
    """One that nothing took the place of, and with a time. Where that leaves other bytes, the first that is whole."""
    ranked = sorted(claims, key=lambda one: (one.bytes in replaced, not one.picture.dated, one.bytes))
    new = [claim for claim in ranked if claim.bytes not in replaced]
    if len({claim.bytes for claim in new}) > 1:
        return next((claim for claim in new if claim.whole), new[0])
    return ranked[0] if ranked else None


def _capture(claim: _Claim, spare: tuple[Card, ...], timing: Timing) -> Capture:
    picture = claim.picture
    moment = timing.moment(names.unit(picture.name), claim.card, picture)
    return Capture(
        card=claim.card,
        picture=picture,
        post=claim.reading.posts[picture.at],
        utc_ns=moment.utc_ns,
        dated=moment.source != "none",
        doubt_s=moment.uncertainty_s or 0.0,
        spare=spare,
    )


def _other(claim: _Claim, best: _Claim, replaced: Replaced) -> Row:
    """What becomes of a claim on a picture that is taken from elsewhere."""
    root, name = claim.card.root, claim.picture.name
    taken = f"{best.picture.name} on {best.card.root}"
    if not claim.stands:
        return Row(root, name, "twice", "", f"is announced and not there; it comes from {best.card.root}")
    if claim.bytes == best.bytes:
        return Row(root, name, "twice", "", f"is on {best.card.root} too")
    if claim.bytes in replaced:
        return Row(root, name, "left over", "", f"became {taken}")
    return Row(root, name, "clash", "", f"by its name it is {taken}, and its bytes are others")


def _missing(claim: _Claim) -> Row:
    return Row(claim.card.root, claim.picture.name, "missing", "", "is announced and not there")


def _stranger(claim: _Claim) -> Row:
    if not claim.stands:
        return _missing(claim)
    why = "the catalog announces it under a name that no picture of trapd's has"
    return Row(claim.card.root, claim.picture.name, "foreign", "", why)
