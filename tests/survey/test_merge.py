"""The same picture on several cards, and files that are no pictures."""

import os
import shutil
from itertools import permutations

import pytest
from hung_units import HungUnit

from trapd.card import catalog, checksum, ledger, line
from trapd.core.errors import WrongUse
from trapd.survey.gather import gather
from trapd.survey.plan import SurveyPlan

HOUR = 3_600


@pytest.fixture
def card(tmp_path):
    """A unit's, with two pictures."""
    unit = HungUnit(tmp_path / "card")
    unit.anchor(0)
    unit.effort(0, "armed")
    for hour in (1, 2):
        unit.motion(hour * HOUR, data=f"picture of hour {hour}".encode())
    unit.effort(24 * HOUR, "off")
    return unit


@pytest.fixture
def copy(card, tmp_path):
    """Its copy."""
    return shutil.copytree(card.root, tmp_path / "copy")


def survey(*roots):
    return gather(roots, SurveyPlan())


def taken(found):
    """Every capture, as its card and its name."""
    captures = [capture for one in found.deployments for capture in found.captures(one)]
    return sorted((capture.card.root.name, capture.picture.name) for capture in captures)


def fates(found):
    """By card and name; trapd's own records aside."""
    return {(row.card.name, row.name): row.fate for row in found.account if row.fate != "record"}


def first(root):
    return next(iter(ledger.fold(root).pictures.values()))


def date_anew(root, seconds):
    """As a unit does when it learns the time: returns the old name and the new one."""
    old = first(root)
    record = ledger.facts(root, old)
    name = old.name.replace("-130000-", "-130500-")
    path = root / name
    path.write_bytes((root / old.name).read_bytes() + b", dated")
    told = {"utc_ns": record["utc_ns"] + round(seconds * 1e9), "time_source": "gps"}
    news = {"kind": "repaired", "name": name, "sha256": checksum.sha256(path), "size": path.stat().st_size}
    why = {"was": old.name, "was_sha256": old.sha256, "why": "time by gps"}
    with (root / catalog.FILE).open("ab") as book:
        book.write(line.encode(record | told | news | why) + b"\n")
    (root / old.name).unlink()
    return old.name, name


def test_the_same_card_twice_is_one(card):
    found = survey(card.root, card.root, card.root / ".." / "card")

    assert len(found.cards) == 1
    assert len(taken(found)) == 2
    assert not fates(found)


def test_a_copy_of_a_card_adds_nothing_but_a_spare(card, copy):
    found = survey(card.root, copy)

    assert [name for _, name in taken(found)] == [name for _, name in taken(survey(card.root))]
    assert sorted(fates(found).values()) == ["twice", "twice"]
    (deployment,) = found.deployments
    assert {capture.spare[0].root for capture in found.captures(deployment)} < {card.root, copy}
    assert found.deployments == survey(card.root).deployments


def test_what_is_gone_from_the_card_comes_from_its_copy(card, copy):
    gone = first(card.root).name
    (card.root / gone).unlink()

    for roots in permutations((card.root, copy)):
        found = survey(*roots)
        assert ("copy", gone) in taken(found)
        assert fates(found)["card", gone] == "twice"


def test_what_is_gone_from_everywhere_is_missing(card):
    gone = first(card.root).name
    (card.root / gone).unlink()

    assert fates(survey(card.root)) == {("card", gone): "missing"}


def test_a_picture_that_was_dated_after_it_was_copied_is_taken_as_it_is_now(card, copy):
    old, new = date_anew(card.root, 300)

    for roots in permutations((card.root, copy)):
        found = survey(*roots)
        assert ("card", new) in taken(found)
        assert ("copy", old) not in taken(found)
        assert fates(found)["copy", old] == "left over"


def test_one_that_was_dated_and_lost_is_taken_from_the_old_copy(card, copy):
    old, new = date_anew(card.root, 300)
    (card.root / new).unlink()

    found = survey(card.root, copy)

    assert ("copy", old) in taken(found)
    assert fates(found)["card", new] == "twice"


def test_two_cards_that_announce_other_bytes_under_one_name(card, copy):
    name = first(card.root).name
    (copy / name).write_bytes(b"another picture")
    book = copy / catalog.FILE
    sha256 = first(card.root).sha256
    lines = []
    for record in catalog.read(book):
        if record.get("sha256") == sha256:
            record |= {"sha256": checksum.sha256(copy / name), "size": len(b"another picture")}
        lines.append(line.encode(record) + b"\n")
    book.write_bytes(b"".join(lines))

    for roots in permutations((card.root, copy)):
        assert sorted(fates(survey(*roots)).values()) == ["clash", "twice"]
    (card.root / name).write_bytes(b"not what was announced")
    found = survey(card.root, copy)
    assert ("copy", name) in taken(found)
    assert fates(found)["card", name] == "clash"


def test_every_file_of_somebody_else_is_told(card):
    for name in ("DCIM/IMG_0001.JPG", "my photos/2026/leopard.jpg", "notes.txt", "KP-07/IMG_0001.JPG"):
        path = card.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    found = survey(card.root)

    assert fates(found) == {
        ("card", "DCIM/IMG_0001.JPG"): "foreign",
        ("card", "KP-07/IMG_0001.JPG"): "foreign",
        ("card", "my photos/2026/leopard.jpg"): "foreign",
        ("card", "notes.txt"): "foreign",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_told_and_only_ours_is_missed(card):
    ours, theirs = card.root / "KP-07", card.root / ".Trash-0"
    theirs.mkdir()
    for folder in (ours, theirs):
        folder.chmod(0)
    try:
        found = survey(card.root)
    finally:
        for folder in (ours, theirs):
            folder.chmod(0o755)

    assert fates(found) == {("card", "KP-07/"): "unreadable", ("card", ".Trash-0/"): "foreign"}
    assert len(taken(found)) == 2  # whoever copies them will say why not


def test_a_torn_catalog_costs_what_it_does_not_announce_and_no_more(card, copy):
    book = card.root / catalog.FILE
    lines = book.read_bytes().splitlines(keepends=True)
    at = next(number for number, one in enumerate(lines) if b'"media"' in one)
    book.write_bytes(b"".join([*lines[:at], lines[at][:100]]))

    alone, both = survey(card.root), survey(card.root, copy)

    assert sorted(fates(alone).values()) == ["unannounced", "unannounced"]
    assert len(taken(both)) == 2
    assert sorted(fates(both).values()) == ["twice", "twice"]
    (record,) = [row for row in alone.account if row.name == catalog.FILE]
    assert "torn" in record.why


@pytest.mark.parametrize("called", ["secret.jpg", "20260110-130000-000_KP-07-L_a1b2-000001-1.jpg"])
def test_a_name_that_leads_out_of_the_card_is_no_picture(card, tmp_path, called):
    (tmp_path / called).write_bytes(b"mine")
    card.say(catalog.media(f"../{called}", checksum.sha256(tmp_path / called), 4, {"unit": "KP-07-L"}))

    found = survey(card.root)

    assert fates(found) == {("card", f"../{called}"): "foreign"}
    assert len(taken(found)) == 2


def test_a_disk_that_cards_were_offloaded_to_is_all_of_them(card, tmp_path):
    copies = tmp_path / "disk" / "trapd-offload"
    shutil.copytree(card.root, copies / "0123456789abcdef")

    assert len(taken(survey(tmp_path / "disk"))) == 2


def test_a_folder_without_a_catalog_is_no_card(tmp_path):
    with pytest.raises(WrongUse, match="is no card"):
        survey(tmp_path)
    (tmp_path / "trapd-offload").mkdir()
    with pytest.raises(WrongUse, match="is no card"):
        survey(tmp_path)


def test_a_card_that_is_a_disk_for_others_is_both(card, tmp_path):
    other = HungUnit(tmp_path / "other", unit="KP-07-R", boot="b2c3")
    other.anchor(0)
    other.effort(0, "armed")
    other.motion(HOUR)
    shutil.copytree(other.root, card.root / "trapd-offload" / "0123456789abcdef")

    found = survey(card.root)

    assert len(taken(found)) == 3
    assert not fates(found)
