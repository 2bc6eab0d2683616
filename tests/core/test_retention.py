"""What goes when room is needed, and what never goes before it."""

from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from trapd.core.retention import AT_ONCE, leaving

ALL = 10**15
"""More bytes than any card has."""


@dataclass(frozen=True)
class Held:
    name: str
    size: int = 1_000
    utc_ns: int = 0
    trigger: str = "motion"
    number: int = 1
    protected: bool = False
    offloaded: bool = False


def names(pictures):
    return [picture.name for picture in pictures]


cards = st.lists(
    st.builds(
        Held,
        name=st.integers(0, 10**6).map(str),
        size=st.integers(0, 10**7),
        utc_ns=st.integers(0, 100),
        trigger=st.sampled_from(["motion", "time-lapse", "proof-of-life"]),
        number=st.integers(0, 3),
        protected=st.booleans(),
        offloaded=st.booleans(),
    ),
    max_size=40,
    unique_by=lambda picture: picture.name,
)
policies = st.sampled_from(["oldest-first", "keep-protected"])


def test_the_least_missed_goes_first():
    card = [
        Held("protected", protected=True, offloaded=True),
        Held("head, new", utc_ns=9),
        Held("head, old", utc_ns=1),
        Held("clip", utc_ns=2, number=0),
        Held("tail", utc_ns=9, number=2),
        Held("time-lapse", utc_ns=9, trigger="time-lapse"),
        Held("copied", utc_ns=9, offloaded=True),
    ]

    in_order = ["copied", "time-lapse", "tail", "head, old", "clip", "head, new"]
    assert names(leaving(card, ALL, "keep-protected")) == in_order
    assert names(leaving(card, ALL, "oldest-first")) == [*in_order, "protected"]


@given(cards, st.integers(0, ALL))
def test_nothing_goes_by_default(card, room):
    assert leaving(card, room, "never") == []


@given(cards, st.integers(0, 10**8), policies)
def test_no_more_goes_than_is_needed_and_no_less(card, room, policy):
    going = leaving(card, room, policy)
    staying = [picture for picture in card if picture not in going]

    made = sum(picture.size for picture in going)
    assert not going or made - going[-1].size < room
    assert made >= room or all(picture.protected and policy == "keep-protected" for picture in staying)


@given(cards, st.integers(0, 10**8), policies)
def test_nothing_worth_keeping_goes_before_what_is_not(card, room, policy):
    going = leaving(card, room, policy)
    staying = [picture for picture in card if picture not in going]

    def spared(picture):
        """Protected, or without a verified copy."""
        return picture.protected or not picture.offloaded

    assert policy == "oldest-first" or not any(picture.protected for picture in going)
    if any(map(spared, going)):
        assert all(map(spared, staying))
    if any(picture.protected for picture in going):
        assert all(picture.protected for picture in staying)


@given(cards, st.integers(0, 10**8), policies)
def test_among_equals_time_lapse_goes_first_then_tails_then_the_oldest(card, room, policy):
    def rank(picture):
        return (
            picture.protected,
            not picture.offloaded,
            picture.trigger == "motion",
            picture.number < 2,
            picture.utc_ns,
        )

    going = leaving(card, room, policy)

    assert all(rank(first) <= rank(then) for first, then in pairwise(going))
    staying = [picture for picture in card if picture not in going]
    if going and policy == "oldest-first":
        assert all(rank(going[-1]) <= rank(other) for other in staying)


def test_a_large_card_goes_a_few_at_a_time():
    card = [Held(str(number), utc_ns=number) for number in range(10 * AT_ONCE)]

    assert names(leaving(reversed(card), ALL, "oldest-first")) == [str(number) for number in range(AT_ONCE)]
