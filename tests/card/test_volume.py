"""A card is opened, written and swept, and may be cut off anywhere in between."""

import errno
import hashlib
import json
import os
from pathlib import Path

import cards
import pytest

from trapd.card import catalog, names
from trapd.card.found import Whole
from trapd.card.sweep import sweep
from trapd.card.volume import Volume


class PowerCut(BaseException):
    """Nothing after this is carried out."""


def inspect(path):
    """A picture is its own caption in JSON, so that a half of it is broken."""
    try:
        return Whole(json.loads(path.read_text()))
    except ValueError:
        return None


def keep(volume, caption):
    picture = json.dumps(caption.facts()).encode()
    volume.write(caption, picture)
    return volume.announce(caption, hashlib.sha256(picture).hexdigest(), len(picture))


def announced(root):
    return [record for record in catalog.read(root / "catalog.jsonl") if record["kind"] == "media"]


def test_the_root_is_made_but_never_its_parent(tmp_path):
    Volume(tmp_path / "card", 0).close()

    assert (tmp_path / "card" / "catalog.jsonl").exists()
    with pytest.raises(FileNotFoundError):
        Volume(tmp_path / "unmounted" / "card", 0)


def test_a_picture_is_durable_before_it_is_announced(tmp_path, monkeypatch):
    volume = Volume(tmp_path, 0)
    synced = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (fsync(fd), synced.append(Path(f"/proc/self/fd/{fd}").readlink())))

    name = keep(volume, cards.caption())
    volume.close()

    picture = tmp_path / name
    assert synced == [tmp_path, picture, picture.parent, tmp_path / "catalog.jsonl"]


def test_less_room_than_the_reserve_is_a_full_card(tmp_path):
    volume = Volume(tmp_path, 10**12)

    with pytest.raises(OSError, match="No space") as full:
        keep(volume, cards.caption())

    assert full.value.errno == errno.ENOSPC
    volume.note({"kind": "effort"})
    volume.close()


def test_a_closed_one_says_so_to_its_chores(tmp_path):
    volume = Volume(tmp_path, 0)
    volume.check()

    volume.close()

    with pytest.raises(OSError, match="Bad file descriptor"):
        volume.check()


def test_an_opened_card_knows_its_last_sequence_and_looks_into_no_picture(tmp_path):
    volume = Volume(tmp_path, 0)
    for sequence in (40, 41):
        (tmp_path / keep(volume, cards.caption(sequence=sequence))).write_text("torn")
    volume.close()

    volume = Volume(tmp_path, 0)

    assert volume.last_sequence == 41
    volume.close()


def pictures_until_cut(root, captions, syncs_left, patch):
    """Keep pictures until the power goes at one of the syncs; returns what was acknowledged, and whether it went."""
    fsync = os.fsync
    acknowledged, volume = [], None

    def cut_off(fd):
        nonlocal syncs_left
        if not syncs_left:
            raise PowerCut
        syncs_left -= 1
        fsync(fd)

    with patch.context() as patched:
        patched.setattr(os, "fsync", cut_off)
        try:
            volume = Volume(root, 0)
            for caption in captions:
                acknowledged.append(keep(volume, caption))
        except PowerCut:
            return acknowledged, True
        finally:
            if volume is not None:
                volume.close()
    return acknowledged, False


def test_a_card_cut_off_at_any_sync_loses_nothing_that_was_announced(tmp_path, monkeypatch):
    captions = [cards.caption(sequence=number) for number in range(1, 4)]
    cut, cuts = True, 0
    while cut:
        root = tmp_path / str(cuts)
        acknowledged, cut = pictures_until_cut(root, captions, cuts, monkeypatch)
        cuts += cut

        volume = Volume(root, 0)
        sweep(volume, inspect)
        volume.close()

        records = {record["name"]: record for record in announced(root)}
        on_card = {f"KP-07/{path.name}" for path in root.glob("KP-07/*.jpg")}
        assert set(acknowledged) <= on_card == set(records)
        for name, record in records.items():
            picture = (root / name).read_bytes()
            assert record["sha256"] == hashlib.sha256(picture).hexdigest()
            assert json.loads(picture)["sequence"] == record["sequence"]
    assert acknowledged == [names.name(caption) for caption in captions]
    assert cuts >= 3 * len(captions)
