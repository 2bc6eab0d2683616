"""A unit at the end of its ladder: switched off, up for its daily picture, off again."""

from __future__ import annotations

from typing import Any

from msgspec import to_builtins
from rig import profile

from trapd.boots import Boots
from trapd.config.instants import instant
from trapd.config.profile import Ladder
from trapd.core.actions import Report
from trapd.core.units import S
from trapd.runtime.clock import VirtualClock

BEGINS = "2026-01-15T06:00:00+10:00"
HOUR, DAY = 3_600, 86_400
STILL = {"stills": 1, "clip": False, "pre_roll_s": 0}
UNIT: dict[str, Any] = {
    "camera": {"readiness": "cool"},
    "plan": {"day": STILL, "night": STILL},
    "watch": {"proof_of_life": "12:00"},
    "battery": {"chemistry": "li-ion", "series": 2, "parallel": 3, "ah": 2.9},
    "ladder": to_builtins(Ladder()),
    "world": {"charge": 0.2, "temperature_c": 5, "passes_per_hour": 2},
}


class Winter(Boots):
    """What was told of it, by hours since its begin."""

    def __init__(self, **changes: Any) -> None:
        self.told: list[tuple[float, Report]] = []
        clock = VirtualClock(instant(BEGINS))
        self._zero_ns = clock.now_ns()
        super().__init__(profile(BEGINS, **(UNIT | changes)), clock, [self])

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        self.told.append(((mono_ns - self._zero_ns) / S / HOUR, report))

    def close(self) -> None:
        """Nothing is held."""

    def hours(self, event: str, **facts: Any) -> list[float]:
        return [at for at, report in self.told if report.event == event and facts.items() <= report.facts.items()]


def test_off_at_the_end_and_up_once_a_day_for_its_picture() -> None:
    winter = Winter()
    winter.run(6 * DAY)
    first, *later = winter.hours("power-off")
    ups = winter.hours("armed")[1:]
    pictures = [at for at in winter.hours("shot", trigger="proof-of-life") if at > first]
    assert winter.brown_outs == []
    assert len(ups) == len(pictures) == len(later) == 5
    for up, picture, off in zip(ups, pictures, later, strict=True):
        assert up < picture < off < up + 0.5
        assert (picture + 6) % 24 - 12 < 0.01


def test_the_account_says_dormant_and_off() -> None:
    winter = Winter()
    winter.run(4 * DAY)
    causes = winter.now.account.causes()
    assert causes["taken"] > causes["battery-low"] > 0
    assert causes["off"] > 2 * 24


def test_the_card_tells_each_end_and_why() -> None:
    winter = Winter()
    winter.run(3 * DAY)
    ends = [note["why"]["off"] for note in winter.now.card.notes if note.get("states") == ["off"]]
    assert len(ends) == len(winter.hours("power-off")) == 3
    assert all("of its charge can be drawn in this cold" in why for why in ends)


def test_where_no_alarm_wakes_it_the_last_step_may_be_left_out() -> None:
    winter = Winter(ladder=UNIT["ladder"] | {"off": 0})
    winter.run(2 * DAY)
    assert winter.hours("power-off") == []
    assert winter.count == 1
