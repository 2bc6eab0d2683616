"""Motion sensors on GPIO pins, edge by edge.

Neither `gpiozero.MotionSensor`, which polls ten times a second and misses a pulse between two polls, nor
`DigitalInputDevice`, whose handlers are told no time: the handler sits on the pin itself, where the time comes along.
"""

from __future__ import annotations

from contextlib import ExitStack, suppress
from threading import Lock

from gpiozero import InputDevice
from gpiozero.pins import Factory

from trapd.config import profile
from trapd.core.events import PirEdge, SensorLost
from trapd.core.ports import Post
from trapd.core.power_on import powered_ns
from trapd.core.units import S
from trapd.pi.pins import PinTrouble, translated, wired
from trapd.runtime.clock import Clock

STALEST_NS = 60 * S
"""An edge that seems older than this, or from the future, was stamped by some other clock."""


class Pir:
    """All sensors of the profile on one pin factory. Edges come from the factory's own thread."""

    def __init__(self, section: profile.Pir, clock: Clock, post: Post, factory: Factory) -> None:
        self._pins = {sensor.name: wired(sensor.pin, f"pir.sensors.{sensor.name}.pin") for sensor in section.sensors}
        self._section = section
        self._clock = clock
        self._post = post
        self._factory = factory
        self._lines: list[Line] = []

    def start(self) -> dict[str, int]:
        """Power-on of each readable sensor: 0 (boot) for `with-board`, long before for `always`, now for `now`."""
        powered: dict[str, int] = {}
        for sensor in self._section.sensors:
            try:
                line = Line(sensor, self._pins[sensor.name], self._clock, self._post, self._factory)
            except PinTrouble as trouble:
                self._post(SensorLost(sensor.name, str(trouble)))
            else:
                self._lines.append(line)
                powered[sensor.name] = powered_ns(sensor.powered, self._clock.now_ns())
        return powered

    def close(self) -> None:
        for line in self._lines:
            with suppress(PinTrouble):  # the kernel takes it back with the process
                line.close()
        self._lines.clear()


class Line:
    """One sensor's line, claimed and listened to from the moment it is made. Raises PinTrouble."""

    def __init__(self, sensor: profile.Sensor, pin: int, clock: Clock, post: Post, factory: Factory) -> None:
        self._sensor = sensor.name
        self._label = f"sensor {sensor.name} (GPIO{pin})"
        self._active_low = sensor.active_low
        self._clock = clock
        self._post = post
        self._lock = Lock()
        self._high = False
        self._open = True
        with translated(self._label), ExitStack() as undo, self._lock:
            # The pull holds the line quiet when the sensor's wire breaks.
            self._device = undo.enter_context(InputDevice(pin, pull_up=sensor.active_low, pin_factory=factory))
            self._device.pin.edges = "both"
            self._device.pin.when_changed = self._changed
            self._since_ns = clock.now_ns()
            if self._device.is_active:
                self._tell(True, self._since_ns)
            undo.pop_all()

    def close(self) -> None:
        """No edge after this."""
        with self._lock:
            self._open = False
        with translated(self._label):
            self._device.pin.when_changed = None
            self._device.close()

    def _changed(self, ticks: float, state: int | None) -> None:
        """On the factory's own thread; `state` is the level, not yet turned for `active_low`; None if it is lost."""
        if state is None:
            self._post(SensorLost(self._sensor, f"{self._label}: the GPIO chip does not answer any more"))
            return
        high = bool(state) is not self._active_low
        at_ns = self._mono_ns(ticks)
        with self._lock:
            if not self._open:
                return
            if high != self._high:
                self._tell(high, at_ns)
            elif at_ns > self._since_ns:
                # RPi.GPIO reads the level only when its handler runs: a pulse over by then shows as no change.
                # So does an edge that the kernel had no room for.
                self._tell(not high, at_ns)
                self._tell(high, at_ns)

    def _tell(self, high: bool, at_ns: int) -> None:
        self._high = high
        self._post(PirEdge(self._sensor, high, at_ns))

    def _mono_ns(self, ticks: float) -> int:
        """gpiozero's ticks as mono_ns.

        On libgpiod they are that already, the kernel's own timestamp. Its lgpio factory divides that by 1e9: a float
        holds it to 2 ns for 200 days. Its rpigpio and mock factories read time.monotonic() themselves, when they
        notice the edge. Kernels before 5.7 stamped edges with the wall clock; those get the time of this call.
        """
        now_ns = self._clock.now_ns()
        at_ns = ticks if isinstance(ticks, int) else round(ticks * S)
        return at_ns if 0 <= now_ns - at_ns < STALEST_NS else now_ns
