"""Each command of a visit, typed and answered in both languages, on a unit whose parts are the real ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_setup import Unit

from trapd.console.language import LANGUAGES, language
from trapd.console.vocabulary import COMMANDS

TYPED = [form for command in COMMANDS.values() for form, _ in command.forms]
WORDLESS = {"lang en", "lang ru", "config show", "config set plan.night.stills default", "unlock", "pin"}
"""Answered in English, by names and values alone, or by a question."""


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Unit]:
    """One that speaks each language."""
    return {lang: Unit(tmp_path_factory.mktemp(lang), lang) for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", TYPED)
def test_each_form_is_answered_within_80_columns(units: dict[str, Unit], lang: str, form: str) -> None:
    unit = units[lang]
    unit.says(f"\x03lang {lang}")
    typed = language(lang)(form).replace("YYYY-MM-DDThh:mm:ss", "2026-07-01T22:00:00")
    typed = typed.replace("NAME", "KP-07/a.jpg").replace("ИМЯ", "KP-07/a.jpg")
    rows = unit.at.keys(typed + "\r")[1:]
    assert rows
    assert all(len(row) < 80 for row in rows)
    said = " ".join(rows[:-1])
    if lang == "ru" and form not in WORDLESS:
        assert any("а" <= letter <= "я" for letter in said.lower()), said


def test_a_visit_in_russian(tmp_path: Path) -> None:
    unit = Unit(tmp_path)
    assert "Русский" in unit.says("lang ru")
    assert "состояние взведён" in " ".join(unit.says("status").split())
    assert "снят со взвода техником" in unit.says("disarm", "status")
    assert "plan.night.stills = 5 (записано, не действует)" in " ".join(
        unit.says("config set plan.night.stills 5").split()
    )
    assert "plan.night.stills: 3 -> 5" in unit.says("config diff")
    assert "прибор перезапускается" in " ".join(unit.says("config commit").split())
    assert "взведён" in unit.says("arm")
    assert unit.restarts


def test_the_language_is_kept_for_whoever_comes_next(tmp_path: Path) -> None:
    unit = Unit(tmp_path)
    unit.says("lang ru")
    unit.at.shell.begin(unit.at.session)
    assert "на связи" in unit.says("")
    assert "English" in unit.says("lang en")
