"""Spans of time are sets of moments."""

from hypothesis import given
from hypothesis import strategies as st

from trapd.core.spans import joined, within, without

SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8)


def moments(spans):
    return {at for begin, end in spans for at in range(begin, end)}


@given(SPANS)
def test_joined_is_the_same_time_in_as_few_spans_as_can_be(spans):
    found = joined(spans)
    assert moments(found) == moments(spans)
    edges = [edge for span in found for edge in span]
    assert edges == sorted(set(edges))


@given(SPANS, SPANS)
def test_what_is_in_a_span_and_in_no_hole(spans, holes):
    left = without(joined(spans), joined(holes))
    assert moments(left) == moments(spans) - moments(holes)
    assert left == joined(left)


@given(SPANS, st.integers(0, 40), st.integers(0, 40))
def test_how_much_of_it_lies_there(spans, begin, end):
    assert within(joined(spans), begin, end) == len(moments(spans) & set(range(begin, end)))
