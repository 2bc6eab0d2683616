"""After a cut: what is whole is announced, what is broken is put aside, nothing is deleted."""

import json

import pytest

from trapd.card import catalog
from trapd.card.catalog import Catalog
from trapd.card.sweep import sweep

TAKEN_NS = 1_700_000_000_000_000_000


def inspect(path):
    """A picture is whole if it says so; its caption is the JSON in it."""
    text = path.read_text()
    return json.loads(text) if text.startswith("{") else None


@pytest.fixture
def card(tmp_path):
    (tmp_path / "KP-07").mkdir()
    return tmp_path


@pytest.fixture
def book(card):
    book = Catalog(card)
    yield book
    book.close()


def put(card, name, text):
    path = card / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def pictures(book):
    return [record for record in catalog.read(book.path) if record["kind"] == "media"]


def test_a_blank_card(card, book):
    assert sweep(card, book, inspect) == 0
    assert pictures(book) == []


def test_announced_pictures_are_not_even_looked_at(card, book):
    put(card, "KP-07/a.jpg", "torn, but announced")
    book.append(catalog.media("KP-07/a.jpg", "0" * 64, 19, {"sequence": 12}))

    assert sweep(card, book, lambda path: pytest.fail(f"looked into {path}")) == 12
    assert len(pictures(book)) == 1


def test_a_whole_picture_is_announced_with_the_caption_inside_it(card, book):
    path = put(card, "KP-07/a.jpg", json.dumps({"sequence": 7, "utc_ns": TAKEN_NS}))

    assert sweep(card, book, inspect) == 7

    (record,) = pictures(book)
    assert record["name"] == "KP-07/a.jpg"
    assert record["size"] == path.stat().st_size
    assert record["recovered"] is True
    assert len(record["sha256"]) == 64
    assert path.stat().st_mtime_ns == TAKEN_NS
    assert sweep(card, book, inspect) == 7
    assert len(pictures(book)) == 1


def test_a_broken_picture_is_put_aside_whatever_lies_there_already(card, book):
    for content in ("", "torn"):
        put(card, "KP-07/a.jpg", content)
        sweep(card, book, inspect)

    aside = card / "_unfinished" / "KP-07"
    assert list((card / "KP-07").iterdir()) == []
    assert sorted((path.name, path.read_text()) for path in aside.iterdir()) == [("2-a.jpg", "torn"), ("a.jpg", "")]
    assert pictures(book) == []


def test_a_picture_that_is_not_ours_stays_where_it_is(card, book):
    path = put(card, "KP-07/dog.JPG", "{}")

    sweep(card, book, inspect)

    assert path.exists()
    assert pictures(book) == []


@pytest.mark.parametrize("name", ["a.jpg", "KP-07/notes.txt", "System Volume Information/a.jpg", ".Trash/a.jpg"])
def test_everything_else_on_the_card_is_left_alone(card, book, name):
    path = put(card, name, "torn")

    sweep(card, book, inspect)

    assert path.exists()
