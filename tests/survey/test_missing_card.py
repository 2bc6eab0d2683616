"""A card in between was lost: the time that it would tell of is nobody's effort."""

import pytest
from hung_units import HungUnit

from trapd.survey.gather import gather
from trapd.survey.plan import SurveyPlan

HOUR, DAY = 3_600, 86_400
S = 1_000_000_000


@pytest.fixture
def cards(tmp_path):
    """Three of a unit that ran on in one start: put in at noon of day 0, 10 and 30."""
    days = {"january": (0, 10), "lost": (10, 30), "march": (30, 40)}
    found = {}
    for name, (begin, end) in days.items():
        card = found[name] = HungUnit(tmp_path / name)
        if begin:
            card.note("boot", begin * DAY + 120, station="KP-07", firmware="0.1.0")
            card.effort(begin * DAY + 120, "armed")
        else:
            card.anchor(0)
            card.effort(0, "armed")
        card.motion((begin + 1) * DAY)
        card.energy(end * DAY - 300, 0.5, 1)
    # HungUnit says of each card that it was in at the first moment.
    for name in ("lost", "march"):
        book = found[name].root / "catalog.jsonl"
        lines = book.read_bytes().splitlines(keepends=True)
        book.write_bytes(b"".join([lines[0], *lines[2:]]))
    return found


def told(cards):
    survey = gather([card.root for card in cards], SurveyPlan())
    zero = cards[0].utc(0)
    spans = [((one.begin_ns - zero) / DAY / S, (one.end_ns - zero) / DAY / S) for one in survey.deployments]
    return [(round(begin), round(end)) for begin, end in spans], survey


def test_with_all_cards_it_is_one_run(cards):
    spans, survey = told(list(cards.values()))

    assert spans == [(0, 40)]
    assert survey.notes == ()


def test_without_the_one_in_between_nobody_knows(cards):
    spans, survey = told([cards["january"], cards["march"]])

    assert spans == [(0, 10), (30, 40)]
    (note,) = survey.notes
    assert note.startswith("KP-07-L went on from 2026-01-20T01:55Z to 2026-02-09T02:02Z, and none of these cards")
    (off,) = [one for one in survey.effort if one.state == "off"]
    assert off.why == "none of these cards tells of that time"


def test_what_the_reserve_kept_meanwhile_is_told_by_the_next_card(cards):
    march = cards["march"]
    march.effort(10 * DAY, "armed", "card-gone")
    spans, survey = told([cards["january"], march])

    assert spans == [(0, 40)]
    assert survey.notes == ()


def test_a_boot_between_two_others_that_no_card_knows(tmp_path):
    early = HungUnit(tmp_path / "card")
    early.anchor(0)
    early.effort(0, "armed")
    early.effort(DAY, "off")
    late = HungUnit(tmp_path / "card", boot="b2c3")
    late.anchor(0)
    late.note("boot", 5 * DAY, station="KP-07", firmware="0.1.0", before="somewhere-else")
    late.effort(5 * DAY, "armed")
    late.effort(6 * DAY, "off")

    (note,) = told([early])[1].notes
    assert note.startswith("KP-07-L ran at some time between 2026-01-11T02:00Z and 2026-01-15T02:00Z")
