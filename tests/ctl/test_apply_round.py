"""`trapctl apply` along several units, each plugged in when the one before is done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from far_end import far_end
from serial.tools.list_ports_common import ListPortInfo
from willing_unit import operations

from trapd.ctl.__main__ import main


def plugged(device: str, serial: str) -> ListPortInfo:
    info = ListPortInfo(device, skip_link_detection=True)
    info.vid, info.pid, info.product, info.serial_number = 0x1D6B, 0x0104, "camera trap", serial
    return info


def test_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "units.toml"
    path.write_text(
        """
        settings.plan.night.stills = 4
        [[units]]
        serial = "a1"
        [[units]]
        serial = "b2"
        """
    )
    with far_end(operations()) as first, far_end(operations()) as stranger, far_end(operations()) as second:
        for end, serial in (first, "a1"), (stranger, "ff"), (second, "b2"):
            end.serial = serial
        there = [plugged(first.port, "a1"), plugged(stranger.port, "ff")]
        looks = 0

        def ports() -> list[ListPortInfo]:
            nonlocal looks
            looks += 1
            return [*there, plugged(second.port, "b2")] if looks > 10 else there

        monkeypatch.setattr("serial.tools.list_ports.comports", ports)
        monkeypatch.setattr("trapd.ctl.apply.LOOK_S", 0.01)
        assert main(["apply", str(path), "--json"]) == 0
        assert len(stranger.heard) == 1
    told = capsys.readouterr()
    protocols = [json.loads(line) for line in told.out.splitlines()]
    assert [(one["serial"], one["in_order"]) for one in protocols] == [("a1", True), ("b2", True)]
    assert "(ff)" in told.err
    kept = (tmp_path / "units.protocol.txt").read_text()
    assert kept.count("ARMED") == 2
    assert kept.count("plan.night.stills: 3 -> 4") == 2
