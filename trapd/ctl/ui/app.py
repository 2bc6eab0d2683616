"""The app: four panes and their keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Header, Static, TabbedContent, TabPane

from trapd.console.language import Language
from trapd.console.language import later as N_
from trapd.console.replies import Difference, Said, Setting
from trapd.console.requests import Arm, ConfigDiff, ConfigSet, Disarm, Request, TellTime
from trapd.ctl.client import Client
from trapd.ctl.ui.attending import Attending, Job
from trapd.ctl.ui.picture import PicturePane
from trapd.ctl.ui.settings import Commit, Edit, SettingsPane
from trapd.ctl.ui.status import StatusPane
from trapd.ctl.ui.trial import Trial
from trapd.ctl.ui.walk import WalkPane
from trapd.runtime.clock import FieldClock

if TYPE_CHECKING:
    from textual_image.widget._base import Image as ImageWidget

TABS = {
    "status-tab": N_("Status"),
    "walk-tab": N_("Walk test"),
    "picture-tab": N_("Picture"),
    "settings-tab": N_("Settings"),
}
KEYS = {
    "arm": N_("Arm"),
    "disarm": N_("Disarm"),
    "time": N_("Time by this clock"),
    "flash": N_("Flash"),
    "commit": N_("Commit"),
    "quit": N_("Quit"),
}
"""Deeds, on the keys behind those of the tabs."""
LOOK_S = 3.0
"""Between two looks for the verdict of a commit; each ends the turn of what is on the screen."""
STAYS_S = 30
"""What became of it."""


class TrapApp(App[None]):
    """One unit on the screen; to be made by `trap_app`, which knows its keys."""

    TITLE = "trapctl"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #trouble { background: $error; color: $text; padding: 0 1; display: none; }
    TabbedContent { height: 1fr; }
    StatusPane, WalkPane, PicturePane, SettingsPane { padding: 1 2; height: 1fr; }
    StatusPane.trouble { border-left: thick $warning; }
    WalkPane > Static, #sharpness { height: auto; margin-bottom: 1; }
    #picture { width: auto; height: 1fr; }
    #settings { height: 1fr; }
    Edit, Commit { align: center middle; }
    .dialog { width: 90%; max-width: 90; height: auto; max-height: 90%; border: round $primary; padding: 1 2;
              background: $surface; }
    .dialog VerticalScroll { height: auto; max-height: 16; margin-bottom: 1; }
    .dialog Horizontal { height: auto; }
    .dialog Button { margin-right: 2; }
    .about { margin: 1 0; }
    """

    def __init__(self, unit: Client, image: type[ImageWidget], language: Language) -> None:
        """`unit`: has greeted; `image`: as the terminal can show one."""
        super().__init__()
        self._language = language
        self._picture = PicturePane(image, language)
        self._panes = (StatusPane(language), WalkPane(language), self._picture, SettingsPane(self._edit, language))
        self._attending = Attending(unit, self.call_later, self._lost, self._failed)
        self.sub_title = unit.greeting.unit

    def compose(self) -> ComposeResult:
        yield Header(icon="")
        yield Static(id="trouble", markup=False)
        with TabbedContent():
            for number, (tab, pane) in enumerate(zip(TABS, self._panes, strict=True), 1):
                with TabPane(f"F{number} {self._language(TABS[tab])}", id=tab):
                    yield pane
        yield Footer()

    def on_mount(self) -> None:
        self._attending.start()

    def on_unmount(self) -> None:
        self._attending.close()

    def on_tabbed_content_tab_activated(self, shown: TabbedContent.TabActivated) -> None:
        self._attending.look_at(self._panes[[*TABS].index(str(shown.pane.id))])

    # -- keys ------------------------------------------------------------------------------------------------------

    def action_show(self, tab: str) -> None:
        self.query_one(TabbedContent).active = tab

    def action_arm(self) -> None:
        self._order(Arm)

    def action_disarm(self) -> None:
        self._order(Disarm)

    def action_time(self) -> None:
        self._order(lambda: TellTime(utc_ns=FieldClock().utc_ns()))

    def action_flash(self) -> None:
        self._picture.flash = not self._picture.flash
        _ = self._language
        self.notify(_("with flash") if self._picture.flash else _("without flash"))

    def action_commit(self) -> None:
        """First the difference, and what follows from it."""

        def look(unit: Client) -> None:
            self.call_later(
                self.push_screen, Commit(unit.ask(ConfigDiff(), Difference), self._language), self._commit
            )

        self._attending.ask(look)

    def _commit(self, wanted: bool | None) -> None:
        if wanted:
            self._attending.ask(Trial(FieldClock(), self._later, self._told, self._language).commit)

    def _edit(self, setting: Setting) -> None:
        def note(typed: str | None) -> None:
            if typed is not None:
                self._order(lambda: ConfigSet(changes={setting.name: typed}))

        self.push_screen(Edit(setting, self._language), note)

    def _order(self, request: Callable[[], Request]) -> None:
        """Made as late as can be, since one tells the time; what came of it is shown for some seconds."""

        def ask(unit: Client) -> None:
            told, _ = unit.whole(request()).told, self._language
            self.call_later(self._say, _.told(told.text) if isinstance(told, Said) else _("noted"))

        self._attending.ask(ask)

    def _later(self, job: Job) -> None:
        self.call_later(self.set_timer, LOOK_S, lambda: self._attending.ask(job))

    def _told(self, text: str) -> None:
        """From the line's thread; for somebody who looks at the unit meanwhile."""
        self.call_later(lambda: self.notify(text, markup=False, timeout=STAYS_S))

    def _say(self, text: str) -> None:
        self.notify(text, markup=False)

    def _failed(self, why: str) -> None:
        self.notify(self._language.told(why), severity="warning", markup=False)

    def _lost(self, text: str) -> None:
        bar = self.query_one("#trouble", Static)
        bar.update(self._language.told(text))
        bar.display = bool(text)


def trap_app(unit: Client, image: type[ImageWidget], language: Language) -> TrapApp:
    """The app, its keys named in this language: Textual takes them from the class."""
    tabs = (Binding(f"f{number}", f"show('{tab}')", show=False) for number, tab in enumerate(TABS, 1))
    deeds = enumerate(KEYS.items(), len(TABS) + 1)

    class Speaking(TrapApp):
        BINDINGS: ClassVar[list[BindingType]] = [
            *tabs,
            *(Binding(f"f{number}", deed, language(about)) for number, (deed, about) in deeds),
        ]

    return Speaking(unit, image, language)
