"""A token bucket against sun and wind: they fire without end, animals do not."""

from __future__ import annotations


class Bucket:
    """`size` triggers in a row, then one every `refill_ns`."""

    def __init__(self, size: int, refill_ns: int) -> None:
        self._size = size
        self._refill_ns = refill_ns
        self._tokens = size
        self._since_ns = 0
        """When the last token came in; tokens are whole, so no rounding adds up over a winter."""

    def take(self, now_ns: int) -> bool:
        """One token, if there is one."""
        self._fill(now_ns)
        if self._tokens == 0:
            return False
        if self._tokens == self._size:
            self._since_ns = now_ns
        self._tokens -= 1
        return True

    def next_token_ns(self, now_ns: int) -> int | None:
        """When the bucket opens again; None while it is open."""
        self._fill(now_ns)
        return None if self._tokens else self._since_ns + self._refill_ns

    def _fill(self, now_ns: int) -> None:
        # An edge's own time may be older than the last motion that was judged.
        came = max(0, now_ns - self._since_ns) // self._refill_ns
        self._tokens = min(self._size, self._tokens + came)
        self._since_ns += came * self._refill_ns
