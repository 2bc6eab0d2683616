"""The picture to aim by, one after the other."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image as Pictures
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from trapd.console.language import Language
from trapd.console.requests import Aim
from trapd.ctl.aim import Eye
from trapd.ctl.client import Client
from trapd.ctl.ui.attending import Turn

if TYPE_CHECKING:
    from textual_image.widget._base import Image as ImageWidget

REST_S = 0.2


class PicturePane(Vertical):
    """Goes on as long as it is shown."""

    def __init__(self, image: type[ImageWidget], language: Language) -> None:
        """`image`: as the terminal can show it."""
        super().__init__()
        self._language = language
        self._picture = image(id="picture")
        self.flash = False

    def compose(self) -> ComposeResult:
        _ = self._language
        yield Static(_("the first picture comes …"), id="sharpness")
        yield self._picture

    def attend(self, unit: Client, turn: Turn) -> None:
        eye = Eye(unit, self._language)
        while not turn.is_over():
            whole = unit.whole(Aim(flash=self.flash))
            self.call_later(self._show, whole.data, eye.took(whole))
            turn.rest(REST_S)

    def _show(self, data: bytes, line: str) -> None:
        self.query_one("#sharpness", Static).update(line)
        self._picture.image = Pictures.open(io.BytesIO(data))
