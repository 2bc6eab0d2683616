"""The chore that empties a card, and tells how far it is."""

from __future__ import annotations

from trapd.card import empty, trouble
from trapd.card.volume import MB, Volume
from trapd.core.events import Emptied
from trapd.core.ports import Post
from trapd.linux.chores import Chore

AT_ONCE = 100
"""Pictures that are told of together."""


def emptying(anyway: bool, post: Post) -> Chore:
    """Tells `Emptied` now and then, and once more at the end, also when it was cut off."""

    def chore(volume: Volume) -> None:
        told = Emptied(0)
        try:
            with empty.nobody_copies(volume.root):
                pictures, precious, kept = empty.going(volume, anyway)
                told = Emptied(0, left=len(pictures), kept=kept)
                if precious and not anyway:
                    why = f"on no other disk: {precious} of its pictures; offload them first, or say `anyway`"
                    post(told.ended(why))
                    return
                size = 0
                for gone, picture in enumerate(empty.remove(volume, pictures), 1):
                    size += picture.size
                    told = Emptied(gone, len(pictures) - gone, kept, round(size / MB, 1))
                    if gone % AT_ONCE == 0 and told.left:
                        post(told)
                if anyway:
                    empty.remove_unfinished(volume)
        except empty.BeingCopied:
            post(told.ended("a disk is being filled from this card: wait until that is through"))
        except OSError as error:
            post(told.ended(trouble.in_words(error, volume.root)))
            raise
        else:
            post(told.ended(None))

    return chore
