"""The Li-ion table is what `scripts/fit-cell` makes of the measurements, and as good as docs/power.md says."""

from __future__ import annotations

from pathlib import Path

import pytest
from fit_cell import fitted, whole
from fit_cell.held_out import worst

from trapd.core.battery.li_ion import LI_ION

ROOT = Path(__file__).parents[1]
FOLDER = ROOT.parent / "shared" / "data" / "battery"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the measurements are not in {FOLDER}")


@pytest.fixture(scope="module")
def fit() -> whole.Fit:
    return whole.fit(FOLDER)


def test_the_table_in_the_code_is_the_one_that_is_fitted(fit: whole.Fit) -> None:
    cell = fit.cell.chemistry
    for name in ("cut_off_v", "charge_from_c", "ohmic", "ohmic_k", "prompt_k", "bend_v", "usable_rates"):
        assert getattr(LI_ION, name) == pytest.approx(getattr(cell, name), rel=0.01), name
    for ours, fits in zip((*LI_ION.at, *LI_ION.unsure), (*cell.at, *cell.unsure), strict=True):
        assert tuple(ours) == pytest.approx(tuple(fits), rel=0.01, abs=1e-3)
    for (celsius, ours), (fits_c, fits) in zip(LI_ION.usable, cell.usable, strict=True):
        assert (celsius, *ours) == pytest.approx((fits_c, *fits), abs=2e-3)


def test_at_a_temperature_that_it_was_not_fitted_on_it_is_off_by_60_mv_and_8_percent_at_most(fit: whole.Fit) -> None:
    assert [one.celsius for one in fit.held_out] == [-10, 0, 10, 25]
    for one in fit.held_out:
        assert len(one.end_v) >= 11
        assert worst((*one.rest_v, *one.first_v, *one.end_v)) <= 0.060
        assert worst(one.charge) <= 0.02


def test_at_minus_20_it_meets_the_one_line_that_is_known(fit: whole.Fit) -> None:
    assert fit.coldest.celsius == -20
    assert worst((*fit.coldest.rest_v, *fit.coldest.end_v)) <= 0.040
    assert worst(fit.coldest.charge) <= 0.02


def test_the_capacities_that_follow_are_those_measured_within_5_percent(fit: whole.Fit) -> None:
    for total in fit.totals:
        assert 2.9 * fitted.lasts(fit.cell, total.celsius, 0.3) == pytest.approx(total.ah, rel=0.05)


def test_the_page_tells_the_errors_as_the_script_does(fit: whole.Fit) -> None:
    page = (ROOT / "docs" / "power.md").read_text()
    told = [row for row in whole.error_rows(fit) if row not in page]
    assert told == []
