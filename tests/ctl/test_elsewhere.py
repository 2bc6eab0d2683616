"""trapctl on Windows and macOS, as far as a Linux machine can show it: what only Unix has is taken away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from far_end import far_end

from trapd.console.desk import Reply, Session
from trapd.console.replies import TimeTold
from trapd.console.requests import AskTime

ROOT = Path(__file__).parents[2]
ELSEWHERE = """
import os, serial, sys
from serial.tools import list_ports  # pyserial brings its own half for each system

UNIX = {"fcntl", "termios", "pty", "tty", "resource", "grp", "pwd", "crypt", "syslog", "_posixsubprocess"}
EXTRAS = {"rich", "textual", "textual_image", "PIL", "numpy", "av", "apscheduler", "astral", "simplejpeg"}

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in UNIX | EXTRAS:
            raise ModuleNotFoundError(f"no {name} here", name=name)

sys.meta_path.insert(0, Missing())
for name in UNIX | EXTRAS:
    sys.modules.pop(name, None)
for name in ("eventfd", "fork", "getuid", "geteuid", "openpty", "ttyname", "pread", "posix_fadvise", "getpgid"):
    delattr(os, name)
"""


def elsewhere(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", ELSEWHERE + code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def trapctl(*words: str) -> subprocess.CompletedProcess[str]:
    return elsewhere(f"from trapd.ctl.__main__ import main\nsys.exit(main({list(words)!r}))")


def test_its_help() -> None:
    done = trapctl("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "walk-test" in done.stdout


def test_a_command_over_a_port() -> None:
    def tell(session: Session, request: AskTime, reply: Reply) -> None:
        reply.done(TimeTold(utc_ns=0, utc_offset_min=600, source="gps", uncertainty_s=0.5, refused=None))

    with far_end({AskTime: tell}) as end:
        done = trapctl("--port", end.port, "time", "--json")
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["source"] == "gps"
        assert "from gps ±0.5 s" in trapctl("--port", end.port, "time").stdout


@pytest.mark.parametrize("module", sorted(path.stem for path in (ROOT / "trapd" / "ctl").glob("*.py")))
def test_every_file_of_it_loads(module: str) -> None:
    done = elsewhere(f"import trapd.ctl.{module}")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_app_says_what_it_needs() -> None:
    done = trapctl("ui")
    assert done.returncode == 64
    assert "pip install 'trapd[ctl]'" in done.stderr
