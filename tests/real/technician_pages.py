"""What was seen at the cable, in docs/technician.md and docs/technician.ru.md; `scripts/technician-pages` writes it.

A block of a page that follows `<!-- seen: NAME -->` is what stood on the screen in the step of that name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from at_the_cable import OTHER, STEPS, Unit, Visit, protect
from terminal import Terminal

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": DOCS / "technician.md", "ru": DOCS / "technician.ru.md"}
PROGRAM = {"en": "picocom", "ru": "miniterm"}
BLOCK = re.compile(r"(<!-- seen: ([a-z-]+) -->\n```text\n)(.*?)(```\n)", re.DOTALL)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:e-\d+)?")
LETTER = re.compile(r"[^\W_]")
ENERGY = re.compile(r"^(energy|расход).*", re.DOTALL | re.MULTILINE)
"""The last row of a status."""

Shown = Mapping[str, list[str]]


def visited(lang: str, folder: Path) -> Visit:
    """A whole visit to a unit that somebody left speaking the other language, and what was seen."""
    with Unit(folder, OTHER[lang]) as unit:
        with Terminal(PROGRAM[lang], unit.port, folder) as terminal:
            protect(Visit(terminal, unit, lang))
        with Terminal(PROGRAM[lang], unit.port, folder) as terminal:
            visit = Visit(terminal, unit, lang)
            for step in STEPS:
                step(visit)
        assert unit.run.stop() == 0
    return visit


def written(page: str, shown: Shown) -> str:
    """The page with these blocks."""
    return BLOCK.sub(lambda block: block[1] + "\n".join(shown[block[2]]) + "\n" + block[4], page)


def stale(page: str, shown: Shown) -> list[str]:
    """The blocks that read otherwise than what was seen, numbers aside."""
    return [block[2] for block in BLOCK.finditer(page) if form(block[3]) != form("\n".join(shown[block[2]]))]


def form(text: str) -> str:
    """The text without what differs from visit to visit: numbers, where a row breaks for them, the picture that is
    sketched, and which consumer took the most."""
    rows = [row for row in ENERGY.sub("", text).splitlines() if LETTER.search(row)]
    return " ".join(NUMBER.sub("0", " ".join(rows)).split())


def main() -> None:
    for lang, page in PAGES.items():
        with TemporaryDirectory() as folder:
            shown = visited(lang, Path(folder)).shown
        page.write_text(written(page.read_text(), shown))
        print(page)


if __name__ == "__main__":
    main()
