"""The token bucket, against a ledger that counts in the plainest way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trapd.core.bucket import Bucket


def test_so_many_in_a_row_and_then_one_each_time_a_token_comes() -> None:
    bucket = Bucket(size=2, refill_ns=60)
    assert [bucket.take(at) for at in (100, 101, 102, 159, 160, 161)] == [True, True, False, False, True, False]


def test_it_says_when_it_opens_again() -> None:
    bucket = Bucket(size=1, refill_ns=60)
    assert bucket.next_token_ns(100) is None
    bucket.take(100)
    assert bucket.next_token_ns(130) == 160
    assert bucket.next_token_ns(160) is None


def test_an_edge_told_late_does_not_rob_it() -> None:
    """A kernel timestamp may be older than the last motion that was judged."""
    bucket = Bucket(size=2, refill_ns=60)
    assert [bucket.take(at) for at in (100, 100, 99, 98, 97)] == [True, True, False, False, False]


def test_a_full_bucket_holds_no_more_after_a_winter() -> None:
    bucket = Bucket(size=3, refill_ns=60)
    bucket.take(0)
    assert [bucket.take(10**9) for _ in range(4)] == [True, True, True, False]


@given(
    size=st.integers(1, 5),
    refill=st.integers(1, 50),
    pauses=st.lists(st.integers(0, 120), max_size=60),
)
def test_never_more_than_its_size_and_what_came_since(size: int, refill: int, pauses: list[int]) -> None:
    """Each token that was taken comes back once, one at a time, `refill` after the one before it or its taking."""
    bucket, at = Bucket(size, refill), 0
    coming_back: list[int] = []
    for pause in pauses:
        at += pause
        coming_back = [due for due in coming_back if due > at]
        free = len(coming_back) < size
        if free:
            coming_back.append((coming_back[-1] if coming_back else at) + refill)
        assert bucket.take(at) is free
        expected = coming_back[0] if len(coming_back) == size else None
        assert bucket.next_token_ns(at) == expected
