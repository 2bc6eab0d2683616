"""Nothing that was announced is lost, wherever the power goes: some cuts of each kind (many: `scripts/torture`)."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import snapshot
from cut_phases import PHASES, Tally, cut
from power_cuts import FORMATS, Bench

EACH = 2
"""Cuts of each phase: ten on each file system."""


@pytest.fixture(scope="module")
def bench(armed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("cuts")
    machine = snapshot.start(armed, folder)
    bench = Bench(machine)
    yield bench
    machine.cut_power()
    bench.close()
    shutil.rmtree(folder)


@pytest.mark.parametrize("kind", FORMATS)
def test_what_was_announced_outlives_a_power_cut(bench: Bench, kind: str) -> None:
    tallies: dict[str, Tally] = {}
    cut(bench, kind, EACH, random.Random(), tallies)
    assert [tally.points for tally in tallies.values()] == [EACH] * PHASES
    assert {name: tally.failed for name, tally in tallies.items() if tally.failed} == {}


@pytest.mark.parametrize(("kind", "recipe"), [*((kind, "unsynced") for kind in FORMATS), ("vfat", "renamed")])
def test_a_recipe_that_loses_pictures_is_found_out(bench: Bench, kind: str, recipe: str) -> None:
    recording = bench.record(bench.blank(kind), [], "take_pictures", bursts=4, recipe=recipe)
    end = len(recording.entries)
    verdict = bench.judge(recording, end, random.Random(1))
    assert "was told as kept" in "".join(verdict.faults) or "is announced and" in "".join(verdict.faults)
