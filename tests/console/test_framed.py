"""A program's requests, and what it reads back."""

import json

import msgspec
import pytest
from heard import NoLock
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.console.desk import Desk, Session
from trapd.console.framed import AT_ONCE, Framed
from trapd.console.replies import Failed, Greeting, Said, Seen
from trapd.console.requests import Arm, AskStatus, ConfigSet, Hello, Read, WalkTest
from trapd.console.wire import LONGEST_REPLY, LONGEST_REQUEST, Frame, Frames, Kind

GREETING = Greeting(version=1, unit="DESK-1", firmware="0.1.0", serial=None, locked=False)
SEEN = Seen(sensor="left", high=True, latency_ms=0.2, count=1, utc_ns=1)


class Unit:
    """Whose operations are called here, and a program at the other end of its line."""

    def __init__(self):
        self.asked = []
        """Requests that wait, with their replies."""
        self.reads = True
        """The program does."""
        self.lost = 0
        self.session = Session("1a2b3c4d")
        self._line = b""
        waits = lambda session, request, reply: self.asked.append((request, reply))  # noqa: E731
        desk = Desk(
            NoLock(),
            {
                Hello: lambda session, request, reply: reply.done(GREETING),
                Arm: lambda session, request, reply: reply.done(Said(text="armed")),
                ConfigSet: lambda session, request, reply: reply.done(Said(text=str(request.changes)[:99])),
                WalkTest: waits,
                Read: waits,
            },
        )
        self.framed = Framed(desk, self._send, self._lose)

    def _send(self, frame):
        self._line += frame
        return self.reads

    def _lose(self):
        self.lost += 1

    def takes(self, body, id=1, kind=Kind.REQUEST):
        body = body if isinstance(body, bytes) else msgspec.json.encode(body)
        self.framed.take(self.session, Frame(kind, id, body))
        return self.answers()

    def answers(self):
        """Kind, id and body of each frame that was written since."""
        frames, self._line = [*Frames(LONGEST_REPLY).feed(self._line)], b""
        return [
            (frame.kind, frame.id, frame.body if frame.kind == Kind.DATA else json.loads(frame.body))
            for frame in frames
        ]


@pytest.fixture
def unit():
    """Greeted already."""
    unit = Unit()
    unit.takes(Hello(), id=0)
    return unit


def test_the_first_word_is_a_greeting():
    unit = Unit()

    ((kind, _, told),) = unit.takes(Arm())
    assert (kind, told["code"]) == (Kind.FAILED, 64)
    ((kind, id, told),) = unit.takes(Hello(program="trapctl"), id=7)
    assert (kind, id, told["unit"], unit.session.voice) == (Kind.DONE, 7, "DESK-1", "program")
    ((kind, _, told),) = unit.takes(Arm())
    assert (kind, told) == (Kind.DONE, {"tell": "said", "text": "armed"})


def test_parts_come_before_the_end_each_with_the_id_of_its_request(unit):
    unit.takes(WalkTest(), id=9)
    _, reply = unit.asked.pop()
    unit.takes(Arm(), id=10)

    reply.part(SEEN)
    reply.data(bytes(LONGEST_REPLY + 1))
    reply.done(Said(text="over"))

    kinds = [(kind, id) for kind, id, _ in unit.answers()]
    assert kinds == [(Kind.PART, 9), (Kind.DATA, 9), (Kind.DATA, 9), (Kind.DONE, 9)]


def test_what_is_cancelled_ends_with_its_last_word(unit):
    unit.takes(WalkTest(), id=9)
    _, reply = unit.asked.pop()
    reply.on_cancel(lambda: reply.done(Said(text="ended")))

    ((kind, id, _),) = unit.takes(b"", id=9, kind=Kind.CANCEL)

    assert (kind, id) == (Kind.DONE, 9)
    assert unit.takes(b"", id=9, kind=Kind.CANCEL) == []


def test_an_operation_that_asks_late_learns_that_it_was_cancelled(unit):
    unit.takes(WalkTest(), id=9)
    _, reply = unit.asked.pop()
    unit.takes(b"", id=9, kind=Kind.CANCEL)

    reply.on_cancel(lambda: reply.done(Said(text="ended")))

    assert [kind for kind, _, _ in unit.answers()] == [Kind.DONE]


@pytest.mark.parametrize("leaves", [lambda unit: unit.framed.leave(), lambda unit: unit.takes(Hello(), id=0)])
def test_who_comes_next_hears_nothing_of_what_another_asked(unit, leaves):
    unit.takes(WalkTest(), id=1)
    _, old = unit.asked.pop()
    ended = []
    old.on_cancel(lambda: ended.append(True))

    leaves(unit)
    unit.takes(Hello(), id=0)
    unit.takes(WalkTest(), id=1)
    old.part(SEEN)
    old.done(Said(text="too late"))

    assert ended == [True]
    assert unit.answers() == []
    unit.asked.pop()[1].done(Said(text="mine"))
    assert [told["text"] for _, _, told in unit.answers()] == ["mine"]


def test_after_it_left_it_has_to_greet_again(unit):
    unit.framed.leave()

    ((kind, _, told),) = unit.takes(Arm())

    assert (kind, told["code"]) == (Kind.FAILED, 64)


def test_who_greets_has_to_say_the_pin_that_another_said(unit):
    unit.session.unlocked = True

    unit.takes(Arm())
    assert unit.session.unlocked
    unit.takes(Hello(), id=0)

    assert not unit.session.unlocked


def test_no_more_wait_at_once_than_may(unit):
    for id in range(AT_ONCE):
        assert unit.takes(Read(name="a"), id=id) == []

    ((kind, id, _),) = unit.takes(Read(name="a"), id=99)
    assert (kind, id) == (Kind.FAILED, 99)
    unit.asked.pop()[1].failed(Failed(why="no"))
    unit.answers()
    assert unit.takes(Read(name="a"), id=99) == []


def test_two_answers_never_share_an_id(unit):
    unit.takes(WalkTest(), id=9)

    ((kind, id, told),) = unit.takes(Arm(), id=9)

    assert (kind, id) == (Kind.FAILED, 9)
    assert "new one" in told["why"]


def test_who_does_not_read_is_left_once(unit):
    unit.takes(WalkTest(), id=9)
    _, reply = unit.asked.pop()
    unit.reads = False

    for _ in range(3):
        reply.part(SEEN)

    assert unit.lost == 1


def test_kinds_of_a_later_version_are_left_alone(unit):
    assert unit.takes(b"whatever", kind=77) == []


def test_keys_of_a_later_version_are_left_alone(unit):
    assert unit.takes(b'{"ask": "arm", "gently": true}')[0][0] == Kind.DONE


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"ask": "sing"}',
        b'{"ask": "read"}',
        b'{"ask": "read", "name": "a", "offset": "b"}',
        b'{"ask": "config-set", "changes": ' + b"[" * 4_000,
        b'{"ask": "config-set", "changes": {"a": ' + b"1" * 8_000 + b"}}",
        b'{"ask": "config-set", "changes": {"a": "\xff"}}',
    ],
)
def test_what_means_nothing_is_answered_with_why(unit, body):
    ((kind, id, told),) = unit.takes(body)

    assert (kind, id, told["code"]) == (Kind.FAILED, 1, 64)


def test_a_request_that_the_unit_has_no_part_for_is_refused(unit):
    ((kind, _, told),) = unit.takes(AskStatus())

    assert (kind, told["code"]) == (Kind.FAILED, 69)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(deadline=None)
@given(st.binary(max_size=LONGEST_REQUEST) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_body_gets_one_answer(body):
    unit = Unit()
    unit.takes(Hello(), id=0)

    ((kind, _, _),) = unit.takes(body)

    assert kind in (Kind.DONE, Kind.FAILED)


@settings(deadline=None)
@given(JSON)
def test_any_value_of_a_setting_is_understood_or_refused(value):
    unit = Unit()
    unit.takes(Hello(), id=0)

    ((kind, _, _),) = unit.takes(json.dumps({"ask": "config-set", "changes": {"plan.night": value}}).encode())

    assert kind in (Kind.DONE, Kind.FAILED)
