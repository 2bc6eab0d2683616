"""A brown-out that the guard did not foresee: the next start knows of it, and dares less."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_boots import HOUR, WATTS, Story, small
from test_sag import Cold

from trapd.config.pack import pack
from trapd.core.actions import Report
from trapd.core.brown_out import HALVES_NS, Lesson
from trapd.core.commands import Command, Status
from trapd.core.load import MOST_WORSE, Load
from trapd.core.units import S
from trapd.sim.battery import Battery

DURING = 103
"""The clip of the animal at 100 s runs."""
LEAST_V = 6.1
"""A pack three tenths full at -20 °C carries a clip at this limit, and no one with a larger loss would."""


class Start(Cold):
    """One start of the same unit, on a day of its own."""

    def __init__(self, memory: Path, number: int, boot_id: str | None = None, **changes: Any) -> None:
        starts, boot = f"2026-01-{15 + number}T23:00:00+10:00", f"{number:04x}"
        story = {"memory": memory, "starts": starts, "boot": boot, "boot_id": boot_id or f"boot {number}"}
        super().__init__(0.3, -20, LEAST_V, **story | changes)

    def wants(self) -> str:
        """What becomes of its clip."""
        return self.steps()[0][1] if self.steps() else "clip"


def browned_out(memory: Path) -> None:
    Start(memory, 1).run(until=DURING)


def test_a_unit_that_went_down_with_a_clip_knows_it_and_takes_less(tmp_path: Path) -> None:
    browned_out(tmp_path)
    after = Start(tmp_path, 2)
    assert after.wants() == "burst"
    [note], [told] = after.notes("brown-out"), after.reports("brown-out")
    assert note.keys() >= told.keys() - {"event", "at"}
    assert (told["step"], told["celsius"], told["least_v"]) == ("clip", -20, LEAST_V)
    assert told["predicted_v"] > LEAST_V
    assert 1 < told["worse"] < 1.5
    status = after.unit.obey(Command.STATUS)
    assert isinstance(status, Status)
    assert status.last_fault is not None
    assert "browned out under a clip" in status.last_fault


def test_it_is_told_once_and_kept(tmp_path: Path) -> None:
    browned_out(tmp_path)
    second = Start(tmp_path, 2)
    second.run(until=50)
    second.stop()
    third = Start(tmp_path, 3)
    assert third.wants() == "burst"
    assert third.reports("brown-out") == []


@pytest.mark.parametrize("until", [50, 190])
def test_a_cut_between_plans_teaches_nothing(tmp_path: Path, until: float) -> None:
    Start(tmp_path, 1).run(until=until)
    after = Start(tmp_path, 2)
    assert after.wants() == "clip"
    assert after.reports("brown-out") == []


def test_nor_does_a_process_that_was_killed_or_ended_in_the_midst_of_a_clip(tmp_path: Path) -> None:
    Start(tmp_path, 1).run(until=DURING)
    ended = Start(tmp_path, 2, boot_id="boot 1", booted=200)
    ended.run(until=DURING)
    ended.stop()
    after = Start(tmp_path, 3)
    assert after.wants() == "clip"
    assert after.reports("brown-out") == ended.reports("brown-out") == []


def test_another_pack_has_to_learn_for_itself(tmp_path: Path) -> None:
    browned_out(tmp_path)
    spent = Start(tmp_path, 2)
    spent.run(until=50)
    assert '"worse":1.0' not in (tmp_path / "memory.json").read_text()
    spent.stop()
    fresh = Start(tmp_path, 3, world={"charge": 0.9, "temperature_c": -20})
    fresh.run(until=3_600)
    fresh.stop()
    assert len(fresh.reports("pack")) == 1
    assert '"worse":1.0' in (tmp_path / "memory.json").read_text()


def test_a_load_with_which_no_pack_goes_down_is_not_even_remembered(tmp_path: Path) -> None:
    warm = Start(tmp_path, 1, world={"charge": 0.9, "temperature_c": 20})
    warm.run(until=DURING)
    assert '"step"' not in (tmp_path / "memory.json").read_text()
    assert Start(tmp_path, 2).wants() == "clip"


def test_a_lesson_fades_and_is_never_worse_than_a_pack_can_be() -> None:
    lesson = Lesson(worse=2.0, utc_ns=S, under=Load("clip", 0, 8, 12, 0.3, -20))
    assert [lesson.worse_at(S + ages * HALVES_NS) for ages in (-1, 0, 1, 2, 20)] == [2, 2, 1.5, 1.25, 1]
    assert lesson.outlived() == Lesson(2.0, S)
    assert MOST_WORSE > 2


class Corroded(Story):
    """Its contacts lose four times what the table says."""

    def __init__(self) -> None:
        self.told: list[Report] = []
        super().__init__(battery=small(), energy=WATTS | {"flash_w": 12}, celsius=-20, charge=0.9)
        described, drain = pack(self.now.profile), self.now.world.drain
        assert described is not None
        self.now._battery = Battery(replace(described, worse=4.0), drain, 0.9, fed=False)

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        super().tell(report, mono_ns, utc_ns)
        self.told += [report] if report.event in ("brown-out", "stepped-down") else []


def test_a_corroded_pack_takes_its_unit_down_once_and_not_again(monkeypatch: pytest.MonkeyPatch) -> None:
    unit = Corroded()
    unit.run(12 * HOUR)
    assert len(unit.brown_outs) == 1
    assert [report.event for report in unit.told] == ["brown-out"] + ["stepped-down"] * (len(unit.told) - 1)
    assert len(unit.told) > 2
    monkeypatch.setattr("trapd.core.brown_out.worse_by", lambda was, load, least_v: was.worse)
    careless = Corroded()
    careless.run(12 * HOUR)
    assert len(careless.brown_outs) > 3
