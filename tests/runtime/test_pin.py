"""What is kept of a PIN, through power cuts and in front of somebody who guesses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.core.units import S
from trapd.runtime import pin, slots

QUICK = 2
"""scrypt's N where it is not what is tested."""
SECTORS = 2 * slots.PLACE // 512


class Cut(Exception):
    """The power is gone."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / pin.FILE


def kept(path: Path) -> pin.Kept:
    found = pin.read(path)
    assert found is not None
    return found


def test_the_right_one_and_a_wrong_one(path: Path) -> None:
    assert pin.read(path) is None
    pin.choose(path, "492817")

    assert pin.attempt(path, kept(path), "492816") == (kept(path), False)
    assert kept(path).wrong == 1
    assert pin.attempt(path, kept(path), "492817") == (kept(path), True)
    assert kept(path).wrong == 0


def test_it_is_nobodys_to_read_and_stands_there_only_as_a_salted_hash(path: Path) -> None:
    pin.choose(path, "492817")
    first = path.read_bytes()
    pin.choose(path, "492817")

    assert path.stat().st_mode & 0o777 == 0o600
    assert b"492817" not in first
    found = json.loads(slots.read(path))
    assert {"salt", "hash", "n", "r", "p", "wrong"} <= found.keys()
    assert json.loads(first[slots.PLACE :].split(b"\n")[0])["content"]["hash"] != found["hash"], "another salt"


def test_a_pin_is_kept_with_how_it_was_reckoned(path: Path) -> None:
    pin.choose(path, "wolverine", n=4)
    assert kept(path).n == 4
    assert pin.attempt(path, kept(path), "wolverine")[1]


def test_the_same_letters_typed_on_another_keyboard_are_the_same_pin(path: Path) -> None:
    pin.choose(path, "тигр\N{CYRILLIC SMALL LETTER SHORT I}", QUICK)
    assert pin.attempt(path, kept(path), "тигр\N{CYRILLIC SMALL LETTER I}\N{COMBINING BREVE}")[1]


@pytest.mark.parametrize("bad", ["", "123", "1" * 65, "12 34", "12\x0034", "12\t34", "1234\n", "1234\x1b[A"])
def test_what_can_be_no_pin(bad: str) -> None:
    assert pin.problem(bad) is not None


def test_five_are_free_and_then_each_costs_twice_as_much_up_to_a_day() -> None:
    locks = [pin.Kept(salt=b"", hash=b"", wrong=wrong).locked_ns // S for wrong in range(18)]
    assert locks == [
        0,
        0,
        0,
        0,
        0,
        60,
        120,
        240,
        480,
        960,
        1_920,
        3_840,
        7_680,
        15_360,
        30_720,
        61_440,
        86_400,
        86_400,
    ]
    assert pin.Kept(salt=b"", hash=b"", wrong=10**9).locked_ns == 86_400 * S


def test_nothing_is_left_of_a_pin_that_was_wiped(path: Path) -> None:
    secret = pin.choose(path, "492817")
    pin.attempt(path, secret, "wrong")
    pin.wipe(path)

    assert pin.read(path) is None
    assert b"salt" not in path.read_bytes()
    assert b"hash" not in path.read_bytes()


def test_to_wipe_what_is_not_there_makes_nothing(path: Path) -> None:
    pin.wipe(path)
    assert not path.exists()


@pytest.mark.parametrize("content", [b'{"salt": 5}', b"[]", b"\xff\xfe", b"{" * 5_000, b'"1234"'])
def test_a_file_that_says_nonsense_lets_nobody_in(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(pin.Unreadable):
        pin.read(path)


def test_no_file_makes_a_try_take_all_memory(path: Path) -> None:
    for odd in ({"n": 2**30}, {"n": 3}, {"r": 10_000}, {"p": 0}, {"wrong": -1}):
        pin.choose(path, "492817", QUICK)
        slots.write(path, json.dumps(json.loads(slots.read(path)) | odd).encode())
        with pytest.raises(pin.Unreadable):
            pin.read(path)


@given(st.sets(st.integers(0, SECTORS - 1)), st.booleans(), st.binary(min_size=512, max_size=512))
def test_a_cut_while_it_is_chosen_leaves_the_one_before_or_the_new_one(
    tmp_path_factory: pytest.TempPathFactory, written: set[int], had_one: bool, stale: bytes
) -> None:
    path = tmp_path_factory.mktemp("state") / pin.FILE
    was = pin.choose(path, "first", QUICK) if had_one else None
    before = (path.read_bytes() if had_one else b"").ljust(2 * slots.PLACE, b"\0")
    new = pin.choose(path, "second", QUICK)
    whole, after = path.read_bytes().ljust(2 * slots.PLACE, b"\0"), bytearray(before)
    for sector in range(SECTORS):
        at = slice(sector * 512, (sector + 1) * 512)
        if before[at] != whole[at]:
            after[at] = whole[at] if sector in written else stale
    path.write_bytes(after)
    assert pin.read(path) in (was, new)


class Guesser:
    """Tries, and cuts the power whenever that may help; every outcome that is seen is knowledge."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.learned = 0
        self.now_s = 0.0
        self._until_s = 0.0

    def guess(self, cut_at: int | None, after: bool) -> None:
        """`cut_at`: the power goes at this write, before it or right after."""
        self.now_s = max(self.now_s, self._until_s)
        write, writes = slots.write, 0

        def cutting(*given: object, **more: object) -> None:
            nonlocal writes
            writes += 1
            if writes == cut_at and not after:
                raise Cut
            write(*given, **more)  # type: ignore[arg-type]
            if writes == cut_at:
                raise Cut

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pin.slots, "write", cutting)
            try:
                _, right = pin.attempt(self._path, kept(self._path), "wrong")
            except Cut:
                pass
            else:
                assert not right
                self.learned += 1
        self.restart()

    def restart(self) -> None:
        """Whether the power went or not: the lock runs from now on."""
        self._until_s = self.now_s + kept(self._path).locked_ns / S


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from([None, 1, 2]), st.booleans()), max_size=25))
def test_no_power_cut_gives_a_free_try(
    tmp_path_factory: pytest.TempPathFactory, tries: list[tuple[int | None, bool]]
) -> None:
    path = tmp_path_factory.mktemp("state") / pin.FILE
    pin.choose(path, "492817", QUICK)
    guesser = Guesser(path)
    for cut_at, after in tries:
        guesser.guess(cut_at, after)
        assert kept(path).wrong >= guesser.learned
    locked_s = sum(pin.Kept(salt=b"", hash=b"", wrong=wrong).locked_ns / S for wrong in range(5, guesser.learned))
    assert guesser.now_s >= locked_s
