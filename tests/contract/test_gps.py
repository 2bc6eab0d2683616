"""What every Gps port keeps, whether its fixes come over a real pty or straight from the simulated sky."""

import threading

import pytest

from trapd.config import profile
from trapd.core.events import FixTaken
from trapd.core.units import MS, S
from trapd.linux.gps import Gps
from trapd.runtime.clock import FieldClock, VirtualClock
from trapd.runtime.loop import Loop
from trapd.sim.gps import Receiver, VirtualGps
from trapd.sim.world import World

NOON_NS = 1_782_907_200 * S  # 2026-07-01T12:00:00Z
SETTINGS = profile.World(starts="2026-07-01T12:00:00.500+00:00", gps_first_fix_s=0)
PATIENCE_NS = 60 * S


def reading() -> bool:
    """Whether a reader's thread is there: what it read may still be on its way."""
    return any(thread.name == "gps" for thread in threading.enumerate())


class Rig:
    """A port on a loop that runs until something has happened."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self.world = World(SETTINGS, loop.clock)
        self.fixes = []
        self._enough = None

    def post(self, event: object) -> None:
        self.loop.post(self._take, event)

    def _take(self, event: object) -> None:
        assert isinstance(event, FixTaken)
        self.fixes.append(event.fix)
        if self._enough is not None and self._enough():
            self.loop.stop()

    def until(self, enough) -> None:
        """Run until `enough()`, asked after each fix."""
        self._enough = enough
        giving_up = self.loop.after(PATIENCE_NS, self._give_up)
        self.loop.run()
        giving_up.cancel()
        self._enough = None

    def run_for(self, span_ns: int) -> None:
        self.loop.after(span_ns, self.loop.stop)
        self.loop.run()

    def _give_up(self) -> None:
        raise AssertionError(f"no more than {len(self.fixes)} fixes in a minute: {self.fixes[-3:]}")


def over_a_pty() -> tuple[Rig, Gps]:
    rig = Rig(Loop(FieldClock()))
    receiver = Receiver(rig.world, rig.loop, 115_200)
    gps = Gps(receiver.port, 115_200, profile.Gps(), rig.post, rig.loop.clock, set_enabled=receiver.power)
    rig.unplug = receiver.close
    return rig, gps


def from_the_sky() -> tuple[Rig, VirtualGps]:
    rig = Rig(Loop(VirtualClock(NOON_NS)))
    rig.unplug = lambda: None
    return rig, VirtualGps(rig.world, rig.loop, rig.post)


@pytest.fixture(params=[over_a_pty, from_the_sky], ids=lambda make: make.__name__)
def port(request):
    rig, gps = request.param()
    yield rig, gps
    gps.close()
    rig.unplug()
    assert not reading()


def test_awake_it_tells_true_fixes_that_earn_their_trust(port):
    rig, gps = port
    gps.power(True)
    rig.until(lambda: rig.fixes[-1].time_trusted)
    assert len(rig.fixes) >= 3
    for fix in rig.fixes:
        assert fix.utc_ns % S == 0
        assert 0 <= rig.world.utc_ns(fix.mono_ns) - fix.utc_ns < 20 * S
        assert abs(fix.lat - SETTINGS.lat) < 0.001
        assert abs(fix.lon - SETTINGS.lon) < 0.001
        assert (fix.mode, fix.sats >= 7, 0.5 < fix.hdop < 2) == (3, True, True)
    assert not rig.fixes[0].time_trusted
    assert len({fix.utc_ns for fix in rig.fixes}) == len(rig.fixes)


def test_asleep_it_tells_nothing_and_awake_again_it_starts_anew(port):
    rig, gps = port
    gps.power(True)
    rig.until(lambda: True)
    gps.power(False)
    while reading():
        rig.run_for(10 * MS)
    told = len(rig.fixes)
    rig.run_for(2 * S)
    assert len(rig.fixes) == told
    gps.power(True)
    rig.until(lambda: len(rig.fixes) > told)
    assert not rig.fixes[told].time_trusted


def test_said_twice_is_said_once(port):
    rig, gps = port
    for on in (False, True, True):
        gps.power(on)
    rig.until(lambda: len(rig.fixes) >= 2)
    assert rig.fixes[1].utc_ns > rig.fixes[0].utc_ns
    gps.power(False)
    gps.power(False)
    gps.close()
    gps.close()
