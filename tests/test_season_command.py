"""`trapd season` through the real command line: the same season twice, another seed, a scenario that cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from runs import DESKTOP, ROOT, complaint, trapd

TRAIL = ROOT / "scenarios" / "busy-trail.toml"


def season(folder: Path, *words: str) -> dict[str, Any]:
    done = trapd(folder, "season", DESKTOP, TRAIL, "--days", "3", "--json", *words)
    assert (done.returncode, done.stderr) == (0, "")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_the_same_season_twice_and_another_by_another_seed(tmp_path: Path) -> None:
    first, again, other = season(tmp_path), season(tmp_path), season(tmp_path, "--seed", "2")
    del first["seconds"], again["seconds"]
    assert again == first
    assert (first["seed"], other["seed"]) == (1, 2)
    assert other["digest"] != first["digest"]
    assert first["days"] == 3
    assert first["motions"] >= first["passes"] > 300
    assert (first["faults"], first["shots_failed"]) == (0, 0)
    assert list(tmp_path.iterdir()) == [], "a season leaves nothing behind"


def test_for_people_it_is_a_list(tmp_path: Path) -> None:
    done = trapd(tmp_path, "season", DESKTOP, TRAIL, "--days", "1")
    assert (done.returncode, done.stderr) == (0, "")
    lines = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert (lines["scenario"], lines["days"], lines["faults"]) == ("busy trail", "1", "0")


@pytest.mark.parametrize(
    ("was", "becomes", "line"),
    [
        ("passes_per_hour = 12", "passes_per_hour = -1", "world.passes_per_hour"),
        ("passes_per_hour", "passes_an_hour", "unknown key world.passes_an_hour; did you mean passes_per_hour?"),
        ('starts = "2026-10-01T00:00:00+10:00"', 'starts = "autumn"', 'world.starts: "autumn"'),
        ("[world]", "[worlds]", "worlds"),
        ("[world]", "[world", "is not TOML"),
    ],
)
def test_a_scenario_that_cannot_be_is_one_line(tmp_path: Path, was: str, becomes: str, line: str) -> None:
    scenario = tmp_path / "scenario.toml"
    text = TRAIL.read_text()
    assert was in text
    scenario.write_text(text.replace(was, becomes))
    done = trapd(tmp_path, "season", DESKTOP, scenario, "--json")
    assert line in complaint(done, 78)
    assert done.stdout == ""
