"""Keys and frames of one line, as jobs."""

import pytest

from trapd.console.voices import ROW, SLICE, Voices
from trapd.console.wire import Frame, Kind, encode

HELLO = Frame(Kind.REQUEST, 1, b'{"ask": "hello"}')


class Heard:
    """What the loop's thread was given."""

    def __init__(self):
        self.all = []
        posted = self.all.append
        self.voices = Voices(
            lambda job: job(), posted, posted, lambda port: posted(f"opened {port}"), lambda: posted("left")
        )

    def hears(self, data):
        for job in self.voices.heard(data):
            job()
        return self.all

    @property
    def keys(self):
        return b"".join(item for item in self.all if isinstance(item, bytes))


def test_keys_and_frames_keep_their_order():
    assert Heard().hears(b"st" + encode(HELLO.kind, HELLO.id, HELLO.body) + b"op\r") == [b"st", HELLO, b"op", b"\r"]


def test_many_keys_come_in_small_pieces():
    heard = Heard()

    heard.hears(b"x" * 1_000)

    assert heard.keys == b"x" * 1_000
    assert max(map(len, heard.all)) == SLICE


@pytest.mark.parametrize("enter", [b"\r", b"\n", b"\x03", b"\x15"])
def test_a_row_that_never_ends_costs_no_more_than_its_beginning(enter):
    heard = Heard()

    for _ in range(1_000):
        heard.hears(b"x" * 10_000)
    heard.hears(enter + b"status\r")

    assert heard.keys == b"x" * ROW + enter + b"status\r"


def test_the_rest_of_a_frame_that_stopped_in_its_middle_is_not_waited_for():
    heard = Heard()
    heard.hears(b"\xc0\x01half")

    heard.voices.paused()

    assert heard.hears(b"status\r") == [b"status", b"\r"]


def test_who_comes_next_begins_with_nothing_of_the_last():
    heard = Heard()
    heard.hears(b"x" * 2 * ROW + b"\xc0\x01half")
    heard.voices.left()
    heard.voices.opened("/dev/ttyGS0")
    heard.all.clear()

    assert heard.hears(b"status\r") == [b"status", b"\r"]


def test_a_line_that_comes_and_goes_is_told():
    heard = Heard()

    heard.voices.opened("/dev/ttyGS0")
    heard.voices.left()

    assert heard.all == ["opened /dev/ttyGS0", "left"]
