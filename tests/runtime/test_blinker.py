"""Beats become light, and darkness costs no wake-up."""

from __future__ import annotations

import pytest

from trapd.core.units import MS, S
from trapd.runtime.blinker import Blinker
from trapd.runtime.clock import VirtualClock
from trapd.runtime.loop import Loop
from trapd.sim.led import Led


class Story:
    def __init__(self) -> None:
        self.loop = Loop(VirtualClock(utc_ns=0))
        self.led = Led(self.loop.clock)
        self.blinker = Blinker(self.loop, self.led)

    def run(self, until_ms: int) -> None:
        self.loop.at(until_ms * MS, self.loop.stop)
        self.loop.run()

    def seen(self) -> list[tuple[float, bool]]:
        return [(at_ns / MS, on) for at_ns, on in self.led.changes]


def test_beat_by_beat_and_again() -> None:
    story = Story()
    story.blinker.play((100, 300, 100, 1_500))
    story.run(until_ms=2_050)
    assert story.seen() == [(0, True), (100, False), (400, True), (500, False), (2_000, True)]


def test_another_tale_begins_at_once() -> None:
    story = Story()
    story.blinker.play((1_000, 1_000))
    story.loop.at(300 * MS, story.blinker.play, (100, 100))
    story.run(until_ms=550)
    assert story.seen() == [(0, True), (400, False), (500, True)]


@pytest.mark.parametrize(("beats", "lit"), [((), False), ((1_000,), True)])
def test_dark_or_simply_lit_nothing_is_ever_due(beats: tuple[int, ...], lit: bool) -> None:
    story = Story()
    story.blinker.play((100, 100))
    story.run(until_ms=50)
    story.blinker.play(beats)
    assert story.led.on is lit
    with pytest.raises(RuntimeError, match="no timer and no job left"):
        story.loop.run()
    assert story.loop.clock.now_ns() < S
