"""Which port is a unit."""

from __future__ import annotations

import pytest
from serial.tools.list_ports_common import ListPortInfo

from trapd.core.errors import HardwareMissing, WrongUse
from trapd.ctl.finding import Found, opener, units


def port(
    device: str, serial: str | None = None, product: str | None = "camera trap", pid: int = 0x0104
) -> ListPortInfo:
    info = ListPortInfo(device, skip_link_detection=True)
    info.vid, info.pid, info.product, info.serial_number = 0x1D6B, pid, product, serial
    return info


LEFT, RIGHT = port("/dev/ttyACM1", "10000000a1"), port("/dev/ttyACM0", "10000000b2")
OTHERS = [
    port("/dev/ttyUSB0", "A50285BI", "FT232R USB UART", pid=0x6001),
    port("/dev/ttyACM7", "x", "Ethernet Gadget"),
    ListPortInfo("/dev/ttyS0", skip_link_detection=True),
]


def test_units_among_other_ports() -> None:
    assert units([LEFT, *OTHERS, RIGHT]) == [Found("/dev/ttyACM0", "10000000b2"), Found("/dev/ttyACM1", "10000000a1")]


@pytest.mark.parametrize("product", [None, "n/a"])
def test_some_systems_tell_the_ids_alone(product: str | None) -> None:
    assert units([port("COM3", "10000000A1", product)]) == [Found("COM3", "10000000A1")]


def test_several_are_listed_on_one_line() -> None:
    with pytest.raises(WrongUse, match=r"^2 units .* --serial or --port: 10000000b2 \(/dev/ttyACM0\), 10000000a1"):
        opener(None, None, [LEFT, RIGHT])


def test_none_tells_the_mend() -> None:
    with pytest.raises(HardwareMissing, match="the cable carries data"):
        opener(None, None, OTHERS)


def test_one_of_several_by_its_number_in_any_letters() -> None:
    ports = [LEFT, RIGHT]
    with pytest.raises(HardwareMissing, match="/dev/ttyACM1 cannot be opened"):
        opener(None, "10000000A1", ports)()
    with pytest.raises(HardwareMissing, match="no unit 77 is plugged in; there are 10000000b2"):
        opener(None, "77", ports)


def test_after_a_restart_it_is_looked_for_under_another_name() -> None:
    ports = [LEFT]
    again = opener(None, None, ports)
    ports[:] = [RIGHT, port("/dev/ttyACM5", LEFT.serial_number)]
    with pytest.raises(HardwareMissing, match="/dev/ttyACM5 cannot be opened"):
        again()


def test_a_named_port_is_taken_as_it_is() -> None:
    with pytest.raises(
        HardwareMissing, match=r"COM99 cannot be opened \(No such file or directory\): check the name"
    ):
        opener("COM99", None, [LEFT, RIGHT])()
