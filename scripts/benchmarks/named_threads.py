"""trapd's command line, its threads named for the kernel as Python 3.14 does by itself: `python -m … run …`.

A line on stdin names those that run just then. Threads of libraries (x264's) keep the name of the one that made them.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from trapd.__main__ import main


def name_when_asked() -> None:
    """Sleeps on stdin, so that it costs the unit nothing."""
    for _ in sys.stdin:
        for thread in threading.enumerate():
            Path(f"/proc/self/task/{thread.native_id}/comm").write_text(thread.name[:15])


if __name__ == "__main__":
    threading.Thread(target=name_when_asked, name="naming", daemon=True).start()
    sys.exit(main())
