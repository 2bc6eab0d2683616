"""At a terminal: a panel with the state of the unit, and above it the events as they happen."""

from __future__ import annotations

from rich.console import Console, RenderableType
from rich.live import Live as Screen
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from trapd.config.profile import Profile
from trapd.core.actions import Report
from trapd.core.units import MS, S
from trapd.runtime.loop import Loop
from trapd.view.board import Board
from trapd.view.routine import Routine
from trapd.view.words import TROUBLE, clock, sentence

DRAW_NS = 250 * MS
"""Drawing takes milliseconds of the loop's own thread: what happens meanwhile is drawn together."""
TICK_NS = S
ECHO = 3
"""Columns to the right of the panel: without them the `^C` that a terminal echoes would wrap and shift it."""
STYLES = {"motion": "bold yellow", "shot": "green", "fix": "dim", "power": "dim", "stopped": "bold"}
MOODS = {"plain": "default", "good": "bold green", "busy": "bold yellow", "bad": "bold red"}


class Live:
    """An observer that draws itself by the loop's timers: at most four times a second, and each second if quiet."""

    def __init__(self, console: Console, profile: Profile, loop: Loop, until_ns: int | None = None) -> None:
        self._console = console
        self._profile = profile
        self._loop = loop
        self._from_ns = loop.clock.now_ns()
        self._until_ns = until_ns
        self._board = Board(profile)
        self._routine = Routine()
        self._lines: list[tuple[str, Text]] = []
        self._screen = Screen(console=console, auto_refresh=False, transient=True, get_renderable=self._panel)
        self._screen.start()
        self._timer = loop.after(0, self._draw)
        self._soon = False

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        self._board.tell(report, mono_ns, utc_ns)
        if self._routine.worth_telling(report, mono_ns):
            time = clock(mono_ns, utc_ns, self._profile.unit.utc_offset_min)
            style = "bold red" if report.event in TROUBLE else STYLES.get(report.event, "default")
            self._lines.append((f"{time:>12}", Text(sentence(report), style)))
        if not self._soon:
            self._soon = True
            self._timer.cancel()
            self._timer = self._loop.after(DRAW_NS, self._draw)

    def close(self) -> None:
        """The last lines stay, the panel goes, the cursor is back. Safe to call twice."""
        self._timer.cancel()
        self._print()
        self._screen.stop()

    def _draw(self) -> None:
        self._print()
        self._screen.refresh()
        self._soon = False
        self._timer = self._loop.after(TICK_NS, self._draw)

    def _print(self) -> None:
        if not self._lines:
            return
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="dim", no_wrap=True)
        grid.add_column(overflow="fold")
        for time, text in self._lines:
            grid.add_row(time, text)
        self._lines.clear()
        self._console.print(grid)

    def _panel(self) -> RenderableType:
        now_ns = self._loop.clock.now_ns()
        grid = Table.grid(padding=(0, 2), expand=True)
        grid.add_column(style="dim", no_wrap=True)
        grid.add_column(overflow="fold", ratio=1)
        for row in self._board.rows(now_ns):
            grid.add_row(row.name, Text(row.text, style=MOODS[row.mood]))
        if self._until_ns is not None:
            grid.add_row("running", _remaining(self._from_ns, now_ns, self._until_ns))
        unit = self._profile.unit
        title, width = f"{unit.station} · {unit.name}", self._console.width - ECHO
        return Panel(grid, title=title, title_align="left", border_style="dim", width=width)


def _remaining(from_ns: int, now_ns: int, until_ns: int) -> RenderableType:
    left_s = max(0, -((now_ns - until_ns) // S))
    bar = Table.grid(padding=(0, 2), expand=True)
    bar.add_column(ratio=1)
    bar.add_column(no_wrap=True)
    progress = ProgressBar(total=max(1, until_ns - from_ns), completed=now_ns - from_ns, complete_style="green")
    bar.add_row(progress, f"{left_s} s left")
    return bar
