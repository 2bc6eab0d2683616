"""A technician disarms the unit, and leaves with the cable: over the real line it arms itself."""

from __future__ import annotations

import os
from pathlib import Path

from rig import profile
from runs import Running, hear, write_profile


def test_the_cable_is_pulled_and_the_unit_is_armed_seconds_later(tmp_path: Path) -> None:
    quiet = {"gps": {"backend": "none"}, "camera": {"width": 320, "height": 240}, "led": {"backend": "sim"}}
    unit = write_profile(tmp_path / "unit.toml", profile("now", **quiet))
    with Running(tmp_path, "run", unit) as run:
        run.wait_for("card")
        line = os.open(run.wait_for("console")["port"], os.O_RDWR | os.O_NOCTTY)
        os.write(line, b"disarm\r")
        hear(line, "10 min")
        assert run.next("disarmed")["why"] == "disarmed by the technician"
        os.close(line)
        assert run.next("arms-itself")["why"] == "the cable was pulled"
        assert run.next("left-alone")["why"] == "the cable was pulled"
        assert run.stop() == 0
