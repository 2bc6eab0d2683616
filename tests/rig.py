"""A whole unit on the virtual clock, and the story that happens to it. Times are seconds since its start.

rig = Rig(trigger={"retrigger_s": 2})
rig.pulse("left", at=10)
rig.run(until=30)
assert rig.outcomes() == ["shot"]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from trapd.config.cross import problems
from trapd.config.instants import instant
from trapd.config.nature import Nature
from trapd.config.profile import Profile
from trapd.config.read import load
from trapd.core.actions import Report
from trapd.core.caption import Caption
from trapd.core.events import Event, FlashOut, ShotDone
from trapd.core.frames import Pixels
from trapd.core.observer import Observer
from trapd.core.units import MS, S, millis, seconds
from trapd.runtime.clock import VirtualClock
from trapd.season import Season
from trapd.sim.camera import Camera
from trapd.sim.card import MemoryCard
from trapd.sim.flash import Flash
from trapd.sim.flashlight import FlashHistory
from trapd.sim.pir import Pir
from trapd.sim.power import Power
from trapd.unit import Ports

DESKTOP = Path(__file__).parents[1] / "hw_profiles" / "desktop.toml"
DAY = "2026-01-15T11:00:00+10:00"
NIGHT = "2026-01-15T23:00:00+10:00"
QUIET: dict[str, Any] = {
    "trigger": {"warm_up_s": 0},
    "watch": {"proof_of_life": None},
    "ladder": {"no_clips": 0, "stills": 0, "fewest_wakeups": 0, "dormant": 0, "off": 0},
    "world": {"passes_per_hour": 0, "first_pass_s": None},
}
"""Nothing happens but what the story tells."""


class Rig:
    """Sections are those of `hw_profiles/desktop.toml`, with these changes: `Rig(plan={"day": {"stills": 1}})`."""

    def __init__(
        self,
        *,
        starts: str = DAY,
        system_clock: str | None = None,
        memory: Path | None = None,
        booted: float = 0,
        boot: str = "1a2b",
        boot_id: str | None = None,
        nature: Nature | None = None,
        **changes: Any,
    ) -> None:
        """`system_clock`: what the unit's own clock shows at the start, if it is wrong; `booted`: so long before;
        `boot_id`: of a story that goes on in the same boot; `nature`: of a scenario, in place of the small world."""
        self.profile = profile(starts, **changes)
        clock = VirtualClock(instant(system_clock or starts), start_ns=seconds(booted))
        self.season = Season(self.profile, clock, [self], memory=memory, boot=boot, boot_id=boot_id, nature=nature)
        self.loop, self.unit = self.season.loop, self.season.unit
        self.season.world.flash = LongMemory()
        self.frames: list[CountedPixels] = []
        """Every frame that the camera handed to the trap."""
        self.unheard: set[type] = set()
        """Events of these kinds never reach the trap: their part hangs."""
        self.left: list[tuple[float, str]] = []
        """When and why the process wanted to be left; nobody starts another, so the story goes on."""
        self.onlookers: list[Observer] = []
        """Are told whatever the rig is told."""
        self._told: list[dict[str, Any]] = []
        self._zero_ns = clock.now_ns()
        self._started = False
        self.unit.leave = lambda why: self.left.append(((clock.now_ns() - self._zero_ns) / S, why))
        self.season.post = self._post
        ports = self.season.ports()
        assert isinstance(ports.camera, Camera)
        assert isinstance(ports.card, MemoryCard)
        assert isinstance(ports.pir, Pir)
        assert isinstance(ports.power, Power)
        self.camera, self.card, self.pir, self.power = ports.camera, ports.card, ports.pir, ports.power
        self.flash = MortalFlash(self.loop, self._post, self.season.world)
        self._ports: Ports = replace(ports, flash=self.flash)

    # -- what happens --------------------------------------------------------------------------------------------

    def at(self, when: float, happens: Callable[..., object], *args: Any) -> None:
        """Anything at all."""
        self.loop.at(self.ns(when), lambda: happens(*args))

    def post(self, when: float, event: Event) -> None:
        """Let this event reach the trap."""
        self.at(when, self.unit.post, event)

    def pulse(self, sensor: str, at: float, ms: float = 300, times: int = 1) -> None:
        """The sensor's line goes high for so long, and low for as long, so many times."""
        line, at_ns = self.pir.lines[sensor], self.ns(at)
        self.loop.at(at_ns, line.pulse, at_ns, millis(ms), times)

    def hold(self, sensor: str, at: float, high: bool = True) -> None:
        """The sensor's line goes high (or low) and stays so."""
        line, at_ns = self.pir.lines[sensor], self.ns(at)
        self.loop.at(at_ns, line.hold, high, at_ns)

    def run(self, until: float, woken_by: str | None = None) -> None:
        """On with the story; the first call switches the unit on."""
        if not self._started:
            self._started = True
            self.unit.start(self._ports, woken_by)
            self.season.open_calendar()
        self.loop.at(self.ns(until), self.loop.stop)
        self.loop.run()

    def stop(self) -> None:
        """SIGTERM."""
        self.unit.stop("the story is over")

    # -- what came of it -----------------------------------------------------------------------------------------

    def reports(self, event: str, **facts: Any) -> list[dict[str, Any]]:
        """The reports of this event with these facts; `at` is when."""
        return [told for told in self._told if told["event"] == event and facts.items() <= told.items()]

    def everything(self) -> list[dict[str, Any]]:
        """Every report, in order."""
        return self._told

    def outcomes(self) -> list[str]:
        """What became of each motion: `shot`, `prolonged`, `queued` and later one more, or why it was refused."""
        return [told.get("why", told["outcome"]) for told in self.reports("motion")]

    def captions(self, media: str) -> list[Caption]:
        """Of every picture on the card."""
        return [caption for _, caption in self.card.kept if caption.media == media]

    def lit(self) -> list[tuple[int, int]]:
        """When the flash really shone, in nanoseconds of CLOCK_MONOTONIC."""
        return self.season.world.flash.spans(0, self.loop.clock.now_ns())

    def ns(self, when: float) -> int:
        """CLOCK_MONOTONIC at this moment of the story."""
        return self._zero_ns + seconds(when)

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        """The rig looks on."""
        at = (mono_ns - self._zero_ns) / S
        self._told.append({"event": report.event, "at": at, "mono_ns": mono_ns, "utc_ns": utc_ns, **report.facts})
        for onlooker in self.onlookers:
            onlooker.tell(report, mono_ns, utc_ns)

    def close(self) -> None:
        """Nothing is held."""

    def _post(self, event: Event) -> None:
        if type(event) in self.unheard:
            return
        if isinstance(event, ShotDone):
            pixels = CountedPixels(event.frame.pixels, event.frame.timestamp_ns)
            self.frames.append(pixels)
            event = ShotDone(event.shot_id, replace(event.frame, pixels=pixels))
        self.unit.post(event)


@dataclass
class CountedPixels:
    """Counts how often a frame's buffer was given back."""

    inner: Pixels
    timestamp_ns: int
    released: int = 0

    def planes(self) -> tuple[Any, Any, Any]:
        return self.inner.planes()

    def release(self) -> None:
        self.released += 1
        self.inner.release()


class LongMemory(FlashHistory):
    """Remembers every span of a story."""

    KEPT = 100_000


class MortalFlash(Flash):
    """A flash that may burn out: `broken` is why, until it is None again."""

    broken: str | None = None

    def light(self, until_ns: int, dim: bool = False) -> None:
        if self.broken is None:
            super().light(until_ns, dim)
        else:
            self._post(FlashOut(self._loop.clock.now_ns(), self.broken))

    def burn_out(self, why: str = "the driver does not answer") -> None:
        """Now, lit or not."""
        self.broken = why
        if self._end is not None:
            self.douse()
            self._post(FlashOut(self._loop.clock.now_ns(), why))


def profile(starts: str = DAY, **changes: Any) -> Profile:
    """The desktop profile on a quiet day, changed; a changed profile must still be one that `load` would take."""
    tables = msgspec.to_builtins(load(DESKTOP))
    for part in (QUIET, {"world": {"starts": starts}}, changes):
        _lay_over(tables, part)
    changed = msgspec.convert(tables, Profile)
    assert list(problems(changed)) == []
    return changed


def sensors(**roles: str) -> dict[str, Any]:
    """The `pir` section with these sensors: `pir=sensors(left="both", right="confirm")`."""
    return {"sensors": [{"name": name, "role": role, "powered": "always"} for name, role in roles.items()]}


def surely_lit(rig: Rig, caption: Caption) -> bool:
    """Whether every row of this still was exposed while the flash shone, rise and margin included."""
    camera, flash = rig.profile.camera, rig.profile.flash
    assert caption.exposure_us is not None
    begin_ns = caption.mono_ns - millis((flash.rise_us + flash.margin_us) / 1000)
    end_ns = caption.mono_ns + millis((caption.exposure_us + camera.readout_us + flash.margin_us) / 1000)
    return any(on <= begin_ns and end_ns <= off for on, off in rig.lit())


def longest_ms(spans: list[tuple[int, int]]) -> float:
    """The longest lighting."""
    return max((off - on for on, off in spans), default=0) / MS


def busiest_share(spans: list[tuple[int, int]], window_s: float) -> float:
    """The largest share of any window of that length that was lit."""
    window = seconds(window_s)
    return max(
        (sum(max(0, min(off, end) - max(on, end - window)) for on, off in spans) / window for _, end in spans),
        default=0.0,
    )


def _lay_over(tables: dict[str, Any], changes: Mapping[str, Any]) -> None:
    for key, value in changes.items():
        if isinstance(value, Mapping) and isinstance(tables.get(key), dict):
            _lay_over(tables[key], value)
        else:
            tables[key] = value
