"""Scenario files: read like profiles, refused as clearly."""

from pathlib import Path

import pytest

from trapd.config.scenario import load
from trapd.core.errors import BadSettings

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").glob("*.toml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_scenario_can_be_followed(path):
    assert load(path).days > 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("days = 3\n[world]\n", "name is missing"),
        ('name = "x"\ndays = 0\n[world]\n', "days is 0"),
        ('name = "x"\n[world]\npases_per_hour = 3\n', "did you mean passes_per_hour?"),
        ('name = "x"\n[world]\nstarts = "in winter"\n', 'world.starts: "in winter" is no instant'),
        ('name = "x"\n', "world is missing"),
    ],
)
def test_a_scenario_that_cannot_be_followed_is_one_clear_line(tmp_path, text, told):
    path = tmp_path / "odd.toml"
    path.write_text(text)
    with pytest.raises(BadSettings) as refusal:
        load(path)
    line = str(refusal.value)
    assert line.startswith(f"{path}: ")
    assert told in line
    assert "\n" not in line
