"""Pictures get their right time: a new file, then the old one goes. The power may go at any step."""

import errno
import hashlib
import json
import os
from contextlib import suppress

import cards
import h264
import pytest

from trapd.card import catalog, checksum, ledger, names
from trapd.card.repair import repair
from trapd.card.sweep import sweep
from trapd.card.volume import Volume
from trapd.core.timeline import Anchor
from trapd.core.units import S
from trapd.linux import leftover
from trapd.linux.redating import renew
from trapd.linux.still import picture
from trapd.media import comment, exif, mp4

UNIT = "DESK-1"
PROVISIONAL_NS = cards.UTC_NS
TRUE_NS = PROVISIONAL_NS + 40 * 86_400 * S
"""Of what was taken `cards.EDGE_NS` after the boot."""
UNSET = {"time_source": "none", "time_uncertainty_s": None}
BOOT = {"kind": "boot", "boot": "a1b2", "boot_id": "kernel-1", "unit": UNIT, "mono_ns": 0}
ANCHOR = {
    "kind": "anchor",
    "boot": "a1b2",
    "boot_id": "kernel-1",
    **Anchor(cards.EDGE_NS, TRUE_NS, "gps", 0.6).facts(),
}


class PowerCut(BaseException):
    """Nothing after this is carried out."""


def still(number=1, **facts):
    facts = {"utc_ns": PROVISIONAL_NS + number * S, "mono_ns": cards.EDGE_NS + number * S} | UNSET | facts
    return cards.caption(number=number, **facts)


def take(volume, caption):
    """The picture as the unit would put it onto the card."""
    data = picture(cards.frame(), caption, 90)
    volume.write(caption, data)
    return volume.announce(caption, hashlib.sha256(data).hexdigest(), len(data))


def film(volume):
    packets = h264.packets(frames=30, from_ns=cards.EDGE_NS)
    caption = cards.caption(number=0, media="clip", utc_ns=PROVISIONAL_NS, mono_ns=cards.EDGE_NS, frames=30, **UNSET)
    with volume.whole(caption) as file:
        writer = mp4.ClipWriter(file, caption, 30)
        for packet in packets:
            writer.write(packet)
        writer.close(file.flush)
    path = volume.root / names.name(caption)
    return volume.announce(caption, checksum.sha256(path), path.stat().st_size)


def begin(root):
    """Two stills and a clip of before the first fix."""
    volume = Volume(root, 0)
    volume.note(BOOT)
    taken = [take(volume, still(1)), take(volume, still(2)), film(volume)]
    return volume, taken


def redate(volume, unit=UNIT):
    return [name for _, name, _ in repair(volume, unit, renew, leftover.inspect)]


def lines(root, kind):
    return [line for line in catalog.read(root / "catalog.jsonl") if line["kind"] == kind]


def standing(root):
    return sorted(str(path.relative_to(root)) for path in root.glob("KP-07/*"))


def all_is_well(root):
    """What is announced stands there, whole, and nothing else does."""
    book = ledger.fold(root)
    assert standing(root) == sorted(book.pictures)
    for name, told in book.pictures.items():
        assert checksum.sha256(root / name) == told.sha256
    return book


def test_nothing_is_done_before_the_time_is_known(tmp_path):
    volume, taken = begin(tmp_path)

    assert redate(volume) == []
    assert standing(tmp_path) == sorted(taken)


def test_a_time_that_the_next_start_proves_wrong_is_taken_away(tmp_path):
    volume = Volume(tmp_path, 0)
    volume.note(BOOT)
    lie_ns = TRUE_NS + 365 * 86_400 * S
    volume.note({**ANCHOR, "utc_ns": lie_ns})
    volume.note({**BOOT, "boot": "c3d4", "boot_id": "kernel-2", "before": "kernel-1"})
    told = [cards.caption(number=number, utc_ns=lie_ns, mono_ns=cards.EDGE_NS) for number in (1, 2)]
    was = [take(volume, caption) for caption in told]
    assert redate(volume) == []

    volume.note({**ANCHOR, "boot": "c3d4", "boot_id": "kernel-2", "utc_ns": TRUE_NS + 86_400 * S})

    done = redate(volume)

    assert len(done) == len(was)
    assert all(name.endswith("_unsync.jpg") for name in done)
    assert all(exif.read((tmp_path / name).read_bytes())["time_source"] == "none" for name in done)
    assert {line["why"] for line in lines(tmp_path, "repaired")} == {"its time contradicts the order of starts"}
    all_is_well(tmp_path)
    assert redate(volume) == []


def test_each_picture_becomes_a_new_file_with_its_right_time(tmp_path):
    volume, taken = begin(tmp_path)
    ids = {exif.read((tmp_path / name).read_bytes())["number"] for name in taken[:2]}
    volume.note(ANCHOR)

    done = redate(volume)

    assert done == [
        "KP-07/20260224-210434-123_DESK-1_a1b2-000001-1.jpg",
        "KP-07/20260224-210435-123_DESK-1_a1b2-000001-2.jpg",
        "KP-07/20260224-210433-123_DESK-1_a1b2-000001-clip.mp4",
    ]
    assert standing(tmp_path) == sorted(done)
    assert not any(picture.dated is False for picture in all_is_well(tmp_path).pictures.values())
    for line, was in zip(lines(tmp_path, "repaired"), taken, strict=True):
        old = next(old for old in lines(tmp_path, "media") if old["name"] == was)
        assert (line["was"], line["was_sha256"]) == (was, old["sha256"])
        assert (line["time_source"], line["why"]) == ("gps", "time by gps")
        assert line["utc_ns"] - old["utc_ns"] == TRUE_NS - PROVISIONAL_NS
        assert (tmp_path / line["name"]).stat().st_mtime_ns // S == line["utc_ns"] // S
        assert comment.unique_id(comment.caption(line)) == comment.unique_id(comment.caption(old))
    inside = exif.read((tmp_path / done[0]).read_bytes())
    assert (inside["utc_ns"], inside["time_source"]) == (TRUE_NS + S, "gps")
    assert ids == {1, 2}


def test_it_is_done_once(tmp_path):
    volume, _ = begin(tmp_path)
    volume.note(ANCHOR)
    redate(volume)

    assert redate(volume) == []


def test_pictures_of_another_unit_are_left_alone(tmp_path):
    volume, taken = begin(tmp_path)
    volume.note(ANCHOR)

    assert redate(volume, unit="KP-31") == []
    assert standing(tmp_path) == sorted(taken)


def test_a_picture_that_is_not_what_the_catalog_says_is_not_made_to_look_right(tmp_path):
    volume, taken = begin(tmp_path)
    volume.note(ANCHOR)
    path = tmp_path / taken[0]
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.write_bytes(data)

    redate(volume)

    assert path.read_bytes() == data
    assert len(lines(tmp_path, "repaired")) == 2


@pytest.mark.parametrize("moment", ["before it is looked at", "before it is written again", "before it is removed"])
def test_a_picture_that_an_offload_takes_meanwhile_holds_up_no_other(tmp_path, monkeypatch, moment):
    volume, taken = begin(tmp_path)
    volume.note(ANCHOR)
    old = tmp_path / taken[0]
    sha256, note = checksum.sha256, Volume.note

    def looked_at(path):
        if path == old and moment == "before it is looked at":
            old.unlink()
        return sha256(path)

    def written(path, file, caption):
        if path == old and moment == "before it is written again":
            old.unlink()
        renew(path, file, caption)

    def noted(volume, record):
        note(volume, record)
        if record.get("was") == taken[0] and moment == "before it is removed":
            old.unlink()

    monkeypatch.setattr(checksum, "sha256", looked_at)
    monkeypatch.setattr(Volume, "note", noted)

    done = [was for was, _, _ in repair(volume, UNIT, written, leftover.inspect)]

    assert done[-2:] == taken[1:]
    assert len(standing(tmp_path)) == len(done)


def test_a_card_without_room_for_a_second_file_waits(tmp_path, monkeypatch):
    volume, taken = begin(tmp_path)
    volume.note(ANCHOR)
    monkeypatch.setattr(Volume, "free_mb", lambda volume: 0)

    with pytest.raises(OSError, match="No space") as full:
        redate(volume)

    assert full.value.errno == errno.ENOSPC
    assert standing(tmp_path) == sorted(taken)
    monkeypatch.undo()
    assert len(redate(volume)) == 3


def test_a_better_source_dates_again_what_a_worse_one_dated(tmp_path):
    volume, _ = begin(tmp_path)
    volume.note(ANCHOR | {"source": "technician", "uncertainty_s": 30.0, "utc_ns": TRUE_NS + 20 * S})
    redate(volume)
    volume.note(ANCHOR)

    assert len(redate(volume)) == 3
    assert {line["time_source"] for line in lines(tmp_path, "repaired")[3:]} == {"gps"}
    all_is_well(tmp_path)


def test_bounds_are_noted_once(tmp_path):
    volume, _ = begin(tmp_path)
    later = {"boot": "c3d4", "boot_id": "kernel-2", "before": "kernel-1"}
    volume.note(BOOT | later)
    volume.note(ANCHOR | later)

    redate(volume)
    redate(volume)

    (bounds,) = lines(tmp_path, "bounds")
    assert (bounds["boot_id"], bounds["unit"]) == ("kernel-1", UNIT)
    assert bounds["not_after_utc_ns"] <= TRUE_NS


def test_a_closed_card_ends_it(tmp_path):
    volume, _ = begin(tmp_path)
    volume.note(ANCHOR)
    volume.close()

    with pytest.raises(OSError, match="Bad file descriptor"):
        redate(volume)


STEPS = ("fsync", "pwrite", "unlink", "open", "utime")


def cut_at(steps, monkeypatch):
    """The power goes at this step of the repair, before it is done; returns what tells whether it came to that."""
    went = []

    def counted(name):
        real = getattr(os, name)

        def call(*args, **kwargs):
            nonlocal steps
            steps -= 1
            if steps < 0:
                went.append(name)
                raise PowerCut
            return real(*args, **kwargs)

        return call

    for name in STEPS:
        monkeypatch.setattr(os, name, counted(name))
    return went


def test_wherever_the_power_goes_each_picture_is_there_once_and_whole(tmp_path, monkeypatch):
    steps, went = 0, ["at first"]
    while went:
        root = tmp_path / str(steps)
        volume, taken = begin(root)
        ids = sorted(map(names.shot, taken))
        volume.note(ANCHOR)
        with monkeypatch.context() as patch:
            went = cut_at(steps, patch)
            with suppress(PowerCut):
                redate(volume)
        volume.close()

        volume = Volume(root, 0)
        sweep(volume, leftover.inspect)
        assert sorted(map(names.shot, all_is_well(root).pictures)) == ids
        redate(volume)
        book = all_is_well(root)
        assert sorted(map(names.shot, book.pictures)) == ids
        assert all(picture.dated for picture in book.pictures.values())
        volume.close()
        steps += 1
    assert steps > 30


def test_the_old_file_of_a_repair_is_gone_after_the_next_start(tmp_path):
    volume, taken = begin(tmp_path)
    old = {name: (tmp_path / name).read_bytes() for name in taken}
    volume.note(ANCHOR)
    done = redate(volume)
    for name, data in old.items():
        (tmp_path / name).write_bytes(data)
    volume.close()
    volume = Volume(tmp_path, 0)

    sweep(volume, leftover.inspect)

    assert standing(tmp_path) == sorted(done)
    assert json.loads((tmp_path / "catalog.jsonl").read_text().splitlines()[-1])["kind"] == "repaired"
