"""`trapd season --report`: one page that needs nothing else, or one line that says why there is none."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from html_page import Page
from runs import DEADLINE_S, DESKTOP, ROOT, complaint, environment, trapd

WINTER = ROOT / "scenarios" / "kedrovaya-winter.toml"
UNIT = ROOT / "hw_profiles" / "zero2w.toml"


def report(folder: Path, *words: str | Path, days: int = 4) -> Page:
    done = trapd(folder, "season", UNIT, WINTER, "--days", str(days), "--report", folder / "out.html", *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert [path.name for path in folder.iterdir()] == ["out.html"], "nothing is left beside it"
    return Page(folder / "out.html")


def test_it_is_one_page_that_fetches_nothing(tmp_path: Path) -> None:
    page = report(tmp_path)
    assert "script" not in page.tags
    assert page.fetched == []
    assert "@import" not in page.text
    assert re.findall(r"url\((?!#)", page.text) == []
    assert "width=device-width" in page.text
    assert len(page.text) < 500_000


def test_the_answer_is_first_and_every_plot_has_words_and_a_table(tmp_path: Path) -> None:
    page = report(tmp_path)
    assert page.words.index("Yes, it lasts") < page.words.index("Animals seen and missed")
    assert page.tags.count("svg") == len(page.pictures) == 5
    assert all(len(alt) > 40 for alt in page.pictures)
    assert page.tags.count("table") >= len(page.pictures)
    for what in ("in the pack", "coldest °C", "board", "armed", "sure_k", "sika deer", "January"):
        assert what in page.words


def test_a_pack_that_gives_out_is_the_answer(tmp_path: Path) -> None:
    page = report(tmp_path, days=9)
    assert page.words.index("No, it does not last") < page.words.index("Animals seen and missed")
    assert any("dead" in alt for alt in page.pictures)


def test_the_same_season_makes_the_same_page(tmp_path: Path) -> None:
    first = report(tmp_path).text
    assert report(tmp_path).text == first, "and an old one is overwritten"


def test_several_units_and_seeds_are_on_one_page(tmp_path: Path) -> None:
    page = report(tmp_path, "--compare", DESKTOP, "--seeds", "2")
    assert "Of 2 units " in page.words
    assert page.words.index("Side by side") < page.words.index("desktop in full")
    assert "nine seasons of ten" in page.words
    assert page.tags.count("svg") == len(page.pictures) > 10


def test_without_its_library_it_is_one_line_and_no_season_is_played(tmp_path: Path) -> None:
    (tmp_path / "matplotlib.py").write_text("raise ModuleNotFoundError('no', name='matplotlib')")
    command = [sys.executable, "-m", "trapd", "season", DESKTOP, WINTER, "--days", "9999", "--report", "out.html"]
    variables = environment(tmp_path) | {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, timeout=DEADLINE_S)
    assert "pip install 'trapd[report]'" in complaint(done, 64)
    assert not (tmp_path / "out.html").exists()


@pytest.mark.parametrize("place", ["nowhere/out.html", "."])
def test_a_place_that_takes_no_file_is_one_line_before_the_season(tmp_path: Path, place: str) -> None:
    done = trapd(tmp_path, "season", DESKTOP, WINTER, "--days", "9999", "--report", tmp_path / place)
    assert "--report" in complaint(done, 64)


def test_an_old_page_stays_where_the_season_cannot_be_played(tmp_path: Path) -> None:
    (tmp_path / "out.html").write_text("the old one")
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(WINTER.read_text().replace("days = 120", "days = -1"))
    complaint(trapd(tmp_path, "season", DESKTOP, scenario, "--report", tmp_path / "out.html"), 78)
    assert (tmp_path / "out.html").read_text() == "the old one"
