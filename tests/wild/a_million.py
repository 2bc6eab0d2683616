"""The fuzzer on every target, and a table of what came of it. As a program: a_million.py [INPUTS]

Each target runs in a process of its own, as many at once as there are processors. An input that crashes or hangs is
kept beside the table: put it into tests/wild/found with the mend.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from wild_targets import ROOT, TARGETS

HERE = Path(__file__).parent
FINDINGS = ROOT / ".real" / "wild"
DONE = re.compile(r"Done (\d+) runs")
REACHED = re.compile(r" cov: (\d+)")


def fuzz(name: str, inputs: int) -> tuple[str, int, int, bool, float]:
    """Inputs tried, edges of the code reached, whether all went well, and the seconds that it took."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, HERE / "fuzz.py", name, str(inputs)],
        env={**os.environ, "WILD_FINDINGS": str(FINDINGS)},
        cwd=FINDINGS,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    (FINDINGS / f"{name}.log").write_text(done.stdout + done.stderr)
    tried = DONE.search(done.stderr)
    reached = max(map(int, REACHED.findall(done.stderr)), default=0)
    ok = done.returncode == 0 and tried is not None
    return name, int(tried[1]) if tried else 0, reached, ok, time.monotonic() - began


def main(inputs: int) -> int:
    FINDINGS.mkdir(parents=True, exist_ok=True)
    print(f"{'target':<10}{'inputs':>10}{'edges':>8}{'seconds':>9}")
    total, failed = 0, []
    with ThreadPoolExecutor(os.cpu_count()) as several:
        wanted = [(name, round(target.share * inputs)) for name, target in TARGETS.items()]
        for name, tried, reached, ok, took_s in several.map(fuzz, *zip(*wanted, strict=True)):
            print(f"{name:<10}{tried:>10,}{reached:>8}{took_s:>9.0f}", "" if ok else " FAILED", flush=True)
            total += tried
            failed += [] if ok else [name]
    print(f"{total:,} inputs, {len(failed)} targets crashed or hung" + (f": see {FINDINGS}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
