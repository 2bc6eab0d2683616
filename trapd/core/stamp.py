"""Who says it, and when: how the lines of a catalog that are no pictures begin."""

from __future__ import annotations

from typing import Any

from trapd.core.captions import Identity
from trapd.core.timeline import Timeline


def stamp(identity: Identity, timeline: Timeline, now_ns: int) -> dict[str, Any]:
    """Of this unit, this start, this moment."""
    moment = timeline.moment(now_ns)
    return {
        "unit": identity.unit,
        "boot": identity.boot,
        "boot_id": identity.boot_id,
        "mono_ns": now_ns,
        "utc_ns": moment.utc_ns,
        "time_source": moment.source,
    }
