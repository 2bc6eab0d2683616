"""Some days of the year whose faults come a hundred times as often; `scripts/torture year` plays all of it."""

from pathlib import Path

import pytest
from hard_year import Year


@pytest.mark.parametrize("seed", range(1, 4))
def test_ten_days_with_a_hundred_times_the_faults(seed: int, tmp_path: Path) -> None:
    came = Year(10, seed, tmp_path)()
    assert came.boots > 10
    assert sum(came.faults.values()) > 100
    assert came.pictures > 500
