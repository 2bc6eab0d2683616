"""From the start of the process to `armed`, and what is imported on the way."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Result, Row, Spread, number
from benchmarks.unit_inside import DESKTOP
from benchmarks.unit_process import environment, trapd_run

RUNS = 15
TARGET_S = 0.4
SLOWEST = 10
LOAD = """
from contextlib import suppress
from importlib import import_module
for name in {}:
    with suppress(ImportError):  # some look whether another system's module is there
        import_module(name)
"""
IMPORT = re.compile(r"^import time:\s+(\d+) \|\s+(\d+) \| (\s*)(\S+)$")


def measure(quick: bool) -> Result:
    runs = 3 if quick else RUNS
    _to_armed()  # compiles what no run before has compiled
    modules = _fastest([imported() for _ in range(3)])
    load = LOAD.format([name for name, _ in modules])
    ours, nothing, imports = [], [], []
    for _ in range(runs):
        ours.append(_to_armed())
        nothing.append(_python("pass"))
        imports.append(_python(load))
    armed, bare, loaded = Spread.of(ours, "s"), Spread.of(nothing, "s"), Spread.of(imports, "s")
    own_ms = sorted(modules, key=lambda module: -module[1])[:SLOWEST]
    return Result(
        what="process start to armed",
        target=f"≤ {TARGET_S} s",
        measured=f"median {number(armed.median)} s",
        floor=f"median {number(bare.median)} s: `python -c pass`; {number(loaded.median)} s: with the same imports",
        met=armed.median <= TARGET_S,
        how=(
            "`trapd run` of the desktop's profile, from just before the process is started until its parent has "
            f"read its `armed` line. Floors: a bare Python, and one that only imports the {len(modules)} modules "
            "that are loaded before `armed` (`python -X importtime`, which is itself what makes each import look "
            "slow)."
        ),
        rows=(
            Row("start to armed, s", armed),
            Row("python -c pass, s", bare),
            Row("the same imports alone, s", loaded),
            *(Row(f"import of `{name}`, without its own imports", f"{number(ms)} ms") for name, ms in own_ms),
        ),
    )


def imported() -> list[tuple[str, float]]:
    """Each module that is loaded up to `armed`, and its own milliseconds."""
    with TemporaryDirectory(prefix="trapd-bench-") as name:
        folder = Path(name)
        command = [
            sys.executable,
            "-X",
            "importtime",
            "-m",
            "trapd",
            "run",
            str(DESKTOP),
            "--card",
            str(folder / "c"),
        ]
        with subprocess.Popen(
            [*command, "--json"],
            cwd=folder,
            env=environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            assert process.stdout is not None
            found = []
            for line in process.stdout:
                if '"event": "armed"' in line:
                    break
                if (match := IMPORT.match(line)) and match[4] != "trapd.__main__":
                    found.append((match[4], int(match[1]) / 1000))
            process.terminate()
            process.stdout.read()
    return found


def _fastest(runs: list[list[tuple[str, float]]]) -> list[tuple[str, float]]:
    """The modules of the first run; of each its least time."""
    return [(name, min(dict(run).get(name, ms) for run in runs)) for name, ms in runs[0]]


def _to_armed() -> float:
    with trapd_run(DESKTOP) as unit:
        return float(unit.wait("armed")["seen"]) - unit.began


def _python(code: str) -> float:
    with TemporaryDirectory(prefix="trapd-bench-") as name:
        began = time.monotonic()
        subprocess.run([sys.executable, "-c", code], check=True, cwd=name, env=environment(Path(name)))
        return time.monotonic() - began
