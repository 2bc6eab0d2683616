"""Frames and keys on one line."""

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.console.wire import Frame, Frames, Kind, encode

LONGEST = 100
BODIES = st.binary(max_size=LONGEST) | st.lists(st.sampled_from([0xC0, 0xDB, 0xDC, 0xDD, 1])).map(
    lambda parts: bytes(parts[:LONGEST])
)
FRAMES = st.builds(Frame, st.integers(0, 255), st.integers(0, 2**32 - 1), BODIES)
KEYS = st.text(min_size=1).map(str.encode)
HELLO = Frame(Kind.REQUEST, 7, b'{"ask": "hello"}')


def encoded(frame):
    return encode(frame.kind, frame.id, frame.body)


def read(*chunks, frames=None):
    """What came of these bytes: frames, and the keys between them in one piece."""
    frames = frames or Frames(LONGEST)
    found = []
    for item in (item for chunk in chunks for item in frames.feed(chunk)):
        if isinstance(item, bytes) and found and isinstance(found[-1], bytes):
            found[-1] += item
        else:
            found.append(item)
    return found


def test_a_frame_stands_as_the_page_says():
    assert encode(Kind.CANCEL, 0x01020304).hex(" ") == "c0 01 06 01 02 03 04 62 a6 a3 77 c0"


def test_keys_before_and_behind_a_frame_stay_keys():
    assert read(b"sta" + encoded(HELLO) + b"tus\r") == [b"sta", HELLO, b"tus\r"]


@given(st.lists(FRAMES | KEYS), st.data())
def test_frames_and_keys_come_out_as_they_went_in_however_they_are_cut(items, data):
    line = b"".join(item if isinstance(item, bytes) else encoded(item) for item in items)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(line)), max_size=9)))
    chunks = [line[a:b] for a, b in zip([0, *cuts], [*cuts, len(line)], strict=True)]

    assert read(*chunks) == read(line)
    assert [item for item in read(line) if isinstance(item, Frame)] == [
        item for item in items if isinstance(item, Frame)
    ]
    assert b"".join(item for item in read(line) if isinstance(item, bytes)) == b"".join(
        item for item in items if isinstance(item, bytes)
    )


def test_the_byte_of_another_alphabet_that_looks_like_a_frame_stays_a_key():
    """A KOI8 terminal types 0xC0 for a small `yu`."""
    assert read(b"\xc0\xce\xc9\r") == [b"\xc0\xce\xc9\r"]


@given(FRAMES, st.integers(1, 7), st.data())
def test_a_flipped_bit_never_gives_another_frame(frame, bit, data):
    line = bytearray(encoded(frame))
    line[data.draw(st.integers(1, len(line) - 2))] ^= 1 << bit

    assert [item for item in read(bytes(line)) if isinstance(item, Frame)] in ([], [frame])


def test_a_broken_frame_costs_only_itself():
    frames = Frames(LONGEST)

    assert read(encoded(HELLO)[:-4] + encoded(HELLO), frames=frames) == [HELLO]
    assert frames.broken == 1


def test_a_frame_that_is_too_long_is_left_out_to_its_end():
    frames = Frames(LONGEST)

    assert read(encode(Kind.REQUEST, 1, b"x" * (LONGEST + 1)), encoded(HELLO), frames=frames) == [HELLO]
    assert frames.broken == 1


def test_a_frame_that_never_ends_is_given_up_and_keys_are_keys_again():
    frames = Frames(LONGEST)
    assert read(encoded(HELLO)[:9], frames=frames) == []
    assert frames.in_frame

    frames.give_up()

    assert read(b"status\r", frames=frames) == [b"status\r"]
    assert frames.broken == 1


@pytest.mark.parametrize("poured", [b"\xc0\x01" + b"x" * 1_000_000, b"\xc0" * 1_000_000, b"\xdb" * 1_000_000])
def test_whatever_is_poured_in_no_more_than_a_frame_is_held(poured):
    frames = Frames(LONGEST)
    tracemalloc.start()
    for at in range(0, len(poured), 256):
        for _ in frames.feed(poured[at : at + 256]):
            pass
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert held < 10_000


@settings(deadline=None)
@given(st.lists(st.binary() | FRAMES.map(encoded)))
def test_bytes_of_any_kind_give_frames_no_longer_than_they_may_be(chunks):
    assert all(len(item.body) <= LONGEST for item in read(*chunks) if isinstance(item, Frame))
