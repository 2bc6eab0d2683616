"""What can go wrong with each port, and the states of the trap in which it may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Any

from rig import DAY, NIGHT, Rig

from trapd.core import events as e
from trapd.core.commands import Command
from trapd.core.fix import Fix
from trapd.core.gps_time import AGREE_ROW
from trapd.core.timeline import FLOOR_S, Anchor
from trapd.core.units import S, millis
from trapd.sim.power import Power

STRIKE_S = 100.0
"""When each story is in its state."""
SLOW_NS = 2 * S
NONSENSE = cycle((25.6, 0.8))
"""Volts that leap under a load that stays, and degrees that no weather has."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which one port goes wrong, and comes back."""

    port: str
    name: str
    strike: Callable[[Rig], object]
    mend: Callable[[Rig], object]


@dataclass(frozen=True, slots=True)
class State:
    """A trap, and the story that leads it into its state at `STRIKE_S`."""

    name: str
    story: Callable[[], Rig]


def _unheard(port: str, *kinds: type) -> Fault:
    """It hangs: it takes its orders, and its answers never come."""

    def strike(rig: Rig) -> None:
        rig.unheard |= set(kinds)

    def mend(rig: Rig) -> None:
        rig.unheard -= set(kinds)

    return Fault(port, "hangs", strike, mend)


def _meters(name: str, becomes: Callable[[e.PowerRead], e.PowerRead]) -> Fault:
    """What becomes of each of their readings."""
    return Fault(
        "power", name, lambda rig: setattr(rig.power, "fault", becomes), lambda rig: setattr(rig.power, "fault", None)
    )


def _freeze(power: Power) -> None:
    last = power.measure()
    power.fault = lambda read: last


def _now(rig: Rig) -> int:
    return rig.loop.clock.now_ns()


def _line(rig: Rig) -> Any:
    return rig.pir.lines["left"]


def _lies(days: int) -> Callable[[Rig], None]:
    """A receiver whose date jumped, and which is sure of it."""

    def strike(rig: Rig) -> None:
        world, at = rig.season.world, rig.season.world.settings
        for row in range(5):
            mono_ns = _now(rig) - (4 - row) * S
            wrong_ns = world.utc_ns(mono_ns) + days * 86_400 * S
            rig.unit.post(e.FixTaken(Fix(mono_ns, wrong_ns, row >= AGREE_ROW - 1, at.lat, at.lon, 120, 1.0, 8, 3)))

    return strike


FAULTS = (
    Fault("camera", "vanishes", lambda rig: rig.camera.vanish(), lambda rig: rig.camera.mend()),
    Fault("camera", "gives no frames", lambda rig: rig.camera.hang(), lambda rig: rig.camera.mend()),
    _unheard("camera", e.ShotDone, e.ShotFailed),
    Fault("flash", "burns out", lambda rig: rig.flash.burn_out(), lambda rig: setattr(rig.flash, "broken", None)),
    _unheard("flash", e.FlashLit, e.FlashOut),
    Fault("pir", "vanishes", lambda rig: _line(rig).lose("gone"), lambda rig: _line(rig).mend(_now(rig))),
    Fault(
        "pir", "sticks", lambda rig: _line(rig).hold(True, _now(rig)), lambda rig: _line(rig).hold(False, _now(rig))
    ),
    Fault("pir", "chatters", lambda rig: _line(rig).pulse(_now(rig), millis(30), 300), lambda rig: None),
    _unheard("pir", e.PirEdge),
    Fault(
        "gps",
        "vanishes",
        lambda rig: rig.unit.post(e.GpsLost("unplugged")),
        lambda rig: rig.unit.post(e.GpsBack()),
    ),
    Fault("gps", "lies: a year ahead", _lies(365), lambda rig: None),
    Fault("gps", "lies: ten days back", _lies(-10), lambda rig: None),
    Fault("gps", "lies: years back", _lies(-1000), lambda rig: None),
    _unheard("gps", e.FixTaken),
    _meters("vanishes", lambda read: e.PowerRead(None, None)),
    Fault("power", "freezes", lambda rig: _freeze(rig.power), lambda rig: setattr(rig.power, "fault", None)),
    _meters("lies in volts", lambda read: replace(read, battery_v=next(NONSENSE))),
    _meters("lies in degrees", lambda read: replace(read, temperature_c=next(NONSENSE))),
    _unheard("power", e.PowerRead),
    Fault(
        "card",
        "vanishes",
        lambda rig: setattr(rig.card, "fault", "the card is gone"),
        lambda rig: setattr(rig.card, "fault", None),
    ),
    Fault("card", "is full", lambda rig: setattr(rig.card, "free", 0), lambda rig: setattr(rig.card, "free", 10**11)),
    Fault(
        "card",
        "stalls",
        lambda rig: setattr(rig.card, "write_ns", SLOW_NS),
        lambda rig: setattr(rig.card, "write_ns", millis(60)),
    ),
    Fault(
        "card",
        "fails on one file",
        lambda rig: setattr(rig.card, "flaw", "the card fails to write"),
        lambda rig: setattr(rig.card, "flaw", None),
    ),
    _unheard("card", e.Kept, e.KeepFailed),
    Fault(
        "switch",
        "vanishes",
        lambda rig: rig.unit.post(e.SwitchLost("no pin")),
        lambda rig: rig.unit.post(e.SwitchTurned(True)),
    ),
    Fault(
        "switch",
        "is turned off",
        lambda rig: rig.unit.post(e.SwitchTurned(False)),
        lambda rig: rig.unit.post(e.SwitchTurned(True)),
    ),
)

STILLS = {"stills": 3, "interval_ms": 500, "clip": False}
CLIP = {"stills": 2, "interval_ms": 500, "clip": True, "pre_roll_s": 2, "post_roll_s": 6, "longest_s": 20}


def _rig(starts: str = DAY, plan: dict[str, Any] = STILLS, **changes: Any) -> Rig:
    changes.setdefault("camera", {"readiness": "hot", "silent_s": 2})
    pre_roll = {} if changes["camera"]["readiness"] == "hot" else {"pre_roll_s": 0}
    changes.setdefault("power", {"every_s": 2})
    changes.setdefault("trigger", {"retrigger_s": 0, "chatter_edges": 30, "chatter_s": 10, "stuck_s": 60})
    return Rig(starts=starts, plan={"day": plan | pre_roll, "night": plan | pre_roll}, **changes)


def _after_motion(since_s: float, **changes: Any) -> Callable[[], Rig]:
    """So long after a motion began."""

    def story() -> Rig:
        rig = _rig(**changes)
        rig.pulse("left", at=STRIKE_S - since_s)
        return rig

    return story


def _queued() -> Rig:
    rig = _rig()
    rig.pulse("left", at=STRIKE_S - 0.9)
    rig.pulse("left", at=STRIKE_S - 0.1)
    return rig


def _disarmed() -> Rig:
    rig = _rig()
    rig.at(STRIKE_S - 1, rig.unit.obey, Command.DISARM)
    return rig


def _walked() -> Rig:
    rig = _rig()
    rig.post(STRIKE_S - 1, e.Held("walk-test", True))
    return rig


def _aimed() -> Rig:
    """Its camera is just being opened to be looked through by flash."""
    rig = _rig(NIGHT, camera=COOL)
    rig.post(STRIKE_S - 0.05, e.AimAsked(flash=True))
    return rig


def _camera_lost() -> Rig:
    rig = _rig()
    rig.at(STRIKE_S - 3, rig.camera.vanish)
    return rig


def _card_lost() -> Rig:
    rig = _rig()
    rig.at(STRIKE_S - 3, setattr, rig.card, "fault", "the card is gone")
    rig.pulse("left", at=STRIKE_S - 2)
    return rig


def _known_before() -> Rig:
    """A start without the time, after one that knew it from its receiver."""
    rig = _rig(world=LATE_FIX)
    yesterday_ns = rig.season.world.utc_ns(_now(rig)) - 86_400 * S
    rig.unit.trap.timeline.floor = Anchor(_now(rig), yesterday_ns, "gps", FLOOR_S)
    return rig


COOL = {"readiness": "cool", "silent_s": 2, "linger_s": 3}
LATE_FIX = {"gps_first_fix_s": 3_600}
STATES = (
    State("armed by day", _rig),
    State("armed by night", lambda: _rig(NIGHT)),
    State("warming up", lambda: _rig(trigger={"warm_up_s": 130})),
    State("disarmed", _disarmed),
    State("in a walk test", _walked),
    State("being aimed", _aimed),
    State("outside its hours", lambda: _rig(watch={"windows": ["18:00..06:00"]})),
    State("time never known", lambda: _rig(world=LATE_FIX)),
    State("time known before", _known_before),
    State("camera asleep", lambda: _rig(camera=COOL)),
    State("camera opening", _after_motion(0.05, camera=COOL)),
    State("still on order", _after_motion(0.02)),
    State("between stills", _after_motion(0.3)),
    State("clip running", _after_motion(3, plan=CLIP)),
    State("flash on order", _after_motion(0.0005, starts=NIGHT)),
    State("still being lit", _after_motion(0.03, starts=NIGHT)),
    State("clip being lit", _after_motion(3, starts=NIGHT, plan=CLIP)),
    State("waiting for its turn", _after_motion(0.5, starts=NIGHT, pair={"slots": 2, "slot": 1})),
    State("a motion waits", _queued),
    State("camera lost", _camera_lost),
    State("card lost", _card_lost),
)
