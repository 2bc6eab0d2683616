"""A card is emptied: the word before the deed, nothing that only it holds unless that is meant."""

import fcntl
import os
from functools import partial

import cards
import pytest

from trapd.card import catalog, empty, ledger
from trapd.card.catalog import Catalog
from trapd.card.sweep import UNFINISHED, sweep
from trapd.card.volume import Volume
from trapd.linux.emptying import emptying


class PowerCut(BaseException):
    """Nothing after this is carried out."""


def filled(root, pictures, **facts):
    card = Volume(root, 0)
    return card, [take(card, sequence, **facts) for sequence in range(1, pictures + 1)]


def take(card, sequence, **facts):
    caption = cards.caption(sequence=sequence, utc_ns=cards.UTC_NS + sequence * 10**9, **facts)
    card.write(caption, b"picture")
    return card.announce(caption, "0" * 64, 7)


def offloaded(card, names):
    lines = Catalog(card.root, ledger.OFFLOADS, card="0123456789abcdef")
    for name in names:
        lines.append({"kind": "offloaded", "name": name, "sha256": "0" * 64, "disk": "feed"})
    lines.close()


def emptied(card, anyway=False):
    """The last word, after the card was worked on."""
    told = []
    emptying(anyway, told.append)(card)
    assert [event.over for event in told] == [False] * (len(told) - 1) + [True]
    return told[-1]


def on_card(root):
    return sorted(str(path.relative_to(root)) for path in root.glob("KP-07/**/*.*"))


def test_what_is_on_no_other_disk_stays(tmp_path):
    card, names = filled(tmp_path, 3)
    offloaded(card, names[:2])

    told = emptied(card)

    assert (told.pictures, told.left) == (0, 3)
    assert told.why == "on no other disk: 1 of its pictures; offload them first, or say `anyway`"
    assert on_card(tmp_path) == names


def test_what_was_offloaded_goes_and_what_is_protected_stays(tmp_path):
    card, names = filled(tmp_path, 4, unit="DESK-2")
    card.note({"kind": "protected", "name": names[0]})
    offloaded(card, names[1:])

    told = emptied(card)

    assert (told.pictures, told.left, told.kept, told.why) == (3, 0, 1, None)
    assert on_card(tmp_path) == list(ledger.fold(tmp_path).pictures) == names[:1]


def test_anyway_means_all_and_what_sweeps_had_set_aside(tmp_path):
    card, names = filled(tmp_path, 4)
    card.note({"kind": "protected", "name": names[0]})
    (tmp_path / UNFINISHED / "KP-07").mkdir(parents=True)
    (tmp_path / UNFINISHED / "KP-07" / "broken.jpg").touch()
    (tmp_path / "notes.txt").write_text("the technician's own")

    told = emptied(card, anyway=True)

    assert (told.pictures, told.kept) == (4, 0)
    assert on_card(tmp_path) == []
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["catalog.jsonl", "notes.txt"]


def test_the_catalog_still_tells_of_everything_that_was(tmp_path):
    card, _ = filled(tmp_path, 2)
    card.note({"kind": "effort", "states": ["armed"]})

    emptied(card, anyway=True)

    lines = list(catalog.read(tmp_path / catalog.FILE))
    assert [line["kind"] for line in lines] == ["header", "media", "media", "effort", "deleted", "deleted"]
    assert {line["why"] for line in lines if line["kind"] == "deleted"} == {empty.WHY}
    assert take(card, 3) in ledger.fold(tmp_path).pictures


def test_a_catalog_from_a_stranger_does_not_lead_out_of_the_card(tmp_path):
    card, _ = filled(tmp_path / "card", 1)
    (tmp_path / "mine.jpg").touch()
    for name in ("../mine.jpg", str(tmp_path / "mine.jpg"), "KP-07/../../mine.jpg"):
        card.note(catalog.media(name, "0" * 64, 0, {}))

    assert emptied(card, anyway=True).pictures == 1
    assert (tmp_path / "mine.jpg").exists()


def test_not_while_a_disk_is_being_filled(tmp_path):
    card, names = filled(tmp_path, 2)
    offloaded(card, names)
    with (tmp_path / ledger.OFFLOADS).open() as copying:
        fcntl.flock(copying, fcntl.LOCK_EX)
        told = emptied(card)
    assert "a disk is being filled" in told.why
    assert on_card(tmp_path) == names
    assert emptied(card).pictures == 2


def test_it_tells_how_far_it_is(tmp_path):
    card, _ = filled(tmp_path, 250)
    told = []
    emptying(True, told.append)(card)
    assert [(event.pictures, event.left, event.over) for event in told] == [
        (100, 150, False),
        (200, 50, False),
        (250, 0, True),
    ]


def test_a_card_that_is_pulled_meanwhile_ends_it_and_that_is_told(tmp_path):
    card, names = filled(tmp_path, 250)
    told = []

    def pull(event):
        told.append(event)
        card.close()

    with pytest.raises(OSError, match="Bad file descriptor"):
        emptying(True, pull)(card)

    assert (told[-1].over, told[-1].pictures) == (True, 100)
    assert told[-1].why is not None
    assert on_card(tmp_path) == names[100:]


def test_a_cut_at_any_sync_leaves_a_card_in_order_and_it_can_be_gone_on_with(tmp_path, monkeypatch):
    fsync, cut, cuts = os.fsync, True, 0
    while cut:
        card, names = filled(tmp_path / str(cuts), 6)
        left, cut = cuts, False

        def cut_off(fd):
            nonlocal left
            if not left:
                raise PowerCut
            left -= 1
            fsync(fd)

        monkeypatch.setattr(os, "fsync", cut_off)
        try:
            emptying(True, lambda event: None)(card)
        except PowerCut:
            cut = True
        monkeypatch.undo()
        card.close()

        card = Volume(card.root, 0)
        sweep(card, partial(pytest.fail, "looked into a file"))
        assert on_card(card.root) == list(ledger.fold(card.root).pictures)
        assert set(on_card(card.root)) <= set(names)
        emptied(card, anyway=True)
        assert on_card(card.root) == []
        card.close()
        cuts += cut
    assert cuts == 2 * 6
