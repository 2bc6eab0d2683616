"""`trapd check`: the board, the profile, then every part tried once, a line each.

The parts are made as `trapd run` makes them; only their events go to one question after the other, not to a trap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from trapd.app import Bench
from trapd.commands import board
from trapd.commands.finding import Finding
from trapd.config.expected import expected
from trapd.config.profile import Profile
from trapd.config.still_light import still_light_ns
from trapd.core import events as e
from trapd.core.errors import TrapdError
from trapd.core.gps_time import impossible
from trapd.core.ports import Camera, Card, Flash, Gps, Line, Pir, Power
from trapd.core.shots import Exposure, Shot, Trigger, Window
from trapd.core.timeline import local
from trapd.core.units import MS, seconds
from trapd.runtime.clock import FieldClock
from trapd.runtime.settings import Settings

UNNAMED = "CHANGE-ME"
"""What the shipped field profiles are called: two units of one name would write the same file names."""
PATIENCE_S = 20.0
"""For each part: picamera2's first start takes some seconds, and a receiver's silence counts after `gps.silent_s`."""


Found = tuple[bool, str]
"""In order or not, and how it shows."""
Judge = Callable[[e.Event], Found | None]
"""What an event tells of the part; None where it tells nothing."""
PortJudge = Callable[[Any, e.Event], Found | None]
"""The same, with the port at hand."""


class SelfTest:
    """Tries one part at a time: the first event that its judge can use is the finding."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.bench = Bench(profile, FieldClock(), [])
        self.bench.post = lambda event: self.bench.loop.post(self._handle, event)
        self.bench.post_packet = lambda packet: None
        self._judge: Judge | None = None
        self._found: Found = (False, "")

    def part(self, name: str, begin: Callable[[Any], Found | None], judge: PortJudge) -> Finding:
        """Makes the port of this name, and closes it after it was asked."""
        port: Any = None

        def made() -> Found | None:
            nonlocal port
            port = self.bench.port(name)
            return begin(port)

        finding = self.ask(name, made, lambda event: judge(port, event))
        if port is not None:
            port.close()
        return finding

    def ask(self, name: str, begin: Callable[[], Found | None], judge: Judge) -> Finding:
        """Begins, and runs the loop until the part has answered or `PATIENCE_S` are over."""
        loop = self.bench.loop
        self._judge, self._found = judge, (False, f"no answer within {PATIENCE_S:g} s: check its wiring")
        give_up = loop.after(seconds(PATIENCE_S), loop.stop)
        try:
            found = begin()
            if found is None:
                loop.run()
            else:
                self._found = found
        except TrapdError as err:
            self._found = False, str(err)
        give_up.cancel()
        self._judge = None
        return Finding(name, *self._found)

    def _handle(self, event: e.Event) -> None:
        found = self._judge(event) if self._judge else None
        if found is not None:
            self._found, self._judge = found, None
            self.bench.loop.stop()


def check(settings: Settings, as_json: bool) -> int:
    """Prints the findings as they come, the board first; 0 if all is in order, 1 if not."""
    in_order = True
    for finding in _findings(settings):
        finding.tell(as_json)
        in_order = in_order and finding.ok
    return 0 if in_order else 1


def _findings(settings: Settings) -> Iterator[Finding]:
    profile = settings.profile
    yield from board.findings(profile)
    yield _profile(profile)
    yield from _settings(settings)
    test = SelfTest(profile)
    for try_part in (_pir, _flash, _camera, _card, _gps, _clock, _power):
        yield try_part(test)
    yield from _lines(test)
    yield from _power_board(test)
    yield _forecast(profile, test.bench.loop.clock.utc_ns())
    test.bench.close()


def _profile(profile: Profile) -> Finding:
    unit = profile.unit
    if UNNAMED in (unit.name, unit.station):
        return Finding("profile", False, f"a unit needs a name of its own: change {UNNAMED} in [unit]")
    return Finding("profile", True, f"station {unit.station}, unit {unit.name}")


def _settings(settings: Settings) -> Iterator[Finding]:
    """What a technician set, if anybody did."""
    if settings.trouble is not None:
        yield Finding("settings", False, settings.trouble)
    elif settings.overlay:
        trial = ", on trial" if settings.kept.trial else ""
        yield Finding(
            "settings", True, f"{len(settings.overlay)} set by a technician{trial}: {', '.join(settings.overlay)}"
        )


def _forecast(profile: Profile, utc_ns: int) -> Finding:
    """No fault, whatever it says."""
    promise = expected(profile, utc_ns)
    if isinstance(promise, str):
        return Finding("forecast", True, f"unknown: {promise}")
    motions = f"{profile.forecast.motions_a_day:g} motions a day"
    panel = "; what its panel gives is not in it" if profile.charger.panel_w else ""
    return Finding("forecast", True, f"from a full pack {promise}, at {motions}{panel}")


def _pir(test: SelfTest) -> Finding:
    names = [sensor.name for sensor in test.profile.pir.sensors]

    def begin(port: Pir) -> Found | None:
        powered = port.start()
        return (True, f"{', '.join(names)}: can be read") if set(names) <= set(powered) else None

    def judge(port: Pir, event: e.Event) -> Found | None:
        return (False, f"{event.sensor}: {event.why}") if isinstance(event, e.SensorLost) else None

    return test.part("pir", begin, judge)


def _flash(test: SelfTest) -> Finding:
    if test.profile.flash.backend == "none":
        return Finding("flash", True, "none in this unit")
    span_ns = still_light_ns(test.profile)

    def begin(port: Flash) -> None:
        port.light(test.bench.loop.clock.now_ns() + span_ns)

    def judge(port: Flash, event: e.Event) -> Found | None:
        if not isinstance(event, e.FlashOut):
            return None
        in_time = event.why == e.TIME_UP
        return in_time, f"lit for {span_ns / MS:.0f} ms, and out by itself" if in_time else event.why

    return test.part("flash", begin, judge)


def _camera(test: SelfTest) -> Finding:
    section, clock = test.profile.camera, test.bench.loop.clock
    exposure = Exposure(section.longest_exposure_us)

    def judge(port: Camera, event: e.Event) -> Found | None:
        match event:
            case e.CameraReady():
                now_ns = clock.now_ns()
                until_ns = now_ns + seconds(section.shot_timeout_s)
                port.shoot(
                    Shot(1, Trigger(0, "test", now_ns), 1, exposure, Window(now_ns, until_ns), False, until_ns)
                )
            case e.CameraLost() | e.ShotFailed():
                return False, event.why
            case e.ShotDone():
                frame = event.frame
                frame.pixels.release()
                return (
                    True,
                    f"{frame.width} x {frame.height}, exposed {frame.exposure_us} us at gain {frame.gain:.1f}",
                )
        return None

    return test.part("camera", lambda port: port.open(exposure), judge)


def _card(test: SelfTest) -> Finding:
    def judge(port: Card, event: e.Event) -> Found | None:
        match event:
            case e.CardReady():
                return True, f"{test.profile.card.path}: {event.free_mb} MB free, last sequence {event.last_sequence}"
            case e.CardLost():
                return False, event.why
        return None

    return test.part("card", lambda port: port.open(), judge)


def _gps(test: SelfTest) -> Finding:
    if test.profile.gps.backend == "none":
        return Finding("gps", True, "none in this unit")

    def judge(port: Gps, event: e.Event) -> Found | None:
        match event:
            case e.FixTaken():
                fix = event.fix
                return True, f"fix with {fix.sats or '?'} satellites, HDOP {fix.hdop or '?'}"
            case e.GpsLost():
                return False, event.why
        return None

    return test.part("gps", lambda port: port.power(True), judge)


def _clock(test: SelfTest) -> Finding:
    which, bench = test.profile.clock.rtc, test.bench
    if which == "none":
        return Finding("clock", True, "no chip in this unit")

    def judge(event: e.Event) -> Found | None:
        if not isinstance(event, e.RtcRead):
            return None
        if event.utc_ns is None and which == "auto":
            return True, "no chip answers: after a power-on the time is unknown until the receiver has it"
        if event.utc_ns is None:
            return False, f"{which} does not answer: check clock.rtc, and the chip's overlay in config.txt"
        says, why = f"{event.chip} tells {local(event.utc_ns, 0):%Y-%m-%d %H:%M:%S} UTC", impossible(event.utc_ns)
        if why is None:
            return True, says
        return False, f"{says}, and a {why} cannot be: check its battery; the first fix has it set"

    bench.find_clock_chip()
    return test.ask("clock", bench.unit.rtc.read, judge)


def _lines(test: SelfTest) -> Iterator[Finding]:
    """Of charger and heater, where the unit has them; neither is switched on."""
    parts = {"charger": test.profile.charger.backend, "heater": test.profile.heater.backend}

    def judge(port: Line, event: e.Event) -> Found | None:
        match event:
            case e.LineSet():
                return True, "its line can be driven"
            case e.LineLost():
                return False, event.why
        return None

    for part, backend in parts.items():
        if backend != "none":
            yield test.part(part, lambda port: port.switch(False), judge)


def _power_board(test: SelfTest) -> Iterator[Finding]:
    """Not one that only the kernel's alarm stands for."""
    if test.profile.readiness.board != "witty-pi-4":
        return

    def begin() -> Found:
        by = "its switch: a motion, or a hand" if test.bench.power_board.woken_by_motion() else "its alarm or supply"
        return True, f"Witty Pi 4, last powered by {by}"

    yield test.ask("power board", begin, lambda event: None)


def _power(test: SelfTest) -> Finding:
    if test.profile.power.backend == "none":
        return Finding("power", True, "none in this unit")

    def judge(port: Power, event: e.Event) -> Found | None:
        if not isinstance(event, e.PowerRead):
            return None
        section = test.profile.power
        readings = (
            ("voltage", section.voltage, event.battery_v, "{:.2f} V"),
            ("current", section.current, event.current_a, "{:.3f} A"),
            ("charge", section.charge, event.gauge_charge, "{:.0%}"),
            ("temperature", section.temperature, event.temperature_c, "{:.1f} °C"),
        )
        found = [words.format(value) for _, _, value, words in readings if value is not None]
        missing = [f"no {what} from {where}" for what, where, value, _ in readings if where and value is None]
        return not missing, ", ".join(found + missing) or "no reading"

    return test.part("power", lambda port: port.read(), judge)
