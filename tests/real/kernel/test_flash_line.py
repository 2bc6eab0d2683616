"""A flash whose unit was killed or stopped while it burned, on a line that persists.

Raspberry Pi kernels leave an output driven when its owner is gone (raspberrypi/linux #6117). The simulated chip does
so here as well, told by a parameter of the same name.
"""

from __future__ import annotations

from machine import Machine
from nights import lit, midnight, move
from pin_tools import PYTHON, carry
from waiting import wait_for

DARK = "/opt/trapd/bin/trapd dark /etc/trapd/profile.toml"
STOPPED_S = 180
"""The watchdog's 30 s, on a slow machine."""
STILL_LIT = 'flash (GPIO17) MAY STILL BE LIT: its line cannot be had ([Errno 16] "trapd" holds it)'
PERSIST = "echo 1 >/sys/module/gpio_sim/parameters/persist_gpio_outputs"


NO_OTHER_START = "[Unit]\nOnFailure=\n[Service]\nRestart=no\n"


def burning(unit: Machine, drop_in: str = NO_OTHER_START) -> None:
    """By night an animal came; the flash lights a clip of a minute and a half."""
    midnight(unit, clip=True, drop_in=drop_in)
    move(unit)
    wait_for(lambda: lit(unit))


def signalled(unit: Machine, signal: str) -> None:
    unit.sh(f"kill -{signal} $(systemctl show -P MainPID trapd)")


def gone(unit: Machine) -> bool:
    return unit.sh("systemctl show -P ActiveState trapd") == "failed"


def test_without_help_the_line_of_a_killed_unit_stays_lit(unit: Machine) -> None:
    unit.sh(PERSIST)
    burning(unit, f"{NO_OTHER_START}ExecStopPost=")
    signalled(unit, "KILL")
    wait_for(lambda: gone(unit))
    assert lit(unit), "or the tests below would show nothing"
    unit.sh(DARK)
    assert not lit(unit)


def test_killed_it_is_put_out_by_the_service(unit: Machine) -> None:
    unit.sh(PERSIST)
    burning(unit)
    signalled(unit, "KILL")
    wait_for(lambda: gone(unit))
    assert not lit(unit)


def test_killed_with_all_its_helpers_it_is_put_out_by_its_next_start(unit: Machine) -> None:
    """`systemctl kill` does not spare the one that would have put it out."""
    unit.sh(PERSIST)
    burning(unit, drop_in="[Service]\nExecStopPost=\n")
    unit.sh("systemctl kill -s KILL trapd")
    wait_for(lambda: not lit(unit))


def test_stopped_it_is_killed_by_the_watchdog_and_put_out(unit: Machine) -> None:
    """The guard thread is stopped as well: until the watchdog's time is up, only a one-shot in hardware helps."""
    unit.sh(PERSIST)
    burning(unit)
    signalled(unit, "STOP")
    wait_for(lambda: gone(unit), STOPPED_S)
    assert unit.sh("systemctl show -P Result trapd") == "watchdog"
    assert not lit(unit)


def test_a_line_that_somebody_else_holds_on_to_is_told_by_name(unit: Machine) -> None:
    """On a Pi `pinctrl` would write the pin's register; here, as on a Pi without it, only hardware is left."""
    carry(unit)
    burning(unit)
    unit.sh(
        f"systemd-run -q --unit=heir -p StandardOutput=file:/run/heir env {PYTHON} /root/pins/outlive.py"
        " $(systemctl show -P MainPID trapd)"
    )
    wait_for(lambda: unit.run("cat /run/heir").text == "ready\n")
    signalled(unit, "KILL")
    wait_for(lambda: gone(unit))
    assert lit(unit)
    wait_for(lambda: STILL_LIT in unit.sh("journalctl -u trapd -o cat"))
    unit.sh("systemctl stop heir")
    assert not lit(unit)
