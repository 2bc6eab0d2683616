"""A whole `trapd run` on real picamera2 with the virtual camera; its PIR is moved through a socket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import virtual_scene
from rig import DAY, profile, sensors
from runs import Finger, Running, finger, write_profile

PROGRAM = Path(__file__).with_name("trapd_on_virtual_camera.py")
FPS = 20
WIDTH, HEIGHT = virtual_scene.SIZE
CAMERA = {
    "backend": "pi",
    "width": WIDTH,
    "height": HEIGHT,
    "fps": FPS,
    "readout_us": 1,
    "gop": 8,
    "readiness": "hot",
}
NONE = {"backend": "none"}


class PiUnit(Running):
    """What it said, and its card."""

    def __init__(self, folder: Path, *options: str, starts: str, **changes: Any) -> None:
        """`options` are those of the program, `changes` those of the profile."""
        self.card = folder / "card"
        self.card.mkdir()
        self.socket = folder / "pir.socket"
        settings: dict[str, Any] = {
            "camera": CAMERA,
            "pir": sensors(left="both") | {"socket": str(self.socket)},
            "trigger": {"retrigger_s": 0, "bucket": 10_000},
            "gps": NONE,
            "power": NONE,
            "console": NONE,
        }
        for section, keys in changes.items():
            settings[section] = settings.get(section, {}) | keys
        file = write_profile(folder / "unit.toml", profile(starts, **settings))
        super().__init__(folder, "run", file, "--card", self.card, program=(PROGRAM, *options))
        self.finger: Finger

    def motion(self) -> dict[str, Any]:
        """Something moves; what the unit says of that."""
        self.finger.pulse("left")
        return self.next("motion")


@contextmanager
def pi_unit(folder: Path, *options: str, starts: str = DAY, **changes: Any) -> Iterator[PiUnit]:
    """Armed, and its camera open."""
    with PiUnit(folder, *options, starts=starts, **changes) as unit:
        unit.wait_for("armed")
        with finger(unit.socket) as unit.finger:
            yield unit
