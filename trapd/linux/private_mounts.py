"""A device mounted where this process alone sees it, if its service has `PrivateMounts=yes`."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from trapd.linux.tool import run

SAFE = "noatime,nosuid,nodev,noexec"
"""What stands there is pictures: nothing of it is ever run, and looking at one writes nothing."""
REPAIRED = 1
"""Exit code of fsck(8): there were errors, and they are mended."""


@contextmanager
def looked_into(device: str, kind: str) -> Iterator[Path]:
    """Read-only, and without replaying a journal: a foreign card stays as it is, to the last bit."""
    options = f"ro,{SAFE}" + (",noload" if kind == "ext4" else "")
    with _mounted(device, kind, options, Path("/run")) as root:
        yield root


@contextmanager
def written_to(device: str, kind: str, below: Path) -> Iterator[Path]:
    """Repaired first, as far as that goes without asking: whoever pulled it out last time may have been too quick.
    When the block ends without an error all is on the device, and it may be pulled."""
    run("fsck", "-a", "-t", kind, device, well=REPAIRED)
    with _mounted(device, kind, SAFE, below) as root:
        yield root


@contextmanager
def _mounted(device: str, kind: str, options: str, below: Path) -> Iterator[Path]:
    root = Path(tempfile.mkdtemp(prefix=f"{Path(device).name}-", dir=below))
    try:
        run("mount", "-t", kind, "-o", options, device, str(root))
        try:
            yield root
        except BaseException:
            # What failed is told, and not that a device which is gone cannot be unmounted properly.
            subprocess.run(["umount", "--lazy", root], capture_output=True, check=False)
            raise
        run("umount", str(root))
    finally:
        with suppress(OSError):
            root.rmdir()  # and never more than an empty folder: it may still be the disk
