"""The walk test: each sensor's zone as it fires."""

from __future__ import annotations

from datetime import timedelta, timezone

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import DataTable, Static

from trapd.console.language import Language
from trapd.console.language import later as N_
from trapd.console.replies import Seen, TimeTold
from trapd.console.requests import AskTime, WalkTest
from trapd.ctl.client import Client
from trapd.ctl.ui.attending import Turn
from trapd.runtime.clock import utc

COLUMNS = (N_("sensor"), N_("now"), N_("motions"), N_("latency"), N_("last"))


class WalkPane(Vertical):
    """Starts when it is shown, ends when it is left: the unit takes no pictures meanwhile."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language

    def compose(self) -> ComposeResult:
        _ = self._language
        yield Static(_("Walk past the unit: each sensor is shown as it fires. No picture is taken meanwhile."))
        yield DataTable[str](cursor_type="none", id="sensors")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        for column in COLUMNS:
            table.add_column(self._language(column), key=column, width=14)

    def attend(self, unit: Client, turn: Turn) -> None:
        offset_min = unit.ask(AskTime(), TimeTold).utc_offset_min
        for told in unit.live(WalkTest(), turn.is_over):
            if isinstance(told, Seen):
                self.call_later(self._show, told, offset_min)

    def _show(self, told: Seen, offset_min: int) -> None:
        _ = self._language
        zone = timezone(timedelta(minutes=offset_min))
        row = (
            told.sensor,
            _("[b]● MOTION[/]") if told.high else _("○ quiet"),
            str(told.count),
            _("{ms:.1f} ms", ms=told.latency_ms),
            "" if told.utc_ns is None else f"{utc(told.utc_ns).astimezone(zone):%H:%M:%S}",
        )
        table = self.query_one(DataTable)
        if told.sensor not in table.rows:
            table.add_row(*row, key=told.sensor)
        else:
            for column, text in zip(COLUMNS, row, strict=True):
                table.update_cell(told.sensor, column, text)
