"""`setup`: the settings of a unit that is being hung, one question at a time.

Each answer is noted as `config set` notes it: nothing is in force before the commit, and whoever leaves finds the
next question when they come back.
"""

from __future__ import annotations

from trapd.console import requests as r
from trapd.console import setup_steps as steps
from trapd.console.dialogue import Around, Aside, Dialogue, Left, Show
from trapd.console.folding import rows
from trapd.console.questions import ITEMS
from trapd.console.replies import Failed

STEPS = (*(steps.asking(item) for item in ITEMS), steps.clock, steps.pin, steps.commit)


def setup(around: Around) -> Dialogue:
    """From the first question, or the one where it was left, to the commit."""
    _, bookmark = around._, around.bookmark
    spoken = yield Aside(r.ConfigSet(changes={"console.lang": _.code}))
    if isinstance(spoken, Failed):
        yield Show(spoken)
        return
    yield Aside(r.Hold(on=True))
    yield from rows("", _("Enter keeps what stands in [brackets], `?` explains, `back` goes back, `quit` leaves."))
    if bookmark.at:
        yield from rows("", _("Going on where you left; `back` leads to the questions before."))
    try:
        while bookmark.at < len(STEPS):
            bookmark.at = max(0, bookmark.at + (yield from STEPS[bookmark.at](around)))
    except Left:
        yield from rows(
            "", _("Left: nothing is in force yet. `setup` goes on here; `config rollback` forgets it all.")
        )
    else:
        bookmark.at = 0
    yield Aside(r.Hold(on=False))
