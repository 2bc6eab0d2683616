"""In a process of its own: a card is opened as the unit opens it; one line of JSON when it is swept.

`python -m benchmarks.opened FOLDER`
"""

from __future__ import annotations

import json
import queue
import sys
import time
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from trapd.config import profile
from trapd.core.events import CardReady, CardSwept, Event
from trapd.linux.card import DirectoryCard
from trapd.runtime.clock import FieldClock


def main() -> None:
    """Seconds from `open` to each of the two events, and what it took more of memory than before, in MB."""
    for name in ("exif", "jpeg", "torn"):
        import_module(f"trapd.media.{name}")
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    section = profile.Card(path=sys.argv[1], reserve_mb=0)
    card = DirectoryCard(section, profile.Camera(), 0, events.put, FieldClock())
    before, began = _memory_mb("VmRSS"), time.monotonic()
    card.open()
    ready = events.get(timeout=60)
    assert isinstance(ready, CardReady), ready
    ready_s = time.monotonic() - began
    swept = events.get(timeout=600)
    assert isinstance(swept, CardSwept), swept
    swept_s, more_mb = time.monotonic() - began, _memory_mb("VmHWM") - before
    card.close()
    print(json.dumps({"ready_s": ready_s, "swept_s": swept_s, "more_mb": more_mb, **asdict(swept)}))


def _memory_mb(key: str) -> float:
    """VmRSS: now; VmHWM: the most there ever was."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith(key)) * 1024 / 1e6


if __name__ == "__main__":
    main()
