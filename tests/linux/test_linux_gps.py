"""The reader of the field, on a real pty: garbage, silence, unplugging, sleep."""

import os
import queue
import threading
import tty
from collections import Counter
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
import serial
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.config import profile
from trapd.core.events import FixTaken, GpsBack, GpsLost
from trapd.linux.epochs import Epochs
from trapd.linux.gps import Gps
from trapd.linux.nmea import Sentences
from trapd.runtime.clock import FieldClock
from trapd.sim.nmea import burst
from trapd.sim.sky import Epoch

NOON_NS = 1_782_907_200 * 10**9  # 2026-07-01T12:00:00Z
PATIENCE_S = 30


def epoch(n: int) -> Epoch:
    return Epoch(NOON_NS + n * 10**9, 43.1 + n / 1000, 131.5, 120.0, 1.0, 9)


def texts(count: int) -> list[bytes]:
    return [burst(epoch(n)) for n in range(count)]


class Cable:
    """A pty behind a name that stays the same when it is pulled out and put in again."""

    def __init__(self, name: Path) -> None:
        self.name = name
        self._line: int | None = None

    def plug(self) -> None:
        self._line, self._end = os.openpty()
        tty.setraw(self._end)
        self.name.symlink_to(os.ttyname(self._end))

    def say(self, text: bytes) -> None:
        os.write(self._line, text)

    def unplug(self) -> None:
        if self._line is not None:
            self.name.unlink()
            os.close(self._end)
            os.close(self._line)
            self._line = None


class Listening:
    """A reader whose events wait in a queue."""

    def __init__(self, port: Path, silent_s: float = 60) -> None:
        self.events = queue.SimpleQueue()
        self.enabled = []
        self.refused = Counter()
        section = profile.Gps(silent_s=silent_s)
        self.gps = Gps(
            str(port),
            9600,
            section,
            self.events.put,
            FieldClock(),
            set_enabled=self.enabled.append,
            refused=self.refused,
        )

    def next(self) -> object:
        return self.events.get(timeout=PATIENCE_S)

    def wait_for_ear(self, cable: Cable) -> None:
        """Opening a port empties it: nothing said before that is heard. So knock until a knock was heard."""
        pause, before = threading.Event(), self.refused["noise"] + self.refused["half sentence"]
        for _ in range(PATIENCE_S * 100):
            cable.say(b"$#\r\n")
            pause.wait(0.01)
            if self.refused["noise"] + self.refused["half sentence"] > before:
                return
        raise AssertionError("the reader never listened")


@pytest.fixture
def cable(tmp_path):
    cable = Cable(tmp_path / "ttyGPS")
    yield cable
    cable.unplug()


@contextmanager
def listening(cable: Cable, silent_s: float = 60):
    heard = Listening(cable.name, silent_s)
    heard.gps.power(True)
    try:
        yield heard
    finally:
        heard.gps.close()


def test_an_epoch_is_told_when_the_next_one_begins(cable):
    cable.plug()
    with listening(cable) as heard:
        heard.wait_for_ear(cable)
        for text in texts(3):
            cable.say(text)
        first, second = heard.next(), heard.next()
    assert isinstance(first, FixTaken)
    fix = first.fix
    assert (fix.utc_ns, fix.lat, fix.lon, fix.alt_m, fix.hdop, fix.sats, fix.mode) == (
        NOON_NS,
        pytest.approx(43.1),
        pytest.approx(131.5),
        120.0,
        1.0,
        9,
        3,
    )
    assert second.fix.utc_ns == NOON_NS + 10**9
    assert heard.events.empty()


def test_a_port_that_is_not_there_is_named_and_found_when_it_comes(cable):
    with listening(cable) as heard:
        lost = heard.next()
        assert isinstance(lost, GpsLost)
        assert f"{cable.name}: No such file or directory" in lost.why
        cable.plug()
        heard.wait_for_ear(cable)
        cable.say(b"".join(texts(2)))
        assert [type(heard.next()), type(heard.next())] == [GpsBack, FixTaken]


def test_a_receiver_pulled_out_and_put_in_again(cable):
    cable.plug()
    with listening(cable) as heard:
        heard.wait_for_ear(cable)
        cable.say(b"".join(texts(2)))
        assert isinstance(heard.next(), FixTaken)
        cable.unplug()
        assert isinstance(heard.next(), GpsLost)
        cable.plug()
        heard.wait_for_ear(cable)
        cable.say(b"".join(texts(2)))
        assert [type(heard.next()), type(heard.next())] == [GpsBack, FixTaken]


def test_silence_is_a_fault_and_the_last_epoch_is_not_lost_in_it(cable):
    cable.plug()
    with listening(cable, silent_s=1) as heard:
        heard.wait_for_ear(cable)
        cable.say(texts(1)[0])
        events = [heard.next(), heard.next()]
        while not isinstance(events[-2], FixTaken):  # a slow machine was silent before the first word
            events.append(heard.next())
        assert isinstance(events[-1], GpsLost)
        assert "says nothing" in events[-1].why
        cable.say(texts(1)[0])
        assert isinstance(heard.next(), GpsBack)


def test_noise_alone_is_a_fault_that_asks_for_the_baud_rate(cable):
    cable.plug()
    with listening(cable, silent_s=1) as heard:
        heard.wait_for_ear(cable)
        cable.say(b"\xf8\x80\x00\xfe" * 20)
        lost = heard.next()
        assert isinstance(lost, GpsLost)
        assert "gps.baud" in lost.why


def test_a_sleeping_reader_has_no_thread_holds_no_port_and_finds_no_fault(cable):
    cable.plug()
    with listening(cable, silent_s=1) as heard:
        heard.wait_for_ear(cable)
        heard.gps.close()
        assert not [thread for thread in threading.enumerate() if thread.name == "gps"]
        with serial.Serial(str(cable.name), exclusive=True):
            pass
        while not heard.events.empty():
            assert isinstance(heard.next(), GpsLost), "silent before it was put to sleep"
        cable.say(b"".join(texts(2)))
        heard.gps.power(True)
        heard.wait_for_ear(cable)
        cable.say(b"".join(texts(2)))
        while not isinstance(fix := heard.next(), FixTaken):
            pass
        assert fix.fix.utc_ns == NOON_NS


def test_power_drives_the_enable_line_once_each_way(cable):
    cable.plug()
    heard = Listening(cable.name)
    for on in (False, True, True, False, False, True):
        heard.gps.power(on)
    heard.gps.close()
    heard.gps.close()
    assert heard.enabled == [True, False, True, False]


def test_a_port_in_use_by_another_program_is_left_alone(cable):
    cable.plug()
    with serial.Serial(str(cable.name), exclusive=True), listening(cable) as heard:
        assert isinstance(heard.next(), GpsLost)


def read(chunks: list[bytes]) -> tuple[list[tuple], Counter]:
    refused = Counter()
    sentences, epochs = Sentences(refused), Epochs(refused)
    fixes = [epochs.take(sentence) for chunk in chunks for sentence in sentences.feed(chunk, 0)]
    fixes.append(epochs.flush())
    return [(fix.utc_ns, round(fix.lat, 6), round(fix.lon, 6)) for fix in fixes if fix], refused


def truth(*numbers: int) -> list[tuple]:
    return [(epoch(n).utc_ns, round(epoch(n).lat, 6), epoch(n).lon) for n in numbers]


def cut(text: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[begin:end] for begin, end in pairwise(edges)]


NOISE = st.binary(max_size=400) | st.sampled_from([b"$", b"$GNRMC,1", b"$" * 300, b"*00", b"\r", b"$GP*", b"x" * 600])
PLACES = st.lists(st.integers(0, 5_000), max_size=30)


@settings(deadline=None)
@given(st.lists(NOISE, min_size=4, max_size=4), PLACES)
def test_noise_between_epochs_changes_no_fix_and_loses_none(noise, places):
    text = b"".join(before + said for before, said in zip(noise, texts(4), strict=True))
    assert read(cut(text, places))[0] == truth(0, 1, 2, 3)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 255), PLACES)
def test_a_wrong_byte_anywhere_makes_no_wrong_fix(at, byte, places):
    text = bytearray(b"".join(texts(4)))
    text[at % len(text)] = byte
    fixes, _ = read(cut(bytes(text), places))
    assert set(fixes) <= set(truth(0, 1, 2, 3))
    assert len(fixes) >= 3


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 200), PLACES)
def test_bytes_lost_anywhere_make_no_wrong_fix(at, count, places):
    text = b"".join(texts(4))
    at %= len(text)
    fixes, _ = read(cut(text[:at] + text[at + count :], places))
    assert set(fixes) <= set(truth(0, 1, 2, 3))
    assert len(fixes) >= 2


FIELD = st.text(st.characters(codec="ascii", exclude_characters="$*,\r\n"), max_size=12) | st.sampled_from(
    ["A", "V", "N", "1", "nan", "inf", "120000.00", "010726", "4306.2", "13133.0", "-1", "99999999999999999999"]
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["RMC", "GGA", "GSA", "ZDA", "GSV"]), st.lists(FIELD, max_size=18))))
def test_sentences_with_right_checksums_and_senseless_fields(sentences):
    from trapd.sim.nmea import sentence

    text = b"".join(sentence(",".join(["GN" + kind, *fields])) for kind, fields in sentences)
    for _, lat, lon in read([text])[0]:
        assert -90 <= lat <= 90
        assert -180 <= lon <= 180
        assert (lat, lon) != (0, 0)


@settings(deadline=None)
@given(st.lists(NOISE, min_size=4, max_size=4), PLACES)
def test_how_the_bytes_are_cut_changes_nothing(noise, places):
    text = b"".join(before + said for before, said in zip(noise, texts(4), strict=True))
    assert read(cut(text, places)) == read([text])


def test_a_recording_cut_byte_by_byte_is_read_the_same():
    text = (Path(__file__).parent.parent / "replay" / "noisy-line.nmea").read_bytes()
    assert read([bytes((byte,)) for byte in text]) == read([text])
    assert len(read([text])[0]) == 8
