"""The pieces that a contact sheet is pasted together from. Each is an image as wide as the sheet, or one cell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

WIDTH = 1600
MARGIN = 48
GAP = 16

PAPER, CELL = "#15171a", "#22252a"
INK, DIM, AMBER, BLUE, RED = "#eceae6", "#9a9fa6", "#f0b44c", "#7fb6ee", "#ef7b6c"


class Size(NamedTuple):
    """In pixels."""

    width: int
    height: int


@cache
def face(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The face that Pillow brings along, Latin letters only, so that no font need be installed."""
    return ImageFont.load_default(size)


def cell_size(columns: int) -> Size:
    """Of one of so many cells in a row, 16:9."""
    width = (WIDTH - 2 * MARGIN - (columns - 1) * GAP) // columns
    return Size(width, width * 9 // 16)


def blank(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """Empty paper, and the pen for it."""
    paper = Image.new("RGB", (width, height), PAPER)
    return paper, ImageDraw.Draw(paper)


def cell(picture: Image.Image | str, size: Size, below: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """The picture in the middle, or the reason why there is none; below it, room for a caption."""
    paper, pen = blank(size.width, size.height + below)
    pen.rectangle((0, 0, size.width - 1, size.height - 1), CELL)
    if isinstance(picture, str):
        pen.multiline_text((GAP, GAP), _wrapped(pen, picture, size.width - 2 * GAP), RED, face(18), spacing=6)
    else:
        paper.paste(picture, ((size.width - picture.width) // 2, (size.height - picture.height) // 2))
    return paper, pen


def line(text: str, size: int, ink: str) -> Image.Image:
    """One line of text, and a rule from its end to the margin."""
    paper, pen = blank(WIDTH, size + 8)
    pen.text((MARGIN, size), text, ink, face(size), "ls")
    end = MARGIN + round(pen.textlength(text, face(size))) + GAP
    pen.line((end, size * 2 // 3, WIDTH - MARGIN, size * 2 // 3), CELL, 2)
    return paper


def row(cells: Sequence[Image.Image]) -> Image.Image:
    """Cells side by side."""
    paper, _ = blank(WIDTH, max(cell.height for cell in cells))
    for place, one in enumerate(cells):
        paper.paste(one, (MARGIN + place * (one.width + GAP), 0))
    return paper


def stack(parts: Sequence[Image.Image], gap: int, edge: int = 0) -> Image.Image:
    """Parts below each other, `gap` between them and `edge` above and below."""
    paper, _ = blank(WIDTH, sum(part.height for part in parts) + gap * (len(parts) - 1) + 2 * edge)
    top = edge
    for part in parts:
        paper.paste(part, (0, top))
        top += part.height + gap
    return paper


def _wrapped(pen: ImageDraw.ImageDraw, text: str, width: int) -> str:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if pen.textlength(longer, face(18)) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines).strip()
