"""Whatever happens, in whatever order: nothing raises, and what must always hold does."""

from __future__ import annotations

from typing import Any

import invariants
from hypothesis import given, settings
from hypothesis import strategies as st
from rig import DAY, NIGHT, Rig

from trapd.core.actions import ShowFrame, ShowNothing
from trapd.core.commands import Command
from trapd.core.events import (
    AimAsked,
    FlashOut,
    Held,
    LineGone,
    Metered,
    PirEdge,
    PowerRead,
    ShotFailed,
    SwitchTurned,
    Tick,
    Typed,
)

PLANS = st.fixed_dictionaries(
    {
        "stills": st.integers(1, 6),
        "interval_ms": st.sampled_from([0, 100, 700]),
        "clip": st.booleans(),
        "post_roll_s": st.sampled_from([0.5, 4.0]),
        "longest_s": st.sampled_from([4.0, 20.0]),
    }
)
SENSORS = st.sampled_from(["left", "right"])
HAPPENINGS = st.one_of(
    st.tuples(st.just("pulse"), SENSORS, st.sampled_from([1, 20, 300, 4000])),
    st.tuples(st.just("hold"), SENSORS, st.booleans()),
    st.tuples(st.sampled_from(["sensor lost", "sensor back"]), SENSORS),
    st.tuples(st.sampled_from(["camera vanishes", "camera hangs", "camera mended", "card fails", "card mended"])),
    st.tuples(st.sampled_from(["flash burns out", "flash mended"])),
    st.tuples(st.just("order"), st.sampled_from(list(Command))),
    st.tuples(
        st.just("event"),
        st.sampled_from(
            [
                Tick("time-lapse"),
                Tick("proof-of-life"),
                Tick("still", 1),
                Tick("late", 1),
                Tick("clip", 2),
                Tick("turn", 1),
                Tick("linger", 1),
                Tick("bucket"),
                Tick("sun"),
                Tick("gps"),
                ShotFailed(1, "stale"),
                FlashOut(0, "told late"),
                Metered(0, 0.0, 4000, 16),
                Metered(10**15, 0.9, 100, 1),
                PowerRead(5.9, None),
                PowerRead(None, None),
                PirEdge("left", False, 1),
                AimAsked(False),
                AimAsked(True),
                Held("walk-test", True),
                Held("walk-test", False),
                Held("setup", True),
                Held("setup", False),
                Typed(),
                LineGone(),
                SwitchTurned(False),
                SwitchTurned(True),
                Tick("handled"),
                Tick("led"),
            ]
        ),
    ),
)
PAUSES = st.sampled_from([0.0, 0.004, 0.031, 0.4, 1.7, 6.0, 40.0])


def happen(rig: Rig, at: float, what: tuple[Any, ...]) -> None:
    """Put one happening into the story."""
    lines = rig.pir.lines
    match what:
        case "pulse", sensor, ms:
            rig.pulse(sensor, at=at, ms=ms)
        case "hold", sensor, high:
            rig.hold(sensor, at=at, high=high)
        case "sensor lost", sensor:
            rig.at(at, lines[sensor].lose, "gone")
        case "sensor back", sensor:
            rig.at(at, lines[sensor].mend, rig.ns(at))
        case ("camera vanishes",):
            rig.at(at, rig.camera.vanish)
        case ("camera hangs",):
            rig.at(at, rig.camera.hang)
        case ("camera mended",):
            rig.at(at, rig.camera.mend)
        case ("card fails",):
            rig.at(at, setattr, rig.card, "fault", "gone")
        case ("card mended",):
            rig.at(at, setattr, rig.card, "fault", None)
        case ("flash burns out",):
            rig.at(at, rig.flash.burn_out)
        case ("flash mended",):
            rig.at(at, setattr, rig.flash, "broken", None)
        case "order", command:
            rig.at(at, rig.unit.obey, command)
        case "event", event:
            rig.post(at, event)


@settings(deadline=None, max_examples=150)
@given(
    starts=st.sampled_from([DAY, NIGHT]),
    plan=PLANS,
    readiness=st.sampled_from(["hot", "warm", "cool"]),
    slots=st.sampled_from([1, 2]),
    flash=st.sampled_from([{}, {"duty": 0.02}, {"longest_ms": 700}, {"least_battery_v": 6}]),
    story=st.lists(st.tuples(PAUSES, HAPPENINGS), max_size=40),
)
def test_what_always_holds(
    starts: str, plan: dict[str, Any], readiness: str, slots: int, flash: dict[str, Any], story: list[Any]
) -> None:
    plan = plan | {"pre_roll_s": 2 if readiness == "hot" else 0}
    rig = Rig(
        starts=starts,
        plan={"day": plan, "night": plan},
        camera={"readiness": readiness, "silent_s": 2},
        pair={"slots": slots},
        flash=flash,
        led={"backend": "sim"},
        trigger={"retrigger_s": 0, "bucket": 5, "refill_s": 3, "chatter_edges": 8, "chatter_s": 5, "stuck_s": 20},
    )
    shown = list[ShowFrame | ShowNothing]()
    rig.unit.show = shown.append
    at = 1.0
    for pause, what in story:
        at += pause
        happen(rig, at, what)
    rig.run(until=at + 120)

    # The unit is never wedged: whatever happened, once all is well again it takes an animal.
    for name in ("left", "right"):
        happen(rig, at + 121, ("sensor back", name))
        happen(rig, at + 122, ("hold", name, False))
    for mended in ("camera mended", "card mended", "flash mended"):
        happen(rig, at + 121, (mended,))
    happen(rig, at + 121, ("order", Command.ARM))
    happen(rig, at + 121, ("event", SwitchTurned(True)))
    happen(rig, at + 121, ("event", PowerRead(7.4, 20.0)))
    rig.run(until=at + 800)
    rig.pulse("left", at=at + 801)
    rig.run(until=at + 900)
    assert rig.reports("motion")[-1]["outcome"] == "shot"
    kept = [one for one in rig.captions("still") if one.edge_mono_ns == rig.ns(at + 801)]
    failed = rig.reports("shot-failed", sequence=rig.unit.trap.sequence)
    assert kept
    assert len(kept) + len(failed) == plan["stills"]
    assert {told["why"] for told in failed} <= {"the flash is at its duty limit"}
    rig.stop()
    asked = sum(isinstance(what[-1], AimAsked) for _, what in story)
    assert len(shown) == asked  # each look has one answer
    invariants.check(rig, at + 900)
