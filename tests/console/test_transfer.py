"""The card's pictures, as a program on the laptop gets them."""

import hashlib
import os

import pytest
from cards import caption
from heard import Heard

from trapd.card import names
from trapd.card.volume import Volume
from trapd.console.desk import Session
from trapd.console.replies import Failed, FilesTold, FileTold, ReadTold
from trapd.console.requests import Files, Read
from trapd.console.transfer import AT_ONCE, Transfer
from trapd.runtime.worker import InlineWorker


class Card:
    """One with pictures, and a unit that reads it."""

    def __init__(self, root):
        self.root = root
        self.volume = Volume(root, reserve_mb=0)
        self.posted = []
        self._desk = Transfer(root, InlineWorker(), self.posted.append)

    def keep(self, sequence, data):
        about = caption(sequence=sequence)
        self.volume.write(about, data)
        return self.volume.announce(about, hashlib.sha256(data).hexdigest(), len(data))

    def claim(self, name, size=1):
        """A line of the catalog that somebody else wrote."""
        self.volume.note({"kind": "media", "name": name, "sha256": "0" * 64, "size": size})

    def ask(self, request):
        reply = Heard()
        self._desk.operations()[type(request)](Session("1a2b3c4d"), request, reply)
        while self.posted:
            self.posted.pop(0)()
        return reply

    def refuses(self, request):
        end = self.ask(request).end
        assert isinstance(end, Failed)
        return end

    def forgets(self):
        self._desk.forget()


@pytest.fixture
def card(tmp_path):
    card = Card(tmp_path / "card")
    yield card
    card.volume.close()


def test_every_picture_is_told_in_the_order_of_names_page_by_page(card):
    kept = {card.keep(sequence, bytes(sequence)) for sequence in (3, 1, 5, 2, 4)}

    first = card.ask(Files(count=3))
    second = card.ask(Files(after=first.parts[-1].name, count=3))

    assert [told.name for told in first.parts + second.parts] == sorted(kept)
    assert first.end == FilesTold(count=3, left=2)
    assert second.end == FilesTold(count=2, left=0)
    assert card.ask(Files(after=second.parts[-1].name)).end == FilesTold(count=0, left=0)


def test_what_is_told_of_a_picture_is_what_the_catalog_says(card):
    name = card.keep(7, b"a picture")

    assert card.ask(Files()).parts == [
        FileTold(
            name=name,
            size=9,
            sha256=hashlib.sha256(b"a picture").hexdigest(),
            utc_ns=caption().utc_ns,
            media="still",
            trigger="motion",
        )
    ]


def test_a_long_page_leaves_the_loop_free_in_between(card):
    for sequence in range(3 * AT_ONCE):
        card.keep(sequence, b"")
    reply = Heard()

    card._desk.operations()[Files](Session("1a2b3c4d"), Files(), reply)

    assert len(reply.parts) == AT_ONCE
    assert len(card.posted) == 1


def test_a_file_comes_in_pieces_from_wherever_one_stopped(card):
    data = os.urandom(100_000)
    name = card.keep(1, data)

    first = card.ask(Read(name=name))
    rest = card.ask(Read(name=name, offset=len(first.bytes)))

    assert first.bytes + rest.bytes == data
    assert rest.end == ReadTold(offset=65_536, length=34_464, size=100_000)
    assert card.ask(Read(name=name, offset=100_000)).end == ReadTold(offset=100_000, length=0, size=100_000)


@pytest.mark.parametrize(("offset", "length"), [(-1, 10), (10**30, 10), (0, -1), (0, 0), (5, 10**30)])
def test_a_piece_that_cannot_be_is_empty_or_short(card, offset, length):
    name = card.keep(1, b"picture")

    reply = card.ask(Read(name=name, offset=offset, length=length))

    assert reply.bytes == (b"re" if offset == 5 else b"")
    assert reply.end == ReadTold(offset=offset, length=len(reply.bytes), size=7)


def test_a_picture_taken_since_the_list_was_made_can_be_read(card):
    card.keep(1, b"old")
    card.ask(Files())
    name = card.keep(2, b"new")

    assert card.ask(Read(name=name)).bytes == b"new"


def test_what_the_catalog_does_not_announce_stays_unread(card):
    (card.root / "notes.txt").write_text("of the owner")
    card.keep(1, b"picture")

    assert card.refuses(Read(name="notes.txt")).code == 64
    assert card.refuses(Read(name="catalog.jsonl")).code == 64
    assert card.refuses(Read(name="")).code == 64


@pytest.mark.parametrize(
    "name",
    ["../secret", "KP-07/../../secret", "/etc/hostname", "KP-07//etc/hostname", ".", "KP-07/.", "a\0b", "x" * 999],
)
def test_a_catalog_that_somebody_wrote_leads_nowhere_but_down(card, name):
    card.keep(1, b"picture")
    (card.root.parent / "secret").write_text("not for you")
    card.claim(name)

    reply = card.ask(Read(name=name))

    assert isinstance(reply.end, Failed)
    assert reply.bytes == b""


def test_links_are_not_followed(card):
    card.keep(1, b"picture")
    secrets = card.root.parent / "secrets"
    secrets.mkdir()
    (secrets / "a.jpg").write_text("not for you")
    (card.root / "folder").symlink_to(secrets)
    (card.root / "a.jpg").symlink_to(secrets / "a.jpg")
    for name in ("a.jpg", "folder/a.jpg"):
        card.claim(name)

    assert card.refuses(Read(name="a.jpg")).code == 64
    assert card.refuses(Read(name="folder/a.jpg")).code == 64


def test_neither_a_folder_nor_a_pipe_is_read(card):
    name = card.keep(1, b"picture")
    os.mkfifo(card.root / "pipe.jpg")
    for odd in ("pipe.jpg", names.station(name)):
        card.claim(odd)

        assert "ordinary" in card.refuses(Read(name=odd)).why


def test_a_picture_that_is_gone_is_told_as_gone(card):
    name = card.keep(1, b"picture")
    (card.root / name).unlink()

    assert "not on the card" in card.refuses(Read(name=name)).why


def test_without_a_card_hardware_is_missing(tmp_path):
    desk = Transfer(tmp_path / "no-card", InlineWorker(), print).operations()
    for request in (Files(), Read(name="KP-07/a.jpg")):
        reply = Heard()
        desk[type(request)](Session("1a2b3c4d"), request, reply)

        assert (reply.end.code, "put it in" in reply.end.why) == (69, True)


def test_who_comes_next_gets_a_fresh_list(card):
    first = card.keep(1, b"1")
    card.ask(Files())
    card.volume.note({"kind": "deleted", "name": first, "sha256": "0" * 64, "why": "test"})
    card.forgets()

    assert card.ask(Files(after="A")).parts == []
