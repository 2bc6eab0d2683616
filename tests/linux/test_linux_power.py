"""Meters in sysfs: units by file name, and everything that a file may say instead of a number."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.config import profile
from trapd.core.errors import BadSettings
from trapd.core.events import Event, PowerRead
from trapd.linux.power import Power, ammeter, gauge, thermometer, voltmeter
from trapd.runtime.worker import InlineWorker


def file(at: Path, says: str) -> str:
    at.parent.mkdir(parents=True, exist_ok=True)
    at.write_text(says)
    return str(at)


@pytest.mark.parametrize(
    ("name", "says", "volts"),
    [
        ("hwmon/hwmon2/in1_input", "12034\n", 12.034),
        ("power_supply/bq27441/voltage_now", "3906250\n", 3.90625),
        ("power_supply/bq27441/voltage_ocv", "3906250", 3.90625),
    ],
)
def test_the_unit_of_a_voltage_is_in_the_name_of_its_file(tmp_path: Path, name: str, says: str, volts: float) -> None:
    assert voltmeter(file(tmp_path / name, says)).read() == volts


@pytest.mark.parametrize(
    ("name", "says", "celsius"),
    [
        ("hwmon/hwmon0/temp1_input", "-10500\n", -10.5),
        ("thermal/thermal_zone0/temp", "41856\n", 41.856),
        ("w1/devices/28-0316a2794dff/temperature", "-44937\n", -44.937),
        ("power_supply/bq27441/temp", "-105\n", -10.5),
        ("hwmon/hwmon0/temp1_input", "85000\n", 85.0),
    ],
)
def test_the_unit_of_a_temperature_too(tmp_path: Path, name: str, says: str, celsius: float) -> None:
    assert thermometer(file(tmp_path / name, says)).read() == celsius


@pytest.mark.parametrize(
    ("name", "says", "amperes"),
    [
        ("hwmon/hwmon2/curr1_input", "75\n", 0.075),
        ("hwmon/hwmon2/curr1_input", "-1450\n", -1.45),
        ("power_supply/max17055/current_now", "-250000\n", 0.25),
        ("power_supply/max17055/current_avg", "1000000\n", -1.0),
    ],
)
def test_a_current_out_of_the_battery_is_positive(tmp_path: Path, name: str, says: str, amperes: float) -> None:
    """The kernel's ABI counts what flows into it, where it knows of a battery at all."""
    assert ammeter(file(tmp_path / name, says)).read() == amperes


@pytest.mark.parametrize(
    ("says", "charge"), [("74\n", 0.74), ("0", 0.0), ("101", 1.01), ("255", None), ("-1", None), ("full", None)]
)
def test_a_fuel_gauge_speaks_in_percent(tmp_path: Path, says: str, charge: float | None) -> None:
    assert gauge(file(tmp_path / "capacity", says)).read() == charge


@pytest.mark.parametrize(
    "says", ["", "\n", "unknown", "12.5", "\x00", "é", "-5000", "0", "99000000", "9" * 400, "9" * 5000]
)
def test_garbage_and_the_absurd_are_no_voltage(tmp_path: Path, says: str) -> None:
    assert voltmeter(file(tmp_path / "in1_input", says)).read() is None


def test_a_one_wire_sensor_that_was_reset_has_not_measured(tmp_path: Path) -> None:
    assert thermometer(file(tmp_path / "temperature", "85000\n")).read() is None


@settings(deadline=None, max_examples=200)
@given(says=st.binary(max_size=40))
def test_no_bytes_whatever_raise(says: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    meter = tmp_path_factory.getbasetemp() / "temp1_input"
    meter.write_bytes(says)
    celsius = thermometer(str(meter)).read()
    assert celsius is None or -55 <= celsius <= 125


def test_a_missing_file_a_folder_and_a_file_that_fails_are_no_voltage(tmp_path: Path) -> None:
    (tmp_path / "in1_input").mkdir()
    (tmp_path / "in2_input").symlink_to("/proc/self/mem")
    assert voltmeter(str(tmp_path / "in0_input")).read() is None
    assert voltmeter(str(tmp_path / "in1_input")).read() is None
    assert voltmeter(str(tmp_path / "in2_input")).read() is None


def test_a_glob_takes_the_first_file_that_makes_sense(tmp_path: Path) -> None:
    file(tmp_path / "hwmon0/in1_input", "0")
    file(tmp_path / "hwmon1/in1_input", "12000")
    file(tmp_path / "hwmon2/in1_input", "5000")
    assert voltmeter(f"{tmp_path}/hwmon*/in1_input").read() == 12.0


def test_a_meter_that_is_unplugged_is_found_again_under_another_number(tmp_path: Path) -> None:
    events: list[Event] = []
    section = profile.Power(voltage=f"{tmp_path}/hwmon*/in1_input", temperature=None)
    power = Power(section, InlineWorker(), events.append)
    power.read()
    meter = Path(file(tmp_path / "hwmon3/in1_input", "12000"))
    power.read()
    meter.unlink()
    power.read()
    file(tmp_path / "hwmon4/in1_input", "11900")
    power.read()
    assert events == [PowerRead(volts, None) for volts in (None, 12.0, None, 11.9)]
    power.close()


def test_a_relative_path_is_taken_from_the_current_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file(tmp_path / "in1_input", "12000")
    monkeypatch.chdir(tmp_path)
    assert voltmeter("in1_input").read() == 12.0


@pytest.mark.parametrize(
    ("key", "file", "better"),
    [
        ("voltage", "curr1_input", "in1_input"),
        ("current", "curr1_crit", "curr1_input"),
        ("charge", "charge_now", "capacity"),
        ("temperature", "in1_input", "temp1_input"),
    ],
)
def test_a_file_of_unknown_unit_is_a_bad_profile(key: str, file: str, better: str) -> None:
    with pytest.raises(BadSettings, match=rf"^power\.{key}: .*hwmon0/{file}.*{better}"):
        Power(profile.Power(**{key: f"/sys/class/hwmon/hwmon0/{file}"}), InlineWorker(), [].append)
