"""The technician's line beside a running unit: what is typed or asked reaches the trap, and its answer the line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from trapd.app import Bench
from trapd.commands.hands import Hands
from trapd.commands.keeping import Keeping
from trapd.config.known import known
from trapd.console.desk import Desk, Session
from trapd.console.framed import Framed
from trapd.console.holding import Countdown
from trapd.console.settings import SettingsDesk
from trapd.console.shell import Shell
from trapd.console.sitting import Sitting
from trapd.console.transfer import Transfer
from trapd.console.voices import Voices
from trapd.console.wire import Frame
from trapd.core.actions import Report
from trapd.core.errors import HardwareMissing
from trapd.core.events import LineGone, Typed
from trapd.core.units import seconds


class Technician:
    """The technician's line, answered on the loop's thread."""

    def __init__(self, bench: Bench, settings: SettingsDesk, reboot: Callable[[], bool] | None = None) -> None:
        """A line that cannot be opened is a fault of that part alone."""
        self._bench = bench
        post = bench.loop.post
        self._line = bench.console(Voices(post, self._keyed, self._frame, self._opened, self._left))
        if self._line is None:
            return
        keeping = Keeping(bench, reboot, settings.pending, settings.on_trial)
        self._files = Transfer(Path(bench.profile.card.path), bench.worker("files"), post)
        hands = Hands(bench)
        operations = *keeping.operations, *hands.operations, self._files.operations(), settings.operations()
        desk = Desk(keeping.lock, *operations)
        silence_ns = seconds(60 * bench.profile.console.arm_after_min)
        self._sitting = Sitting(bench.loop, silence_ns, self._begun, self._over)
        self._framed = Framed(desk, self._line.send, lambda: post(self._sitting.end))
        profile = bench.profile
        self._shell = Shell(
            desk,
            self._line.say,
            unit=profile.unit.name,
            post=post,
            worker=bench.worker("console"),
            utc_offset_min=profile.unit.utc_offset_min,
            lang=profile.console.lang,
            settings=known,
        )
        bench.unit.observe(Countdown(self._shell.show))
        try:
            port = self._line.start()
        except HardwareMissing as err:
            bench.unit.tell(Report("fault", {"part": "console", "why": str(err)}))
        else:
            self._opened(port)
            if self._line.goes_on:
                self._shell.greet()

    def stay(self) -> None:
        """Whoever talks goes on talking with the unit that this process becomes."""
        if self._line is not None:
            self._line.stay()

    def close(self) -> None:
        if self._line is not None:
            self._line.close()

    def _opened(self, port: str) -> None:
        """Nothing is said: a laptop that opens its end later would send it back, as long as its own echo is on."""
        self._bench.unit.tell(Report("console", {"port": port}))

    def _frame(self, frame: Frame) -> None:
        self._bench.unit.handle(Typed())
        self._framed.take(self._sitting.heard(), frame)

    def _keyed(self, keys: bytes) -> None:
        self._bench.unit.handle(Typed())
        self._sitting.heard()
        self._shell.feed(keys)

    def _left(self) -> None:
        self._bench.unit.handle(LineGone())
        self._sitting.end()

    def _begun(self, session: Session) -> None:
        self._shell.begin(session)

    def _over(self) -> None:
        """The session: nobody waits for an answer any more."""
        assert self._line is not None
        self._framed.leave()
        self._shell.leave()
        self._line.forget()
        self._files.forget()
