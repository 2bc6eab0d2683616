"""The chore that dates pictures anew, once the time is known, or known better."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from trapd.card import trouble
from trapd.card.repair import Repaired, repair
from trapd.card.volume import Volume
from trapd.core.caption import Caption
from trapd.core.events import PicturesRepaired
from trapd.core.ports import Post
from trapd.linux import leftover
from trapd.linux.chores import Chore

AT_ONCE = 100
"""Pictures that are told of together."""


def redating(unit: str, post: Post) -> Chore:
    """Tells `PicturesRepaired` of those that it came to, also when it was cut off; nothing if there were none."""

    def chore(volume: Volume) -> None:
        done: list[Repaired] = []
        why = None
        try:
            for picture in repair(volume, unit, renew, leftover.inspect):
                done.append(picture)
                if len(done) == AT_ONCE:
                    post(PicturesRepaired(tuple(done)))
                    done.clear()
        except OSError as error:
            if error.errno not in trouble.FULL:
                raise
            why = trouble.in_words(error, volume.root)
        finally:
            if done or why:
                post(PicturesRepaired(tuple(done), why))

    return chore


def renew(path: Path, to: BinaryIO, caption: Caption) -> None:
    """The picture again, with this caption. ValueError: it cannot be read, or not all of it."""
    from trapd.media import redate

    if caption.media == "still":
        to.write(redate.still(path.read_bytes(), caption))
        return
    with path.open("rb") as source:
        frames = redate.clip(source, to, caption)
    if caption.frames not in (None, frames):
        raise ValueError(f"{frames} of {caption.frames} frames can be read")
