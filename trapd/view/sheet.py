"""One picture of a whole run: its stills, and a strip of frames from each clip."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PIL import Image

from trapd.view import captions, thumbnails
from trapd.view.paper import (
    AMBER,
    BLUE,
    DIM,
    GAP,
    INK,
    MARGIN,
    WIDTH,
    Size,
    blank,
    cell,
    cell_size,
    face,
    line,
    row,
    stack,
)
from trapd.view.selection import GROUPS, STILLS, Facts, Group, evenly, groups

COLUMNS = (3, 4)
"""Fewest and most stills in a row."""
STRIP = 5
"""Frames of a clip."""
LAST_S = 0.1
"""The last frame of a strip lies so far before the clip's end."""
QUALITY = 88
"""If the sheet is a JPEG."""

Around = Callable[[Sequence[Group]], Iterable[Group]]
"""Goes through the groups and shows how far it is: `rich.progress.track`, or just `iter`."""


def contact_sheet(
    card: Path, records: Iterable[Facts], out: Path, title: str, utc_offset_min: int, around: Around = iter
) -> Path | None:
    """Write the sheet of these `shot` facts to `out`, PNG or JPEG by its ending; None if nothing was taken.

    At most `GROUPS` groups of `STILLS` stills are shown, chosen evenly, and the sheet says so. A file that is missing
    or broken is an empty cell with the reason. Raises OSError if `out` cannot be written.
    """
    taken = sorted(records, key=lambda facts: facts["taken_utc_ns"])
    if not taken:
        return None
    found = groups(taken)
    shown = evenly(found, GROUPS)
    parts = [_header(taken, title, utc_offset_min)]
    parts += [_group(card, group, utc_offset_min) for group in around(shown)]
    if len(shown) < len(found):
        parts.append(line(f"{len(shown)} of {len(found)} groups are shown, chosen evenly", 18, DIM))
    stack(parts, gap=2 * GAP, edge=MARGIN).save(out, quality=QUALITY)
    return out


def _header(taken: Sequence[Facts], title: str, utc_offset_min: int) -> Image.Image:
    paper, pen = blank(WIDTH, 88)
    right = WIDTH - MARGIN
    pen.text((MARGIN, 40), title, INK, face(44), "ls")
    pen.text((MARGIN, 78), captions.span(taken, utc_offset_min), DIM, face(20), "ls")
    pen.text((right, 40), captions.place(taken), INK, face(24), "rs")
    pen.text((right, 78), captions.amount(taken), DIM, face(20), "rs")
    return paper


def _group(card: Path, group: Group, utc_offset_min: int) -> Image.Image:
    """Its heading, its stills in rows, its clips in strips."""
    stills = evenly(group.stills, STILLS)
    columns = min(max(len(stills), COLUMNS[0]), COLUMNS[1])
    size = cell_size(columns)
    cells = [_still(card, facts, size, utc_offset_min) for facts in stills]
    parts = [line(captions.heading(group), 22, INK)]
    parts += [row(cells[start : start + columns]) for start in range(0, len(cells), columns)]
    if len(stills) < len(group.stills):
        parts.append(line(f"{len(stills)} of {len(group.stills)} stills are shown, chosen evenly", 18, DIM))
    parts += [_strip(card, facts) for facts in group.clips]
    return stack(parts, GAP)


def _still(card: Path, facts: Facts, size: Size, utc_offset_min: int) -> Image.Image:
    paper, pen = cell(thumbnails.still(card / facts["name"], size), size, below=56)
    time, latency, light = captions.still(facts, utc_offset_min)
    pen.text((0, size.height + 26), time, INK, face(20), "ls")
    pen.text((size.width, size.height + 26), latency, INK, face(18), "rs")
    pen.text((0, size.height + 51), light, AMBER if facts["lit"] else DIM, face(17), "ls")
    return paper


def _strip(card: Path, facts: Facts) -> Image.Image:
    """Frames of the clip side by side; one wide cell if it cannot be shown."""
    size, pre_roll_s = cell_size(STRIP), facts.get("pre_roll_s", 0.0)
    chosen = thumbnails.frames(card / facts["name"], lambda length_s: _moments(pre_roll_s, length_s), size)
    if isinstance(chosen, str):
        paper, _ = cell(chosen, cell_size(1)._replace(height=size.height), below=0)
        return row([paper])
    cells = []
    for at_s, picture in chosen:
        paper, pen = cell(picture, size, below=32)
        when, note = captions.frame(at_s, pre_roll_s)
        pen.text((0, size.height + 25), when, INK, face(18), "ls")
        pen.text((size.width, size.height + 25), note, BLUE, face(17), "rs")
        cells.append(paper)
    return row(cells)


def _moments(pre_roll_s: float, length_s: float) -> list[float]:
    """The first frame, the one at the motion, and some until the end: soon after the motion there is most to see."""
    end_s = max(0.0, length_s - LAST_S)
    motion_s = min(pre_roll_s, end_s)
    steps = STRIP - 2
    return [0.0, *(motion_s + (end_s - motion_s) * (step / steps) ** 2 for step in range(steps + 1))]
