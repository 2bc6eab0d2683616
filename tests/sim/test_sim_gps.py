"""The simulated receiver: its rhythm, its baud rate, and logs played as they were recorded."""

import os
import select
from pathlib import Path

import pytest

from trapd.config import profile
from trapd.core.errors import BadSettings
from trapd.core.events import FixTaken
from trapd.core.units import MS, S
from trapd.runtime.clock import VirtualClock
from trapd.runtime.loop import Loop
from trapd.sim import nmea, nmea_log
from trapd.sim.gps import Receiver, VirtualGps
from trapd.sim.sky import REPORT_NS, Epoch
from trapd.sim.world import World

LOGS = Path(__file__).parent.parent / "replay"
NOON_NS = 1_782_907_200 * S  # 2026-07-01T12:00:00Z
STARTS = "2026-07-01T12:00:00.250+00:00"


class Listener:
    """Reads the receiver's pty on the virtual clock, every 10 ms: how many bytes had come by when."""

    def __init__(self, **settings: object) -> None:
        self.loop = Loop(VirtualClock(0))
        self.receiver = Receiver(World(profile.World(starts=STARTS, **settings), self.loop.clock), self.loop, 9600)
        self.fd = os.open(self.receiver.port, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        self.text = b""
        self.first_ns: list[int] = []

    def run(self, span_ns: int) -> bytes:
        """Everything said in that time."""
        begin = len(self.text)
        self.loop.after(span_ns, self.loop.stop)
        ticks = span_ns // (10 * MS)
        for tick in range(ticks):
            self.loop.after(tick * 10 * MS, self._read)
        self.loop.run()
        while select.select([self.fd], [], [], 0.2)[0]:  # the kernel hands the last bytes over in its own time
            self._read()
        return self.text[begin:]

    def _read(self) -> None:
        if select.select([self.fd], [], [], 0)[0]:
            self.text += os.read(self.fd, 4096)

    def close(self) -> None:
        os.close(self.fd)
        self.receiver.close()


@pytest.fixture
def listener():
    made = []

    def make(**settings: object) -> Listener:
        made.append(Listener(**settings))
        return made[-1]

    yield make
    for one in made:
        one.close()


def rmcs(text: bytes) -> list[list[bytes]]:
    return [line.split(b",") for line in text.splitlines() if b"RMC" in line]


def test_silent_until_powered_then_void_then_a_fix(listener):
    heard = listener(gps_first_fix_s=3)
    assert heard.run(2 * S) == b""
    heard.receiver.power(True)
    said = rmcs(heard.run(6 * S))
    assert [rmc[2] for rmc in said] == [b"V"] * 3 + [b"A"] * 3
    assert [rmc[1] for rmc in said] == [b""] * 3 + [b"120006.00", b"120007.00", b"120008.00"]
    assert said[-1][9] == b"010726"


def test_every_sentence_has_its_checksum(listener):
    heard = listener(gps_first_fix_s=0)
    heard.receiver.power(True)
    *lines, _ = heard.run(3 * S).split(b"\r\n")
    assert {line[3:6] for line in lines} == {b"RMC", b"GGA", b"GSA", b"GSV"}
    for line in lines:
        assert nmea.sentence(line[1:-3].decode()) == line + b"\r\n"


def test_a_burst_takes_its_time_at_9600_baud(listener):
    heard = listener(nmea=str(LOGS / "ublox-m8-cold-start.nmea"))
    heard.receiver.power(True)
    whole = nmea_log.read(LOGS / "ublox-m8-cold-start.nmea")[0].text
    half = heard.run(S + len(whole) // 2 * 10 * S // 9600)
    assert len(whole) * 0.4 < len(half) <= len(whole) * 0.5
    assert whole.startswith(half)


def test_switched_off_in_the_middle_of_a_sentence(listener):
    heard = listener(gps_first_fix_s=0)
    heard.receiver.power(True)
    heard.run(S)
    heard.receiver.power(False)
    heard.receiver.power(False)
    assert heard.text[-1:] != b"\n"
    assert heard.run(5 * S) == b""


def test_a_log_is_played_byte_for_byte_and_once(listener):
    log = LOGS / "noisy-line.nmea"
    heard = listener(nmea=str(log))
    heard.receiver.power(True)
    assert heard.run(60 * S) == log.read_bytes()
    heard.receiver.power(False)
    heard.receiver.power(True)
    assert heard.run(3 * S) == b""


def test_nobody_listening_stops_nothing():
    loop = Loop(VirtualClock(0))
    receiver = Receiver(World(profile.World(starts=STARTS, gps_first_fix_s=0), loop.clock), loop, 9600)
    receiver.power(True)
    loop.after(600 * S, loop.stop)
    loop.run()
    receiver.close()
    assert loop.clock.now_ns() == 600 * S


@pytest.mark.parametrize("name", sorted(path.name for path in LOGS.glob("*.nmea")))
def test_a_log_taken_apart_is_whole(name):
    bursts = nmea_log.read(LOGS / name)
    assert b"".join(burst.text for burst in bursts) == (LOGS / name).read_bytes()


def test_bursts_begin_where_the_second_changes():
    bursts = nmea_log.read(LOGS / "l76-new-year.nmea")
    assert [burst.text[:13] for burst in bursts[1:3]] == [b"$GNGGA,235957", b"$GNGGA,235958"]
    assert {burst.pause_ns for burst in bursts} == {S}
    void = nmea_log.read(LOGS / "ublox-m8-cold-start.nmea")
    assert [burst.text.count(b"RMC") for burst in void] == [1] * 12


def test_a_log_s_pauses_are_kept_but_not_its_holes(tmp_path):
    times = ["235959.80", "000000.00", "000003.00", "010000.00"]
    log = tmp_path / "five-hertz.nmea"
    log.write_bytes(b"".join(nmea.sentence(f"GPRMC,{time},V,,,,,,,010726,,,N") for time in times))
    assert [burst.pause_ns for burst in nmea_log.read(log)] == [S, 200 * MS, 3 * S, S]


@pytest.mark.parametrize("content", [None, b"", b"no NMEA here\n", b"$GPGSV,1,1,00*79\r\n"])
def test_a_log_that_cannot_be_played_is_told_at_the_start(content, tmp_path):
    log = tmp_path / "bad.nmea"
    if content is not None:
        log.write_bytes(content)
    loop = Loop(VirtualClock(0))
    world = World(profile.World(starts=STARTS, nmea=str(log)), loop.clock)
    with pytest.raises(BadSettings, match=r"bad\.nmea"):
        Receiver(world, loop, 9600)


def test_the_virtual_receiver_is_as_quick_and_the_same_again():
    def fixes() -> list:
        loop, told = Loop(VirtualClock(0)), []
        world = World(profile.World(starts=STARTS, gps_first_fix_s=3), loop.clock)
        gps = VirtualGps(world, loop, told.append)
        gps.power(True)
        loop.after(8 * S, loop.stop)
        loop.run()
        gps.close()
        assert all(isinstance(event, FixTaken) for event in told)
        return [event.fix for event in told]

    first = fixes()
    assert [fix.utc_ns - NOON_NS for fix in first] == [n * S for n in (4, 5, 6, 7, 8)]
    assert {fix.utc_ns - NOON_NS - fix.mono_ns for fix in first} == {250 * MS - REPORT_NS}
    assert [fix.time_trusted for fix in first] == [False, False, True, True, True]
    assert fixes() == first


def test_degrees_never_have_sixty_minutes():
    text = nmea.burst(Epoch(NOON_NS, 42.9999999999, -0.9999999999, 0, 1, 0))
    assert b",4300.00000,N,00100.00000,W," in text
