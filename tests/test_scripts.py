"""The scripts that the README names start anywhere, and the shell's own checkers find nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = [
    *(
        "scripts/run",
        "scripts/test",
        "scripts/check",
        "scripts/test-real",
        "scripts/bench",
        "scripts/torture",
        "scripts/fit-cell",
        "scripts/panel-table",
        "scripts/led-card",
        "scripts/fortnight",
        ".ci/run",
    ),
    *("scripts/install", "scripts/uninstall", "systemd/libexec/trapd-gadget", "systemd/libexec/trapd-off"),
    *("tests/real/kernel/guest/set-up", "tests/real/kernel/guest/fake-board"),
    *("scripts/test-board", "tests/real/board/guest/answers"),
]


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_executable_shell_without_a_syntax_error(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
    shell = (ROOT / name).read_text().splitlines()[0].removeprefix("#!").split()[-1].rpartition("/")[2]
    assert shell in {"sh", "bash"}
    assert subprocess.run([shell, "-n", ROOT / name], timeout=60, check=False).returncode == 0


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
@pytest.mark.parametrize("name", SCRIPTS)
def test_shellcheck_finds_nothing(name: str) -> None:
    """Without SC2120, which does not see a function that is called through `"$@"`."""
    done = subprocess.run(
        ["shellcheck", "-x", "--severity=warning", "--exclude=SC2120", name],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == ""


def test_a_machine_without_python_gets_one_line(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    for name in ("run", "lib.sh"):
        shutil.copy(ROOT / "scripts" / name, tmp_path / "scripts")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    done = subprocess.run(
        [tmp_path / "scripts" / "run"],
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "PYTHON": str(tmp_path / "no-python")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 69
    assert done.stderr.splitlines()[-1].startswith(
        f"run: {tmp_path}/no-python is missing or older than 3.11; install it"
    )
