"""The programs' voice: frames into requests, replies into frames. docs/console-protocol.md is for its other end."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from trapd.console.desk import Desk, Session
from trapd.console.replies import Failed, Told
from trapd.console.requests import AnyRequest, Hello, Request
from trapd.console.wire import LONGEST_REPLY, Frame, Kind, encode

AT_ONCE = 16
"""Requests that wait for their answer."""
WRONG_USE = 64
"""As in sysexits.h."""

Send = Callable[[int, int, bytes], None]


class Framed:
    """On the loop's thread. Every request gets one DONE or FAILED, unless the line is gone."""

    def __init__(self, desk: Desk, send: Callable[[bytes], bool], lost: Callable[[], None]) -> None:
        """`send`: False if the other end does not read what it asked for; `lost` is called then, and is to lead to
        `leave`, later."""
        self._desk = desk
        self._send = send
        self._lost = lost
        self._decoder = msgspec.json.Decoder(AnyRequest)
        self._greeted = False
        self._answers: dict[int, _Answer] = {}

    def take(self, session: Session, frame: Frame) -> None:
        """The next frame; what is none for the unit is left alone."""
        if frame.kind == Kind.REQUEST:
            self._ask(session, frame)
        elif frame.kind == Kind.CANCEL and frame.id in self._answers:
            self._answers[frame.id].cancel()

    def leave(self) -> None:
        """Nobody waits for any answer, and whoever comes next has to greet."""
        answers, self._answers = self._answers, {}
        self._greeted = False
        for answer in answers.values():
            answer.mute()
            answer.cancel()

    def _ask(self, session: Session, frame: Frame) -> None:
        request = self._understood(frame.body)
        if isinstance(request, Hello):
            self.leave()  # of another program, or of one that was started anew
            session.lock()  # the PIN was said by whoever was there before
            self._greeted = True
            session.voice = "program"
        if frame.id in self._answers:
            request = Failed(why=f"the id {frame.id} waits for another answer: choose a new one", code=WRONG_USE)
        elif len(self._answers) >= AT_ONCE:
            request = Failed(why=f"{AT_ONCE} requests wait already: wait for an answer first", code=WRONG_USE)
        if isinstance(request, Failed):
            self._put(Kind.FAILED, frame.id, msgspec.json.encode(request))
            return
        self._answers[frame.id] = answer = _Answer(frame.id, self._put, self._done)
        self._desk.ask(session, request, answer)

    def _understood(self, body: bytes) -> Request | Failed:
        try:
            request: Request = self._decoder.decode(body)
        except (msgspec.MsgspecError, ValueError, RecursionError) as err:
            why = f"this request means nothing here ({err}): docs/console-protocol.md has them all"
            return Failed(why=why, code=WRONG_USE)
        if not self._greeted and not isinstance(request, Hello):
            return Failed(why='greet first: {"ask": "hello", "version": 1}', code=WRONG_USE)
        return request

    def _done(self, id: int) -> None:
        self._answers.pop(id, None)

    def _put(self, kind: int, id: int, body: bytes) -> None:
        if not self._send(encode(kind, id, body)):
            for answer in self._answers.values():
                answer.mute()
            self._lost()


class _Answer:
    """One reply, as frames."""

    def __init__(self, id: int, put: Send, over: Callable[[int], None]) -> None:
        self._id = id
        self._put = put
        self._over = over
        self._mute = False
        self._cancelled = False
        self._ends: list[Callable[[], None]] = []

    def part(self, told: Told) -> None:
        self._tell(Kind.PART, told)

    def data(self, chunk: bytes) -> None:
        for at in range(0, len(chunk), LONGEST_REPLY):
            self._write(Kind.DATA, chunk[at : at + LONGEST_REPLY])

    def done(self, told: Told) -> None:
        self._last(Kind.DONE, told)

    def failed(self, failed: Failed) -> None:
        self._last(Kind.FAILED, failed)

    def on_cancel(self, end: Callable[[], None]) -> None:
        if self._cancelled:
            end()
        else:
            self._ends.append(end)

    def cancel(self) -> None:
        """Nobody waits for the rest; the operation is told, once."""
        self._cancelled = True
        while self._ends:
            self._ends.pop()()

    def mute(self) -> None:
        """Nothing goes out any more."""
        self._mute = True

    def _last(self, kind: Kind, told: Told) -> None:
        self._ends.clear()
        if not self._mute:
            self._over(self._id)
        self._tell(kind, told)

    def _tell(self, kind: Kind, told: Told) -> None:
        if not self._mute:
            self._write(kind, msgspec.json.encode(told))

    def _write(self, kind: Kind, body: bytes) -> None:
        if not self._mute:
            self._put(kind, self._id, body)
