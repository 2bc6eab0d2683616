"""Witty Pi 4, as its firmware answers: a memory of registers, and an alarm by the day of the month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from gpiozero.pins.mock import MockFactory

from trapd.core.errors import HardwareMissing
from trapd.core.units import S
from trapd.pi.power_board import ADDRESS, SYS_UP_PIN, SysUp, WittyPi4
from trapd.runtime.clock import VirtualClock
from trapd.runtime.loop import Loop


class Firmware:
    """Its registers; `fires` is what the firmware compares each second."""

    def __init__(self, now: datetime, reason: int = 3, id: int = 0x26) -> None:
        self.registers = dict.fromkeys(range(72), 0) | {0: id, 11: reason}
        parts = (now.second, now.minute, now.hour, now.day, 0, now.month, now.year - 2000)
        self.registers |= {58 + place: number // 10 * 16 + number % 10 for place, number in enumerate(parts)}
        self.gone = False

    def read_byte_data(self, i2c_addr: int, register: int) -> int:
        self._ask(i2c_addr)
        return self.registers[register]

    def write_byte_data(self, i2c_addr: int, register: int, value: int) -> None:
        self._ask(i2c_addr)
        assert 16 <= register < 50, "the others are read-only, or the clock's"
        self.registers[register] = value

    def fires(self, at: datetime) -> bool:
        alarm = [self.registers[place] // 16 * 10 + self.registers[place] % 16 for place in (30, 29, 28, 27)]
        return any(alarm) and alarm == [at.day, at.hour, at.minute, at.second]

    def _ask(self, address: int) -> None:
        assert address == ADDRESS
        if self.gone:
            raise OSError(121, "Remote I/O error")


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    with MockFactory() as factory:
        yield factory


@pytest.fixture
def sys_up(pins: MockFactory) -> SysUp:
    return SysUp(Loop(VirtualClock(utc_ns=0)), pins)


@pytest.mark.parametrize(("reason", "motion"), [(3, True), (1, False), (5, False), (8, False)])
def test_a_start_by_its_switch_is_a_motion(reason: int, motion: bool, sys_up: SysUp) -> None:
    board = WittyPi4(Firmware(datetime(2026, 1, 31, 17, 40, tzinfo=UTC), reason), sys_up)
    assert board.woken_by_motion() is motion


@pytest.mark.parametrize("hours", [0.1, 18.5, 24 * 26])
@pytest.mark.parametrize(
    "now", [datetime(2026, 1, 31, 17, 40, 5, tzinfo=UTC), datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC)]
)
def test_the_alarm_goes_by_the_boards_own_clock(now: datetime, hours: float, sys_up: SysUp) -> None:
    firmware = Firmware(now)
    WittyPi4(firmware, sys_up).wake_in(hours * 3_600)
    assert firmware.fires(now + timedelta(hours=hours))
    assert not firmware.fires(now + timedelta(hours=hours, seconds=1))


def test_an_alarm_that_is_too_far_away_comes_early_and_not_a_month_early(sys_up: SysUp) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    firmware = Firmware(now)
    WittyPi4(firmware, sys_up).wake_in(40 * 86_400)
    assert firmware.fires(datetime(2026, 3, 28, 12, tzinfo=UTC))


def test_who_does_not_know_the_time_leaves_the_alarm_as_it_was(sys_up: SysUp) -> None:
    firmware = Firmware(datetime(2026, 1, 31, 17, 40, tzinfo=UTC))
    board = WittyPi4(firmware, sys_up)
    board.wake_in(100)
    board.wake_in(None)
    assert firmware.fires(datetime(2026, 1, 31, 17, 41, 40, tzinfo=UTC))


def test_a_clock_without_sense_sets_no_alarm(sys_up: SysUp) -> None:
    firmware = Firmware(datetime(2026, 1, 31, 17, 40, tzinfo=UTC))
    firmware.registers[63] = 0
    with pytest.raises(HardwareMissing, match="its clock makes no sense"):
        WittyPi4(firmware, sys_up).wake_in(100)


def test_another_chip_at_that_address_is_left_alone(sys_up: SysUp) -> None:
    with pytest.raises(HardwareMissing, match="no Witty Pi 4: its register 0 is 0x51"):
        WittyPi4(Firmware(datetime(2026, 1, 31, tzinfo=UTC), id=0x51), sys_up)


def test_a_board_that_fell_silent_says_what_to_check(sys_up: SysUp) -> None:
    firmware = Firmware(datetime(2026, 1, 31, tzinfo=UTC))
    board = WittyPi4(firmware, sys_up)
    firmware.gone = True
    with pytest.raises(HardwareMissing, match=r"does not answer at I2C 0x08 \(Remote I/O error\): check its header"):
        board.woken_by_motion()


def test_the_board_hears_that_the_pi_is_up(pins: MockFactory) -> None:
    loop = Loop(VirtualClock(utc_ns=0))
    line = SysUp(loop, pins)
    levels = []
    for _ in range(10):
        levels.append(pins.pin(SYS_UP_PIN).state)
        loop.after(S // 2, loop.stop)
        loop.run()
    assert levels == [1, 0] * 5
    line.close()
