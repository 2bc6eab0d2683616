"""One figure for a whole run."""

from __future__ import annotations

import hashlib
import marshal

from trapd.core.actions import Report

PLAIN = 2
"""The last version of marshal that writes equal values as equal bytes, whoever else refers to them."""


class Digest:
    """An observer: two runs with the same digest reported the same, in the same order, at the same times."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=8)

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        self._hash.update(marshal.dumps((mono_ns, utc_ns, report.event, report.facts), PLAIN))

    def close(self) -> None:
        """Nothing is held."""

    def hex(self) -> str:
        return self._hash.hexdigest()
