"""Which port is a unit: by what its USB gadget says of itself (systemd/libexec/trapd-gadget)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from trapd.core.errors import HardwareMissing, WrongUse
from trapd.ctl.line import Cable, Line, Opener

VENDOR, GADGET = 0x1D6B, 0x0104
"""Linux Foundation, Multifunction Composite Gadget: others use it too, so the product's name counts as well."""
PRODUCTS = ("camera trap", None, "n/a")
"""None: pyserial on Windows tells no product; `n/a`: on macOS, where the system does not."""


class Port(Protocol):
    """What `serial.tools.list_ports` tells of a port."""

    device: str
    vid: int | None
    pid: int | None
    product: str | None
    serial_number: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A unit that is plugged in."""

    device: str
    serial: str | None
    """Of its board; None where the system does not tell it."""


def units(ports: Iterable[Port] | None = None) -> list[Found]:
    """The units that are plugged in now, in the order of their ports; `ports`: instead of this machine's."""
    if ports is None:
        from serial.tools.list_ports import comports

        ports = comports()
    found = (Found(port.device, port.serial_number) for port in ports if _is_unit(port))
    return sorted(found, key=lambda one: one.device)


def _is_unit(port: Port) -> bool:
    return (port.vid, port.pid) == (VENDOR, GADGET) and port.product in PRODUCTS


def opener(device: str | None, serial: str | None, ports: Iterable[Port] | None = None) -> Opener:
    """Opens the unit that is meant: at this port, or of this serial number, or the only one there is.

    A unit without a named port is looked for again each time: after a restart it may come back under another name.
    Raises WrongUse if several could be meant, HardwareMissing if none is there.
    """
    if device is not None:
        return lambda: Cable(device)
    return opener_of(_one(units(ports), serial), ports)


def opener_of(found: Found, ports: Iterable[Port] | None = None) -> Opener:
    """Opens this one, wherever it is by then."""
    if found.serial is None:
        return lambda: Cable(found.device)

    def open_again() -> Line:
        return Cable(_one(units(ports), found.serial).device)

    return open_again


def _one(found: list[Found], serial: str | None) -> Found:
    meant = [one for one in found if serial is None or _same(one.serial, serial)]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise WrongUse(f"{len(meant)} units are plugged in, name one by --serial or --port: {listed(meant)}")
    if found:
        raise HardwareMissing(f"no unit {serial} is plugged in; there are {listed(found)}")
    raise HardwareMissing(
        "no unit is plugged in: check that the cable carries data and sits in the unit's USB port (not PWR), wait"
        " 20 s after power-on, or name another port by --port"
    )


def listed(found: Iterable[Found]) -> str:
    """On one line."""
    return ", ".join(f"{one.serial or 'without a number'} ({one.device})" for one in found)


def _same(one: str | None, other: str) -> bool:
    """Windows tells serial numbers in capitals."""
    return one is not None and one.casefold() == other.casefold()
