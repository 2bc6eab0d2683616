"""Which readings count: what is gone, stands still or lies, and what only looks like it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trapd.core.events import PowerRead
from trapd.core.meter import RIGHT, TOLD
from trapd.core.meters import SAME, MeterRules, Meters
from trapd.core.units import S, seconds

EVERY_S = 600.0
HOURS = int(3_600 / EVERY_S)
ALL = MeterRules(voltmeter="V", ammeter="A", thermometer="T", gauge="G", volts=(5.0, 8.4), amperes=(-0.05, 10.0))


class Bench:
    """Meters that are read every ten minutes, of a unit whose readings all wander a little."""

    def __init__(self, rules: MeterRules = ALL, every_s: float = EVERY_S) -> None:
        self.meters = Meters(rules)
        self.every_s = every_s
        self.told: list[tuple[str, bool]] = []
        """Part, and whether it is believed: each change."""
        self._reads = 0

    def read(self, times: int = 1, **says: float | None) -> PowerRead:
        """What counts of the last of so many readings."""
        for _ in range(times):
            self._reads += 1
            wander = self._reads % 3
            honest: dict[str, Any] = {
                "battery_v": 7.2 + 0.004 * wander,
                "temperature_c": -12.0 + 0.5 * wander,
                "current_a": 0.1 + 0.001 * wander,
                "gauge_charge": 0.5,
            }
            before = self.amiss()
            counts = self.meters.judge(PowerRead(**honest | says), seconds(self._reads * self.every_s))
            self.told += [(part, part in before) for part in sorted(before ^ self.amiss())]
        return counts

    def amiss(self) -> set[str]:
        return {part for part, why in self.meters.amiss.items() if why is not None}

    def why(self, part: str) -> str:
        return self.meters.amiss[part] or ""


def test_good_meters_count_from_their_first_reading() -> None:
    bench = Bench()
    assert None not in (bench.read().battery_v, bench.read(200).temperature_c)
    assert bench.told == []


def test_one_odd_reading_costs_a_value_and_is_not_told() -> None:
    bench = Bench()
    bench.read(5)
    assert bench.read(battery_v=None).battery_v is None
    assert bench.read(RIGHT - 1).battery_v is None
    assert bench.read().battery_v is not None
    assert bench.told == []


def test_a_meter_that_is_gone_is_told_once_and_once_when_it_is_back() -> None:
    bench = Bench()
    bench.read(5)
    counts = bench.read(100, temperature_c=None)
    assert counts.temperature_c is None
    assert None not in (counts.battery_v, counts.current_a, counts.gauge_charge)
    assert bench.why("thermometer") == "no reading: look at its wires, and for its driver (T)"
    assert bench.read(RIGHT).temperature_c is not None
    assert bench.told == [("thermometer", False), ("thermometer", True)]


def test_a_loose_contact_is_told_once() -> None:
    bench = Bench()
    for _ in range(100):
        bench.read(2)
        assert bench.read(battery_v=None).battery_v is None
    assert bench.told == [("voltmeter", False)]


def test_a_unit_without_meters_has_none_that_fail() -> None:
    meters = Meters(MeterRules())
    for at in range(100):
        assert meters.judge(PowerRead(None, None), at * S) == PowerRead(None, None)
    assert meters.amiss == {}


def test_a_voltage_that_the_pack_cannot_have_is_a_lie() -> None:
    bench = Bench()
    assert bench.read(TOLD, battery_v=32.764).battery_v is None
    assert bench.why("voltmeter").startswith("32.764 V is nothing that this pack can have (5 to 8.4)")


def test_a_current_into_a_pack_that_nobody_charges_is_a_shunt_wired_in_reverse() -> None:
    bench = Bench()
    bench.read(1, current_a=-0.1)
    bench.read(1, current_a=-0.11)
    assert "wired in reverse" in bench.why("ammeter")


def test_a_voltage_that_leaps_while_the_load_stays_is_a_lie() -> None:
    bench = Bench()
    for volts in (7.2, 6.0, 7.3, 5.8):
        bench.read(battery_v=volts)
    assert bench.why("voltmeter").startswith("from 6 to 7.3 V, while the load went from 0.1")


def test_a_voltage_that_sags_under_a_load_is_none() -> None:
    """A cell of -20 °C under half its capacity in amperes, and two of them in a row."""
    bench = Bench()
    for _ in range(50):
        assert bench.read(battery_v=7.22, current_a=0.1).battery_v == 7.22
        assert bench.read(battery_v=6.3, current_a=1.6).battery_v == 6.3
        bench.read(battery_v=7.2)
    assert bench.told == []


def test_a_swapped_pack_is_believed_after_some_readings() -> None:
    bench = Bench()
    bench.read(10, battery_v=6.1)
    assert bench.read(battery_v=8.2).battery_v is None
    assert bench.read(RIGHT, battery_v=8.2).battery_v == 8.2
    assert bench.told == []


def test_the_load_says_that_a_voltage_stands_still() -> None:
    bench = Bench()
    bench.read(battery_v=7.21, current_a=0.9)
    bench.read(SAME - 2, battery_v=7.21)
    assert bench.told == []
    assert bench.read(TOLD, battery_v=7.21).battery_v is None
    assert bench.why("voltmeter").startswith("the very same 7.21 V in 13 readings")
    assert bench.read(RIGHT).battery_v is not None
    assert bench.told == [("voltmeter", False), ("voltmeter", True)]


def test_the_frost_says_it_too_once_the_pack_had_time_to_follow() -> None:
    bench, quick = Bench(), Bench(every_s=1)
    for celsius in range(-12, -25, -1):
        bench.read(2, battery_v=7.21, temperature_c=celsius)
        quick.read(3, battery_v=7.21, temperature_c=celsius)
    assert bench.told == [("voltmeter", False)]
    assert quick.told == []


def test_a_pack_at_rest_may_repeat_itself_for_weeks() -> None:
    bench = Bench(MeterRules(voltmeter="V", thermometer="T"))
    assert bench.read(30 * 24 * HOURS, battery_v=7.21, current_a=None).battery_v == 7.21
    assert bench.told == []


def test_the_current_of_a_running_board_never_repeats_itself_for_long() -> None:
    bench = Bench()
    bench.read(SAME - 1, current_a=0.101)
    assert bench.told == []
    assert bench.read(TOLD, current_a=0.101).current_a is None
    assert bench.why("ammeter").startswith("the very same 0.101 A in 12 readings")


def test_two_days_of_the_very_same_temperature_are_no_weather() -> None:
    bench = Bench()
    bench.read(48 * HOURS, temperature_c=-10.5)
    assert bench.told == []
    assert bench.read(1 + TOLD, temperature_c=-10.5).temperature_c is None
    assert bench.why("thermometer").startswith("the very same -10.5 °C for 48 h")


def test_melting_snow_holds_its_temperature() -> None:
    bench = Bench()
    bench.read(10 * 24 * HOURS, temperature_c=0.0)
    assert bench.told == []


def test_a_temperature_that_leaps_is_a_lie() -> None:
    bench = Bench(every_s=10)
    for celsius in (-12.0, 20.0, -11.5, 21.0):
        bench.read(temperature_c=celsius)
    assert bench.why("thermometer").startswith("from 20 to -11.5 °C in 10 s is no weather")


def test_no_weather_at_all() -> None:
    bench = Bench()
    bench.read(TOLD, temperature_c=85)
    assert bench.why("thermometer").startswith("85 °C is no weather")


def test_a_unit_that_is_carried_out_into_the_frost_is_believed_after_some_readings() -> None:
    bench = Bench()
    bench.read(10, temperature_c=20)
    assert bench.read(temperature_c=-25).temperature_c is None
    assert bench.read(RIGHT, temperature_c=-25).temperature_c == -25
    assert bench.told == []


def test_a_thermometer_that_lies_accuses_nobody() -> None:
    bench = Bench()
    for celsius in (-12, 30) * 20:
        bench.read(battery_v=7.21, temperature_c=celsius)
    assert bench.told == [("thermometer", False)]


def test_readings_far_apart_say_nothing_of_each_other() -> None:
    bench = Bench(every_s=3_600)
    for celsius, volts in ((-12.0, 7.2), (30.0, 5.5)) * 5:
        assert bench.read(temperature_c=celsius, battery_v=volts).battery_v == volts
    assert bench.told == []


READINGS = st.builds(PowerRead, *[st.none() | st.floats(-1e3, 1e3)] * 4)


@given(reads=st.lists(st.tuples(READINGS, st.floats(0, 1e5)), max_size=60))
def test_what_counts_is_what_was_read_or_nothing_and_news_are_rare(reads: list[tuple[PowerRead, float]]) -> None:
    meters, now_ns, news = Meters(ALL), 0, 0
    before = meters.amiss
    for read, pause_s in reads:
        now_ns += seconds(pause_s)
        counts = meters.judge(read, now_ns)
        for name in PowerRead.__slots__:
            assert getattr(counts, name) in (None, getattr(read, name))
        news += sum(before[part] != meters.amiss[part] for part in before)
        before = meters.amiss
    assert news <= 4 * 2 * (len(reads) // (TOLD + RIGHT) + 1)
