"""What every command has in its hands: which unit, its PIN, the clock, and where to say what."""

from __future__ import annotations

import getpass
import sys
from dataclasses import dataclass

from trapd.console.replies import Failed
from trapd.core.errors import WrongUse
from trapd.ctl import finding
from trapd.ctl.client import Client
from trapd.ctl.errors import LOCKED, Refused
from trapd.ctl.line import Opener
from trapd.ctl.out import Out
from trapd.runtime.clock import Clock


@dataclass(frozen=True, slots=True)
class Laptop:
    """As the command line has it."""

    ports: tuple[str, ...]
    serial: str | None
    pin: str | None
    out: Out
    clock: Clock

    def unit(self, though_locked: bool = False) -> Client:
        """The unit that is meant, its PIN said: asked for where somebody sits. To be used in a `with`.

        Raises Refused if it has a PIN that nobody says, unless `though_locked`.
        """
        unit = self.unit_at(self.opener())
        if unit.locked and not though_locked:
            unit.close()
            raise Refused(Failed(why=f"{unit.greeting.unit} has a PIN: say it by TRAPCTL_PIN or --pin", code=LOCKED))
        return unit

    def opener(self) -> Opener:
        """Raises WrongUse if several units could be meant."""
        if len(self.ports) > 1:
            raise WrongUse("this command is for one unit: name one --port")
        return finding.opener(self.ports[0] if self.ports else None, self.serial)

    def unit_at(self, opener: Opener) -> Client:
        """The same, for a line that was chosen already."""
        unit = Client(opener, self.clock, self.pin)
        try:
            unit.connect()
            if unit.locked and sys.stdin.isatty():
                _ = self.out.language
                pin = getpass.getpass(
                    _("PIN of {unit}, Enter alone for what anyone may know: ", unit=unit.greeting.unit)
                )
                if pin:
                    unit.unlock(pin)
        except BaseException:
            unit.close()
            raise
        return unit

    def asks(self, question: str) -> str:
        """What is typed in answer, by somebody who sits there."""
        print(question, end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip()
