"""Writes the page and the card."""

from __future__ import annotations

from pathlib import Path

from led_card.page import card, page

DOCS = Path(__file__).parents[2] / "docs"


def main() -> None:
    (DOCS / "led.md").write_text(page())
    (DOCS / "images" / "led-card.svg").write_text(card())


if __name__ == "__main__":
    main()
