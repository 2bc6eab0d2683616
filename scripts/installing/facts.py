"""What the profile says that the installation depends on."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installing.machine import Trouble


@dataclass(frozen=True, slots=True)
class Facts:
    pi_camera: bool = False
    pins: str = ""
    """gpiozero's pin factory; empty where every pin is simulated."""
    power_board: bool = False
    """A Witty Pi 4, reached by I2C."""
    config_txt: tuple[str, ...] = ()
    serial_ports: tuple[str, ...] = ()
    """Where no login shell may sit: the receiver's port and the technician's line."""

    @classmethod
    def read(cls, path: Path) -> Facts:
        """The whole profile is judged by `trapd check`; here only its form. Raises Trouble."""
        try:
            profile = tomllib.loads(path.read_text())
        except (OSError, ValueError) as err:
            raise Trouble(
                f"the profile {path} cannot be read ({err}): name another with --profile, or correct it"
            ) from err

        def section(name: str) -> dict[str, Any]:
            found = profile.get(name, {})
            return found if isinstance(found, dict) else {}

        ports = (section("gps").get("port"), section("console").get("port"))
        on_pins = "pi" in (section("pir").get("backend"), section("flash").get("backend"))
        return cls(
            pi_camera=section("camera").get("backend") == "pi",
            pins=section("board").get("pins", "gpiod") if on_pins else "",
            power_board=section("readiness").get("board") == "witty-pi-4",
            config_txt=tuple(section("board").get("config_txt", ())),
            serial_ports=tuple(port for port in ports if port),
        )
