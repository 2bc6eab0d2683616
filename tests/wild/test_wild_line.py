"""The technician's line of a running unit, over a real pty. `scripts/torture console` throws a million."""

import random
from pathlib import Path

from line_fuzz import fuzz
from rig import profile
from runs import Running, write_profile
from two_talkers import Two

INPUTS = 3_000
MORE_MB = 60
"""What a unit of some 100 MB comes to hold in its first minute anyway; much more was poured in and told."""


def test_it_answers_whatever_two_talk_and_holds_little_of_it(tmp_path: Path) -> None:
    result = fuzz(tmp_path, INPUTS, seed=6, told=lambda line: None)

    assert result.mb_after < result.mb_before + MORE_MB


def test_ten_megabytes_without_an_enter_are_swallowed(tmp_path: Path) -> None:
    unit = write_profile(tmp_path / "unit.toml", profile(world={"starts": "now"}))
    with Running(tmp_path, "run", unit, "--card", tmp_path / "card") as run:
        run.wait_for("card")
        two = Two(run.wait_for("console")["port"], random.Random(1))
        two.greet()

        two.pour(b"x" * 10_000_000)
        two.greet()

        two.close()
        assert run.stop() == 0
