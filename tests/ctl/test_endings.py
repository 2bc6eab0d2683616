"""How a command ends before its end: Ctrl-C, a reader that leaves, a terminal that knows few letters."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from threading import Event
from typing import Any

from far_end import far_end
from runs import DEADLINE_S, ROOT

from trapd.console.desk import Reply, Session
from trapd.console.replies import Failed, FilesTold, FileTold, Said, Seen, TimeTold
from trapd.console.requests import AskTime, Files, WalkTest

FEW_LETTERS = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "cp1251"}
PLENTY = 20_000
"""Names: more than a pipe holds."""


def trapctl(*words: str, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "trapd.ctl", *words],
        env=options.pop("env", {**os.environ, "PYTHONPATH": str(ROOT)}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def tell_time(session: Session, request: AskTime, reply: Reply) -> None:
    reply.done(TimeTold(utc_ns=0, utc_offset_min=600, source="gps", uncertainty_s=0.5, refused=None))


def test_ctrl_c_ends_a_walk_test_at_the_unit_too() -> None:
    ended = Event()

    def walk(session: Session, request: WalkTest, reply: Reply) -> None:
        def end() -> None:
            ended.set()
            reply.done(Said(text="over"))

        reply.on_cancel(end)
        reply.part(Seen(sensor="left", high=True, latency_ms=1.5, count=1, utc_ns=0))

    with far_end({WalkTest: walk, AskTime: tell_time}) as end, trapctl("--port", end.port, "walk-test") as command:
        assert command.stdout is not None
        assert b"walk past" in command.stdout.readline()
        assert b"left" in command.stdout.readline()
        command.send_signal(signal.SIGINT)
        _, errors = command.communicate(timeout=DEADLINE_S)
        assert (command.returncode, errors) == (130, b"")
        assert ended.wait(DEADLINE_S)


def test_a_reader_may_leave() -> None:
    def files(session: Session, request: Files, reply: Reply) -> None:
        for number in range(PLENTY):
            reply.part(
                FileTold(name=f"KP/{number}.jpg", size=1, sha256="", utc_ns=None, media="still", trigger="motion")
            )
        reply.done(FilesTold(count=PLENTY, left=0))

    with far_end({Files: files}) as end, trapctl("--port", end.port, "files") as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.readline()
        command.stdout.close()
        assert (command.wait(DEADLINE_S), command.stderr.read()) == (0, b"")


def test_a_console_of_few_letters() -> None:
    """Python on Windows has the system's own letters where it writes into a pipe."""

    def files(session: Session, request: Files, reply: Reply) -> None:
        reply.part(FileTold(name="KP/Łąka.jpg", size=1, sha256="", utc_ns=None, media="still", trigger="motion"))
        reply.done(FilesTold(count=1, left=0))

    with far_end({Files: files}) as end:
        for words in (["files"], ["files", "--json"]):
            with trapctl("--port", end.port, *words, env=FEW_LETTERS) as command:
                said, errors = command.communicate(timeout=DEADLINE_S)
            assert (command.returncode, errors) == (0, b"")
        assert json.loads(said)["name"] == "KP/Łąka.jpg"


def test_a_console_without_the_dash_of_a_russian_help() -> None:
    with trapctl("--lang", "ru", "--help", env=FEW_LETTERS | {"PYTHONIOENCODING": "cp866"}) as command:
        said, errors = command.communicate(timeout=DEADLINE_S)
    assert (command.returncode, errors) == (0, b"")
    assert said.decode("cp866").startswith("вызов: trapctl")


def test_a_unit_does_not_order_the_terminal_about() -> None:
    def refuse(session: Session, request: Files, reply: Reply) -> None:
        reply.failed(Failed(why="\x1b]0;mine\x07 no\nfiles", code=69))

    with far_end({Files: refuse}) as end, trapctl("--port", end.port, "files") as command:
        assert command.communicate(timeout=DEADLINE_S) == (b"", b"trapctl: ?]0;mine? no files\n")
        assert command.returncode == 69
