"""The copies that every form of export is made of."""

from __future__ import annotations

import csv
import errno
import hashlib
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from copies import Card as Pictures

from trapd.card import ledger
from trapd.core.errors import TrapdError, WrongUse
from trapd.export import account
from trapd.export import package as packages
from trapd.export.copying import Copied, Copying
from trapd.export.form import Copy
from trapd.export.package import Package
from trapd.survey.capture import Capture, Card
from trapd.survey.post import Posts

POST = Posts().of({})
LEOPARD, HARE, CLIP = b"leopard", b"hare" * 1_000_000, b"clip" * 2_500_000


@pytest.fixture
def card(tmp_path: Path) -> Pictures:
    card = Pictures(tmp_path / "card")
    for number, data in enumerate((LEOPARD, HARE, CLIP), start=1):
        card.take(number, data)
    return card


def wanted(card: Pictures, *through) -> list[Copy]:
    """Every picture of the card, in one folder."""
    mine = Card(card.root, card.id)
    pictures = ledger.fold(card.root).pictures.values()
    captures = [Capture(mine, one, POST, one.utc_ns, one.dated) for one in pictures]
    return [Copy(one, f"media/{Path(one.picture.name).name}", through) for one in captures]


def run(out: Path, copies: list[Copy], link: bool = False) -> list[Copied]:
    package = Package(out)
    done = list(Copying(package, link).run(copies))
    account.write(package, [one.row for one in done])
    package.close(whole=True)
    return done


def stands(out: Path) -> dict[str, bytes]:
    """Every copy."""
    return {str(file.relative_to(out)): file.read_bytes() for file in sorted(out.glob("media/*"))}


def fates(done: list[Copied]) -> list[tuple[str, str]]:
    return [(one.row.fate, one.row.why) for one in done]


def backwards(capture: Capture, source, to) -> None:
    to.write(source.read()[::-1])


def upper(capture: Capture, source, to) -> None:
    to.write(source.read().upper())


def test_every_copy_is_the_picture_and_bears_its_date(card, tmp_path):
    done = run(tmp_path / "out", wanted(card))
    assert list(stands(tmp_path / "out").values()) == [LEOPARD, HARE, CLIP]
    assert fates(done) == [("exported", "")] * 3
    assert all(one.new for one in done)
    for one in done:
        assert (tmp_path / "out" / one.row.to).stat().st_mtime_ns // 1000 == one.copy.capture.picture.utc_ns // 1000


def test_a_second_time_nothing_is_written(card, tmp_path):
    run(tmp_path / "out", wanted(card, upper))
    before = {path: (path.stat().st_ino, path.stat().st_ctime_ns) for path in (tmp_path / "out").rglob("*.jpg")}
    assert not any(one.new for one in run(tmp_path / "out", wanted(card, upper)))
    assert {path: (path.stat().st_ino, path.stat().st_ctime_ns) for path in before} == before
    assert len(before) == 3


def test_what_is_wrong_there_is_made_anew(card, tmp_path):
    """A power cut took half of it, and its date stayed."""
    copies = wanted(card)
    run(tmp_path / "out", copies)
    spoilt = tmp_path / "out" / copies[1].to
    as_put = spoilt.stat()
    spoilt.write_bytes(b"Hare" + HARE[4:])
    os.utime(spoilt, ns=(as_put.st_atime_ns, as_put.st_mtime_ns))
    assert [one.new for one in run(tmp_path / "out", copies)] == [False, True, False]
    assert spoilt.read_bytes() == HARE


@pytest.mark.parametrize("through", [(), (upper,)], ids=["as it is", "altered"])
@pytest.mark.parametrize("link", [False, True])
def test_what_somebody_wrote_into_a_copy_is_left_as_it_is(card, tmp_path, through, link):
    """A program that names the species writes it into the picture."""
    copies = wanted(card, *through)
    run(tmp_path / "out", copies)
    tagged = tmp_path / "out" / copies[1].to
    tagged.write_bytes(b"leopard!")
    done = run(tmp_path / "out", copies, link)
    assert tagged.read_bytes() == b"leopard!"
    assert fates(done)[1] == ("exported", "somebody changed the copy since it was exported: it is left as it is")
    assert [(one.there, one.new) for one in done] == [(True, False)] * 3


def test_tags_that_keep_the_date_are_left_too(card, tmp_path):
    copies = wanted(card)
    run(tmp_path / "out", copies)
    tagged = tmp_path / "out" / copies[0].to
    as_put = tagged.stat()
    tag = b"http://ns.adobe.com/xap/1.0/\0<Leopard/>"
    tagged.write_bytes(b"\xff\xd8\xff\xe1" + (2 + len(tag)).to_bytes(2, "big") + tag + b"\xff\xda\0\2")
    os.utime(tagged, ns=(as_put.st_atime_ns, as_put.st_mtime_ns))
    assert not any(one.new for one in run(tmp_path / "out", copies))
    assert tag in tagged.read_bytes()


def test_copies_are_altered_step_by_step_in_memory_and_on_the_disk(card, tmp_path):
    run(tmp_path / "out", wanted(card, upper, backwards))
    assert list(stands(tmp_path / "out").values()) == [one.upper()[::-1] for one in (LEOPARD, HARE, CLIP)]


def test_links_are_further_names_of_the_originals_and_altered_ones_are_not(card, tmp_path):
    copies = wanted(card)
    run(tmp_path / "out", [copies[0], Copy(copies[1].capture, copies[1].to, (upper,))], link=True)
    first, second = (tmp_path / "out" / one.to for one in copies[:2])
    assert first.samefile(copies[0].capture.path)
    assert not second.samefile(copies[1].capture.path)
    run(tmp_path / "out", [Copy(copies[0].capture, copies[0].to, (upper,))])
    assert (first.read_bytes(), copies[0].capture.path.read_bytes()) == (b"LEOPARD", LEOPARD)


def test_where_no_link_can_be_it_copies_and_says_why(card, tmp_path, monkeypatch):
    def link(*_):
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(os, "link", link)
    package = Package(tmp_path / "out")
    copying = Copying(package, link=True)
    assert fates(list(copying.run(wanted(card)))) == [("exported", "")] * 3
    assert copying.cannot_link == "Invalid cross-device link"
    package.close(whole=True)
    assert list(stands(tmp_path / "out").values()) == [LEOPARD, HARE, CLIP]


@pytest.mark.parametrize("link", [False, True])
def test_a_picture_that_is_gone_or_damaged_is_told_and_the_others_are_exported(card, tmp_path, link):
    copies = wanted(card)
    copies[0].capture.path.unlink()
    copies[1].capture.path.write_bytes(HARE[:-1])
    copies[2].capture.path.write_bytes(b"C" + CLIP[1:])
    copies += wanted_of(tmp_path / "other", b"tiger")
    assert fates(run(tmp_path / "out", copies, link)) == [
        ("missing", "is announced and not there"),
        ("damaged", "has 3,999,999 bytes instead of 4,000,000"),
        ("damaged", "its checksum is not that in the catalog"),
        ("exported", ""),
    ]
    assert list(stands(tmp_path / "out").values()) == [b"tiger"]


def test_another_card_with_the_same_picture_helps_out(card, tmp_path):
    second = tmp_path / "second"
    shutil.copytree(card.root, second)
    spares = (Card(second, card.id),)
    copies = [Copy(replace(one.capture, spare=spares), one.to) for one in wanted(card)]
    copies[0].capture.path.unlink()
    copies[1].capture.path.unlink()
    (second / copies[1].capture.picture.name).unlink()
    done = run(tmp_path / "out", copies)
    assert fates(done) == [
        ("missing", f"is announced and not there: that on {second} was exported instead"),
        ("missing", "is announced and not there"),
        ("exported", ""),
    ]
    assert [one.there for one in done] == [True, False, True]
    assert list(stands(tmp_path / "out").values()) == [LEOPARD, CLIP]


def test_a_picture_that_the_card_does_not_give_is_told(card, tmp_path):
    copies = wanted(card)
    copies[0].capture.path.unlink()
    copies[0].capture.path.mkdir()
    assert fates(run(tmp_path / "out", copies))[0] == ("unreadable", "cannot be read: Is a directory")


def wanted_of(root: Path, data: bytes) -> list[Copy]:
    card = Pictures(root)
    card.take(7, data)
    return wanted(card)


def test_a_picture_that_cannot_be_altered_is_told(card, tmp_path):
    def refuse(capture, source, to):
        to.write(b"half of it")
        raise ValueError("no whole JPEG")

    assert fates(run(tmp_path / "out", wanted(card, refuse))) == [("damaged", "no whole JPEG")] * 3
    assert stands(tmp_path / "out") == {}


def test_a_card_that_goes_ends_it_with_the_mend(card, tmp_path):
    copies = wanted(card)
    card.root.rename(tmp_path / "pulled")
    with pytest.raises(TrapdError, match="put it in again"):
        run(tmp_path / "out", copies)


def test_a_medium_that_gives_back_other_bytes_is_found_out(card, tmp_path, monkeypatch):
    monkeypatch.setattr(packages.medium, "sha256", lambda path: hashlib.sha256(b"other").hexdigest())
    with pytest.raises(OSError, match="gives back other bytes"):
        run(tmp_path / "out", wanted(card))
    assert stands(tmp_path / "out") == {}


def test_stopped_in_its_midst_it_leaves_no_half_file_and_goes_on(card, tmp_path):
    copies, out = wanted(card), tmp_path / "out"
    package = Package(out)
    first = Copying(package, link=False).run(copies)
    assert next(first).row.fate == "exported"
    first.close()
    package.close(whole=False)
    whole = {LEOPARD, HARE, CLIP}
    assert set(stands(out).values()) <= whole
    (out / packages.UNFINISHED / "9").write_bytes(b"what a power cut leaves")
    run(out, copies)
    assert set(stands(out).values()) == whole


def test_the_account_is_a_table(card, tmp_path):
    copies = wanted(card)
    copies[2].capture.path.unlink()
    run(tmp_path / "out", copies)
    with (tmp_path / "out" / "account.csv").open(newline="") as file:
        table = list(csv.reader(file))
    names = [one.capture.picture.name for one in copies]
    assert table == [
        ["card", "file", "fate", "to", "why"],
        [str(card.root), names[0], "exported", copies[0].to, ""],
        [str(card.root), names[1], "exported", copies[1].to, ""],
        [str(card.root), names[2], "missing", "", "is announced and not there"],
    ]


def test_two_exports_do_not_write_into_one_folder(tmp_path):
    package = Package(tmp_path / "out")
    with pytest.raises(WrongUse, match="another export"):
        Package(tmp_path / "out")
    package.close(whole=True)
    Package(tmp_path / "out").close(whole=True)


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(WrongUse, match="holds files, and no export"):
        Package(tmp_path)
    with pytest.raises(WrongUse, match="is a file"):
        Package(tmp_path / "thesis.docx")
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_table_that_says_the_same_is_left_alone(tmp_path):
    package = Package(tmp_path / "out")
    written = package.write("a.csv", ["name\n", "леопард\n"])
    assert (written.size, written.sha256) == (20, hashlib.sha256("name\nлеопард\n".encode()).hexdigest())
    inode = (tmp_path / "out" / "a.csv").stat().st_ino
    assert package.write("a.csv", iter(["name\nлеопард\n"])) == written
    assert (tmp_path / "out" / "a.csv").stat().st_ino == inode
    package.close(whole=True)
