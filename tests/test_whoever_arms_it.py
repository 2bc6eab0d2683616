"""Whoever turns a unit's arm switch is in no public picture, whatever is made of its card."""

import csv
from pathlib import Path

import pytest
from visits import DAY, HOUR, SURVEY, Visit

from trapd.__main__ import main


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """Somebody walks away after arming, a leopard walks by, and somebody walks up to disarm."""
    with Visit(tmp_path / "card") as visit:
        visit.fit(0, "disarmed", why="by its switch")
        visit.fit(60, "armed")
        visit.still(120, 1)
        visit.still(DAY, 2)
        visit.still(2 * DAY - 60, 3)
        visit.fit(2 * DAY, "disarmed", why="by its switch")
        visit.fit(2 * DAY + HOUR, "off")
    return tmp_path / "card"


def export(card: Path, form: str) -> Path:
    out, survey = card.parent / form, card.parent / "survey.toml"
    survey.write_text(f"public_media = true{SURVEY}")
    assert main(["export", str(card), str(out), "--to", form, "--survey", str(survey)]) == 0
    return out


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_in_a_camtrap_dp_package_it_is_not_public(card: Path) -> None:
    assert [one["filePublic"] for one in rows(export(card, "camtrap-dp") / "media.csv")] == ["false", "true", "false"]


def test_for_camtrapr_it_is_listed(card: Path) -> None:
    assert len(rows(export(card, "camtrapr") / "people.csv")) == 2


def test_in_the_report_it_is_not_shown(card: Path) -> None:
    page = card.parent / "report.html"
    assert main(["report", str(card), str(page)]) == 0
    assert page.read_text().count("<img") == 1
