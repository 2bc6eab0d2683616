"""The far end of a cable: a pty on which a desk of the test's own answers frames, and faults that a cable has.

with far_end({AskTime: tell}) as end, Client(end.opener, FieldClock()) as unit:
    ...
"""

from __future__ import annotations

import os
import pty
import threading
import tty
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from select import select

from heard import NoLock

from trapd.console.desk import Desk, Operation, Reply, Session
from trapd.console.framed import Framed
from trapd.console.replies import Greeting
from trapd.console.requests import Hello, Request
from trapd.console.wire import LONGEST_REQUEST, Frame, Frames
from trapd.ctl.line import Cable

Fault = Callable[[bytes], bytes]
"""What becomes of a frame on its way to the laptop."""


def whole(frame: bytes) -> bytes:
    return frame


class FarEnd:
    """Answers on a thread of its own, which is its loop's thread too."""

    def __init__(self, operations: Mapping[type[Request], Operation]) -> None:
        self._near, self._far = pty.openpty()
        os.set_blocking(self._near, False)
        tty.setraw(self._far)
        self.port = os.ttyname(self._far)
        self.name, self.serial = "TINY-1", "c0ffee"
        self.session = Session("0000cafe")
        self.fault: Fault = whole
        self.heard: list[Frame] = []
        """Every frame that came."""
        self._pulled = False
        self._desk = Desk(NoLock(), {Hello: self._hello}, operations)
        self._framed = Framed(self._desk, self.send, lambda: None)
        self._stop, self._stopped = os.pipe()
        self._thread = threading.Thread(target=self._answer)
        self._thread.start()

    def opener(self) -> Cable:
        return Cable(self.port)

    def send(self, frame: bytes) -> bool:
        left = self.fault(frame)
        while left and not self._pulled and self._stop not in select([self._stop], [self._near], [])[0]:
            left = left[os.write(self._near, left) :]
        return True

    def say(self, text: str) -> None:
        """As the people's voice does, between frames."""
        os.write(self._near, text.encode())

    def restart(self) -> None:
        """Another process answers on the same line."""
        self.session = Session(f"{int(self.session.id, 16) + 1:08x}")

    def pull(self) -> None:
        """The cable, from within a fault: nothing more goes either way."""
        self._pulled = True

    def close(self) -> None:
        os.write(self._stopped, b"!")
        self._thread.join()
        for fd in (*([] if self._pulled else [self._near]), self._far, self._stop, self._stopped):
            os.close(fd)

    def _answer(self) -> None:
        frames = Frames(LONGEST_REQUEST)
        while True:
            ready, _, _ = select([self._near, self._stop], [], [])
            if self._stop in ready:
                return
            with suppress(OSError):
                for item in frames.feed(os.read(self._near, 4096)):
                    if isinstance(item, Frame):
                        self.heard.append(item)
                        self._framed.take(self.session, item)
            if self._pulled:
                os.close(self._near)
                return

    def _hello(self, session: Session, request: Hello, reply: Reply) -> None:
        reply.done(
            Greeting(version=1, unit=self.name, firmware="0", serial=self.serial, locked=False, session=session.id)
        )


@contextmanager
def far_end(operations: Mapping[type[Request], Operation]) -> Iterator[FarEnd]:
    end = FarEnd(operations)
    try:
        yield end
    finally:
        end.close()
