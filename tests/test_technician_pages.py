"""The technician's guide says the same in both languages, and nothing that cannot be typed.

What stands in its boxes is compared with a real terminal's screen by tests/real/test_technician.py.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from trapd.console.vocabulary import COMMANDS

DOCS = Path(__file__).parents[1] / "docs"
PAGES = [DOCS / "technician.md", DOCS / "technician.ru.md"]
SEEN = re.compile(r"<!-- seen: ([a-z-]+) -->\n```text\n(.*?)```", re.DOTALL)
TYPED = re.compile(r"^U-017> (\S+)", re.MULTILINE)


def test_both_show_the_same_steps() -> None:
    english, russian = ([name for name, _ in SEEN.findall(page.read_text())] for page in PAGES)
    assert english == russian
    assert len(english) == len(set(english)) >= 10


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_is_one(page: Path) -> None:
    typed = {found[1] for _, box in SEEN.findall(page.read_text()) for found in TYPED.finditer(box)}
    assert {"unlock", "lang", "status", "setup", "walk-test", "aim", "config"} <= typed <= COMMANDS.keys()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_box_fits_a_terminal(page: Path) -> None:
    rows = [row for _, box in SEEN.findall(page.read_text()) for row in box.splitlines()]
    assert max(map(len, rows)) <= 80
    assert len(rows) > 80
