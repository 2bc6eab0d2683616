"""Small pictures that stand in the page itself, each with a way to its file."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import escape
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from PIL import Image

from trapd.survey.capture import Capture
from trapd.survey.events import Event
from trapd.view import thumbnails
from trapd.view.paper import Size
from trapd.view.survey.nights import speaks_for
from trapd.view.survey.say import Say

SIZE = Size(240, 160)
QUALITY = 60
"""Some 8 kB each."""
THREADS = min(4, os.cpu_count() or 1)

Thumbnail = str
"""What an `img` shows: a `data:` address; or why there is none, in words."""


def thumbnails_of(events: Sequence[Event], done: Callable[[], object]) -> Iterator[tuple[Event, Thumbnail]]:
    """In their order; `done` is called with each."""
    with ThreadPoolExecutor(THREADS, "thumbnail") as pool:
        try:
            for event, found in zip(events, pool.map(_thumbnail, map(speaks_for, events)), strict=True):
                done()
                yield event, found
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def address(capture: Capture, page: Path) -> str:
    """Where the page finds its file: beside itself, if the card or its copy lies there, so that both may be moved
    together; else where it lies now."""
    path, folder = capture.path.absolute(), page.absolute().parent
    return quote(path.relative_to(folder).as_posix()) if path.is_relative_to(folder) else path.as_uri()


def figure(thumbnail: Thumbnail, href: str, alt: str, below: str, _: Say) -> str:
    """`below`: HTML."""
    shown = (
        f'<img src="{thumbnail}" alt="{escape(alt)}" loading="lazy">'
        if thumbnail.startswith("data:")
        else f"<span>{escape(_.told(thumbnail))}</span>"
    )
    return f'<figure class="shot"><a href="{escape(href)}">{shown}</a><figcaption>{below}</figcaption></figure>'


def link(href: str, words: str) -> str:
    return f'<a href="{escape(href)}">{escape(words)}</a>'


def _thumbnail(capture: Capture) -> Thumbnail:
    if capture.picture.number:
        picture = thumbnails.still(capture.path, SIZE)
    else:
        pre_roll_s = capture.facts().get("pre_roll_s")
        at_s = pre_roll_s if isinstance(pre_roll_s, int | float) else 0.0
        found = thumbnails.frames(capture.path, lambda length_s: [max(0.0, min(at_s, length_s))], SIZE)
        picture = found if isinstance(found, str) else found[0][1]
    return picture if isinstance(picture, str) else _in_page(picture)


def _in_page(picture: Image.Image) -> str:
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return "data:image/jpeg;base64," + b64encode(out.getvalue()).decode()
