"""The last sign of life, and what the next start makes of it."""

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.card import alive, catalog, line
from trapd.card.carry import carry
from trapd.card.reserve import Reserve
from trapd.card.volume import Volume
from trapd.core.effort import intervals
from trapd.core.units import S

NOON = 1_768_442_400 * S
"""2026-01-15T02:00:00Z."""


def record(at_s, *states, kind="alive", boot="1a2b", unit="KP-07-L", kernel="first", booted_s=0, **facts):
    """Of a start in the boot of this kernel, which came up `booted_s` after noon."""
    who = {"unit": unit, "station": "KP-07", "boot": boot, "boot_id": kernel}
    when = {"mono_ns": at_s * S, "utc_ns": NOON + (booted_s + at_s) * S, "time_source": "gps"}
    return {"kind": kind, **who, **when, "time_uncertainty_s": 0.7, "states": list(states or ["armed"]), **facts}


AGAIN = {"boot": "3c4d", "kernel": "second", "booted_s": 3_600}
"""The same unit, switched on an hour later."""


@pytest.fixture
def card(tmp_path):
    volume = Volume(tmp_path / "card", reserve_mb=0)
    yield volume
    volume.close()


def noted(volume):
    return [line for line in catalog.read(volume.root / catalog.FILE) if line["kind"] != "header"]


def test_a_mark_is_one_sector_that_is_overwritten_in_place(card):
    card.note(record(10))
    path = card.root / "alive.json"
    file = path.stat().st_ino
    card.note(record(580, "armed", "clock-unknown"))

    assert (path.stat().st_ino, path.stat().st_size) == (file, alive.SECTOR)
    mark = json.loads(path.read_text())
    assert (mark["schema_version"], mark["boot"], mark["mono_ns"]) == (1, "1a2b", 580 * S)
    assert noted(card) == []


def test_the_longest_names_and_every_state_fit_into_the_sector(card):
    states = ("armed", "battery-low", "card-gone", "clock-unknown", "flash-dead", "handled")
    card.note(record(10**8, *states, unit="U" * 32, station="S" * 32, kernel="5d04f7f6-9a6c-4fd0-8c4a-2f2b7b0f8f11"))

    assert (card.root / "alive.json").stat().st_size == alive.SECTOR


def test_the_next_start_ends_the_one_that_power_took(card):
    card.note(record(10, kind="effort"))
    card.note(record(10))
    card.note(record(580))
    card.note(record(5, **AGAIN))

    *_, ended = noted(card)
    told = {name: ended[name] for name in ("boot", "mono_ns", "states", "ended", "within_s", "last_sign")}
    assert told == {
        "boot": "1a2b",
        "mono_ns": 580 * S,
        "states": ["off"],
        "ended": "power cut",
        "within_s": 600,
        "last_sign": "alive",
    }
    assert alive.read(card.root)["boot"] == "3c4d"


def test_a_process_that_died_under_a_kernel_that_went_on_has_crashed(card):
    card.note(record(10))
    card.note(record(90, boot="3c4d"))

    assert noted(card)[-1]["ended"] == "crash"


def test_it_is_ended_once(card):
    card.note(record(10))
    for at_s in (5, 575, 1145):
        card.note(record(at_s, **AGAIN))

    assert len(noted(card)) == 1


@pytest.mark.parametrize("kind", ["effort", "media"])
def test_a_newer_line_is_a_newer_sign_of_life(card, kind):
    card.note(record(10))
    newer = record(300, kind=kind)
    if kind == "media":
        del newer["boot_id"], newer["states"]
    card.note(newer)
    card.note(record(900, kind="effort", boot="ffff"))
    card.note(record(5, **AGAIN))

    ended = noted(card)[-1]
    assert (ended["mono_ns"], ended["utc_ns"], ended["last_sign"]) == (300 * S, NOON + 300 * S, kind)
    assert ended["boot_id"] == "first"


def test_a_clean_end_needs_no_other(card):
    card.note(record(10))
    card.note(record(20, "off"))
    card.note(record(5, **AGAIN))

    assert noted(card) == []


def test_nothing_of_another_unit_is_ended_but_its_mark_is_kept(card):
    card.note(record(10, unit="KP-08-R"))
    card.note(record(5, **AGAIN))

    [kept] = noted(card)
    assert (kept["kind"], kept["unit"], kept["mono_ns"]) == ("last-alive", "KP-08-R", 10 * S)


def test_a_file_that_cannot_be_written_leaves_the_sign_to_the_catalog(card):
    (card.root / "alive.json").mkdir()
    card.note(record(10))
    card.note(record(580))

    assert [(line["kind"], line["mono_ns"]) for line in noted(card)] == [("last-alive", at * S) for at in (10, 580)]


def test_what_the_reserve_knew_of_the_end_comes_to_the_card(card, tmp_path):
    """The card was gone when the power went."""
    reserve = Reserve(tmp_path / "reserve", spare_mb=10, reserve_mb=0)
    card.note(record(10, kind="effort"))
    card.note(record(10))
    reserve.note(record(100, "card-gone", kind="effort"))
    for at_s in (100, 670, 1_240):
        reserve.note(record(at_s, "card-gone"))
    card.note(record(5, kind="effort", **AGAIN))
    card.note(record(5, **AGAIN))
    for _ in range(2):
        assert list(carry(reserve, card)) == []
    reserve.close()

    found = intervals(noted(card))
    assert [(one.state, (one.end_ns - NOON) // S) for one in found] == [
        ("armed", 100),
        ("card-gone", 1_240),
        ("off", 3_605),
    ]
    assert len(noted(card)) == 5


@pytest.fixture(scope="session")
def torn(tmp_path_factory):
    """A mark as it should be, and a card on which to tear it."""
    card = Volume(tmp_path_factory.mktemp("torn") / "card", reserve_mb=0)
    card.note(record(10))
    yield card, (card.root / "alive.json").read_bytes()
    card.close()


@given(cut=st.integers(0, alive.SECTOR), rest=st.binary(max_size=alive.SECTOR))
@settings(deadline=None)
def test_a_torn_mark_is_as_none_and_the_next_is_whole(torn, cut, rest):
    card, mark = torn
    data = (mark[:cut] + rest)[: alive.SECTOR]
    (card.root / "alive.json").write_bytes(data)
    before = noted(card)

    known = alive.read(card.root)
    card.note(record(5, **AGAIN))

    assert known is None or data.startswith(mark.rstrip())
    assert len(noted(card)) - len(before) == (known is not None)
    assert alive.read(card.root)["boot"] == "3c4d"


@given(wild=st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda part: st.lists(part, max_size=3)))
@settings(deadline=None)
def test_a_mark_of_another_make_is_as_none(torn, wild):
    card, _ = torn
    facts = record(10) | {"states": wild}
    (card.root / "alive.json").write_bytes(line.encode(facts) + b"\n")

    known = alive.read(card.root)

    assert known is None or all(isinstance(state, str) for state in known["states"])


@given(data=st.data())
@settings(deadline=None)
def test_power_may_go_at_any_byte(tmp_path_factory, data):
    """Of the catalog, of the mark beside it, or of both."""
    root = tmp_path_factory.mktemp("cut") / "card"
    card = Volume(root, reserve_mb=0)
    changes = [record(at_s, *states, kind="effort") for at_s, states in [(10, ["armed"]), (700, ["blind"])]]
    for change in (changes[0], record(10), record(580), changes[1], record(700), record(1270)):
        card.note(change)
    card.close()
    for file in data.draw(st.sets(st.sampled_from([catalog.FILE, alive.FILE]))):
        whole = (root / file).read_bytes()
        (root / file).write_bytes(whole[: data.draw(st.integers(0, len(whole)))])

    card = Volume(root, reserve_mb=0)
    for change in (record(5, kind="effort", **AGAIN), record(5, **AGAIN), record(900, "off", kind="effort", **AGAIN)):
        card.note(change)
    card.close()
    found = intervals(catalog.read(root / catalog.FILE))

    assert all(one.begin_ns < one.end_ns for one in found)
    assert all(one.end_ns == other.begin_ns for one, other in pairwise(found))
    assert found[-1].end_ns == NOON + 4_500 * S
    assert all(one.begin_ns <= NOON + 1_270 * S for one in found if one.state == "off")
