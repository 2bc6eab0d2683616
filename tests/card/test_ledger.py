"""What the lines of a catalog add up to."""

import pytest

from trapd.card import ledger
from trapd.card.catalog import Catalog, media


@pytest.fixture
def card(tmp_path):
    """Writes its records as the catalog of a card; returns the card's folder."""

    def write(*records, file="catalog.jsonl"):
        book = Catalog(tmp_path, file)
        for record in records:
            book.append(record)
        book.close()
        return tmp_path

    return write


def still(name, **facts):
    facts = {
        "utc_ns": 1,
        "boot": "a1b2",
        "sequence": 7,
        "number": 2,
        "trigger": "motion",
        "time_source": "gps",
    } | facts
    return media(name, name[-5] * 64, 100, facts)


def repaired(name, was):
    return still(name) | {"kind": "repaired", "was": was, "was_sha256": was[-5] * 64}


def test_an_announced_picture_is_there(card):
    root = card(still("KP-07/1.jpg"))

    (picture,) = ledger.fold(root).pictures.values()

    assert (picture.name, picture.sha256, picture.size) == ("KP-07/1.jpg", "1" * 64, 100)
    assert (picture.boot, picture.sequence, picture.number, picture.trigger) == ("a1b2", 7, 2, "motion")
    assert picture.dated
    assert not picture.protected
    assert not picture.offloaded
    assert ledger.facts(root, picture) == still("KP-07/1.jpg")


def test_a_repaired_one_stands_in_the_place_of_the_old(card):
    folded = ledger.fold(card(still("KP-07/1.jpg", time_source="none"), repaired("KP-07/2.jpg", was="KP-07/1.jpg")))

    assert list(folded.pictures) == ["KP-07/2.jpg"]
    assert folded.gone == {"KP-07/1.jpg": "KP-07/2.jpg"}


def test_a_repaired_one_stays_protected(card):
    protected = {"kind": "protected", "name": "KP-07/1.jpg"}
    folded = ledger.fold(card(still("KP-07/1.jpg"), protected, repaired("KP-07/2.jpg", was="KP-07/1.jpg")))

    assert folded.pictures["KP-07/2.jpg"].protected


def test_a_deleted_one_is_gone(card):
    folded = ledger.fold(card(still("KP-07/1.jpg"), {"kind": "deleted", "name": "KP-07/1.jpg"}))

    assert not folded.pictures
    assert folded.gone == {"KP-07/1.jpg": ""}


def test_protection_can_be_taken_back(card):
    marks = [{"kind": kind, "name": "KP-07/1.jpg"} for kind in ("protected", "unprotected")]

    assert not ledger.fold(card(still("KP-07/1.jpg"), *marks)).pictures["KP-07/1.jpg"].protected


def test_only_a_copy_of_the_very_bytes_counts(card):
    card(still("KP-07/1.jpg"), still("KP-07/2.jpg"))
    copies = [{"kind": "offloaded", "name": f"KP-07/{digit}.jpg", "sha256": "1" * 64} for digit in (1, 2)]

    folded = ledger.fold(card(*copies, file=ledger.OFFLOADS))

    assert [picture.offloaded for picture in folded.pictures.values()] == [True, False]


def test_lines_about_nothing_change_nothing(card):
    lines = [{"kind": kind, "name": "KP-07/9.jpg"} for kind in ("protected", "unprotected", "offloaded", "weather")]

    assert not ledger.fold(card({"kind": "media", "name": 5}, *lines)).pictures
