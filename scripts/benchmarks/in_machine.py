"""The virtual machine of `scripts/test real kernel`, to be measured in."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.unit_inside import ROOT

TIER = ROOT / "tests" / "real" / "kernel"
sys.path.insert(0, str(TIER))


def there() -> bool:
    """Whether `scripts/test real kernel` has built it."""
    return (ROOT / ".real" / "machine" / "made-from").exists()


@contextmanager
def machine() -> Iterator[Any]:
    """Armed, with the tools of the tier's tests in it; gone afterwards."""
    import pin_tools
    import snapshot

    with tempfile.TemporaryDirectory(prefix="trapd-machine-") as folder:
        unit = snapshot.start(snapshot.snapshot(), Path(folder))
        try:
            pin_tools.carry(unit)
            yield unit
        finally:
            unit.cut_power()
