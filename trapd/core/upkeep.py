"""What goes on whether anything moves or not: time, place, sun, receiver, meters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

from trapd.core import events as e
from trapd.core.actions import Action, ReadPower, Remember, Report, Reschedule, Wake, WakeGps
from trapd.core.captions import Captions
from trapd.core.clock_chip import ClockChip
from trapd.core.fix import Fix
from trapd.core.geotag import Cell
from trapd.core.gps_duty import GpsDuty
from trapd.core.light import Light
from trapd.core.meters import Meters
from trapd.core.parts import Parts
from trapd.core.rules import Rules
from trapd.core.timekeeper import Timekeeper
from trapd.core.timeline import Timeline
from trapd.core.units import S
from trapd.core.whereabouts import Whereabouts

SunDeg = Callable[[int, float, float], float]
"""Elevation of the sun in degrees at (utc_ns, latitude, longitude)."""

SUN_EVERY_NS = 570 * S
"""At 43° N the sun climbs 1.8° in this time at most: finer than the hysteresis between night and day. The sign of
life that comes with it shall be on a slow card, too, before ten minutes are over."""

RARE_POWER_NS = 3_600 * S
"""The meters are read so rarely while the battery is low: a pack that is nearly empty is emptied slowly."""

UNANSWERED = 2
"""So many questions without an answer are one: meters hang with their bus. The last answer may be on its way."""

READINGS = tuple(field.name for field in fields(e.PowerRead))


class Upkeep:
    """Knows when, where and in what light the unit stands. Calls append to `out`."""

    def __init__(
        self,
        out: list[Action],
        rules: Rules,
        timeline: Timeline,
        sun: SunDeg,
        chip: ClockChip,
        parts: Parts,
        cell: Cell | None,
    ) -> None:
        self.timeline = timeline
        self.time = Timekeeper(out, rules.identity, rules.gps, timeline, chip)
        self.whereabouts = Whereabouts(rules.geotag, rules.worst_hdop, rules.home, cell)
        self.light = Light(rules.light)
        self.captions = Captions(rules.identity, timeline, self.whereabouts, self.light)
        self._remembered = cell
        self._out = out
        self._rules = rules
        self._sun = sun
        self._gps = GpsDuty(rules.gps)
        self._parts = parts
        self._meters = Meters(rules.meters)
        self.read = e.PowerRead(None, None)
        """What counts of the last reading."""
        self._unanswered = 0
        self.power_rare = False
        """Whether the meters are read rarely."""

    def start(self, now_ns: int) -> None:
        self.time.start()
        if self._remembered != self.whereabouts.cell:
            self._out.append(Remember({"cell": self.whereabouts.cell}))
        self._gps.wake(now_ns)
        self._speak(now_ns)
        if not self.judge_light(now_ns):
            self._report_light()
        self._out.append(Wake(now_ns + SUN_EVERY_NS, e.Tick("sun")))
        self._read_power(now_ns)

    def fix(self, event: e.FixTaken, now_ns: int) -> None:
        fix = self.time.date(event.fix)
        if fix is None:
            return
        lost, believed = not self.whereabouts.found, self.time.fix(fix, now_ns)
        if self.whereabouts.add(fix):
            self._out.append(Remember({"cell": self.whereabouts.cell}))
        if lost and believed:
            self._out.append(Reschedule())
        self._report_fix(fix, now_ns)
        if self._gps.fix(now_ns, believed):
            self._speak(now_ns)

    def power(self, event: e.PowerRead, now_ns: int) -> str | None:
        """The new reading; why the flash must stay dark, if it must. A voltage that nobody knows forbids nothing."""
        self._unanswered = 0
        read = self.read = self._meters.judge(event, now_ns)
        for part, why in self._meters.amiss.items():
            if why is None:
                self._parts.mend(part)
            else:
                self._parts.lose(part, why)
        self.captions.temperature_c, self.captions.battery_v = read.temperature_c, read.battery_v
        known = {name: value for name in READINGS if (value := getattr(read, name)) is not None}
        self._out.append(Report("power", known))
        least_v = self._rules.flash.least_battery_v
        if least_v is None or read.battery_v is None or read.battery_v >= least_v:
            return None
        return f"the battery is below {least_v:g} V"

    @property
    def voltmeter_stands(self) -> bool:
        """Whether its last reading was the very same once more, while it must have moved."""
        return self._meters.voltmeter_stands

    @property
    def power_overdue(self) -> bool:
        """Whether the meters that this unit has do not answer."""
        return bool(self._meters.amiss) and self._unanswered >= UNANSWERED

    def tick(self, name: str, now_ns: int) -> None:
        if name == "sun":
            self.light.age()
            self._out.append(Wake(now_ns + SUN_EVERY_NS, e.Tick("sun")))
        elif name == "gps" and self._gps.due(now_ns):
            self._speak(now_ns)
        elif name == "power":
            self._read_power(now_ns)
        elif name == "rtc":
            self.time.tick()

    def judge_light(self, now_ns: int) -> bool:
        """Whether night and day changed places."""
        where = self.where()
        moment = self.timeline.moment(now_ns)
        sun_deg = None if where is None else self._sun(moment.utc_ns, *where)
        changed = self.light.judge(sun_deg, sure=moment.source != "none")
        if changed:
            self._report_light()
        return changed

    def where(self) -> tuple[float, float] | None:
        """Latitude and longitude to reckon the sun by, as near as may be told."""
        return self.whereabouts.for_sun

    def _report_light(self) -> None:
        light = self.light
        known = {"night": light.night, "sun_deg": light.sun_deg, "scene": light.scene}
        self._out.append(Report("light", {name: value for name, value in known.items() if value is not None}))

    def spare(self, rare: bool, now_ns: int) -> None:
        """The receiver sleeps as much as it can from now on, or not."""
        self._gps.spare(rare, now_ns)
        if self._gps.next_ns is not None:
            self._out.append(Wake(self._gps.next_ns, e.Tick("gps")))

    def _read_power(self, now_ns: int) -> None:
        self._unanswered += 1
        every_ns = self._rules.power_every_ns
        every_ns = max(every_ns, RARE_POWER_NS) if self.power_rare else every_ns
        self._out += [ReadPower(), Wake(now_ns + every_ns, e.Tick("power"))]

    def _speak(self, now_ns: int) -> None:
        self._out += [WakeGps(self._gps.awake), Report("gps", {"awake": self._gps.awake})]
        if self._gps.next_ns is not None:
            self._out.append(Wake(self._gps.next_ns, e.Tick("gps")))

    def _report_fix(self, fix: Fix, now_ns: int) -> None:
        moment = self.timeline.moment(now_ns)
        known = self.whereabouts.of_fix(fix) | {
            "time_trusted": fix.time_trusted,
            "weeks_added": fix.weeks_added or None,
            "time_source": moment.source,
            "time_uncertainty_s": moment.uncertainty_s,
        }
        self._out.append(Report("fix", {name: value for name, value in known.items() if value is not None}))
        if self.whereabouts.moved_m is not None:
            self._out.append(Report("moved", {"by_m": round(self.whereabouts.moved_m)}))
