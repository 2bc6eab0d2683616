"""After a cut: what is whole is announced, what is broken is put aside, nothing is deleted."""

import hashlib
import json
import os

import cards
import msgspec
import pytest

from trapd.card import catalog, durable, ledger, names, trouble
from trapd.card.found import Torn, Whole
from trapd.card.sweep import Swept, sweep
from trapd.card.volume import Volume
from trapd.core.caption import Caption
from trapd.core.units import S

TAKEN_NS = 1_700_000_000_000_000_000
CLIP = cards.caption(media="clip", number=0)
A, B = (names.name(cards.caption(sequence=sequence, boot="0b0b")) for sequence in (7, 8))
CUT = cards.caption(media="clip", number=0, interrupted=True, frames=7)


def inspect(path):
    """A picture is whole if it is its caption in JSON, a clip is torn if it only begins like one."""
    text = path.read_text()
    if path.name.endswith("-clip.mp4") and text.endswith("…"):
        cut = msgspec.convert(json.loads(text[:-1]) | {"interrupted": True, "frames": 7}, Caption)
        return Torn(cut, lambda file: file.write(content(cut)))
    return Whole(json.loads(text)) if text.startswith("{") else None


def content(caption):
    return json.dumps(caption.facts()).encode()


@pytest.fixture
def card(tmp_path):
    (tmp_path / "KP-07").mkdir()
    return tmp_path


@pytest.fixture
def volume(card):
    volume = Volume(card, 0)
    yield volume
    volume.close()


def put(card, name, data):
    path = card / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def keep(volume, caption):
    """An announced picture, as an earlier start left it; returns its name."""
    name, data = names.name(caption), content(caption)
    put(volume.root, name, data)
    return volume.announce(caption, hashlib.sha256(data).hexdigest(), len(data))


def pictures(volume):
    return [record for record in catalog.read(volume.root / "catalog.jsonl") if record["kind"] == "media"]


def files(volume):
    return {f"{path.parent.name}/{path.name}" for path in volume.root.glob("*/*")}


def test_a_blank_card(volume):
    assert sweep(volume, inspect) == Swept()
    assert pictures(volume) == []


def test_announced_pictures_are_not_even_looked_at(card, volume):
    put(card, A, "torn, but announced")
    volume.note(catalog.media(A, "0" * 64, 19, {"sequence": 12}))

    assert sweep(volume, lambda path: pytest.fail(f"looked into {path}")) == Swept(last_sequence=12)
    assert len(pictures(volume)) == 1


def test_a_whole_picture_is_announced_with_the_caption_inside_it(card, volume):
    path = put(card, A, json.dumps({"sequence": 7, "utc_ns": TAKEN_NS}))

    assert sweep(volume, inspect) == Swept(last_sequence=7, announced=1)

    (record,) = pictures(volume)
    assert record["name"] == A
    assert record["size"] == path.stat().st_size
    assert record["recovered"] is True
    assert len(record["sha256"]) == 64
    assert path.stat().st_mtime_ns == TAKEN_NS
    assert sweep(volume, inspect) == Swept(last_sequence=7)
    assert len(pictures(volume)) == 1


def test_a_broken_picture_is_put_aside_whatever_lies_there_already(card):
    for content in ("", "torn"):
        put(card, A, content)
        volume = Volume(card, 0)
        assert sweep(volume, inspect) == Swept(set_aside=1)
        volume.close()

    aside = card / "_unfinished" / "KP-07"
    assert list((card / "KP-07").iterdir()) == []
    torn = [(path.name, path.read_text()) for path in sorted(aside.iterdir())]
    assert torn == [("2-" + A.removeprefix("KP-07/"), "torn"), (A.removeprefix("KP-07/"), "")]
    assert pictures(volume) == []


def test_a_folder_of_a_hundred_triggers_is_swept_as_well(volume):
    whole, broken = (names.name(cards.caption(sequence=34_567, number=number)) for number in (1, 2))
    put(volume.root, whole, json.dumps({"sequence": 34_567}))
    put(volume.root, broken, "half a pict")

    assert sweep(volume, inspect) == Swept(last_sequence=34_567, announced=1, set_aside=1)

    assert [record["name"] for record in pictures(volume)] == [whole]
    assert (volume.root / "_unfinished" / broken).exists()


def test_a_file_with_a_name_of_ours_and_no_caption_stays_where_it_is(card, volume):
    path = put(card, A, "{}")

    sweep(volume, inspect)

    assert path.exists()
    assert pictures(volume) == []


@pytest.mark.parametrize(
    "name",
    [
        "a.jpg",
        "KP-07/notes.txt",
        "KP-07/dog.JPG",
        "KP-07/202601~1.JPG",
        "Pictures/holiday.jpg",
        A.replace(".jpg", " (1).jpg"),
        A.replace(".jpg", ".tmp"),
        A.replace("KP-07/", "KP-07/sorted/"),
        f"System Volume Information/{A}",
        f".Trash/{A}",
    ],
)
@pytest.mark.parametrize("data", ["torn", content(cards.caption())], ids=["does not open", "a copy of a picture"])
def test_everything_else_on_the_card_is_left_alone(card, volume, name, data):
    kept = keep(volume, cards.caption())
    path = put(card, name, data)

    assert sweep(volume, inspect) == Swept(last_sequence=1)

    assert path.exists()
    assert list(ledger.fold(card).pictures) == [kept]


def test_a_copy_that_somebody_sorted_into_a_folder_of_his_own_is_left_alone_while_the_picture_stands(card, volume):
    kept = keep(volume, cards.caption())
    path = put(card, kept.replace("KP-07/", "Leopards/"), content(cards.caption()))

    assert sweep(volume, inspect) == Swept(last_sequence=1)
    assert path.exists()

    (card / kept).unlink()
    volume.close()
    again = Volume(card, 0)
    assert sweep(again, inspect) == Swept(last_sequence=1, announced=1)
    assert list(ledger.fold(card).pictures) == [f"Leopards/{path.name}"]
    again.close()


def test_a_file_that_was_begun_since_the_card_was_opened_is_left_to_whoever_writes_it(card, volume):
    file, path = volume.create(cards.caption())
    file.write(b"half a pict")
    file.flush()

    assert sweep(volume, inspect) == Swept()

    durable.seal(file, path, TAKEN_NS)
    assert files(volume) == {names.name(cards.caption())}


def test_one_that_is_announced_between_the_look_and_the_deed_is_not_announced_twice(card, volume):
    put(card, A, "torn")

    def meanwhile(path):
        caption = cards.caption()
        volume.write(caption, content(caption))
        volume.announce(caption, hashlib.sha256(content(caption)).hexdigest(), 1)

    sweep(volume, meanwhile)

    assert len(pictures(volume)) == 1


# -- deeds that a cut left half done -----------------------------------------------------------------------------


def test_a_deleted_picture_whose_file_still_stands_is_removed(volume):
    name = keep(volume, cards.caption())
    volume.note({"kind": "deleted", "name": name, "sha256": "", "why": "retention"})

    assert sweep(volume, inspect) == Swept(last_sequence=1, removed=1)

    assert files(volume) == set()


def repaired(volume, record=True):
    """A provisional time put right, but for the last steps; returns the old name and the new."""
    old, new = cards.caption(time_source="none"), cards.caption(utc_ns=cards.UTC_NS + 10**9)
    was, name = keep(volume, old), names.name(new)
    put(volume.root, name, content(new))
    sha256 = hashlib.sha256(content(new)).hexdigest()
    if record:
        volume.note(catalog.media(name, sha256, 1, new.facts()) | {"kind": "repaired", "was": was})
    return was, name


def test_the_old_file_of_a_repaired_picture_is_removed(volume):
    _, new = repaired(volume)

    assert sweep(volume, inspect) == Swept(last_sequence=1, removed=1)

    assert files(volume) == {new}


def test_the_new_file_of_a_repair_that_was_not_announced_is_removed_and_the_old_one_stays(volume):
    old, _ = repaired(volume, record=False)

    assert sweep(volume, inspect) == Swept(last_sequence=1, removed=1)

    assert files(volume) == {old}
    assert list(ledger.fold(volume.root).pictures) == [old]


def test_nothing_is_removed_for_a_picture_that_is_not_whole(volume):
    was, new = repaired(volume)
    put(volume.root, new, "flipped")

    assert sweep(volume, inspect) == Swept(last_sequence=1, announced=1)

    assert files(volume) == {was, new}
    assert list(ledger.fold(volume.root).pictures) == [was], "the whole one is the picture"
    volume.close()
    again = Volume(volume.root, 0)
    assert sweep(again, inspect) == Swept(last_sequence=1, removed=1)
    assert files(again) == {was}
    again.close()


def test_a_repaired_picture_whose_line_is_damaged_is_announced_again_in_the_place_of_the_old_one(volume):
    was, new = repaired(volume, record=False)
    (volume.root / was).unlink()
    volume.note({"kind": "protected", "name": was})

    assert sweep(volume, inspect) == Swept(last_sequence=1, announced=1)

    book = ledger.fold(volume.root)
    assert list(book.pictures) == [new]
    assert book.pictures[new].protected
    assert book.gone == {was: new}


def test_a_broken_file_is_put_aside_if_the_announced_one_is_broken_too(volume):
    was, new = repaired(volume, record=False)
    put(volume.root, was, "flipped")
    put(volume.root, new, "torn")

    assert sweep(volume, inspect) == Swept(last_sequence=1, set_aside=1)

    assert (volume.root / "_unfinished" / new).exists()
    assert list(ledger.fold(volume.root).pictures) == [was]


def test_half_a_new_file_of_a_clip_goes_since_the_old_one_is_whole(volume):
    old = keep(volume, CLIP)
    put(volume.root, names.name(cards.caption(media="clip", number=0, utc_ns=cards.UTC_NS + S)), "not one frame")

    assert sweep(volume, inspect) == Swept(last_sequence=1, removed=1)

    assert files(volume) == {old}


# -- clips that were cut short -----------------------------------------------------------------------------------


def cut_short(volume):
    return put(volume.root, names.name(CLIP), content(CLIP).decode() + "…")


def test_a_clip_that_was_cut_short_is_closed_marked_and_announced_in_its_place(volume):
    cut_short(volume)

    assert sweep(volume, inspect) == Swept(last_sequence=1, closed=1)

    (record,) = pictures(volume)
    assert files(volume) == {record["name"]}
    assert record["name"].endswith("-clip_cut.mp4")
    assert (record["interrupted"], record["frames"], record["recovered"]) == (True, 7, True)
    assert (volume.root / record["name"]).read_bytes() == content(CUT)


def test_a_sweep_that_was_cut_off_while_it_closed_a_clip_closes_it_anew(volume):
    cut_short(volume)
    put(volume.root, names.name(CUT), "half of i")

    assert sweep(volume, inspect) == Swept(last_sequence=1, closed=1)

    assert files(volume) == {names.name(CUT)}
    assert len(pictures(volume)) == 1


def test_one_that_was_cut_off_before_it_removed_the_torn_clip_removes_it(volume):
    cut_short(volume)
    keep(volume, CUT)

    assert sweep(volume, inspect) == Swept(last_sequence=1, removed=1)

    assert files(volume) == {names.name(CUT)}
    assert len(pictures(volume)) == 1


def test_the_other_part_of_a_clip_whose_card_was_gone_in_between_is_a_clip_of_its_own(volume):
    cut_short(volume)
    later = cards.caption(media="clip", number=0, part=2, mono_ns=CLIP.mono_ns + S, utc_ns=CLIP.utc_ns + S)
    carried = keep(volume, later)

    assert sweep(volume, inspect) == Swept(last_sequence=1, closed=1)

    assert files(volume) == {carried, names.name(CUT)}
    assert len(pictures(volume)) == 2


def test_a_torn_clip_is_never_closed_over_one_that_was_announced(volume):
    cut_short(volume)
    name = keep(volume, CUT)
    put(volume.root, name, "flipped")

    assert sweep(volume, inspect) == Swept(last_sequence=1, set_aside=1)

    assert list(ledger.fold(volume.root).pictures) == [name]
    assert (volume.root / "_unfinished" / names.name(CLIP)).exists()


# -- a sweep that is cut off itself ------------------------------------------------------------------------------


class PowerCut(BaseException):
    """Nothing after this is carried out."""


def cut_at(monkeypatch, syncs):
    """The power goes instead of this sync."""
    fsync, left = os.fsync, iter(range(syncs))

    def sync(fd):
        if next(left, None) is None:
            raise PowerCut
        fsync(fd)

    monkeypatch.setattr(os, "fsync", sync)


def mess(root):
    """A card with a leftover of each kind; returns the names that it should have in the end."""
    (root / "KP-07").mkdir(parents=True)
    volume = Volume(root, 0)
    cut_short(volume)
    whole = cards.caption(sequence=2)
    put(root, names.name(whole), content(whole))
    put(root, A, "torn")
    deleted = keep(volume, cards.caption(sequence=3))
    volume.note({"kind": "deleted", "name": deleted, "sha256": "", "why": "retention"})
    _, new = repaired(volume)
    volume.close()
    return {names.name(CUT), names.name(whole), new}


def test_a_sweep_cut_off_at_any_sync_leaves_work_and_no_harm(tmp_path, monkeypatch):
    cuts, done = 0, False
    while not done:
        root = tmp_path / str(cuts)
        expected = mess(root)
        volume = Volume(root, 0)
        with monkeypatch.context() as patch:
            cut_at(patch, cuts)
            try:
                sweep(volume, inspect)
                done = True
            except PowerCut:
                cuts += 1
        volume.close()

        volume = Volume(root, 0)
        assert len(ledger.fold(root).pictures) in (1, 2, 3), (
            "the repaired one is always there, and no more than three"
        )
        assert sweep(volume, inspect).failed == 0
        assert ledger.fold(root).pictures.keys() == expected == {name for name in files(volume) if "KP" in name[:2]}
        assert [path.name for path in (root / "_unfinished" / "KP-07").iterdir()] == [A.removeprefix("KP-07/")]
        assert sweep(volume, inspect) == Swept(last_sequence=3)
        volume.close()
    assert cuts >= 12


# -- a card that fails -------------------------------------------------------------------------------------------


def test_one_leftover_that_cannot_be_read_does_not_stop_the_others(card, volume):
    put(card, A, "whatever")
    put(card, B, json.dumps({"sequence": 7}))

    def bad_sector(path):
        if A.endswith(path.name):
            raise OSError(5, "Input/output error")
        return inspect(path)

    assert sweep(volume, bad_sector) == Swept(last_sequence=7, announced=1, failed=1)


def test_one_odd_file_that_nobody_foresaw_does_not_stop_the_others_and_is_named(card, volume):
    put(card, A, "whatever")
    put(card, B, json.dumps({"sequence": 7}))

    swept = sweep(volume, lambda path: {}["clip"] if A.endswith(path.name) else inspect(path))

    assert swept == Swept(last_sequence=7, announced=1, failed=1)
    why = trouble.in_words(swept.trouble, card)
    assert "KeyError: 'clip' at sweep.py:" in why
    assert why.endswith(f"({A})")


def test_a_card_that_is_gone_ends_it(card, volume):
    put(card, A, json.dumps({"sequence": 7}))
    put(card, B, json.dumps({"sequence": 8}))

    def pulled(path):
        volume.close()
        return inspect(path)

    with pytest.raises(OSError, match="Bad file descriptor"):
        sweep(volume, pulled)
    assert len(pictures(volume)) == 0
