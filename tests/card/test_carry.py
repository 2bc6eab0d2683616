"""What the reserve took, brought over to a card: all of it, once, whatever cuts it off."""

import errno
import hashlib
import os

import cards
import pytest
from PIL import Image

from trapd.card import catalog, durable
from trapd.card.carry import HEAD, carry
from trapd.card.reserve import FULL, Reserve
from trapd.card.sweep import sweep
from trapd.card.volume import Volume
from trapd.linux import leftover, still

EFFORT = {"kind": "effort", "states": ["armed", "card-gone"], "mono_ns": 1}
ANCHOR = {"kind": "anchor", "mono_ns": 2}


class PowerCut(Exception):
    pass


class Pair:
    """A reserve with two pictures and two other lines, and a card that has just come."""

    def __init__(self, home):
        self.home = home
        self.start()
        self.reserve.note(EFFORT)
        self.names = [keep(self.reserve, sequence) for sequence in (99, 100)]
        self.reserve.note(ANCHOR)

    def start(self):
        self.reserve = Reserve(self.home / "reserve", spare_mb=200, reserve_mb=0)
        self.card = Volume(self.home / "card", 0)

    def carry(self):
        """The chores of a start, in their order."""
        sweep(self.reserve, leftover.inspect)
        sweep(self.card, leftover.inspect)
        return list(carry(self.reserve, self.card))

    def end(self):
        self.reserve.close()
        self.card.close()

    def lines(self, kind):
        return [record for record in catalog.read(self.card.root / catalog.FILE) if record["kind"] == kind]

    def assert_carried(self):
        assert [record["name"] for record in self.lines("media")] == self.names
        assert self.lines("effort") == [EFFORT]
        assert self.lines("anchor") == [ANCHOR]
        assert files(self.card) == sorted(self.names)
        assert files(self.reserve) == []
        assert all(
            hashlib.sha256((self.card.root / record["name"]).read_bytes()).hexdigest() == record["sha256"]
            for record in self.lines("media")
        )


@pytest.fixture
def pair(tmp_path):
    pair = Pair(tmp_path)
    yield pair
    pair.end()


def keep(volume, sequence):
    caption = cards.caption(sequence=sequence)
    picture = still.picture(cards.frame(64, 48), caption, 90)
    volume.write(caption, picture)
    return volume.announce(caption, hashlib.sha256(picture).hexdigest(), len(picture))


def files(volume):
    return sorted(str(path.relative_to(volume.root)) for path in volume.root.glob("[!_]*/**/*.jpg"))


def test_everything_is_on_the_card_and_nothing_in_the_reserve(pair):
    assert pair.carry() == pair.names

    pair.assert_carried()
    assert all((pair.card.root / name).stat().st_mtime_ns // 10**9 == cards.UTC_NS // 10**9 for name in pair.names)


def test_the_second_time_there_is_nothing_to_do_and_then_the_reserve_begins_anew(pair):
    pair.carry()
    assert pair.carry() == []
    pair.end()

    pair.start()

    assert [record["kind"] for record in catalog.read(pair.reserve.root / catalog.FILE)] == ["header"]
    pair.assert_carried()


def test_what_comes_meanwhile_is_carried_next_time(pair):
    steps = carry(pair.reserve, pair.card)
    first = next(steps)
    late = keep(pair.reserve, 3)

    assert [first, *steps] == pair.names
    assert pair.carry() == [late]


def test_what_had_to_make_room_is_told_to_the_card(pair):
    pair.reserve.let_go(pair.names[0], FULL)

    assert pair.carry() == [pair.names[1]]
    (deleted,) = pair.lines("deleted")
    assert (deleted["name"], deleted["why"]) == (pair.names[0], FULL)


def test_a_picture_that_rotted_in_the_reserve_does_not_reach_the_card(pair):
    bad = pair.reserve.root / pair.names[0]
    bad.write_bytes(bad.read_bytes()[:-1] + b"?")

    assert pair.carry() == [pair.names[1]]
    assert files(pair.card) == [pair.names[1]]
    assert files(pair.reserve) == [pair.names[0]]


def test_a_picture_that_is_gone_from_the_reserve_holds_up_no_other(pair):
    gone, other = pair.names
    (pair.reserve.root / gone).unlink()

    assert pair.carry() == [other]
    assert pair.carry() == []
    assert [record["name"] for record in pair.lines("media")] == [other]
    assert pair.lines("anchor") == [ANCHOR]


def test_a_full_card_leaves_the_rest_where_it_is(pair):
    pair.card.close()
    pair.card = Volume(pair.home / "card", 10**12)

    with pytest.raises(OSError, match="No space left") as full:
        pair.carry()

    assert full.value.errno == errno.ENOSPC
    assert files(pair.reserve) == sorted(pair.names)


def test_a_copy_is_no_picture_before_its_head(pair, monkeypatch):
    """Only then the sweep cannot take half a clip for a whole one."""
    monkeypatch.setattr(durable, "sync", cut_off)

    with pytest.raises(PowerCut):
        pair.carry()

    (torn,) = (pair.card.root / name for name in files(pair.card))
    assert torn.read_bytes()[:HEAD].strip(b"\0") == b""
    with pytest.raises(OSError, match="cannot identify"):
        Image.open(torn)


def cut_off(*anything):
    raise PowerCut


CUTS = 60


@pytest.mark.parametrize("syncs", range(CUTS))
def test_a_cut_at_any_step_costs_nothing_and_doubles_nothing(pair, monkeypatch, syncs):
    fsync, left = os.fsync, syncs

    def until_cut(fd):
        nonlocal left
        if not left:
            raise PowerCut
        left -= 1
        fsync(fd)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", until_cut)
        try:
            pair.carry()
        except PowerCut:
            assert left == 0
    pair.end()

    pair.start()
    pair.carry()
    pair.assert_carried()


def test_the_cuts_reach_to_the_end(pair, monkeypatch):
    counted, fsync = [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: counted.append(fsync(fd)))
    pair.carry()
    assert 10 < len(counted) < CUTS


def test_lines_keep_their_order(pair):
    pair.carry()

    kinds = [record["kind"] for record in catalog.read(pair.card.root / catalog.FILE)]
    assert kinds == ["header", "effort", "media", "media", "anchor"]
