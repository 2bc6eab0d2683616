"""`trapd run`: one unit, from its start to its clean end."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TextIO, cast

from trapd.app import Bench
from trapd.commands.anew import become
from trapd.commands.endings import bugs_end_the_run, signals_end_the_run
from trapd.commands.run_options import RunOptions
from trapd.commands.service import service
from trapd.commands.technician import Technician
from trapd.config.profile import Profile
from trapd.console.settings import SettingsDesk
from trapd.core.actions import Report
from trapd.core.errors import HardwareMissing
from trapd.core.events import Tick
from trapd.core.observer import Observer
from trapd.core.units import S, seconds
from trapd.linux.board_off import EXIT_CODE, REBOOT_CODE, leave_word
from trapd.linux.refusals import OFFLOADS, told
from trapd.runtime.clock import FieldClock
from trapd.runtime.settings import Settings
from trapd.view.outlet import Outlet
from trapd.view.tally import Tally

if TYPE_CHECKING:
    import rich.console

STDOUT = 1
LAST_WORD_NS = S
"""From the answer to `reboot`, or to a commit, to the end: the line's own buffers are empty by then."""


class Startup:
    """Watches the first minute of the card: a unit that never had one takes no picture at all, and says so."""

    def __init__(self, stop: Callable[[str], None]) -> None:
        self.no_card: str | None = None
        self._stop = stop
        self._had_card = False

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        if report.event == "card":
            self._had_card = True
        elif report.event == "fault" and report.facts["part"] == "card" and not self._had_card:
            self.no_card = report.facts["why"]
            self._stop("there is no card")

    def close(self) -> None:
        """Nothing is held."""


class Run:
    """The unit and everything around it."""

    def __init__(self, settings: Settings, options: RunOptions) -> None:
        self._profile = options.over(settings.profile)
        self._options = options
        self._why = "the loop ended"
        self._left: str | None = None
        """Why only a fresh process can help."""
        self._asks = 0
        """The exit code that asks for its board to be switched off, or started anew."""
        folder, made_up = settings.folder, _made_up(self._profile)
        self.bench = bench = Bench(self._profile, FieldClock(), (), memory=folder, made_up=made_up)
        self._loop = bench.loop
        self._settings = SettingsDesk(settings, bench.unit, bench.loop, bench.worker("settings"), self._restart)
        self._anew: list[str] | None = None
        """The command line that this process goes on with, as another unit."""
        self._ends_ns: int | None = None
        """When `--for` is over."""
        self._out = Outlet(STDOUT, gone=partial(bench.loop.post, self._stop, "nobody reads the output any more"))
        self._tally = Tally()
        self._startup = Startup(self._stop)
        self._service = service(bench.loop, bench.unit)
        bench.unit.leave = self._leave
        bench.unit.power_off = self._power_off
        self._technician: Technician | None = None
        self._rich: rich.console.Console | None = None
        """Set where a person looks on."""

    def __call__(self) -> int:
        """Until SIGTERM, Ctrl-C or `--for`. Raises `HardwareMissing` if there never was a card, or a fresh process is
        needed to get a part back."""
        with signals_end_the_run(self._loop, self._stop), bugs_end_the_run(self._loop):
            view = self._view()
            # A service stays: nobody is there who would put the card in and start it again.
            self.bench.unit.observe(self._service or self._startup, self._tally, view)
            try:
                self._loop.post(self._start)
                self._loop.run()
                if self._service is not None:
                    self._service.stopping() if self._anew is None else self._service.begins_anew()
                self.bench.unit.stop(self._why)
            finally:
                self.bench.unit.go_dark()
                view.close()
            if self._service is not None and self._anew is not None:
                self._service.begins_anew()
            self._close()
        missing = self._left if self._startup.no_card is None else f"card: {self._startup.no_card}"
        if missing is not None:
            self._out.close()
            raise HardwareMissing(missing)
        if self._anew is not None:
            self._out.close()
            become(self._anew)
        if not self._options.json:
            self._sum_up()
        self._out.close()
        if self._out.dropped:
            print(f"trapd: {self._out.dropped} lines were dropped: the reader was too slow", file=sys.stderr)
        return self._asks if self._service is not None else 0

    def _start(self) -> None:
        bench, loop = self.bench, self._loop
        self._technician = Technician(bench, self._settings, self._reboot)
        ports = bench.ports()
        bench.unit.start(ports, self._options.woken_by or bench.woken_by())
        self._settings.begin()
        if self._options.for_s is not None:
            self._ends_ns = loop.clock.now_ns() + seconds(self._options.for_s)
            loop.at(self._ends_ns, self._stop, f"{self._options.for_s:g} s are over")
        bench.open_calendar()
        if self._service is not None:
            self._service.ready()

    def _stop(self, why: str) -> None:
        self._why = why
        self._loop.stop()

    def _leave(self, why: str) -> None:
        self._left = (
            f"{why}; this process does not get it back, a fresh one may: trapd.service starts it, and if that is"
            " in vain too, check the part and its cable"
        )
        self._stop("to be started afresh")

    def _power_off(self, why: str, wake_utc_ns: int | None) -> None:
        """A service's board is switched off by whoever supervises it; by hand the program ends, and that is all."""
        if told(OFFLOADS) is not None:  # somebody stands there, and waits for a disk
            self.bench.unit.post(Tick("stays-on"))
            return
        moment = self.bench.unit.trap.timeline.moment(self._loop.clock.now_ns())
        wake_in_s = None if wake_utc_ns is None else (wake_utc_ns - moment.utc_ns) / S
        if not self.bench.wake_in(wake_in_s):
            return  # nothing would power it again
        self._asks = EXIT_CODE
        if wake_in_s is not None:
            leave_word(os.environ, wake_in_s)
        self._stop(f"the board is switched off: {why}")

    def _reboot(self) -> bool:
        """Whether it is the board: where nobody supervises this process, that alone begins anew."""
        if self._service is None:
            self._restart("a technician asked for it")
            return False
        self._asks = REBOOT_CODE
        self._loop.after(LAST_WORD_NS, self._stop, "the board starts anew: a technician asked for it")
        return True

    def _restart(self, why: str) -> None:
        """With other settings. A process that ends would do as well where systemd starts another, but five starts in
        ten minutes are too many for it, and a technician may well try five settings."""
        self._loop.after(LAST_WORD_NS, self._begin_anew, f"begun anew: {why}")

    def _begin_anew(self, why: str) -> None:
        left_s = None if self._ends_ns is None else max(1, self._ends_ns - self._loop.clock.now_ns()) / S
        self._anew = list(self._options.words(self._settings.path, left_s))
        if self._technician is not None:
            self._technician.stay()
        self._stop(why)

    def _close(self) -> None:
        if self._technician is not None:
            self._technician.close()
        if self._service is not None:
            self._service.close()
        self.bench.close()

    def _view(self) -> Observer:
        profile = self._profile
        if self._options.json:
            from trapd.view.json_lines import JsonLines

            return JsonLines(cast(TextIO, self._out))
        if self._out.isatty() and (live := self._live()) is not None:
            return live
        from trapd.view.plain import Plain

        return Plain(cast(TextIO, self._out), profile.unit.utc_offset_min)

    def _live(self) -> Observer | None:
        """None where rich is not installed: plain lines tell the same."""
        try:
            from rich.console import Console

            from trapd.view.live import Live
        except ImportError:
            return None
        end_s = self._options.for_s
        until_ns = None if end_s is None else self._loop.clock.now_ns() + seconds(end_s)
        self._rich = Console(file=cast(IO[str], self._out))
        return Live(self._rich, self._profile, self._loop, until_ns)

    def _sum_up(self) -> None:
        """The table of files, and one picture of them all."""
        from trapd.view.table import plain_table, totals

        out, offset_min = self._out, self._profile.unit.utc_offset_min
        if self._rich is None:
            out.write("\n" + plain_table(self._tally, offset_min))
            out.write("\n".join(totals(self._tally, self._sheet())) + "\n")
            return
        from rich.progress import track

        from trapd.view.table import rich_table

        self._rich.print(rich_table(self._tally, offset_min))
        around = partial(track, description="contact sheet", console=self._rich, transient=True)
        for line in totals(self._tally, self._sheet(around)):
            self._rich.print(line, highlight=False, soft_wrap=True)

    def _sheet(self, around: Callable[[Any], Iterable[Any]] = iter) -> Path | None:
        """None where nothing was taken, and for a unit that runs without an end and without an onlooker."""
        if self._options.for_s is None and self._rich is None:
            return None
        from trapd.view.sheet import contact_sheet

        card, unit = Path(self._profile.card.path), self._profile.unit
        title, out = f"{unit.station} · {unit.name}", card / "contact-sheet.png"
        try:
            return contact_sheet(card, self._tally.pictures, out, title, unit.utc_offset_min, around)
        except OSError as err:
            self._out.write(f"no contact sheet: {out}: {err.strerror}\n")
            return None


def _made_up(profile: Profile) -> bool:
    """Whether its receiver tells the date of a story, and not today's."""
    return profile.gps.backend == "sim" and (profile.world.starts != "now" or profile.world.nmea is not None)
