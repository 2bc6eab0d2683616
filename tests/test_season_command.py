"""`trapd season` through the real command line: the same season twice, other seeds, a scenario that cannot be."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from runs import DEADLINE_S, DESKTOP, ROOT, complaint, environment, trapd

TRAIL = ROOT / "scenarios" / "busy-trail.toml"
OTHER = ROOT / "hw_profiles" / "zero2w.toml"
WINTER = ROOT / "scenarios" / "kedrovaya-winter.toml"

CARELESS = """
[ladder]
no_clips = 0
stills = 0
fewest_wakeups = 0
dormant = 0
off = 0
"""
"""It goes on as if its pack were full, to the last."""


def season(folder: Path, *words: str, unit: Path = DESKTOP, scenario: Path = TRAIL) -> list[dict[str, Any]]:
    done = trapd(folder, "season", unit, scenario, "--days", "3", "--json", *words)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_same_season_twice_and_another_by_another_seed(tmp_path: Path) -> None:
    (first,), (again,), (other,) = season(tmp_path), season(tmp_path), season(tmp_path, "--seed", "2")
    del first["seconds"], again["seconds"]
    assert again == first
    assert (first["seed"], other["seed"]) == (1, 2)
    assert other["digest"] != first["digest"]
    assert first["days"] == 3
    assert first["motions"] >= first["passes"] > 300
    assert (first["faults"], first["shots_failed"], first["false_motions"]) == (0, 0, 0)
    assert list(tmp_path.iterdir()) == [], "a season leaves nothing behind"


def test_every_pass_has_one_cause(tmp_path: Path) -> None:
    (told,) = season(tmp_path, scenario=WINTER)
    assert sum(told["causes"].values()) == told["passes"] > 0
    assert sum(sum(counts.values()) for counts in told["kinds"].values()) == told["passes"]
    assert told["coldest_c"] < told["mean_c"] < told["warmest_c"]


def test_another_unit_stands_in_the_same_forest(tmp_path: Path) -> None:
    (here,) = season(tmp_path, scenario=WINTER)
    done = trapd(tmp_path, "season", OTHER, WINTER, "--days", "3", "--json")
    there = json.loads(done.stdout)
    outdoors = ("passes", "coldest_c", "mean_c", "warmest_c")
    assert [there[name] for name in outdoors] == [here[name] for name in outdoors]
    assert there["digest"] != here["digest"]


def test_for_people_it_is_a_list_and_a_table(tmp_path: Path) -> None:
    done = trapd(tmp_path, "season", DESKTOP, TRAIL, "--days", "1")
    assert (done.returncode, done.stderr) == (0, "")
    answer, plain, table, seconds = done.stdout.strip().split("\n\n")
    assert answer.startswith("Yes, it lasts: on watch for 1.0 of 1 day; ")
    lines = dict(line.split(maxsplit=1) for line in plain.splitlines())
    assert (lines["scenario"], lines["days"], lines["faults"]) == ("busy trail", "1", "0")
    head, passes, *causes = [line.split() for line in table.splitlines()]
    assert head == ["leopard", "roe", "deer", "all"]
    assert int(passes[-1]) == sum(int(row[-1]) for row in causes) == int(lines["passes"])
    assert seconds.startswith("computed in ")


def test_many_seeds_at_once_are_the_same_seasons_and_their_intervals(tmp_path: Path) -> None:
    *every, found = season(tmp_path, "--seeds", "3", "--seed", "5", scenario=WINTER)
    assert [told["seed"] for told in every] == [5, 6, 7]
    (alone,) = season(tmp_path, "--seed", "6", scenario=WINTER)
    del alone["seconds"]
    assert every[1] == alone, "in a process of its own it is the same season"
    assert found["event"] == "seasons"
    motions = sorted(told["motions"] for told in every)
    assert found["figures"]["motions"]["median"] == motions[1]
    assert motions[0] <= found["figures"]["motions"]["low"] <= found["figures"]["motions"]["high"] <= motions[2]
    assert "kinds.sika deer.taken" in found["figures"]


def test_many_seeds_for_people(tmp_path: Path) -> None:
    done = trapd(tmp_path, "season", DESKTOP, WINTER, "--days", "1", "--seeds", "2")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("It lasts in 2 of 2 seasons: ")
    assert lines[2] == "Kedrovaya Pad, winter: 2 seeds of 1 day"
    assert any(line.startswith("causes.taken ") and len(line.split()) == 4 for line in lines)


def test_ctrl_c_ends_all_of_them_without_a_word(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "trapd", "season", str(DESKTOP), str(TRAIL), "--seeds", "4"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a shell's background job would not hear it
    own: dict[str, Any] = {"env": environment(tmp_path), "start_new_session": True, "preexec_fn": heed}
    run = subprocess.Popen(command, cwd=tmp_path, **own, **pipes)
    try:
        deadline = monotonic() + DEADLINE_S
        while len(of_session(run.pid)) < 2:
            assert monotonic() < deadline
            sleep(0.05)
        run.send_signal(signal.SIGINT)
        told, complaints = run.communicate(timeout=DEADLINE_S)
        assert (run.returncode, told, complaints) == (130, "", "")
        while of_session(run.pid):  # multiprocessing's own tracker leaves last
            assert monotonic() < deadline
            sleep(0.05)
    finally:
        for pid in of_session(run.pid):
            os.kill(pid, signal.SIGKILL)
        run.wait()


def of_session(leader: int) -> list[int]:
    """The processes of a session that live."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # gone meanwhile
            state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
            if int(session) == leader and state != "Z":
                found.append(int(stat.parent.name))
    return found


def test_units_side_by_side_stand_in_the_same_forest(tmp_path: Path) -> None:
    *seasons, compared = season(tmp_path, "--compare", str(OTHER), "--seeds", "2", scenario=WINTER)
    told = [one for one in seasons if one["event"] == "season"]
    assert [(one["profile"], one["seed"]) for one in told] == [
        (unit, n) for unit in ("desktop", "zero2w") for n in (1, 2)
    ]
    assert [one["passes"] for one in told[:2]] == [one["passes"] for one in told[2:]]
    assert [one["profile"] for one in seasons if one["event"] == "seasons"] == ["desktop", "zero2w"]
    desktop, other = compared["units"]
    assert (other["unit"], other["seasons"], other["kit"]["readiness"]) == ("zero2w", 2, "cool")
    assert other["seen"]["high"] <= other["passes"]["high"] == desktop["passes"]["high"]


def test_units_side_by_side_for_people_are_a_table(tmp_path: Path) -> None:
    done = trapd(tmp_path, "season", DESKTOP, WINTER, "--days", "2", "--compare", OTHER)
    assert (done.returncode, done.stderr) == (0, "")
    answer, table, _ = done.stdout.strip().split("\n\n")
    assert answer.startswith("Of 2 units ")
    assert [line.split("  ")[0] for line in table.splitlines()] == ["unit", "desktop", "zero2w"]
    assert table.splitlines()[0].endswith("readiness")


def test_a_pack_that_gives_out_is_told_as_what_it_is(tmp_path: Path) -> None:
    careless = tmp_path / "careless.toml"
    careless.write_text(DESKTOP.read_text() + CARELESS)
    (told,) = season(tmp_path, unit=careless, scenario=WINTER)
    assert told["pack_lasted_days"] < 2
    assert told["charge_left"] < 0.01
    assert told["watch_days"] == pytest.approx(told["pack_lasted_days"], abs=0.05)
    assert told["effort"]["dead"]["hours"] == pytest.approx(24 * told["dead_days"], abs=0.1)
    assert told["causes"]["dead"] > 0
    assert sum(told["energy_wh"].values()) == pytest.approx(told["pack_gave_wh"], rel=1e-3)


def test_the_same_unit_twice_is_no_comparison(tmp_path: Path) -> None:
    done = trapd(tmp_path, "season", DESKTOP, WINTER, "--compare", OTHER, OTHER)
    assert "the same profile twice" in complaint(done, 64)


def test_what_became_of_each_day_is_told(tmp_path: Path) -> None:
    (told,) = season(tmp_path, unit=OTHER, scenario=WINTER)
    days = told["by_day"]
    assert [day["day"] for day in days] == [1, 2, 3]
    assert sum(day["stills"] for day in days) == told["stills"]
    assert sum(day["motions"] for day in days) == told["motions"]
    assert min(day["coldest_c"] for day in days) == told["coldest_c"]
    assert days[0]["charge"] > days[1]["charge"] > days[2]["charge"] == told["charge_left"] > 0.4
    assert sum(sum(day["wh"].values()) for day in days) == pytest.approx(sum(told["energy_wh"].values()), abs=0.02)
    assert sum(told["energy_wh"].values()) == pytest.approx(told["pack_gave_wh"], rel=1e-3)
    assert told["effort"]["armed"]["hours"] == pytest.approx(72, abs=0.1)
    assert told["watch_days"] == pytest.approx(3, abs=0.01)


@pytest.mark.parametrize(
    ("was", "becomes", "line"),
    [
        ("a_day = 86.4", "a_day = -1", "animals#2.a_day is -1"),
        ("spell_c", "spel_c", "unknown key climate.spel_c; did you mean spell_c?"),
        ('begins = "2026-10-01T00:00:00+10:00"', 'begins = "autumn"', 'begins: "autumn"'),
        ("[place]", "[plaices]", "plaices"),
        ("[place]", "[place", "is not TOML"),
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


@pytest.mark.parametrize("count", ["0", "many", "10000"])
def test_a_number_of_seeds_that_is_none(tmp_path: Path, count: str) -> None:
    assert "--seeds" in complaint(trapd(tmp_path, "season", DESKTOP, TRAIL, "--seeds", count), 64)


def test_the_same_counts_whatever_python_hashes_by(tmp_path: Path) -> None:
    digests = set()
    for hash_seed in ("1", "2"):
        command = [sys.executable, "-m", "trapd", "season", str(DESKTOP), str(WINTER), "--days", "2", "--json"]
        variables = environment(tmp_path) | {"PYTHONHASHSEED": hash_seed}
        done = subprocess.run(command, cwd=tmp_path, env=variables, check=True, capture_output=True, text=True)
        digests.add(json.loads(done.stdout)["digest"])
    assert len(digests) == 1
