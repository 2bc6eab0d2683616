"""Somebody at a terminal of 80 columns, and the unit at its other end."""

from __future__ import annotations

from collections import deque

from heard import NoLock

from trapd.console.desk import Desk, Session
from trapd.console.shell import Shell
from trapd.runtime.worker import InlineWorker


class Typist:
    """Types whole lines, and reads what comes of each."""

    def __init__(self, *operations, lock=None, lang="en", settings=tuple, loop=None, **more):
        self._loop = loop
        self.written = ""
        self.jobs = deque()
        self.desk = Desk(lock or NoLock(), *operations)
        self.shell = Shell(
            self.desk,
            self._write,
            unit="DESK-1",
            post=self.jobs.append,
            worker=InlineWorker(),
            utc_offset_min=600,
            lang=lang,
            settings=settings,
            **more,
        )
        self.session = Session("5e55104a")
        self.shell.begin(self.session)

    def _write(self, text):
        self.written += text

    def keys(self, keys):
        """The lines that come of these keys, as they stand on the screen."""
        self.written = ""
        self.shell.feed(keys.encode() if isinstance(keys, str) else keys)
        return self.read()

    def work(self):
        """What the loop would do next."""
        while self.jobs:
            self.jobs.popleft()()
            if self._loop is not None:
                self._loop.drain()

    def read(self):
        """What was written since the last keys, without what was rubbed out."""
        self.work()
        screen = [""]
        for character in self.written:
            if character == "\b":
                screen[-1] = screen[-1][:-1]
            elif character == "\n":
                screen.append("")
            elif character != "\r":
                screen[-1] += character
        return [row.rstrip() for row in screen]

    def says(self, line):
        """What is answered to one line: without its echo, and without the prompt below."""
        _, *rows, prompt = self.keys(line + "\r")
        self.prompt = prompt
        return rows
