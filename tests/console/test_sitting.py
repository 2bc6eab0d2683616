"""Who counts as one technician."""

import pytest

from trapd.console.sitting import Sitting
from trapd.core.units import S
from trapd.runtime.clock import VirtualClock
from trapd.runtime.loop import Loop

SILENCE_NS = 600 * S


class Line:
    def __init__(self):
        self.loop = Loop(VirtualClock(0))
        self.told = []
        self.sitting = Sitting(
            self.loop, SILENCE_NS, lambda session: self.told.append(session.id), lambda: self.told.append("over")
        )

    def after(self, seconds):
        """Goes on with whatever is due meanwhile."""
        self.loop.after(int(seconds * S), self.loop.stop)
        self.loop.run()


@pytest.fixture
def line():
    return Line()


def test_one_who_goes_on_typing_stays_the_same(line):
    first = line.sitting.heard()
    for _ in range(10):
        line.after(599)
        assert line.sitting.heard() is first

    assert line.told == [first.id]


def test_after_a_silence_it_is_somebody_else(line):
    first = line.sitting.heard()
    first.unlocked = True
    line.after(300)
    line.sitting.heard()

    line.after(601)
    assert line.told == [first.id, "over"]
    second = line.sitting.heard()

    assert not second.unlocked
    assert line.told == [first.id, "over", second.id]


def test_a_pulled_cable_ends_it_once(line):
    line.sitting.heard()

    line.sitting.end()
    line.sitting.end()
    line.after(6_000)

    assert line.told[1:] == ["over"]


def test_a_line_that_nobody_talked_on_has_nothing_to_end(line):
    line.sitting.end()

    assert line.told == []
