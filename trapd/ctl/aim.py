"""`trapctl aim`: what the camera sees, again and again, and how sharp it is; both units of a pair at once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import msgspec

from trapd.console.replies import Looked
from trapd.console.requests import Aim
from trapd.core.errors import TrapdError
from trapd.ctl import finding
from trapd.ctl.client import Client, Whole
from trapd.ctl.laptop import Laptop
from trapd.ctl.picture import File, terminal


@dataclass(slots=True)
class Eye:
    """One unit, and the sharpest that it was so far: the focus is right where it cannot be beaten."""

    unit: Client
    best: float = 0.0

    @property
    def name(self) -> str:
        return self.unit.greeting.unit

    def took(self, whole: Whole) -> str:
        """The picture in a line."""
        looked = whole.told
        if not isinstance(looked, Looked) or not whole.data:
            raise TrapdError(f"{self.name} sends no picture: `trapctl self-test` tells how its camera is")
        self.best = max(self.best, looked.sharpness)
        light = "night" if looked.night else "day"
        return (
            f"{self.name}  sharpness {looked.sharpness:.1f} (best {self.best:.1f})"
            f"  {light}{', flash' if looked.flash else ''}  brightness {looked.brightness:.0%}"
            f"  {looked.exposure_us / 1000:.1f} ms, gain {looked.gain:.1f}"
        )


def aim(laptop: Laptop, flash: bool, once: bool, width: int, path: Path | None) -> int:
    """Until Ctrl-C; `path`: into this file, and no terminal."""
    out = laptop.out
    with ExitStack() as stack:
        eyes = [Eye(stack.enter_context(unit)) for unit in _units(laptop)]
        shown = None if path is not None or out.json else terminal()
        # Also where the terminal's picture is too crude to focus by.
        file = File(path, [eye.name for eye in eyes]) if shown is None or shown.is_crude else None
        if file is not None and shown is None:
            out.aside(file.told())
        while True:
            asked = [eye.unit.begin(Aim(flash=flash, width=width)) for eye in eyes]
            wholes = [eye.unit.finish(one) for eye, one in zip(eyes, asked, strict=True)]
            lines = [eye.took(whole) for eye, whole in zip(eyes, wholes, strict=True)]
            pictures = {eye.name: whole.data for eye, whole in zip(eyes, wholes, strict=True)}
            if file is not None:
                file.show(pictures)
            if shown is not None:
                shown.show(pictures, lines if file is None else [*lines, file.told()])
            else:
                out.lines(lines)
            for eye, whole in zip(eyes, wholes, strict=True):
                path = None if file is None else file.paths[eye.name]
                out.facts(unit=eye.name, file=str(path), **msgspec.to_builtins(whole.told))
            if once:
                return 0


def _units(laptop: Laptop) -> Sequence[Client]:
    openers = [finding.opener(port, None) for port in laptop.ports] or [laptop.opener()]
    return [laptop.unit_at(opener) for opener in openers]
