"""A program at the technician's line, which knows frames and nothing else of trapd."""

from __future__ import annotations

import json
import os
import select
import time
from dataclasses import dataclass, field
from typing import Any

from trapd.console.wire import LONGEST_REPLY, Frame, Frames, Kind, encode

PATIENCE_S = 60


@dataclass
class Answer:
    """A whole reply."""

    parts: list[dict[str, Any]] = field(default_factory=list)
    data: bytes = b""
    done: dict[str, Any] | None = None
    failed: dict[str, Any] | None = None

    @property
    def end(self) -> dict[str, Any] | None:
        return self.done or self.failed


class Program:
    """Opens the port anew, as after plugging in."""

    def __init__(self, port: str) -> None:
        self._fd = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self._frames = Frames(LONGEST_REPLY)
        self._next_id = 1
        self._answers: dict[int, Answer] = {}
        self.text = b""
        """What was for a person."""

    def ask(self, word: str, **keys: Any) -> Answer:
        """And wait for the end of the reply."""
        return self.end(self.begin(word, **keys))

    def begin(self, word: str, **keys: Any) -> int:
        """The id, to wait for."""
        id, self._next_id = self._next_id, self._next_id + 1
        self._answers[id] = Answer()
        self.write(encode(Kind.REQUEST, id, json.dumps({"ask": word, **keys}).encode()))
        return id

    def end(self, id: int) -> Answer:
        until = time.monotonic() + PATIENCE_S
        while self._answers[id].end is None:
            assert time.monotonic() < until, f"no answer to {id}; the line says {self.text[-200:]!r}"
            self.read(0.5)
        return self._answers.pop(id)

    def cancel(self, id: int) -> None:
        self.write(encode(Kind.CANCEL, id))

    def write(self, data: bytes) -> None:
        """Whatever bytes, all of them; reads meanwhile."""
        while data:
            try:
                data = data[os.write(self._fd, data) :]
            except BlockingIOError:
                self.read(0.01)

    def read(self, within_s: float) -> None:
        """What is there, or comes soon."""
        if not select.select([self._fd], [], [], within_s)[0]:
            return
        for item in self._frames.feed(os.read(self._fd, 65_536)):
            if isinstance(item, Frame):
                self._take(item)
            else:
                self.text += item

    def close(self) -> None:
        os.close(self._fd)

    def _take(self, frame: Frame) -> None:
        answer = self._answers.setdefault(frame.id, Answer())
        assert answer.end is None, "something came after the end of a reply"
        if frame.kind == Kind.DATA:
            answer.data += frame.body
        elif frame.kind == Kind.PART:
            answer.parts.append(json.loads(frame.body))
        elif frame.kind == Kind.DONE:
            answer.done = json.loads(frame.body)
        else:
            answer.failed = json.loads(frame.body)
