"""The installed service with real pins at midnight: `night.toml` in the place of its profile."""

from __future__ import annotations

from pathlib import Path

from machine import Machine
from services import armed
from waiting import wait_for

PROFILE = Path(__file__).with_name("night.toml")
ARMED_S = 180
SENSOR, LAMP = 12, 17
CHIP = "/sys/devices/platform/gpio-sim.0/gpiochip0"
LAMP_IS = f"cat {CHIP}/sim_gpio{LAMP}/value"


def midnight(unit: Machine, *, clip: bool, drop_in: str = "") -> None:
    """Restart it there, armed, its unit file changed by `drop_in`."""
    hour = int(unit.sh("date -u +%-H"))
    text = PROFILE.read_text("utf-8").replace("LON", str((180 - 15 * hour) % 360 - 180))
    unit.guest.write("/etc/trapd/profile.toml", text.replace("CLIP", str(clip).lower()))
    unit.guest.write("/etc/systemd/system/trapd.service.d/test.conf", drop_in + "\n")
    unit.sh("systemctl daemon-reload; systemctl restart trapd", ARMED_S)
    wait_for(lambda: armed(unit), ARMED_S)


def move(unit: Machine, pulse_s: float = 1) -> None:
    """Somebody walks past the sensor."""
    pull = f"{CHIP}/sim_gpio{SENSOR}/pull"
    unit.sh(f"echo pull-up >{pull}; sleep {pulse_s}; echo pull-down >{pull}")


def lit(unit: Machine) -> bool:
    return unit.sh(LAMP_IS) == "1"
