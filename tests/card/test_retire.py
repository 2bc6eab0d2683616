"""Room is made ahead of need, the word before the deed, and never more than is needed."""

import os

import cards
import pytest

from trapd.card import catalog, ledger
from trapd.card.retire import Retirement
from trapd.card.sweep import sweep
from trapd.card.volume import MB, Volume

SIZE_MB, FULL_MB, LOW_MB = 100, 4, 6
BEGIN_MB, END_MB = 16, 22
"""As these marks come out of those."""


class PowerCut(BaseException):
    """Nothing after this is carried out."""


class SmallCard(Volume):
    """Each picture on it takes a megabyte, as its line says."""

    def free_mb(self):
        return SIZE_MB - len(list(self.root.glob("KP-07/**/*.jpg")))

    def size_mb(self):
        return SIZE_MB

    def take(self, sequence, **facts):
        caption = cards.caption(sequence=sequence, utc_ns=cards.UTC_NS + sequence * 10**9, **facts)
        self.write(caption, b"picture")
        return self.announce(caption, "0" * 64, MB)

    def fill(self, pictures, **facts):
        return [self.take(sequence, **facts) for sequence in range(1, pictures + 1)]


def filled(root, pictures, **facts):
    card = SmallCard(root, 0)
    return card, card.fill(pictures, **facts)


@pytest.fixture
def full(tmp_path):
    """With 10 MB free, and the names of what is on it, oldest first."""
    card, names = filled(tmp_path, SIZE_MB - 10)
    yield card, names
    card.close()


def retirement(policy="oldest-first"):
    return Retirement(policy, FULL_MB, LOW_MB, "DESK-1")


def on_card(root):
    return sorted(f"KP-07/{path.name}" for path in root.glob("KP-07/*"))


def test_by_default_nothing_is_ever_deleted(full):
    card, names = full

    assert not retirement("never").due(card)
    assert list(retirement("never").make_room(card)) == []
    assert on_card(card.root) == names


def test_what_another_unit_took_stays(tmp_path):
    card, names = filled(tmp_path, SIZE_MB - 10, unit="DESK-2")

    assert list(retirement().make_room(card)) == []
    assert on_card(tmp_path) == names
    card.close()


def test_the_oldest_go_until_there_is_room_again(full):
    card, names = full
    chore = retirement()

    assert chore.due(card)
    gone = [picture.name for picture in chore.make_room(card)]

    assert gone == names[: END_MB - 10]
    assert card.free_mb() == END_MB
    assert on_card(card.root) == names[END_MB - 10 :] == list(ledger.fold(card.root).pictures)
    assert not chore.due(card)
    assert list(chore.make_room(card)) == []


def test_it_begins_before_the_card_is_nearly_full(tmp_path):
    card, _ = filled(tmp_path, SIZE_MB - BEGIN_MB)

    assert not retirement().due(card)
    card.take(999)
    assert retirement().due(card)
    card.close()


def test_protected_pictures_stay_and_it_is_not_tried_again_and_again(full):
    card, names = full
    for name in names[3:]:
        card.note({"kind": "protected", "name": name})
    chore = retirement("keep-protected")

    assert [picture.name for picture in chore.make_room(card)] == names[:3]
    assert on_card(card.root) == names[3:]
    assert not chore.due(card)

    card.fill(4, boot="ffff")
    assert chore.due(card)
    assert len(list(chore.make_room(card))) == 4


def test_a_picture_that_is_gone_already_is_no_hindrance(full):
    card, names = full
    (card.root / names[0]).unlink()

    assert names[0] in [picture.name for picture in retirement().make_room(card)]


def test_a_card_that_is_closed_meanwhile_ends_it(full):
    card, names = full
    going = retirement().make_room(card)
    next(going)

    card.close()

    with pytest.raises(OSError, match="Bad file descriptor"):
        next(going)
    assert on_card(card.root) == names[1:]


def test_a_cut_at_any_sync_leaves_no_picture_half_deleted(tmp_path, monkeypatch):
    fsync, cut, cuts = os.fsync, True, 0
    while cut:
        card, names = filled(tmp_path / str(cuts), SIZE_MB - 14)
        left, cut = cuts, False

        def cut_off(fd):
            nonlocal left
            if not left:
                raise PowerCut
            left -= 1
            fsync(fd)

        monkeypatch.setattr(os, "fsync", cut_off)
        try:
            list(retirement().make_room(card))
        except PowerCut:
            cut = True
        monkeypatch.undo()
        card.close()

        card = SmallCard(card.root, 0)
        sweep(card, lambda path: pytest.fail(f"looked into {path}"))
        card.close()
        deleted = [
            record["name"] for record in catalog.read(card.root / "catalog.jsonl") if record["kind"] == "deleted"
        ]
        assert on_card(card.root) == list(ledger.fold(card.root).pictures) == names[len(deleted) :]
        cuts += cut
    assert cuts == 2 * (END_MB - 14)
