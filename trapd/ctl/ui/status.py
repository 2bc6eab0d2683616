"""How the unit is, on one screen that keeps itself up to date."""

from __future__ import annotations

from textual.widgets import Static

from trapd.console.language import Language
from trapd.console.replies import StatusTold
from trapd.console.requests import AskStatus
from trapd.console.words import Words
from trapd.ctl.client import Client
from trapd.ctl.ui.attending import Turn

EVERY_S = 2.0


class StatusPane(Static):
    """The same lines as on the unit's own console."""

    def __init__(self, language: Language) -> None:
        super().__init__("…", markup=False)
        self._language = language

    def attend(self, unit: Client, turn: Turn) -> None:
        while not turn.is_over():
            told = unit.ask(AskStatus(), StatusTold)
            self.call_later(self._show, told)
            turn.rest(EVERY_S)

    def _show(self, told: StatusTold) -> None:
        self.set_class(not told.armed, "trouble")
        self.update("\n".join(Words(self._language, told.utc_offset_min).lines(told)))
