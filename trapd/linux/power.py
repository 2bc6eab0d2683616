"""Battery and temperature from sysfs: the kernel's drivers know the chips, we read their files.

A meter that is missing, unplugged or talks nonsense is None in `PowerRead`, and looked for again at every read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from trapd.config import profile
from trapd.core.errors import BadSettings
from trapd.core.events import PowerRead
from trapd.core.ports import Post
from trapd.runtime.worker import Worker

VOLTS = (0.5, 60.0)
"""Below, no unit runs; above, none of the meters in question measures (INA226: 36 V)."""
AMPERES = (-100.0, 100.0)
"""More than any shunt on a board of this size bears."""
CELSIUS = (-55.0, 125.0)
"""The range of DS18B20, LM75 and TMP102 in their datasheets."""
CHARGE = (0.0, 1.1)
"""A MAX17048 counts a little past its full 100 %."""
RESET_COUNT = 85_000
"""A DS18B20 that was reset before it measured says 85 °C (its datasheet's power-on value)."""


@dataclass(frozen=True, slots=True)
class Meter:
    """The files that a quantity may be read from, and how to understand them."""

    files: str
    """A path or a glob; the first file that makes sense counts, in order of their names."""
    per_unit: int
    """Counts of the file to a volt, an ampere, a degree or a whole; negative where the file's sign is the other."""
    span: tuple[float, float]
    nonsense: int | None = None
    """A count inside the span that is no measurement."""

    def read(self) -> float | None:
        pattern = Path(self.files).absolute()
        readings = map(self._understood, sorted(Path("/").glob(str(pattern.relative_to("/")))))
        return next((reading for reading in readings if reading is not None), None)

    def _understood(self, file: Path) -> float | None:
        try:
            count = int(file.read_text())
        except (OSError, ValueError):
            return None
        low, high = sorted(end * self.per_unit for end in self.span)
        return count / self.per_unit if low <= count <= high and count != self.nonsense else None


def voltmeter(files: str) -> Meter:
    """Unit by file name, as the kernel's ABI has it: hwmon `in*_input` mV, power_supply `voltage_*` µV."""
    name = Path(files).name
    if name.startswith("in"):
        return Meter(files, 1_000, VOLTS)
    if name.startswith("voltage_"):
        return Meter(files, 1_000_000, VOLTS)
    raise _unknown("voltage", files, "in1_input (hwmon) or .../voltage_now (power_supply)")


def ammeter(files: str) -> Meter:
    """hwmon `curr*_input` mA, from IN+ to IN-; power_supply `current_*` µA, which the ABI counts into the battery."""
    name = Path(files).name
    if name.startswith("curr") and name.endswith("_input"):
        return Meter(files, 1_000, AMPERES)
    if name.startswith("current_"):
        return Meter(files, -1_000_000, AMPERES)
    raise _unknown("current", files, "curr1_input (hwmon) or .../current_now (power_supply)")


def gauge(files: str) -> Meter:
    """power_supply `capacity`, percent."""
    if Path(files).name == "capacity":
        return Meter(files, 100, CHARGE)
    raise _unknown("charge", files, "capacity (power_supply)")


def thermometer(files: str) -> Meter:
    """Thousandths of a degree (hwmon, thermal zones, one-wire), but tenths in `power_supply/*/temp`."""
    path = Path(files)
    if not path.name.startswith("temp"):
        raise _unknown("temperature", files, "temp1_input (hwmon) or .../temperature (w1)")
    if path.name == "temp" and "power_supply" in path.parts:
        return Meter(files, 10, CELSIUS)
    return Meter(files, 1_000, CELSIUS, nonsense=RESET_COUNT if path.name == "temperature" else None)


def _unknown(key: str, files: str, known: str) -> BadSettings:
    return BadSettings(f'power.{key}: the unit of "{files}" is not known: name a file like .../{known}')


class Power:
    """Reads on `worker`, which it closes in the end: a one-wire sensor takes 0.75 s to answer."""

    def __init__(self, section: profile.Power, worker: Worker, post: Post) -> None:
        """Raises BadSettings for a file of unknown unit."""
        self._voltmeter = None if section.voltage is None else voltmeter(section.voltage)
        self._ammeter = None if section.current is None else ammeter(section.current)
        self._gauge = None if section.charge is None else gauge(section.charge)
        self._thermometer = None if section.temperature is None else thermometer(section.temperature)
        self._worker = worker
        self._post = post

    def read(self) -> None:
        self._worker.submit(self._measure, self._post)

    def close(self) -> None:
        self._worker.close()

    def _measure(self) -> PowerRead:
        """Volts and amperes one right after the other: they are judged together."""
        volts, amperes = _read(self._voltmeter), _read(self._ammeter)
        return PowerRead(volts, _read(self._thermometer), amperes, _read(self._gauge))


def _read(meter: Meter | None) -> float | None:
    return None if meter is None else meter.read()
