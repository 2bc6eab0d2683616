"""An offload at full speed beside what is measured."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import pictures
from benchmarks.unit_process import environment

AS_THE_SERVICE = ("nice", "-n", "19", "chrt", "--idle", "0")
"""As trapd-offload@.service has it; its lowest class of input and output, too, would change nothing here."""
PICTURES = 300
FIRST_S = 60
"""Until the first picture is copied; longer, and something is amiss."""
AGAIN_AND_AGAIN = """
import shutil, subprocess, sys
while True:
    subprocess.run([sys.executable, "-m", "trapd", "offload", "card", "disk", "--json"], check=True)
    shutil.rmtree("disk/trapd-offload")
"""


@contextmanager
def offloading(*priority: str) -> Iterator[Callable[[], float]]:
    """Of one card, again and again, from one folder of this machine's disk to another. Yields what tells the MB a
    second that it has copied and read back until now."""
    with TemporaryDirectory(prefix="trapd-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        each_mb = pictures.fill(folder / "card", PICTURES) / PICTURES / 1_000_000
        (folder / "disk").mkdir()
        told = folder / "told"
        with told.open("wb") as lines:
            process = subprocess.Popen(
                [*priority, sys.executable, "-c", AGAIN_AND_AGAIN],
                cwd=folder,
                env=environment(folder),
                stdout=lines,
                start_new_session=True,
            )
        try:
            until = time.monotonic() + FIRST_S
            while not _copied(told):
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError("the offload beside the benchmark does not copy")
                time.sleep(0.05)
            began, before = time.monotonic(), _copied(told)
            yield lambda: (_copied(told) - before) * each_mb / (time.monotonic() - began)
        finally:
            with suppress(ProcessLookupError):  # it ended by itself, which is told already
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _copied(told: Path) -> int:
    return told.read_bytes().count(b'"copied"')
