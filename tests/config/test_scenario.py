"""Scenario files: read like profiles, refused as clearly."""

from __future__ import annotations

from pathlib import Path

import pytest

from trapd.config.profile import World
from trapd.config.scenario import load
from trapd.core.errors import BadSettings

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = sorted(SCENARIOS.glob("*.toml"))
WINTER = SCENARIOS / "kedrovaya-winter.toml"


def _faults(*entries: tuple[str, str]) -> str:
    """Such entries, put before another table: what and the other lines of each."""
    return "".join(f'[[faults]]\nwhat = "{what}"\n{lines}\n' for what, lines in entries) + "[place]"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_scenario_can_be_followed(path: Path) -> None:
    assert load(path).days > 0


def test_a_scenario_says_where_and_when_and_the_profile_what_ails_the_unit() -> None:
    world = load(WINTER).world(World(seed=9, drift_ppm=20, lat=1), seed=None)
    assert (world.seed, world.lat, world.starts) == (1, 43.1034, "2026-11-15T12:00:00+10:00")
    assert world.drift_ppm == 20
    assert load(WINTER).world(World(), seed=7).seed == 7


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("days = 120", "days = 0", "days is 0; it must be a whole number from 1"),
        ('begins = "2026-11-15T12:00:00+10:00"', 'begins = "in winter"', 'begins: "in winter" is no instant'),
        ("[place]", "[palce]", "unknown key palce; did you mean place?"),
        ("lat = 43.1034", "lat = 143", "place.lat is 143; it must be a number from -90"),
        (
            "mean_c = [-12.3, ",
            "mean_c = [",
            "climate.mean_c is a list of 11; it must be a list of 12 numbers, January",
        ),
        ("mean_c = [-12.3", 'mean_c = ["cold"', 'climate.mean_c#1 is "cold"; it must be a number'),
        ("cloud = [0.30", "cloud = [30", "climate.cloud#1 is 30; it must be a number from 0.01 to 1"),
        ("spell_days = 3 ", "# ", "climate.spell_days is missing"),
        (
            'kind = "roe deer"',
            'kind = "sika deer"',
            'animals#3.kind: "sika deer" is taken; make one entry of the two',
        ),
        (
            'kind = "roe deer"',
            'kind = "person"',
            'animals#3.kind: "person" is taken; people have a table of their own',
        ),
        ("hours = [2, 2, 2, 2, 3, ", "hours = [", "animals#1.hours is a list of 19; it must be a list of 24 numbers"),
        (
            "speed_mps = [0.9, 1.5]",
            "speed_mps = 1.2",
            "animals#1.speed_mps is 1.2; it must be two numbers, the lesser",
        ),
        ("speed_mps = [0.9, 1.5]", "speed_mps = [1.5, 0.9]", "animals#1.speed_mps is [1.5, 0.9]; the lesser number"),
        (
            "speed_mps = [0.9, 1.5]",
            "speed_mps = [1e-300, 1.5]",
            "animals#1.speed_mps#1 is 1e-300; it must be a number",
        ),
        ("coat = [0.2, 0.4]", "coat = [20, 40]", "assumed.coat#1 is 20; it must be a number from 0.001 to 1"),
        ("missed = 0.15", "missed = 15", "pir.missed is 15; it must be a number from 0 to 1"),
        ("sure_k = [4, 8]", "sure_k = [2, 8]", "assumed.sure_k begins at 2, not above pir.blind_k (2.7)"),
        ("reach_m = [6, 10]", "reach_m = [10, 6]", "assumed.reach_m is [10, 6]; the lesser number comes first"),
        ("[assumed]", "[asumed]", "unknown key asumed; did you mean assumed?"),
        ("[place]", _faults(("snow-on-lense", "day = 3")), '"voltmeter-gone"; did you mean "snow-on-lens"?'),
        ("[place]", _faults(("askew", "days = 3")), "faults#1.day is missing; it must be a number from 0"),
        ("[place]", _faults(("askew", "day = 3\ndays = 0")), "faults#1.days is 0; it must be a number above 0"),
        ("[place]", _faults(("askew", "day = 3\nday_s = 2")), "unknown key faults#1.day_s; did you mean days?"),
        (
            "[place]",
            _faults(("askew", "day = 120")),
            "faults#1.day is 120, after the season's 120 days; name an earlier one",
        ),
        (
            "[place]",
            _faults(("askew", "day = 3"), ("leaf-on-lens", "day = 5.5")),
            'faults#2.day is 5.5, but "askew" holds to the end, and the lens has one fault at a time; begin later',
        ),
        (
            "[place]",
            _faults(("leaf-on-lens", "day = 5.5"), ("askew", "day = 3\ndays = 2.6")),
            'faults#1.day is 5.5, but "askew" holds until day 5.6',
        ),
    ],
)
def test_a_scenario_that_cannot_be_followed_is_one_clear_line(
    tmp_path: Path, was: str, becomes: str, told: str
) -> None:
    path, text = tmp_path / "odd.toml", WINTER.read_text()
    assert was in text
    path.write_text(text.replace(was, becomes, 1))
    with pytest.raises(BadSettings) as refusal:
        load(path)
    line = str(refusal.value)
    assert line.startswith(f"{path}: ")
    assert told in line
    assert "\n" not in line


def test_an_animal_that_is_never_active_is_none(tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(
        (SCENARIOS / "busy-trail.toml").read_text().replace("a_day = 86.4", f"a_day = 1\nhours = {[0] * 24}")
    )
    with pytest.raises(BadSettings, match=r"animals#2\.hours are all 0; leave the key out"):
        load(path)
