"""`trapctl aim`: what the camera sees, again and again, and how sharp it is; both units of a pair at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import msgspec

from trapd.console.language import Language
from trapd.console.replies import Looked
from trapd.console.requests import Aim
from trapd.core.errors import TrapdError
from trapd.core.units import seconds
from trapd.ctl import finding
from trapd.ctl.asked import Whole
from trapd.ctl.client import Client, pause
from trapd.ctl.errors import Refused
from trapd.ctl.laptop import Laptop
from trapd.ctl.out import Out
from trapd.ctl.picture import File, terminal

BUSY = 1
"""The code by which a unit says that something is not in order now."""
BUSY_S = 60.0
LOOK_S = 1.0


@dataclass(slots=True, eq=False)
class Eye:
    """One unit, and the sharpest that it was so far: the focus is right where it cannot be beaten."""

    unit: Client
    _: Language
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
        _ = self._
        light = _("night") if looked.night else _("day")
        return _(
            "{unit}  sharpness {sharpness:.1f} (best {best:.1f})  {light}  brightness {mean:.0%}"
            "  {ms:.1f} ms, gain {gain:.1f}",
            unit=self.name,
            sharpness=looked.sharpness,
            best=self.best,
            light=light + (_(", with flash") if looked.flash else ""),
            mean=looked.brightness,
            ms=looked.exposure_us / 1e3,
            gain=looked.gain,
        )


class Window:
    """Where the pictures go: to the terminal if it can show them, else into files; to both where it shows them
    too crudely to focus by."""

    def __init__(self, out: Out, path: Path | None, units: Sequence[str]) -> None:
        """`path`: into this file, and no terminal."""
        self._out = out
        self._terminal = None if path is not None or out.json else terminal()
        crude = self._terminal is None or self._terminal.is_crude
        self.file = File(path, units) if crude else None
        self._is_told = out.json

    def show(self, pictures: Mapping[str, bytes], lines: list[str]) -> None:
        where = []
        if self.file is not None:
            self.file.show(pictures)
            where = [self.file.told()]
        if self._terminal is not None:
            self._terminal.show(pictures, [*lines, *map(self._out.language.told, where)])
            return
        if not self._is_told:
            self._out.aside(*where)
            self._is_told = True
        self._out.lines(lines)


def aim(laptop: Laptop, flash: bool, once: bool, width: int, path: Path | None) -> int:
    """Until Ctrl-C; `path`: into this file, and no terminal."""
    with ExitStack() as stack:
        eyes = [Eye(stack.enter_context(unit), laptop.out.language) for unit in _units(laptop)]
        window = Window(laptop.out, path, [eye.name for eye in eyes])
        while True:
            wholes = _looks(laptop, eyes, Aim(flash=flash, width=width))
            lines = [eye.took(whole) for eye, whole in wholes.items()]
            window.show({eye.name: whole.data for eye, whole in wholes.items()}, lines)
            for eye, whole in wholes.items():
                file = None if window.file is None else str(window.file.paths[eye.name])
                laptop.out.facts(unit=eye.name, file=file, **msgspec.to_builtins(whole.told))
            if once:
                return 0


def _looks(laptop: Laptop, eyes: list[Eye], request: Aim) -> dict[Eye, Whole]:
    """All at once. A unit that is busy just now, with pictures of an animal say, is waited for. Raises Refused."""
    until_ns = laptop.clock.now_ns() + seconds(BUSY_S)
    while True:
        asked = {eye: eye.unit.begin(request) for eye in eyes}
        try:
            return {eye: eye.unit.finish(one) for eye, one in asked.items()}
        except Refused as err:
            if err.exit_code != BUSY or laptop.clock.now_ns() >= until_ns:
                raise
            for eye, one in asked.items():
                eye.unit.cancel(one)
            pause(laptop.clock, LOOK_S)


def _units(laptop: Laptop) -> Sequence[Client]:
    openers = [finding.opener(port, None) for port in laptop.ports] or [laptop.opener()]
    return [laptop.unit_at(opener) for opener in openers]
