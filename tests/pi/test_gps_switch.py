"""The receiver's enable line on gpiozero's mock pins."""

import pytest
from gpiozero.pins.mock import MockFactory

from trapd.core.events import GpsLost
from trapd.pi.gps_switch import GpsSwitch
from trapd.pi.pins import OutputLine


@pytest.fixture
def factory():
    factory = MockFactory()
    yield factory
    factory.reset()


def test_the_line_is_high_while_the_receiver_is_awake(factory):
    switch = GpsSwitch(5, factory, lambda event: None)
    line = factory.pin(5)
    assert line.state == 0
    switch.power(True)
    assert line.state == 1
    switch.power(False)
    assert line.state == 0
    switch.close()


def test_a_line_that_somebody_else_holds_is_a_fault_and_no_crash(factory):
    other = OutputLine("somebody", 5, active_low=False, factory=factory)
    events = []
    switch = GpsSwitch(5, factory, events.append)
    switch.power(True)
    switch.close()
    assert [type(event) for event in events] == [GpsLost]
    assert "GPIO5" in events[0].why
    other.close()
