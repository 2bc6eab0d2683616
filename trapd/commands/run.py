"""`trapd run`: one unit, from its start to its clean end."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TextIO, cast

from msgspec.structs import replace

from trapd.app import Bench
from trapd.commands.endings import bugs_end_the_run, signals_end_the_run
from trapd.commands.service import service
from trapd.commands.technician import Technician
from trapd.config.profile import Profile
from trapd.core.actions import Report
from trapd.core.errors import HardwareMissing, WrongUse
from trapd.core.events import Tick
from trapd.core.observer import Observer
from trapd.core.units import S, seconds
from trapd.linux.board_off import EXIT_CODE, REBOOT_CODE, leave_word
from trapd.linux.refusals import OFFLOADS, told
from trapd.runtime.clock import FieldClock
from trapd.view.outlet import Outlet
from trapd.view.tally import Tally

if TYPE_CHECKING:
    import rich.console

STDOUT = 1
LAST_WORD_NS = S
"""From the answer to `reboot` to the end: the line's own buffers are empty by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What the command line adds to the profile; None leaves the profile's word."""

    card: Path | None = None
    for_s: float | None = None
    scene: Path | None = None
    nmea: Path | None = None
    json: bool = False
    woken_by: str | None = None
    starts: str | None = None

    def over(self, profile: Profile) -> Profile:
        """The profile with these options laid over it. Raises `WrongUse` for one that a real part would not heed."""
        for option, given, backend in (
            ("--scene", self.scene, profile.camera.backend),
            ("--nmea", self.nmea, profile.gps.backend),
        ):
            if given is not None and backend != "sim":
                raise WrongUse(f'{option} is for a simulated part, and this profile has backend = "{backend}" there')
        world = {"scene": self.scene, "nmea": self.nmea, "starts": self.starts}
        told = {key: str(value) for key, value in world.items() if value is not None}
        profile = replace(profile, world=replace(profile.world, **told))
        return profile if self.card is None else replace(profile, card=replace(profile.card, path=str(self.card)))


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

    def __init__(self, profile: Profile, options: RunOptions) -> None:
        self._profile = options.over(profile)
        self._options = options
        self._why = "the loop ended"
        self._left: str | None = None
        """Why only a fresh process can help."""
        self._asks = 0
        """The exit code that asks for its board to be switched off, or started anew."""
        self._observers: list[Observer] = []
        folder, made_up = _state_folder(self._profile), _made_up(self._profile)
        self.bench = bench = Bench(self._profile, FieldClock(), self._observers, memory=folder, made_up=made_up)
        self._loop = bench.loop
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
            self._observers += [self._service or self._startup, self._tally, view]
            try:
                self._loop.post(self._start)
                self._loop.run()
                if self._service is not None:
                    self._service.stopping()
                self.bench.unit.stop(self._why)
            finally:
                self.bench.unit.go_dark()
                view.close()
            self._close()
        missing = self._left if self._startup.no_card is None else f"card: {self._startup.no_card}"
        if missing is not None:
            self._out.close()
            raise HardwareMissing(missing)
        if not self._options.json:
            self._sum_up()
        self._out.close()
        if self._out.dropped:
            print(f"trapd: {self._out.dropped} lines were dropped: the reader was too slow", file=sys.stderr)
        return self._asks if self._service is not None else 0

    def _start(self) -> None:
        bench, loop = self.bench, self._loop
        self._technician = Technician(bench, self._reboot)
        ports = bench.ports()
        bench.unit.start(ports, self._options.woken_by or bench.woken_by())
        if self._options.for_s is not None:
            loop.after(seconds(self._options.for_s), self._stop, f"{self._options.for_s:g} s are over")
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

    def _reboot(self) -> str:
        """As the technician asked; the answer must reach the line before it is closed."""
        self._asks = REBOOT_CODE
        self._loop.after(LAST_WORD_NS, self._stop, "the board starts anew, as a technician asked")
        if self._service is None:
            return "the program ends now, cleanly, and nothing starts it anew: do that by hand"
        return "the board starts anew: this line is back, and the unit armed, in a minute or two"

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


def _state_folder(profile: Profile) -> Path:
    """The profile's, systemd's, or the user's own; one folder a unit."""
    if profile.state.path is not None:
        return Path(profile.state.path)
    if "STATE_DIRECTORY" in os.environ:
        return Path(os.environ["STATE_DIRECTORY"].split(":")[0])
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(home) / "trapd" / profile.unit.name
