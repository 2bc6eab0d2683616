"""For programs: one JSON object a line."""

from __future__ import annotations

import json
import math
from typing import Any

from trapd.core.actions import Report
from trapd.runtime.clock import utc
from trapd.view.outlet import Writable


class JsonLines:
    """Writes `{"event": …, "mono_ns": …, "utc": …, …facts}`, flushed line by line; what is unknown is left out."""

    def __init__(self, out: Writable) -> None:
        self._out = out

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        facts: dict[str, Any] = {"event": report.event, "mono_ns": mono_ns, "utc_ns": utc_ns}
        facts |= {name: fact for name, fact in report.facts.items() if name not in facts}
        line = dict(_sayable(name, fact) for name, fact in facts.items() if fact is not None)
        self._out.write(json.dumps(line, default=str) + "\n")
        self._out.flush()

    def close(self) -> None:
        """Nothing is held back."""


def _sayable(name: str, fact: Any) -> tuple[str, Any]:
    """A `…utc_ns` becomes `…utc` in RFC 3339."""
    if name.endswith("utc_ns") and isinstance(fact, int):
        return name.removesuffix("_ns"), utc(fact).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return name, _finite(fact)


def _finite(fact: Any) -> Any:
    """JSON has no word for a number that is none."""
    if isinstance(fact, list | tuple):
        return [_finite(part) for part in fact]
    return None if isinstance(fact, float) and not math.isfinite(fact) else fact
