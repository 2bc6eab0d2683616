"""Programs from Debian's packages that judge our files. The project itself never needs them."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest


def run(program: str, package: str, *arguments: str) -> str:
    """What the program prints, both streams. Where it is missing the test is skipped, or fails with TRAPD_REAL=1."""
    if shutil.which(program) is None:
        missing = f"{program} is missing: apt-get install {package}"
        if os.environ.get("TRAPD_REAL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr
