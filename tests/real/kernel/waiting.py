"""Waiting for what must come, with a deadline that an emulated processor can keep."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_for(look: Callable[[], T], patience_s: float = 60, pause_s: float = 0.2) -> T:
    """The first answer of `look` that holds; fails with the last one."""
    deadline = time.monotonic() + patience_s
    while not (seen := look()):
        assert time.monotonic() < deadline, f"waited {patience_s} s in vain; last seen: {seen!r}"
        time.sleep(pause_s)
    return seen
