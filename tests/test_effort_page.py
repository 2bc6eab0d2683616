"""What `docs/effort.md` tells people to type gives the days that the unit was armed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from trapd.card.volume import Volume
from trapd.core.units import S

PAGE = Path(__file__).parents[1] / "docs" / "effort.md"
NOON = 1_768_442_400 * S


def line(at_s: float, *states: str, kind: str = "effort", boot: str = "1a2b") -> dict[str, Any]:
    who = {"unit": "KP-07-L", "station": "KP-07", "boot": boot, "boot_id": f"kernel of {boot}"}
    when = {
        "mono_ns": round(at_s * S),
        "utc_ns": NOON + round(at_s * S),
        "time_source": "gps",
        "time_uncertainty_s": 0.7,
    }
    return {"kind": kind, **who, **when, "states": list(states)}


def test_both_ways_to_count_trap_days_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = Volume(tmp_path, reserve_mb=0)
    day = 86_400
    for told in (
        line(10, "armed", "clock-unknown"),
        line(10, kind="alive"),
        line(2 * day + 10, "blind"),
        line(3 * day + 10, "armed", "flash-dead"),
        line(4 * day + 10, "armed", "blind"),
        line(4.5 * day + 10, "armed"),
        line(5 * day + 10, "armed", kind="alive"),
        line(6 * day, "armed", boot="3c4d"),
        line(6 * day, "armed", kind="alive", boot="3c4d"),
        line(7 * day, "off", boot="3c4d"),
    ):
        card.note(told)
    card.close()
    monkeypatch.chdir(tmp_path)

    by_hand, with_trapd = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    told: dict[str, Any] = {}
    exec(by_hand, told)
    exec(with_trapd, told)

    assert told["days"] == pytest.approx(2 + 1.5 + 1)
    assert told["trap_days"] == pytest.approx({"KP-07": 2 + 1.5 + 1})
