"""The last sequence, found from the end of a catalog of any size."""

import pytest

from trapd.card import tail
from trapd.card.catalog import Catalog, media


@pytest.fixture
def last_sequence(tmp_path):
    """Of a catalog with these records, and a torn line behind them."""

    def of(*records, torn=b""):
        book = Catalog(tmp_path)
        for record in records:
            book.append(record)
        book.close()
        with book.path.open("ab") as file:
            file.write(torn)
        return tail.last_sequence(book.path)

    return of


def picture(sequence, kind="media", ballast=0):
    return media("KP-07/a.jpg", "0" * 64, 1, {"sequence": sequence, "make": "x" * ballast}) | {"kind": kind}


def test_of_a_blank_card(last_sequence):
    assert last_sequence() == 0


def test_of_the_last_line(last_sequence):
    assert last_sequence(picture(1), picture(2), torn=b'{"kind": "media", "sequ') == 2


def test_lines_from_the_reserve_come_late(last_sequence):
    assert last_sequence(picture(3), picture(1), picture(2)) == 3


@pytest.mark.parametrize("ballast", [0, 40_000, tail.PIECE])
def test_behind_many_repaired_ones_it_is_looked_for_further_back(last_sequence, ballast):
    repaired = [picture(number, "repaired", ballast) for number in range(1, 30)]

    assert last_sequence(picture(98), picture(99, ballast=100), *repaired[: 10 if ballast else 29]) == 99


def test_it_is_not_looked_for_without_end(last_sequence, monkeypatch):
    monkeypatch.setattr(tail, "PIECE", 1_000)
    monkeypatch.setattr(tail, "FURTHEST", 10_000)

    assert last_sequence(picture(999), *[picture(number, "repaired") for number in range(100)]) == 99
