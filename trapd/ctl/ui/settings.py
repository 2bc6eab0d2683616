"""Settings: found, edited one by one, and committed all at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, DataTable, Input, Label, Static

from trapd.console.language import Language
from trapd.console.language import later as N_
from trapd.console.replies import Difference, Setting
from trapd.console.requests import ConfigShow
from trapd.console.words import Words, meaning, typed
from trapd.ctl.client import Client
from trapd.ctl.ui.attending import Turn

REST_S = 3600.0
COLUMNS = {N_("setting"): 30, N_("value"): 32, N_("set by"): 10}
"""And how wide they are; the whole value stands in the dialog."""
ORIGINS = {"technician": N_("technician"), "pending": N_("pending")}
"""Of what differs from the profile."""


class SettingsPane(Vertical):
    """All settings in a table; a word above it leaves those that hold the word."""

    def __init__(self, edit: Callable[[Setting], None], language: Language) -> None:
        super().__init__()
        self._language = language
        self._edit = edit
        self._settings: dict[str, Setting] = {}

    def compose(self) -> ComposeResult:
        _ = self._language
        yield Input(placeholder=_("find: a part of a name, as night or stills"), id="find")
        yield DataTable[str](cursor_type="row", id="settings")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        for column, width in COLUMNS.items():
            table.add_column(self._language(column), key=column, width=width)

    def attend(self, unit: Client, turn: Turn) -> None:
        """They change only by what is asked for, which ends the turn."""
        found = [told for told in unit.whole(ConfigShow()).parts if isinstance(told, Setting)]
        self.call_later(self._show, found)
        turn.rest(REST_S)

    def on_input_changed(self) -> None:
        self._fill()

    def on_data_table_row_selected(self, chosen: DataTable.RowSelected) -> None:
        if chosen.row_key.value is not None:
            self._edit(self._settings[chosen.row_key.value])

    def _show(self, found: list[Setting]) -> None:
        self._settings = {one.name: one for one in found}
        self._fill()

    def _fill(self) -> None:
        table, word = self.query_one(DataTable), self.query_one(Input).value.strip().casefold()
        row = table.cursor_row
        table.clear()
        for one in self._settings.values():
            if word in one.name.casefold():
                mark = self._language(ORIGINS.get(one.origin, ""))
                table.add_row(one.name, typed(one.value).replace("[", "\\["), mark, key=one.name)
        table.move_cursor(row=min(row, table.row_count - 1))


class Edit(ModalScreen[str | None]):
    """One setting; comes back with what was typed, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, setting: Setting, language: Language) -> None:
        super().__init__()
        self._language = language
        self._setting = setting

    def compose(self) -> ComposeResult:
        _ = self._language
        with Vertical(classes="dialog"):
            yield Label(self._setting.name, markup=False)
            yield Static(meaning(self._setting.about, _), markup=False, classes="about")
            yield Input(typed(self._setting.value), id="value")
            yield Static(_("Enter notes it, Escape leaves it as it is"))

    def on_input_submitted(self, typed: Input.Submitted) -> None:
        self.dismiss(typed.value)


class Commit(ModalScreen[bool]):
    """The difference, and what follows from it; comes back with whether it shall be committed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(False)", show=False)]
    AUTO_FOCUS = "Button"

    def __init__(self, difference: Difference, language: Language) -> None:
        super().__init__()
        self._language = language
        self._difference = difference

    def compose(self) -> ComposeResult:
        difference, _ = self._difference, self._language
        with Vertical(classes="dialog"):
            with VerticalScroll():
                yield Static("\n".join(Words(_, 0).lines(difference)), markup=False)
            with Horizontal():
                may = bool(difference.changes) and difference.problem is None
                yield Button(_("Commit"), variant="primary", id="commit", disabled=not may)
                yield Button(_("Not now"), id="leave")

    def on_button_pressed(self, pressed: Button.Pressed) -> None:
        self.dismiss(pressed.button.id == "commit")
