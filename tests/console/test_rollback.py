"""`config rollback`, typed: what was noted goes without a word, what was committed only after a question."""

from __future__ import annotations

from pathlib import Path

import pytest
from rig import Rig, profile
from runs import write_profile
from typist import Typist

from trapd.console.settings import SettingsDesk
from trapd.runtime.settings import in_force
from trapd.runtime.worker import InlineWorker


class Unit:
    """Its settings in a folder, and a technician at its line."""

    def __init__(self, folder: Path, lang: str = "en") -> None:
        path = write_profile(folder / "unit.toml", profile(state={"path": str(folder)}))
        rig = Rig()
        rig.run(until=5)
        self.restarts: list[str] = []
        settings = SettingsDesk(in_force(path), rig.unit, rig.loop, InlineWorker(), self.restarts.append)
        self.at = Typist(settings.operations(), lang=lang, loop=rig.loop)

    def says(self, *lines: str) -> str:
        """All that is answered, in one row."""
        return " ".join(" ".join(self.at.keys(line + "\r")[1:]) for line in lines)


@pytest.fixture
def unit(tmp_path: Path) -> Unit:
    """Started with settings that were committed."""
    Unit(tmp_path).says("config set plan.night.stills 5", "config commit")
    return Unit(tmp_path)


def test_what_was_noted_is_forgotten_at_once(unit: Unit) -> None:
    told = unit.says("config set plan.night.stills 7", "config rollback")
    assert "what was set is forgotten" in told
    assert "undoes the last commit" not in told
    assert unit.restarts == []


def test_where_there_is_nothing_to_go_back_to_nothing_is_asked(tmp_path: Path) -> None:
    assert Unit(tmp_path).says("config rollback").startswith("there are no settings before these to go back to")


@pytest.mark.parametrize("typed", ["", "no", "\x03"])
def test_a_commit_is_not_undone_by_a_slip(unit: Unit, typed: str) -> None:
    assert "this undoes the last commit, and starts the unit anew" in unit.says("config rollback")
    assert ("nothing was changed" in unit.says(typed)) == (typed != "\x03")
    assert unit.restarts == []
    assert "plan.night.stills = 5" in unit.says("config get plan.night.stills")


@pytest.mark.parametrize(("lang", "yes"), [("en", "yes"), ("ru", "да")])
def test_a_commit_is_undone_by_a_yes(unit: Unit, tmp_path: Path, lang: str, yes: str) -> None:
    again = Unit(tmp_path, lang)
    again.says("config rollback", yes)
    assert len(again.restarts) == 1
