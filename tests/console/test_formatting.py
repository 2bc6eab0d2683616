"""The card is emptied from the line."""

from __future__ import annotations

from typing import Any

import pytest
from heard import NoLock, ask
from rig import Rig

from trapd.console.books import Books
from trapd.console.desk import Desk
from trapd.console.formatting import Formatting
from trapd.console.replies import Failed, Said
from trapd.console.requests import Arm, AskStatus, Disarm, Format


class Unit(Rig):
    """With a line, and three pictures taken."""

    def __init__(self) -> None:
        super().__init__(plan={"day": {"stills": 3, "clip": False}})
        formatting = Formatting("DESK-1", self.unit.obey, self.unit.handle)
        self.unit.observe(formatting)
        self.desk = Desk(NoLock(), Books(self.unit.obey, NoLock(), "0.1.0").operations(), formatting.operations())
        self.pulse("left", at=2)
        self.run(until=60)
        assert len(self.card.kept) == 3

    def formats(self, **words: Any) -> Any:
        return ask(self.desk, Format(**words))


@pytest.fixture
def unit() -> Unit:
    return Unit()


def test_the_units_name_is_said_with_it(unit: Unit) -> None:
    ask(unit.desk, Disarm())
    for word in ("", "yes", "desk-1", "DESK-2"):
        failed = unit.formats(erase=word, anyway=True).end
        assert (type(failed), failed.code) == (Failed, 64)
        assert "DESK-1" in failed.why
    unit.run(until=120)
    assert len(unit.card.kept) == 3


def test_not_while_it_is_armed(unit: Unit) -> None:
    failed = unit.formats(erase="DESK-1", anyway=True).end
    assert "`disarm` first" in failed.why
    unit.run(until=120)
    assert len(unit.card.kept) == 3


def test_not_what_is_on_no_other_disk(unit: Unit) -> None:
    ask(unit.desk, Disarm())
    heard = unit.formats(erase="DESK-1")
    unit.run(until=120)
    assert "on no other disk" in heard.end.why
    assert len(unit.card.kept) == 3


def test_disarmed_and_anyway_all_goes_and_the_next_picture_is_taken(unit: Unit) -> None:
    free_mb = ask(unit.desk, AskStatus()).end.card_free_mb
    ask(unit.desk, Disarm())

    heard = unit.formats(erase="DESK-1", anyway=True)
    assert heard.end is None
    assert unit.formats(erase="DESK-1", anyway=True).end.why == "the card is being emptied already"
    unit.run(until=120)

    assert heard.end == Said(text="the card is empty; pictures gone: 3")
    assert not unit.card.kept
    assert ask(unit.desk, AskStatus()).end.card_free_mb > free_mb
    told = [note["kind"] for note in unit.card.notes if note["kind"] in ("format", "emptied")]
    assert told == ["format", "emptied"]
    ask(unit.desk, Arm())
    unit.pulse("left", at=130)
    unit.run(until=180)
    assert len(unit.card.kept) == 3


def test_a_full_card_may_be_emptied_and_the_unit_is_armed_again(unit: Unit) -> None:
    unit.card.free = 0
    unit.pulse("left", at=70)
    unit.run(until=90)
    assert not ask(unit.desk, AskStatus()).end.armed

    heard = unit.formats(erase="DESK-1", anyway=True)
    unit.run(until=120)

    assert isinstance(heard.end, Said)
    assert ask(unit.desk, AskStatus()).end.armed


def test_without_a_card_there_is_nothing_to_empty(unit: Unit) -> None:
    unit.card.fault = "the card is gone"
    unit.pulse("left", at=70)
    unit.run(until=90)
    ask(unit.desk, Disarm())
    assert "no card to empty" in unit.formats(erase="DESK-1", anyway=True).end.why


def test_nobody_has_to_wait_for_it(unit: Unit) -> None:
    ask(unit.desk, Disarm())
    heard = unit.formats(erase="DESK-1", anyway=True)
    heard.cancel()
    heard.cancel()
    assert heard.end == Said(text="it goes on without you")
    unit.run(until=120)
    assert not unit.card.kept


def test_a_card_that_is_pulled_meanwhile_is_told(unit: Unit) -> None:
    ask(unit.desk, Disarm())
    heard = unit.formats(erase="DESK-1", anyway=True)
    unit.card.fault = "the card is gone"
    unit.card.open()
    unit.run(until=90)
    assert isinstance(heard.end, Failed)
    assert "gone" in heard.end.why
