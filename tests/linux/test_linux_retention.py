"""A full card makes room for itself, and is told when it can take pictures again."""

import errno
import queue
import threading

import cards

from trapd.card import catalog, ledger
from trapd.card.volume import MB, Volume
from trapd.config import profile
from trapd.core.events import CardLost, CardReady, CardSwept, Retired
from trapd.linux.places import Places
from trapd.runtime.clock import FieldClock

PATIENCE_S = 30
SIZE_MB = 100


def told(events, kind):
    while not isinstance(event := events.get(timeout=PATIENCE_S), kind):
        pass
    return event


def fill(root, pictures):
    """Each takes a megabyte, as its line says."""
    volume = Volume(root, 0)
    for sequence in range(1, pictures + 1):
        caption = cards.caption(sequence=sequence)
        volume.write(caption, b"picture")
        volume.announce(caption, "0" * 64, MB)
    volume.close()


def places(root, patch, **section):
    patch.setattr(Volume, "free_mb", lambda volume: SIZE_MB - len(list(root.glob("KP-07/*.jpg"))))
    patch.setattr(Volume, "size_mb", lambda volume: SIZE_MB)
    events = queue.SimpleQueue()
    section = profile.Card(path=str(root), reserve_mb=4, low_mb=6, spare_mb=0, **section)
    return Places(section, None, events.put, FieldClock(), "DESK-1"), events


def test_a_full_card_that_may_let_pictures_go_takes_new_ones_again(tmp_path, monkeypatch):
    fill(tmp_path, 98)
    card, events = places(tmp_path, monkeypatch, retention="oldest-first")

    card.open()

    assert events.get(timeout=PATIENCE_S) == Retired(2, 2.0)
    assert events.get(timeout=PATIENCE_S) == CardReady(4, 98, SIZE_MB, "DESK-1", cards.UTC_NS)
    assert told(events, Retired) == Retired(18, 18.0)
    card.close()


def test_a_card_that_gets_full_meanwhile_is_in_use_again_at_once(tmp_path, monkeypatch):
    fill(tmp_path, 83)
    card, events = places(tmp_path, monkeypatch, retention="oldest-first")
    card.open()
    assert told(events, CardReady)
    assert told(events, CardSwept)
    for number in range(15):
        (tmp_path / "KP-07" / f"foreign-{number}.jpg").touch()

    card.failed(card.first, OSError(errno.ENOSPC, "No space left on device"))
    card.mend()

    assert told(events, CardLost).full
    assert told(events, Retired) == Retired(2, 2.0)
    assert told(events, CardReady).free_mb == 4
    card.close()


def test_a_full_card_of_protected_pictures_stays_full(tmp_path, monkeypatch):
    fill(tmp_path, 98)
    volume = Volume(tmp_path, 0)
    for name in ledger.fold(tmp_path).pictures:
        volume.note({"kind": "protected", "name": name})
    volume.close()
    card, events = places(tmp_path, monkeypatch, retention="keep-protected")

    card.open()

    assert told(events, CardLost).full
    card.close()
    assert len(list(tmp_path.glob("KP-07/*.jpg"))) == 98


def test_room_is_made_after_the_picture_that_took_the_last_of_it(tmp_path, monkeypatch):
    fill(tmp_path, 83)
    card, events = places(tmp_path, monkeypatch, retention="keep-protected")
    card.open()
    assert told(events, CardReady).free_mb == 17

    for sequence in (84, 85):
        caption = cards.caption(sequence=sequence)
        card.first.write(caption, b"picture")
        card.first.announce(caption, "0" * 64, MB)
        card.kept(card.first)

    assert told(events, Retired) == Retired(7, 7.0)
    card.close()


def test_room_is_made_by_one_thread_at_a_time(tmp_path, monkeypatch):
    fill(tmp_path, 83)
    card, events = places(tmp_path, monkeypatch, retention="oldest-first")
    card.open()
    assert told(events, CardSwept)
    for number in range(15):
        (tmp_path / "KP-07" / f"foreign-{number}.jpg").touch()
    note, begun, go_on = Volume.note, threading.Event(), threading.Event()

    def slow(volume, record):
        if threading.current_thread() is not threading.main_thread():
            begun.set()
            assert go_on.wait(PATIENCE_S)
        note(volume, record)

    monkeypatch.setattr(Volume, "note", slow)
    card.kept(card.first)
    assert begun.wait(PATIENCE_S)

    card.open()
    assert told(events, CardLost).full
    go_on.set()

    assert told(events, Retired) == Retired(20, 20.0)
    card.open()
    assert told(events, CardReady)
    card.close()
    deleted = [record["name"] for record in catalog.read(tmp_path / "catalog.jsonl") if record["kind"] == "deleted"]
    assert len(deleted) == len(set(deleted)) == 20


def test_a_full_card_stays_full_by_default(tmp_path, monkeypatch):
    fill(tmp_path, 98)
    card, events = places(tmp_path, monkeypatch)

    card.open()
    assert told(events, CardLost).full
    card.close()

    assert len(list(tmp_path.glob("KP-07/*.jpg"))) == 98
