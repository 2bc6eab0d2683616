"""`trapctl ui`: the full-screen app. Needs `trapd[ctl]`."""

from __future__ import annotations

from textual_image.widget import Image  # asks the terminal what it can show, which must be before the app has it

from trapd.ctl.laptop import Laptop
from trapd.ctl.ui.app import trap_app


def run(laptop: Laptop) -> int:
    """Until it is left."""
    with laptop.unit() as unit:
        trap_app(unit, Image, laptop.out.language).run()
    return 0
