"""The self-test: each part in order, or the mend, within half a minute.

What the trap knows already is told at once. Camera and flash take a picture each, which is kept nowhere; the card
takes a line of its catalog, and is asked at the end whether it still takes pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

from trapd.console.condition import NONE, condition
from trapd.console.desk import Operation, Reply, Session
from trapd.console.eyepiece import Eyepiece
from trapd.console.patience import PatientLook, Then
from trapd.console.replies import Failed, Looked, Said, Tested
from trapd.console.requests import Request, SelfTest
from trapd.core.commands import Command, Obey, Status
from trapd.core.events import Event, Recorded
from trapd.core.units import S
from trapd.runtime.loop import Loop, Timer

WRITES_NS = 2 * S
"""A line of the catalog is written within so long, or the card is known not to take it."""
DARK = 0.02
"""A picture by day that is no brighter shows nothing."""
BRIGHTER, STEP = 1.3, 0.02
"""By flash a picture is so many times, and by so much, brighter at the least: far less than a bank of LEDs adds to a
scene within its reach. Assumed."""


class Examiner:
    """One at a time."""

    def __init__(
        self,
        loop: Loop,
        obey: Obey,
        handle: Callable[[Event], None],
        eyepiece: Eyepiece,
        absent: Collection[str],
        memory: Callable[[], str | None],
    ) -> None:
        """`handle`: the trap takes an event at once; `absent`: parts that this unit was built without, by the names
        of the profile's sections; `memory`: why nothing is remembered over a restart, if so."""
        self._loop = loop
        self._obey = obey
        self._handle = handle
        self._eyepiece = eyepiece
        self._absent = absent
        self._memory = memory
        self._reply: Reply | None = None
        """None: no test is on."""
        self._told: list[Tested] = []
        self._pending: PatientLook | Timer | None = None

    def operations(self) -> Mapping[type[Request], Operation]:
        return {SelfTest: self._test}

    def _test(self, session: Session, request: SelfTest, reply: Reply) -> None:
        if self._reply is not None:
            reply.failed(Failed(why="a self-test is on already: wait for its end"))
            return
        self._reply, self._told = reply, []
        reply.on_cancel(partial(self._over, reply))
        self._handle(Recorded("self-test", {"session": session.id}))
        for tested in condition(self._status(), self._absent, self._memory()):
            self._tell(tested)
        self._look(False, self._camera)

    def _camera(self, looked: Looked | None, why: str) -> None:
        lost = self._status().lost
        if looked is None:
            self._tell(Tested(part="camera", ok=False, text=f"no picture: {why}"))
        elif "view" in lost:
            self._tell(Tested(part="camera", ok=False, text=lost["view"]))
        elif not looked.night and looked.brightness < DARK:
            self._tell(Tested(part="camera", ok=False, text="its picture is black by day: is the lens covered?"))
        else:
            text = f"a picture: brightness {looked.brightness:.2f}, sharpness {looked.sharpness:.0f}"
            self._tell(Tested(part="camera", ok=True, text=text))
        if "flash" in self._absent:
            self._tell(Tested(part="flash", ok=True, text=NONE))
            self._card()
        elif looked is None:
            self._tell(Tested(part="flash", ok=False, text="not tested, for want of a picture"))
            self._card()
        else:
            self._look(True, partial(self._flash, looked))

    def _flash(self, dark: Looked, lit: Looked | None, why: str) -> None:
        lost = self._status().lost
        if lit is None:
            ok, text = False, f"no picture by flash: {why}"
        elif not lit.flash:
            ok, text = False, lost.get("flash", "it did not light")
        elif not dark.night:
            ok, text = True, "was driven; by day no picture tells whether it shines: test again at dusk"
        elif lit.brightness > max(BRIGHTER * dark.brightness, dark.brightness + STEP):
            ok, text = True, f"brightness {dark.brightness:.2f} without, {lit.brightness:.2f} with it"
        else:
            text = "its picture is no brighter than without: look at its LEDs, their supply and their wires"
            ok = False
        self._tell(Tested(part="flash", ok=ok, text=text))
        self._card()

    def _card(self) -> None:
        self._pending = self._loop.after(WRITES_NS, self._written)

    def _written(self) -> None:
        status = self._status()
        if status.card_why is not None:
            ok, text = False, f"{status.card_why}"
        elif status.card_free_mb is None:
            ok, text = False, "it is still being opened: test again in a minute"
        elif status.card_low:
            ok, text = False, f"{status.card_free_mb} MB free, nearly full: `offload`, `format`, or another card"
        else:
            ok, text = True, f"{status.card_free_mb} MB free; a line was written"
        self._tell(Tested(part="card", ok=ok, text=text))
        reply, self._reply = self._reply, None
        wrong = [tested.part for tested in self._told if not tested.ok]
        if reply is not None:
            amiss = f"not in order: {', '.join(wrong)}" if wrong else "all in order"
            reply.done(Said(text=f"{len(self._told)} parts, {amiss}"))

    def _look(self, flash: bool, then: Then) -> None:
        self._pending = PatientLook(self._loop, self._eyepiece, flash, then)

    def _tell(self, tested: Tested) -> None:
        self._told.append(tested)
        if self._reply is not None:
            self._reply.part(tested)

    def _over(self, reply: Reply) -> None:
        """Nobody waits for the rest."""
        if self._reply is reply:
            self._reply = None
            if self._pending is not None:
                self._pending.cancel()
            reply.done(Said(text="the self-test was cancelled"))

    def _status(self) -> Status:
        told = self._obey(Command.STATUS)
        assert isinstance(told, Status)
        return told
