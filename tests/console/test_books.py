"""What the trap itself answers at the desk."""

import msgspec
from heard import NoLock, ask
from rig import Rig

from trapd.console.books import Books
from trapd.console.desk import Desk
from trapd.console.replies import AnyTold, BriefTold, Failed, Greeting, Offloading, Said, StatusTold, TimeTold
from trapd.console.requests import Arm, AskStatus, AskTime, Brief, Disarm, Hello, Offload, Reboot, Shot, TellTime
from trapd.core.units import S


def desk_of(rig, **more):
    return Desk(NoLock(), Books(rig.unit.obey, NoLock(), "0.1.0", **more).operations())


def test_a_program_hears_whom_it_speaks_to():
    rig = Rig()
    rig.run(until=1)

    hello = ask(desk_of(rig, serial="10000000abcd"), Hello(program="trapctl")).end

    whom = {"unit": "DESK-1", "firmware": "0.1.0", "serial": "10000000abcd"}
    assert hello == Greeting(version=1, **whom, locked=False, session="5e55104a")


def test_the_whole_status_survives_the_wire():
    rig = Rig()
    rig.pulse("left", at=5)
    rig.run(until=120)
    more = {"pictures_left": lambda mb: mb // 2, "pending": lambda: 3, "arms_in_s": lambda: 77.0}

    status = ask(desk_of(rig, **more), AskStatus()).end

    assert isinstance(status, StatusTold)
    assert status.armed
    assert status.stills == 3
    assert status.card_pictures_left == status.card_free_mb // 2
    assert (status.settings_pending, status.arms_in_s) == (3, 77.0)
    assert (status.days_left is None) == (status.days_left_why is not None)
    assert msgspec.json.decode(msgspec.json.encode(status), type=AnyTold) == status


def test_what_anyone_may_know_is_no_place_and_no_reason():
    rig = Rig()
    rig.run(until=60)

    brief = ask(desk_of(rig), Brief()).end

    assert isinstance(brief, BriefTold)
    assert brief.armed
    assert brief.card_free_mb is not None


def test_disarmed_and_armed_again():
    rig = Rig()
    rig.run(until=1)
    desk = desk_of(rig)

    disarmed = ask(desk, Disarm()).end
    status = ask(desk, AskStatus()).end
    armed = ask(desk, Arm()).end

    assert isinstance(disarmed, Said)
    assert not status.armed
    assert status.why_not == "disarmed by the technician"
    assert armed == Said(text="armed")


def test_a_shot_is_taken_and_kept_as_a_test_or_it_is_told_why_not():
    rig = Rig()
    rig.run(until=1)
    desk = desk_of(rig)

    first, second = ask(desk, Shot()).end, ask(desk, Shot()).end
    rig.run(until=60)

    assert isinstance(first, Said)
    assert isinstance(second, Failed)
    assert second.why.startswith("not now: ")
    assert {caption.trigger for caption in rig.captions("still")} == {"test"}


def test_time_is_told_by_a_watch_and_read_back():
    rig = Rig(gps={"backend": "none"})
    rig.run(until=1)
    desk = desk_of(rig)
    now_ns = ask(desk, AskTime()).end.utc_ns

    nonsense = ask(desk, TellTime(utc_ns=5 * S)).end
    told = ask(desk, TellTime(utc_ns=now_ns + 10 * S)).end
    time = ask(desk, AskTime()).end

    assert isinstance(nonsense, Failed)
    assert isinstance(told, Said)
    assert isinstance(time, TimeTold)
    assert (time.utc_ns, time.source) == (now_ns + 10 * S, "technician")


def test_what_becomes_of_a_disk():
    desk = desk_of(Rig(), offload=lambda: "123 of 400 pictures copied and read back")
    assert ask(desk, Offload()).end == Offloading(state="123 of 400 pictures copied and read back")
    assert ask(desk_of(Rig()), Offload()).end == Offloading(state=None)


def test_started_anew_where_somebody_can():
    assert "the board starts anew" in ask(desk_of(Rig(), reboot=lambda: True), Reboot()).end.text
    assert "the program starts anew" in ask(desk_of(Rig(), reboot=lambda: False), Reboot()).end.text
    assert ask(desk_of(Rig()), Reboot()).end.code == 69
