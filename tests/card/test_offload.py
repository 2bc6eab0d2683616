"""A card onto a disk: the copy is a card itself, and the card knows what was copied."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from copies import Card, announced, copy_of, files, lines, name, record

from trapd.card import alive, duplicate, line, marks
from trapd.card.catalog import Catalog
from trapd.card.offload import Offload
from trapd.core.errors import TrapdError


@pytest.fixture
def card(tmp_path):
    return Card(tmp_path / "card")


@pytest.fixture
def disk(tmp_path):
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk"


def offload(card, disk, delete=False):
    """The names that were copied, and those that were deleted."""
    run = Offload(card.root, disk)
    try:
        copied = [step.name for step in run.copy() if step.why_not is None]
        deleted = [step.name for step in run.delete() if step.why_not is None] if delete else []
        return copied, deleted
    finally:
        run.close()


def left_out(card, disk):
    run = Offload(card.root, disk)
    list(run.copy())
    run.close()
    return run.left_out


def test_the_copy_is_a_card_itself(card, disk):
    names = [card.take(number, os.urandom(5_000)) for number in (1, 100)]
    card.say({"kind": "protected", "name": names[0]})
    card.say({"kind": "effort", "reason": "armed"})

    assert offload(card, disk) == (names, [])

    copy = copy_of(card, disk)
    assert announced(copy) == card.pictures()
    assert files(copy) == set(names)
    assert sorted(map(str, lines(copy))) == sorted(map(str, lines(card.root)))
    assert card.marks() == names
    assert {str(file.relative_to(disk)) for file in disk.iterdir()} == {"trapd-offload"}


def test_the_date_of_capture_stays_the_files_own(card, disk):
    taken = card.take(1, b"leopard")
    os.utime(card.root / taken, ns=(1_000_000_000, 1_700_000_000_000_000_000))
    offload(card, disk)
    assert (copy_of(card, disk) / taken).stat().st_mtime_ns == 1_700_000_000_000_000_000


def test_a_second_run_copies_what_is_new_alone(card, disk):
    card.take(1, b"leopard")
    card.say({"kind": "effort", "reason": "armed"})
    offload(card, disk)
    before = lines(copy_of(card, disk))
    assert offload(card, disk) == ([], [])
    assert lines(copy_of(card, disk)) == before

    card.say({"kind": "effort", "reason": "armed"})
    second = card.take(2, b"hare")
    assert offload(card, disk) == ([second], [])
    assert sorted(map(str, lines(copy_of(card, disk)))) == sorted(map(str, lines(card.root)))
    assert card.marks() == [name(1), name(2)]


def test_what_is_taken_meanwhile_goes_along(card, disk):
    """The unit's catalog is its own, and stays open all the time."""
    card.take(1, b"leopard")
    run = Offload(card.root, disk)
    steps = run.copy()
    assert next(steps).name == name(1)
    card.take(2, b"hare")
    assert [step.name for step in steps] == [name(2)]
    run.close()


def test_a_picture_that_was_repaired_after_it_was_copied_is_on_the_copy_once(card, disk):
    first = card.take(1, b"leopard, undated")
    offload(card, disk)
    second = card.repair(first, 2, b"leopard, dated by RTC")
    third = card.repair(second, 3, b"leopard, dated by GPS")

    assert offload(card, disk) == ([third], [])
    assert announced(copy_of(card, disk)) == {third: b"leopard, dated by GPS"}
    assert files(copy_of(card, disk)) == {third}


def test_what_the_unit_deleted_stays_on_the_copy(card, disk):
    first, second = card.take(1, b"leopard"), card.take(2, b"hare")
    offload(card, disk)
    third = card.take(3, b"grass")
    for gone in (first, third):
        card.say({"kind": "deleted", "name": gone, "sha256": "", "why": "retention"})
        (card.root / gone).unlink()

    assert offload(card, disk) == ([], [])
    assert announced(copy_of(card, disk)) == {first: b"leopard", second: b"hare"}


def test_the_last_sign_of_life_goes_along_once(card, disk):
    mark = {
        "kind": "alive",
        "unit": "KP-07-L",
        "station": "KP-07",
        "boot": "a1b2",
        "boot_id": "5d04",
        "states": ["armed"],
    }
    for at_ns in (1, 2):
        (card.root / alive.FILE).write_bytes(
            line.encode(mark | {"mono_ns": at_ns, "utc_ns": at_ns}).ljust(511) + b"\n"
        )
        for _ in range(2):
            offload(card, disk)

    kept = [record for record in lines(copy_of(card, disk)) if record["kind"] == "last-alive"]
    assert [record["mono_ns"] for record in kept] == [1, 2]


def test_a_picture_whose_bytes_are_not_those_that_were_announced_is_told_and_left_where_it_is(card, disk):
    bad, good = card.take(1, b"leopard"), card.take(2, b"hare")
    (card.root / bad).write_bytes(b"leopand")

    assert offload(card, disk, delete=True) == ([good], [good])
    assert "its bytes are not those that were announced" in left_out(card, disk)[bad]
    assert announced(copy_of(card, disk)) == {good: b"hare"}
    assert files(copy_of(card, disk)) == {good}
    assert files(card.root) == {bad}


def test_a_picture_that_is_missing_is_told_and_the_others_are_copied(card, disk):
    bad, good = card.take(1, b"leopard"), card.take(2, b"hare")
    (card.root / bad).unlink()
    assert offload(card, disk) == ([good], [])
    assert "it cannot be read (No such file or directory)" in left_out(card, disk)[bad]


def test_nothing_is_deleted_unless_it_was_asked_for(card, disk):
    card.take(1, b"leopard")
    offload(card, disk)
    assert card.marks("deleted") == []
    assert files(card.root) == {name(1)}


def test_deleted_is_what_is_on_the_disk_and_not_protected(card, disk):
    first, second = card.take(1, b"leopard"), card.take(2, b"hare")
    card.say({"kind": "protected", "name": first})

    assert offload(card, disk, delete=True) == ([first, second], [second])
    assert files(card.root) == {first}
    assert card.marks("deleted") == [second]
    assert announced(copy_of(card, disk)) == {first: b"leopard", second: b"hare"}


def test_a_picture_that_waits_for_its_time_is_copied_and_stays_on_the_card_where_it_will_be_dated(card, disk):
    undated, dated = name(1).replace(".jpg", "_unsync.jpg"), card.take(2, b"hare")
    (card.root / undated).write_bytes(b"leopard")
    card.say(record(undated, b"leopard"))

    assert offload(card, disk, delete=True) == ([dated, undated], [dated])

    assert files(card.root) == {undated}
    now = card.repair(undated, 3, b"leopard, dated by GPS")
    assert offload(card, disk, delete=True) == ([now], [now])
    assert announced(copy_of(card, disk)) == {dated: b"hare", now: b"leopard, dated by GPS"}


def test_what_an_earlier_run_copied_is_read_back_again_before_it_is_deleted(card, disk):
    first, second = card.take(1, b"leopard"), card.take(2, b"hare")
    offload(card, disk)
    (copy_of(card, disk) / first).write_bytes(b"leopand")

    assert offload(card, disk, delete=True) == ([], [second])
    assert files(card.root) == {first}


def test_a_copy_that_somebody_took_away_is_made_anew(card, disk):
    first = card.take(1, b"leopard")
    offload(card, disk)
    (copy_of(card, disk) / first).unlink()
    assert offload(card, disk) == ([first], [])
    assert announced(copy_of(card, disk)) == {first: b"leopard"}


def test_a_copy_that_was_damaged_and_cannot_be_made_anew_is_announced_no_more(card, disk):
    first = card.take(1, b"leopard")
    offload(card, disk)
    (copy_of(card, disk) / first).write_bytes(b"leo")
    (card.root / first).write_bytes(b"leo")
    assert offload(card, disk) == ([], [])
    assert announced(copy_of(card, disk)) == {}


def test_a_deletion_that_was_cut_short_is_ended_by_the_next(card, disk):
    first = card.take(1, b"leopard")
    offload(card, disk)
    marks = Catalog(card.root, "offloads.jsonl")
    marks.append({"kind": "deleted", "name": first, "sha256": "", "why": "offloaded"})
    marks.close()
    offload(card, disk, delete=True)
    assert files(card.root) == set()


def test_another_disk_gets_a_whole_copy_too_and_first_what_no_disk_has(card, disk, tmp_path):
    first = card.take(1, b"leopard")
    offload(card, disk)
    second = card.take(2, b"hare")
    (tmp_path / "other").mkdir()

    assert offload(card, tmp_path / "other") == ([second, first], [])
    assert announced(copy_of(card, tmp_path / "other")) == card.pictures()


def test_a_write_protected_card_is_copied_without_marks_and_nothing_is_deleted(card, disk, monkeypatch):
    """EROFS is what the kernel says of it; root may write what is merely `r--`."""
    real = marks.Catalog

    def protected(root, *rest):
        if root == card.root:
            raise OSError(30, "Read-only file system")
        return real(root, *rest)

    taken = card.take(1, b"leopard")
    with monkeypatch.context() as patch:
        patch.setattr(marks, "Catalog", protected)
        with pytest.raises(TrapdError, match="is read-only: open its write-protect switch"):
            offload(card, disk, delete=True)
    assert announced(copy_of(card, disk)) == {taken: b"leopard"}
    assert card.marks() == []
    assert offload(card, disk) == ([], [])
    assert card.marks() == [taken]


@pytest.mark.parametrize("marks_before", [0, 2], ids=["no marks yet", "marks of an earlier run"])
def test_a_card_without_a_free_byte_is_copied_without_marks_and_nothing_is_deleted(
    card, disk, monkeypatch, marks_before
):
    taken = [card.take(number, b"leopard") for number in (1, 2)]
    if marks_before:
        offload(card, disk)
    late = card.take(3, b"hare")
    real = Catalog.append

    def full(book, line):
        if book.path == card.root / "offloads.jsonl":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(book, line)

    with monkeypatch.context() as patch:
        patch.setattr(Catalog, "append", full)
        with pytest.raises(TrapdError, match="is full, with no room even to note what is deleted: format"):
            offload(card, disk, delete=True)
    assert announced(copy_of(card, disk)) == card.pictures()
    assert len(card.marks()) == marks_before
    assert offload(card, disk) == ([], [])
    assert card.marks() == [*taken, late]


def test_a_card_that_is_not_this_users_is_told_as_such_when_it_is_to_be_deleted_from(card, disk, monkeypatch):
    def closed(root, *rest):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    card.take(1, b"leopard")
    monkeypatch.setattr(marks, "Catalog", closed)
    with pytest.raises(TrapdError, match="may not be written by this user"):
        offload(card, disk, delete=True)


def test_a_card_of_schema_1_is_known_by_its_unit(card, disk):
    taken = card.take(1, b"leopard")
    path = card.root / "catalog.jsonl"
    old = [line for line in lines(card.root) if line["kind"] == "media"]
    header = {"kind": "header", "schema_version": 1, "format": "trapd catalog"}
    path.write_text("".join(json.dumps(line) + "\n" for line in [header, *old]))
    offload(card, disk)
    assert announced(disk / "trapd-offload" / "DESK-1") == {taken: b"leopard"}


def test_a_card_whose_first_line_was_damaged_is_known_by_what_it_remembers_of_its_copies(card, disk):
    first = card.take(1, b"leopard")
    offload(card, disk)
    copy, path = copy_of(card, disk), card.root / "catalog.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"card"', b'"cart"', 1))
    second = card.take(2, b"hare")

    assert offload(card, disk) == ([second], [])
    assert announced(copy) == {first: b"leopard", second: b"hare"}
    assert [folder.name for folder in (disk / "trapd-offload").glob("*/")] == [copy.name]


def test_the_need_is_told_before_anything_is_copied(card, disk):
    card.take(1, b"leopard")
    run = Offload(card.root, disk)
    need = run.need()
    run.close()
    assert (need.pictures, need.fits) == (1, True)
    assert need.size >= 7


def test_two_offloads_do_not_write_one_copy(card, disk):
    run = Offload(card.root, disk)
    with pytest.raises(TrapdError, match="is being written by another offload"):
        Offload(card.root, disk)
    run.close()


def test_another_card_in_the_same_place_is_noticed(card, disk, tmp_path):
    card.take(1, b"leopard")
    run = Offload(card.root, disk)
    steps = run.copy()
    next(steps)
    card.root.rename(tmp_path / "pocket")
    Card(card.root).take(2, b"hare of another unit")
    with pytest.raises(TrapdError, match="another card was put in"):
        list(steps)
    run.close()


def test_a_name_that_leads_out_of_the_card_is_not_followed(card, disk, tmp_path):
    for where in ("../secret.jpg", "/etc/passwd", "KP-07/../../secret.jpg", "KP-07/.jpg"):
        card.say({"kind": "media", "name": where, "sha256": "0" * 64, "size": 1})
        card.say({"kind": "deleted", "name": where, "sha256": "0" * 64, "why": "offloaded"})
        card.say({"kind": "media", "name": where, "sha256": "0" * 64, "size": 1})
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    assert offload(card, disk, delete=True) == ([], [])
    assert (tmp_path / "secret.jpg").exists()
    assert files(copy_of(card, disk)) == set()


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "is full: plug in another"), (errno.EIO, "is gone, or fails: plug it in again")],
)
def test_a_disk_that_fails_at_any_sync_is_told_and_the_next_run_goes_on(card, disk, monkeypatch, number, words):
    """Delayed allocation tells of a full disk when it is synced."""
    names = [card.take(1, b"leopard"), card.take(2, b"hare")]
    real, left, told = os.fsync, 0, []

    def fsync(fd):
        nonlocal left
        if Path(f"/proc/self/fd/{fd}").readlink().is_relative_to(disk):
            left -= 1
            if left == 0:
                raise OSError(number, os.strerror(number))
        return real(fd)

    monkeypatch.setattr(os, "fsync", fsync)
    for syncs in range(1, 100):
        left = syncs
        try:
            offload(card, disk)
            break
        except TrapdError as error:
            told.append(str(error))
            assert set(announced(copy_of(card, disk))) <= set(names)
    assert told
    assert all(f"the disk {disk} {words}" in line for line in told)
    assert announced(copy_of(card, disk)) == card.pictures()
    assert card.marks() == names


def test_a_disk_that_gives_back_other_bytes_is_told_and_nothing_is_announced(card, disk, monkeypatch):
    card.take(1, b"leopard")
    monkeypatch.setattr(duplicate.medium, "sha256", lambda path: "0" * 64)
    with pytest.raises(TrapdError, match=r"gives back other bytes of KP-07/.* than were written to it"):
        offload(card, disk)
    assert announced(copy_of(card, disk)) == {}
    assert card.marks() == []


def test_a_card_that_is_pulled_ends_it_with_one_line(card, disk, tmp_path):
    card.take(1, b"leopard")
    card.take(2, b"hare")
    run = Offload(card.root, disk)
    steps = run.copy()
    next(steps)
    card.root.rename(tmp_path / "pocket")
    with pytest.raises(TrapdError, match=r"the card .* is gone: put it in"):
        list(steps)
    run.close()
    (tmp_path / "pocket").rename(card.root)
    assert offload(card, disk) == ([name(2)], [])
