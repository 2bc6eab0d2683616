"""`trapctl` as somebody types it, beside a desktop unit that runs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from runs import DEADLINE_S, DESKTOP, Running, environment

LOOK_S = 0.3


@dataclass(frozen=True)
class Technician:
    """At the cable of one unit."""

    folder: Path
    port: str
    run: Running

    def types(self, *words: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """A command that ends by itself."""
        return subprocess.run(
            [sys.executable, "-m", "trapd.ctl", "--port", self.port, *map(str, words)],
            cwd=self.folder,
            env=environment(self.folder) | variables,
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    def is_told(self, *words: str | Path, code: int = 0, **variables: str) -> list[dict[str, Any]]:
        """The same, as a program asks it: whole lines of JSON and nothing else."""
        done = self.types(*words, "--json", **variables)
        assert (done.returncode, done.stderr) == (code, ""), done.stderr + done.stdout[-2000:]
        return [json.loads(line) for line in done.stdout.splitlines()]

    def is_refused(self, code: int, *words: str | Path, **variables: str) -> str:
        """The one line on stderr."""
        done = self.types(*words, **variables)
        assert (done.returncode, done.stderr.count("\n")) == (code, 1), done.stderr
        return done.stderr.removeprefix("trapctl: ").removesuffix("\n")

    def waits_until(self, holds: Callable[[], bool]) -> None:
        deadline = monotonic() + DEADLINE_S
        while not holds():
            assert monotonic() < deadline, "it did not come true"
            sleep(LOOK_S)


@contextmanager
def technician(folder: Path, profile: Path = DESKTOP) -> Iterator[Technician]:
    """A unit, and somebody with a cable, for the length of a story."""
    with Running(folder, "run", profile) as run:
        yield Technician(folder, run.wait_for("console")["port"], run)
