"""What a profile promises from a full pack: days and pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rig import DAY, Rig, profile, sensors

from trapd.config.expected import Expected, expected
from trapd.config.instants import instant
from trapd.config.read import load
from trapd.config.use import pictures_a_day, use
from trapd.core.battery.known import CHEMISTRIES
from trapd.core.errors import BadSettings
from trapd.core.outlook import NO_PACK

ROOT = Path(__file__).parents[2]
JANUARY_NS = instant(DAY)
L91 = CHEMISTRIES["l91"]
MEAN_V = sum(L91.rest_v((step + 0.5) / 100, 20) for step in range(100)) / 100
FIFTY_FOUR_WH = {"chemistry": "l91", "series": 4, "parallel": 3, "ah": round(54 / 12 / MEAN_V, 3)}
STILLS: dict[str, Any] = {"stills": 3, "clip": False, "pre_roll_s": 0}
NOTHING = dict.fromkeys(("board_w", "camera_w", "encoder_w", "flash_w", "gps_w", "still_mwh"), 0) | {"efficiency": 1}
WARM = {"mean_c": [24] * 12, "spell_c": 0}
ALONE: dict[str, Any] = {
    "camera": {"readiness": "cool"},
    "plan": {"day": STILLS, "night": STILLS},
    "battery": FIFTY_FOUR_WH,
    "climate": WARM,
    "forecast": {"motions_a_day": 0},
}


def promise(**changes: Any) -> Expected:
    told = expected(profile(**ALONE | changes), JANUARY_NS)
    assert isinstance(told, Expected)
    return told


@pytest.mark.parametrize(
    ("watts", "readiness", "days"),
    [
        ({"board_w": 0.375}, "cool", pytest.approx(6, rel=0.03)),
        ({"board_w": 0.375, "camera_w": 1.25}, "hot", pytest.approx(33 / 24, rel=0.03)),
        ({"board_w": 0.0125}, "cool", pytest.approx(180, rel=0.03)),
    ],
)
def test_54_wh_last_six_days_closed_33_hours_with_pre_roll_and_half_a_year_at_12_milliwatts(
    watts: dict[str, float], readiness: str, days: Any
) -> None:
    told = promise(energy=NOTHING | watts, camera={"readiness": readiness}).days
    assert told.likely == days
    assert told.low < told.likely < told.high


def test_motions_cost_days_and_bring_pictures() -> None:
    quiet, busy = promise(), promise(forecast={"motions_a_day": 400})
    assert busy.days.likely < 0.9 * quiet.days.likely
    assert quiet.pictures == 0
    assert busy.pictures == pytest.approx(busy.days.likely * 400 * 3, rel=0.01)
    assert busy.days.high - busy.days.low > 0.3 * busy.days.likely, "nobody knows how many motions there will be"


def test_the_calendar_takes_pictures_as_well() -> None:
    lapse = profile(**ALONE | {"watch": {"proof_of_life": "12:00", "timelapse_min": 10}})
    assert pictures_a_day(lapse) == 145
    assert promise(watch={"timelapse_min": 10}).days.likely < promise().days.likely


def test_a_gated_unit_lasts_by_its_motions() -> None:
    gated: dict[str, Any] = {
        "camera": {"readiness": "gated"},
        "readiness": {"board": "witty-pi-4"},
        "pir": sensors(left="trigger"),
        "board": {"power_off_ma": 1, "boot_s": 12},
        "energy": NOTHING | {"board_w": 0.375},
    }
    few, many = (promise(**gated, forecast={"motions_a_day": motions}).days.likely for motions in (10, 200))
    closed = promise(energy=NOTHING | {"board_w": 0.375}).days.likely
    assert few > 10 * closed
    assert closed < many < few / 3


def test_a_cold_climate_costs_days() -> None:
    cold = promise(climate={"mean_c": [-25] * 12, "spell_c": 10})
    assert cold.days.likely < 0.95 * promise().days.likely


def test_what_is_expected_is_what_the_simulated_unit_takes() -> None:
    """Forty motions on one day and night."""
    changes = {"gps": {"every_h": 24}, "forecast": {"motions_a_day": 40}}
    rig = Rig(**ALONE | changes)
    for number in range(40):
        rig.pulse("left", at=600 + number * 86_400 / 40)
    rig.run(until=86_400)
    told = use(rig.profile)
    assert told is not None
    assert told.watts == pytest.approx(rig.season.world.drain.joules / 86_400, rel=0.05)


def test_it_is_told_in_one_line() -> None:
    assert str(Expected(promise().days, 41_234)).endswith("), 41,000 pictures")


@pytest.mark.parametrize("missing", ["battery", "energy"])
def test_without_pack_or_consumers_it_says_what_is_missing(missing: str) -> None:
    assert expected(profile(**{missing: None}), JANUARY_NS) == NO_PACK


@pytest.mark.parametrize("path", sorted((ROOT / "hw_profiles").glob("*.toml")), ids=lambda path: path.stem)
def test_every_profile_of_ours_promises_something(path: Path) -> None:
    told = expected(load(path), JANUARY_NS)
    assert isinstance(told, Expected)
    assert 0 < told.days.low < told.days.likely < told.days.high < 60


def test_eleven_months_are_no_year(tmp_path: Path) -> None:
    text = (ROOT / "hw_profiles" / "desktop.toml").read_text()
    path = tmp_path / "unit.toml"
    path.write_text(f"{text}\n[climate]\nmean_c = {[0] * 11}\n")
    with pytest.raises(BadSettings, match=r"climate\.mean_c.*a list of 12 numbers, January first"):
        load(path)
