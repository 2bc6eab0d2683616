"""What outlives a restart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from trapd.core.activity import DAYS, Day
from trapd.core.battery.gauge import Belief
from trapd.core.brown_out import Lesson
from trapd.core.clock_chip import RtcCheck
from trapd.core.drift import Rate
from trapd.core.eyes import Sight
from trapd.core.load import Load
from trapd.core.look import CELLS, Past
from trapd.core.readiness import Rhythm
from trapd.core.supply import Left
from trapd.core.timeline import Anchor
from trapd.runtime.memory import SPARE, Memory
from trapd.runtime.worker import InlineWorker


def memory(folder: Path | None, boot_id: str = "one") -> Memory:
    return Memory(folder, boot_id, InlineWorker())


def test_a_restart_remembers_when_the_sensors_were_powered(tmp_path: Path) -> None:
    assert memory(tmp_path).sensors({"left": 100, "right": 200}) == {"left": 100, "right": 200}
    assert memory(tmp_path).sensors({"left": 900, "up": 950}) == {"left": 100, "up": 950}


def test_a_new_boot_does_not(tmp_path: Path) -> None:
    memory(tmp_path).sensors({"left": 100})
    assert memory(tmp_path, "two").sensors({"left": 7}) == {"left": 7}


def test_no_sequence_is_ever_given_twice_and_the_card_is_not_worn_out(tmp_path: Path) -> None:
    first, sizes = memory(tmp_path), set[int]()
    for sequence in range(1, 250):
        first.count(sequence)
        sizes.add(memory(tmp_path).value.sequence)
    assert sizes == {1 + SPARE, 2 + 2 * SPARE, 3 + 3 * SPARE}
    assert memory(tmp_path, "two").value.sequence >= 249


def test_keys_of_a_later_version_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "memory.json").write_text(json.dumps({"schema_version": 9, "sequence": 41, "mood": "good"}))
    one = memory(tmp_path)
    assert (one.value.sequence, one.trouble) == (41, None)


@pytest.mark.parametrize("text", [b"", b"{", b'{"sequence": "many"}', b"\xff\xfe", b"[]"])
def test_a_broken_file_is_none_and_is_told(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "memory.json").write_bytes(text)
    one = memory(tmp_path)
    assert one.value.sequence == 0
    assert one.trouble is not None
    assert "starting without memory" in one.trouble
    one.count(5)
    assert memory(tmp_path).value.sequence == 5 + SPARE


IMPOSSIBLE: dict[str, Any] = {
    "left": {"belief": {"charge": 5, "unsure": 0.1}, "utc_ns": 0},
    "lesson": {"worse": -1},
    "rate": {"ppm": 1e308, "error_ppm": 1},
    "floor": {"mono_ns": 0, "utc_ns": 0, "source": "gps", "uncertainty_s": -1},
    "rtc": {"chip": "rtc0", "utc_ns": 0, "off_s": 1e308, "doubt_s": 1},
    "sight": {"day": {"pictures": -1, "detail": "AAAA"}},
    "rhythm": {"by_hour": [1, 2, 3]},
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_cannot_be_true_is_forgotten_alone_and_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "memory.json").write_text(json.dumps({"boot_id": "one", "sequence": 41, name: IMPOSSIBLE[name]}))
    one = memory(tmp_path)
    assert one.trouble is not None
    assert f"memory.json: {name} cannot be true" in one.trouble
    assert (one.value.sequence, getattr(one.value, name)) == (41, None)


def test_all_that_a_unit_learns_in_years_has_its_place(tmp_path: Path) -> None:
    late, odd = 8 * 10**18 + 123_456_789, 123.45678901234567
    past = Past(b"\xff" * CELLS, odd, 10**6, "covered")
    anchor = Anchor(late, late, "technician", odd, Rate(odd, odd), "technician")
    day = Day(60.1234, {f"consumer no. {one}": odd for one in range(9)}, -odd, odd, -odd)
    one = memory(tmp_path)
    one.sensors({f"sensor-{one}": late for one in range(4)})
    one.keep(boot_id="b" * 36, boot_before="b" * 36, floor=anchor, anchor=anchor, rate=Rate(odd, odd))
    one.keep(rtc=RtcCheck("rtc-ds3231 1-0068", late, odd, odd), sight=Sight(past, past, "covered", "dark"))
    one.keep(rhythm=Rhythm((1_000,) * 24), lesson=Lesson(3.99, late, Load("still, less flash", *(odd,) * 5)))
    one.keep(left=Left(Belief(odd, odd), late, (day.rounded(),) * DAYS))
    assert one.trouble is None


def test_a_file_that_cannot_be_written_costs_the_memory_and_not_the_pictures(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    one = memory(tmp_path / "state")
    one.count(5)
    assert one.trouble is not None
    assert one.value.sequence == 5 + SPARE


def test_without_a_folder_nothing_is_kept() -> None:
    one = memory(None)
    one.count(5)
    one.close()
    assert one.trouble is None


def test_the_boot_before_this_one_is_known_however_often_the_process_starts(tmp_path: Path) -> None:
    for boot_id in ("one", "one", "two", "two"):
        keeper = memory(tmp_path, boot_id)
        keeper.keep(sequence=1)

    assert keeper.value.boot_before == "one"
