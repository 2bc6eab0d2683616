"""The laptop's end of the line: what is asked is answered, whatever the cable does."""

from __future__ import annotations

import itertools

import pytest
from far_end import Fault, far_end

from trapd.console.desk import Operation, Reply, Session
from trapd.console.replies import Failed, Line, Said, Seen
from trapd.console.requests import AskTime, Disarm, Hello, LockAgain, Logs, Read, Request, Shot, WalkTest
from trapd.console.wire import Kind
from trapd.ctl import asked, client
from trapd.ctl.client import Client
from trapd.ctl.errors import LineLost, NoAnswer, Refused
from trapd.runtime.clock import FieldClock

CARD = bytes(range(256)) * 64


def says(text: str) -> Operation:
    return lambda session, request, reply: reply.done(Said(text=text))


def logs(session: Session, request: Logs, reply: Reply) -> None:
    for number in range(request.count):
        reply.part(Line(mono_ns=number, utc_ns=None, event="motion", text="left"))
    reply.done(Said(text="that is all"))


def read(session: Session, request: Read, reply: Reply) -> None:
    reply.data(CARD[request.offset : request.offset + request.length])
    reply.done(Said(text="read"))


def spoils(*numbers: int) -> Fault:
    """The frames of these numbers come with one bit turned."""
    count = itertools.count(1)

    def spoil(frame: bytes) -> bytes:
        return frame[:9] + bytes([frame[9] ^ 1]) + frame[10:] if next(count) in numbers else frame

    return spoil


def swallows(*numbers: int) -> Fault:
    count = itertools.count(1)
    return lambda frame: b"" if next(count) in numbers else frame


def test_a_unit_greets_and_answers() -> None:
    with far_end({Logs: logs}) as end, Client(end.opener, FieldClock()) as unit:
        assert (unit.greeting.unit, unit.greeting.session) == ("TINY-1", "0000cafe")
        whole = unit.whole(Logs(count=3))
        assert [part.mono_ns for part in whole.parts if isinstance(part, Line)] == [0, 1, 2]
        assert whole.told == Said(text="that is all")


def test_what_the_people_s_voice_says_between_is_left_alone() -> None:
    with far_end({AskTime: says("late")}) as end, Client(end.opener, FieldClock()) as unit:
        end.say("trapd is here: type `help` – помощь\r\n")
        assert unit.whole(AskTime()).told == Said(text="late")


def test_several_requests_are_on_their_way_at_once() -> None:
    with far_end({Read: read}) as end, Client(end.opener, FieldClock()) as unit:
        asked = [unit.begin(Read(name="a", offset=at, length=1000)) for at in range(0, len(CARD), 1000)]
        assert b"".join(unit.finish(one).data for one in asked) == CARD


@pytest.mark.parametrize("pin", [None, "2684"])
def test_who_said_the_pin_leaves_the_unit_locked(pin: str | None) -> None:
    told: list[Session] = []

    def lock(session: Session, request: Request, reply: Reply) -> None:
        told.append(session)
        reply.done(Said(text="locked"))

    with far_end({LockAgain: lock, AskTime: says("late")}) as end:
        with Client(end.opener, FieldClock(), pin) as unit:
            unit.whole(AskTime())
        with Client(end.opener, FieldClock()) as unit:
            unit.whole(AskTime())  # answered behind it
    assert bool(told) == (pin is not None)


def test_a_refusal_is_an_error_with_the_unit_s_words_and_code() -> None:
    def refuse(session: Session, request: Request, reply: Reply) -> None:
        reply.failed(Failed(why="this unit has a PIN", code=77))

    with (
        far_end({Shot: refuse}) as end,
        Client(end.opener, FieldClock()) as unit,
        pytest.raises(Refused, match="has a PIN") as refused,
    ):
        unit.whole(Shot())
    assert refused.value.exit_code == 77


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_what_a_broken_frame_took_is_asked_again(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(asked.PATIENCE_S, Hello, 0.3)
    with far_end({Logs: logs}) as end:
        end.fault = spoils(number)
        with Client(end.opener, FieldClock()) as unit:
            parts = unit.whole(Logs(count=3)).parts
            assert [part.mono_ns for part in parts if isinstance(part, Line)] == [0, 1, 2]


def test_what_a_silence_took_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "USUAL_PATIENCE_S", 0.3)
    with far_end({AskTime: says("late")}) as end:
        end.fault = swallows(2, 3)
        with Client(end.opener, FieldClock()) as unit:
            assert unit.whole(AskTime()).told == Said(text="late")


def test_what_must_not_happen_twice_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(asked.PATIENCE_S, Shot, 0.2)
    with far_end({Shot: says("taken")}) as end:
        end.fault = swallows(2)
        with Client(end.opener, FieldClock()) as unit:
            with pytest.raises(NoAnswer, match="no answer to `shot`"):
                unit.whole(Shot())
            assert [frame.kind for frame in end.heard].count(Kind.REQUEST) == 2  # hello, and one shot


def test_a_walk_test_is_told_as_it_goes_and_cancelled_when_nobody_looks_on() -> None:
    ended: list[bool] = []

    def walk(session: Session, request: WalkTest, reply: Reply) -> None:
        reply.on_cancel(lambda: (ended.append(True), reply.done(Said(text="over")))[0])
        reply.part(Seen(sensor="left", high=True, latency_ms=1.5, count=1, utc_ns=0))

    with far_end({WalkTest: walk, AskTime: says("late")}) as end, Client(end.opener, FieldClock()) as unit:
        going = unit.live(WalkTest())
        assert next(going) == Seen(sensor="left", high=True, latency_ms=1.5, count=1, utc_ns=0)
        going.close()
        assert unit.whole(AskTime()).told == Said(text="late")
        assert ended == [True]


def test_a_restart_is_seen_by_another_session() -> None:
    with far_end({Disarm: says("off")}) as end, Client(end.opener, FieldClock()) as unit:
        before = unit.greeting.session
        end.restart()
        unit.wait_for_restart(within_s=30)
        assert unit.greeting.session != before


def test_nobody_at_the_far_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "GREETING_S", 0.2)
    monkeypatch.setitem(asked.PATIENCE_S, Hello, 0.1)
    with far_end({}) as end:
        end.fault = lambda frame: b""
        with pytest.raises(NoAnswer, match="no unit answers at /dev/"), Client(end.opener, FieldClock()):
            raise AssertionError("it greeted")


def test_a_pulled_cable_is_one_clear_line() -> None:
    end = far_end({AskTime: says("late")})
    with end as pulled, Client(pulled.opener, FieldClock()) as unit:
        pulled.close()
        try:
            with pytest.raises(LineLost, match="plug the cable in"):
                unit.whole(AskTime())
        finally:
            pulled.close = lambda: None  # type: ignore[method-assign]
