"""Where the picture to aim by is shown: in the terminal, or in a file that refreshes."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from trapd.core.errors import TrapdError

if TYPE_CHECKING:
    from PIL.Image import Image
    from textual_image.renderable._protocol import ImageRenderable

GAP_PX = 8
"""Between the two units of a pair."""
PAGE = """<!doctype html><meta charset="utf-8"><title>trapctl aim</title>
<style>body{{background:#111;margin:0;display:flex;gap:8px}}img{{flex:1;min-width:0}}</style>
{pictures}
<script>setInterval(() => document.querySelectorAll("img").forEach(
  picture => picture.src = picture.dataset.file + "?" + Date.now()), 500)</script>
"""
"""A browser does not look at a file again by itself."""


class Terminal:
    """Pictures where the lines are: kitty's graphics, sixels, or else half a character a pixel."""

    def __init__(self) -> None:
        """Asks the terminal what it can do. Raises ImportError without `trapd[ctl]`."""
        from rich.console import Console
        from textual_image._terminal import get_cell_size
        from textual_image.renderable import HalfcellImage, Image, UnicodeImage

        self._kind = Image
        self.is_crude = Image in (HalfcellImage, UnicodeImage)
        """Good enough to see what is in the picture, not whether it is sharp."""
        self._console = Console(highlight=False)
        self._cell = get_cell_size()
        self._last: ImageRenderable | None = None
        self._console.clear()

    def show(self, pictures: Mapping[str, bytes], lines: list[str]) -> None:
        """JPEGs by their units' names, side by side, and lines below."""
        room = max(1, self._console.height - len(lines) - 1)
        picture = side_by_side(pictures)
        shown = self._kind(picture, *self._fitting(picture.width / picture.height, room))
        self._console.clear()
        self._console.print(shown, end="")
        for line in lines:
            self._console.print(line, markup=False, soft_wrap=True)
        if self._last is not None:
            self._last.cleanup()
        self._last = shown

    def _fitting(self, aspect: float, rows: int) -> tuple[str | int, str | int]:
        """Width and height in cells: as wide as the terminal, if it is not too high then."""
        wide = self._console.width * self._cell.width / aspect <= rows * self._cell.height
        return (self._console.width, "auto") if wide else ("auto", rows)


class File:
    """A JPEG a unit, always whole, and a page for the browser that shows them as they change."""

    def __init__(self, path: Path | None, units: Sequence[str]) -> None:
        """`path`: of the picture; in a pair each unit's name is put behind. None: a place of this user's own."""
        path = path or Path(tempfile.gettempdir()) / f"trapctl-aim-{os.getpid()}.jpg"
        self.paths = {unit: path.with_stem(f"{path.stem}-{unit}") if len(units) > 1 else path for unit in units}
        self._page = path.absolute().with_suffix(".html")
        images = (
            f'<img data-file="{path.name}" src="{path.name}" alt="{unit}">' for unit, path in self.paths.items()
        )
        _write(self._page, PAGE.format(pictures="\n".join(images)).encode())

    def show(self, pictures: Mapping[str, bytes]) -> None:
        for unit, data in pictures.items():
            _write(self.paths[unit], data)

    def told(self) -> str:
        """Where it is, for somebody to open."""
        files = ", ".join(map(str, self.paths.values()))
        return f"each picture goes to {files}; a browser shows it live: {self._page.as_uri()}"


def terminal() -> Terminal | None:
    """None where nobody looks on, the terminal has no size (a bare serial line), or `trapd[ctl]` is not installed."""
    if not sys.stdout.isatty() or not os.get_terminal_size(sys.stdout.fileno()).columns:
        return None
    try:
        return Terminal()
    except ImportError:
        return None


def side_by_side(pictures: Mapping[str, bytes]) -> Image:
    """One picture of them all, as high as the first."""
    from PIL import Image

    opened = [Image.open(io.BytesIO(data)) for data in pictures.values()]
    height = opened[0].height
    images = [image.resize((image.width * height // image.height, height)) for image in opened]
    whole = Image.new("RGB", (sum(image.width for image in images) + GAP_PX * (len(images) - 1), height))
    at = 0
    for image in images:
        whole.paste(image, (at, 0))
        at += image.width + GAP_PX
    return whole


def _write(path: Path, data: bytes) -> None:
    """Whoever looks at it sees the one before or this one. On Windows a file that is looked at stays as it is."""
    new = path.with_name(path.name + ".new")
    try:
        new.write_bytes(data)
    except OSError as err:
        raise TrapdError(f"{path} cannot be written ({err.strerror}): name another file by --out") from err
    with suppress(PermissionError):
        new.replace(path)
