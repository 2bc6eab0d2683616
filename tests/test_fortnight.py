"""Three stations of two units, a day and a half on the virtual clock: real cards, and all that is made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from camtrap_dp_schemas import errors, needed
from fortnight_run.compare import TAKEN
from fortnight_run.judge import judge
from fortnight_run.known import Known, known
from fortnight_run.looked import CARDS, FORMS, TABLE, Looked, digest, look
from fortnight_run.play import play
from fortnight_run.played import played
from fortnight_run.survey import STATIONS, fortnight
from fortnight_run.truth import TECHNICIAN, Truth

from trapd.card import catalog, ledger, names

DAYS = 1.5


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth, Looked]:
    out = tmp_path_factory.mktemp("fortnight") / "out"
    truth = played(out, DAYS)
    return out, truth, look(out, truth)


def test_all_that_trapd_makes_of_it_is_right(survey: tuple[Path, Truth, Looked]) -> None:
    out, _, looked = survey
    assert [line for line in looked.lines if not line.startswith("ok ")] == []
    assert looked.wrong == 0
    assert (out / TABLE).read_text().count("KP-08-R") == 2


def test_the_story_is_the_one_that_is_told(survey: tuple[Path, Truth, Looked]) -> None:
    """A clock lost and found, and lost; a pack that is dead; cards mixed up; somebody at the units."""
    out, truth, _ = survey
    fates = {name: {walk.fate for walk in unit.walks} for name, unit in truth.units.items()}
    assert all(TAKEN in of_unit and "" not in of_unit for of_unit in fates.values())
    assert "dead" in fates["KP-12-R"]
    assert all(any(walk.kind == TECHNICIAN for walk in unit.walks) for unit in truth.units.values())
    lost = [name for name in ledger.fold(out / CARDS / "card-4").pictures if "_unsync" in name]
    assert lost
    assert any(line["kind"] == "repaired" for line in catalog.read(out / CARDS / "card-4" / catalog.FILE))
    assert {names.unit(name) for name in ledger.fold(out / CARDS / "card-5").pictures} == {"KP-12-L", "KP-12-R"}


@needed
def test_frictionless_finds_nothing_in_its_package(survey: tuple[Path, Truth, Looked]) -> None:
    out, _, _ = survey
    assert errors(out / FORMS["camtrap-dp"]) == []


def test_the_same_story_leaves_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "other"):
        play(STATIONS[2], fortnight(), 0.3, tmp_path / folder)
    assert len(list(tmp_path.glob("one/*/KP-12/*"))) > 10
    assert digest(tmp_path / "one") == digest(tmp_path / "other")


def drop_a_picture(found: Known) -> None:
    found.pictures.popitem()


def forget_that_times_are_doubtful(found: Known) -> None:
    found.pictures = {shot: replace(picture, doubtful=False) for shot, picture in found.pictures.items()}


def watch_for_longer(found: Known) -> None:
    (begin_ns, end_ns), doubtful = found.watched["KP-07-L"][-1]
    found.watched["KP-07-L"][-1] = (begin_ns, end_ns + 60 * 10**9), doubtful


def tell_camtrapr_more(found: Known) -> None:
    found.stations["KP-07-L"] += 60 * 10**9


def forget_a_file(found: Known) -> None:
    found.fates.pop()


@pytest.mark.parametrize(
    "harm", [drop_a_picture, forget_that_times_are_doubtful, watch_for_longer, tell_camtrapr_more, forget_a_file]
)
def test_what_a_package_gets_wrong_is_noticed(
    survey: tuple[Path, Truth, Looked], harm: Callable[[Known], None]
) -> None:
    out, truth, _ = survey
    found = known(*(out / folder for folder in FORMS.values()))
    assert all(right for _, right in judge(truth, found))
    harm(found)
    assert not all(right for _, right in judge(truth, found))
