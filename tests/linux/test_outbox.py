"""What waits for a line that takes little at once."""

import os
from itertools import pairwise

import pytest

from trapd.linux.outbox import ENOUGH, MOST, TEXT_MOST, Outbox


@pytest.fixture
def line():
    """A pipe whose near end never blocks."""
    far, near = os.pipe()
    os.set_blocking(near, False)
    yield near, far
    os.close(near)
    os.close(far)


def test_pieces_stay_whole_and_in_order_however_little_goes_at_once(line):
    near, far = line
    box, pieces = Outbox(), [bytes([number]) * 50_000 for number in range(8)]
    for first, second in pairwise(pieces):
        box.send(first)
        box.say(b"text" + second[:10])

    read = b""
    while box:
        box.write(near)
        read += os.read(far, 1_000_000)

    assert read == b"".join(first + b"text" + second[:10] for first, second in pairwise(pieces))


def test_text_that_nobody_reads_is_dropped_as_a_whole_and_frames_are_not():
    box = Outbox()
    for _ in range(100):
        box.say(b"x" * 1_000)

    assert box.send(b"frame")
    box.forget()
    assert not box


def test_a_full_line_of_text_takes_text_again_once_it_is_read(line):
    near, far = line
    box = Outbox()
    box.say(b"x" * (TEXT_MOST + 1))
    box.say(b"dropped")
    box.write(near)
    assert os.read(far, 1_000_000) == b"x" * (TEXT_MOST + 1)

    box.say(b"again")
    box.write(near)

    assert os.read(far, 100) == b"again"


def test_with_enough_on_its_way_nothing_more_is_to_be_asked():
    box = Outbox()
    box.send(bytes(ENOUGH))
    assert not box.has_enough

    box.send(b"x")

    assert box.has_enough


def test_more_than_anybody_would_leave_unread_is_given_up():
    box = Outbox()
    assert box.send(bytes(MOST))

    assert not box.send(b"x")

    assert not box
    assert box.send(b"for the next one")


def test_a_line_that_is_full_is_tried_again_later(line):
    near, far = line
    box = Outbox()
    box.send(bytes(1_000_000))
    box.write(near)
    box.write(near)
    assert len(os.read(far, 1_000_000)) < 1_000_000
    assert box
