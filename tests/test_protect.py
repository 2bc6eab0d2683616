"""`trapd protect`: a word to the card that every later start heeds."""

import hashlib
import os

import cards
import pytest

from trapd.__main__ import main
from trapd.card import ledger
from trapd.card.volume import Volume


@pytest.fixture
def card(tmp_path):
    volume = Volume(tmp_path / "card", 0)
    for sequence in (1, 2, 3):
        volume.write(cards.caption(sequence=sequence), b"picture")
        volume.announce(cards.caption(sequence=sequence), hashlib.sha256(b"picture").hexdigest(), 7)
    volume.close()
    return tmp_path / "card"


def protected(card):
    return [picture.sequence for picture in ledger.fold(card).pictures.values() if picture.protected]


def test_by_name_or_by_path_on_and_off(card, monkeypatch):
    one, two, three = ledger.fold(card).pictures
    monkeypatch.chdir(card.parent)

    assert main(["protect", str(card), one, f"card/{two}", str(card / three)]) == 0
    assert protected(card) == [1, 2, 3]
    assert main(["protect", str(card), "--off", two]) == 0
    assert protected(card) == [1, 3]


def test_what_is_said_already_is_not_said_again(card):
    one, *_ = ledger.fold(card).pictures
    main(["protect", str(card), one])
    lines = (card / "catalog.jsonl").read_bytes()

    assert main(["protect", str(card), one]) == 0
    assert (card / "catalog.jsonl").read_bytes() == lines


def test_all_or_nothing(card, capsys):
    one, *_ = ledger.fold(card).pictures

    assert main(["protect", str(card), one, "KP-07/dog.jpg"]) == 64
    assert "KP-07/dog.jpg is no picture" in capsys.readouterr().err
    assert protected(card) == []


def test_not_while_a_unit_runs_on_it(card, capsys):
    one, *_ = ledger.fold(card).pictures
    volume = Volume(card, 0)

    assert main(["protect", str(card), one]) == 1
    assert "in use by another trapd" in capsys.readouterr().err
    volume.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_card_that_may_not_be_written_is_one_line(card, capsys):
    one, *_ = ledger.fold(card).pictures
    (card / "catalog.jsonl").chmod(0o400)

    assert main(["protect", str(card), one]) == 1
    assert "may not be written" in capsys.readouterr().err
