"""How often threads wake up, counted by the kernel."""

from __future__ import annotations

import re
import time
from pathlib import Path
from threading import enumerate as threads


def count(task: int) -> int:
    """How often a thread of this process gave its core up to wait, and so had to be woken again.

    `task` is its `native_id`.
    """
    status = Path(f"/proc/self/task/{task}/status").read_text()
    return int(re.findall(r"^voluntary_ctxt_switches:\s+(\d+)$", status, re.MULTILINE)[0])


def none_in_a_second(thread: str) -> bool:
    """Whether the thread of this name sleeps through one whole second of the next thirty."""
    (task,) = (one.native_id for one in threads() if one.name == thread)
    assert task is not None
    for _ in range(30):
        before = count(task)
        time.sleep(1)
        if count(task) == before:
            return True
    return False
