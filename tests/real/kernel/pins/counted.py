"""How often processes wake up in a minute: `counted.py SECONDS PID…` prints, as JSON, a count for each PID.

Counted by the kernel, over all threads: whenever one gave its core up to wait, and whenever one had it taken away.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path


def woken(pid: int) -> int:
    texts = [status.read_text() for status in Path(f"/proc/{pid}/task").glob("*/status")]
    return sum(int(count) for text in texts for count in re.findall(r"voluntary_ctxt_switches:\s+(\d+)", text))


def sleeps_a_second(pid: int) -> bool:
    """Whether nothing but the asking itself wakes a process up, in one second of the next thirty."""
    for _ in range(30):
        before = woken(pid)
        time.sleep(1)
        if woken(pid) - before <= 1:
            return True
    return False


def main(seconds: float, pids: list[int]) -> None:
    before = {pid: woken(pid) for pid in pids}
    time.sleep(seconds)
    print(json.dumps({pid: woken(pid) - before[pid] for pid in pids}))


if __name__ == "__main__":
    main(float(sys.argv[1]), [int(pid) for pid in sys.argv[2:]])
