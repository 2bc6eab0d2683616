"""The newest reports, and the card's lines of effort, at the line."""

from heard import NoLock, ask

from trapd.card.volume import Volume
from trapd.console.desk import Desk
from trapd.console.effort import Effort
from trapd.console.log import KEPT, Log
from trapd.console.replies import Failed, Line, Said
from trapd.console.requests import AskEffort, Logs
from trapd.core.actions import Report
from trapd.runtime.worker import InlineWorker
from trapd.view.words import sentence


def test_the_newest_reports_come_in_words_the_last_one_last():
    log = Log(sentence)
    log.tell(Report("light", {"night": False}), 1, None)
    log.tell(Report("fault", {"part": "gps", "why": "silent for 5 s"}), 2, None)
    log.tell(Report("mended", {"part": "gps"}), 3, 10**18)

    heard = ask(Desk(NoLock(), log.operations()), Logs(count=2))

    assert heard.parts == [
        Line(mono_ns=2, utc_ns=None, event="fault", text="FAULT gps: silent for 5 s"),
        Line(mono_ns=3, utc_ns=10**18, event="mended", text="mended: gps"),
    ]
    assert isinstance(heard.end, Said)


def test_it_keeps_so_many_and_no_more():
    log = Log(sentence)
    for number in range(3 * KEPT):
        log.tell(Report("light", {"night": False, "sun_deg": number}), number, None)

    heard = ask(Desk(NoLock(), log.operations()), Logs(count=100_000))

    assert len(heard.parts) == KEPT
    assert heard.parts[-1].mono_ns == 3 * KEPT - 1


def effort(mono_ns, *states, **more):
    when = {"mono_ns": mono_ns, "utc_ns": mono_ns + 10**18, "time_source": more.pop("time_source", "gps")}
    return {"kind": "effort", "unit": "DESK-1", "boot": "1a2b", **when, "states": list(states), **more}


def asked(count, *roots):
    desk = Desk(NoLock(), Effort(roots, InlineWorker()).operations())
    return ask(desk, AskEffort(count=count))


def test_the_cards_last_lines_of_effort(tmp_path):
    card = Volume(tmp_path / "card", 0)
    for number in range(3_000):
        card.note(effort(number, "armed"))
        card.note({"kind": "energy", "mono_ns": number})
    card.note(effort(3_000, "armed", "flash-dead", why={"flash-dead": "the driver does not answer"}))
    card.note(effort(3_001, "off", time_source="none"))

    heard = asked(3, card.root)

    assert [line.text for line in heard.parts] == [
        "armed",
        "armed, flash-dead (the driver does not answer)",
        "off",
    ]
    assert [line.utc_ns for line in heard.parts] == [10**18 + 2_999, 10**18 + 3_000, None]


def test_what_the_reserve_has_of_it_comes_last_and_nothing_twice(tmp_path):
    card, reserve = Volume(tmp_path / "card", 0), Volume(tmp_path / "reserve", 0)
    for line in (effort(1, "armed"), effort(2, "armed", "card-gone")):
        card.note(line)
    for line in (effort(2, "armed", "card-gone"), effort(3, "disarmed")):
        reserve.note(line)

    assert [line.text for line in asked(20, card.root, reserve.root).parts] == [
        "armed",
        "armed, card-gone",
        "disarmed",
    ]
    assert [line.text for line in asked(20, tmp_path / "pulled", reserve.root).parts] == [
        "armed, card-gone",
        "disarmed",
    ]


def test_without_any_catalog_it_says_so(tmp_path):
    failed = asked(20, tmp_path / "pulled").end
    assert isinstance(failed, Failed)
    assert "pulled" in failed.why


def test_lines_that_say_nonsense_are_told_as_far_as_they_say_anything(tmp_path):
    card = Volume(tmp_path / "card", 0)
    for line in ({"kind": "effort"}, {"kind": "effort", "boot": [7], "states": "armed", "why": 5, "mono_ns": "x"}):
        card.note(line)

    heard = asked(20, card.root)

    assert len(heard.parts) == 2
    assert all(line.mono_ns is None for line in heard.parts)
