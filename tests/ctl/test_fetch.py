"""Pictures from a card into a folder, whatever becomes of the line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest
from far_end import FarEnd, far_end
from hypothesis import given
from hypothesis import strategies as st

from trapd.console.desk import Operation, Reply, Session
from trapd.console.replies import Failed, FilesTold, FileTold, ReadTold
from trapd.console.requests import Files, Read, Request
from trapd.console.wire import Kind
from trapd.core.errors import TrapdError
from trapd.ctl import asked
from trapd.ctl.client import Client
from trapd.ctl.fetch import CHUNK, Fetched, fetch, listed, newer, place
from trapd.runtime.clock import FieldClock

PICTURES = {
    "KP-07/20260115-174000-000_A_1.jpg": bytes(range(256)) * 1000,
    "KP-07/20260115-174001-000_A_2.jpg": b"\xc0\xdb" * 77_777,
    "KP-07/20260115-174009-000_A_3.mp4": b"clip" * 100_000,
    "KP-07/20260116-000000-000_A_4.jpg": b"",
}


class CardStub:
    """What a unit tells of a card that lies in a dict."""

    def __init__(self, pictures: dict[str, bytes]) -> None:
        self.pictures = pictures
        self.sums = {name: hashlib.sha256(data).hexdigest() for name, data in pictures.items()}

    def operations(self) -> dict[type[Request], Operation]:
        return {Files: self._files, Read: self._read}

    def _files(self, session: Session, request: Files, reply: Reply) -> None:
        names = [name for name in sorted(self.pictures) if name > request.after]
        for name in names[:2]:
            reply.part(
                FileTold(
                    name=name,
                    size=len(self.pictures[name]),
                    sha256=self.sums[name],
                    utc_ns=None,
                    media="still",
                    trigger="motion",
                )
            )
        reply.done(FilesTold(count=len(names[:2]), left=len(names[2:])))

    def _read(self, session: Session, request: Read, reply: Reply) -> None:
        data = self.pictures.get(request.name)
        if data is None:
            reply.failed(Failed(why="it was deleted meanwhile"))
            return
        chunk = data[request.offset : request.offset + request.length]
        reply.data(chunk)
        reply.done(ReadTold(offset=request.offset, length=len(chunk), size=len(data)))


class Quiet:
    """Remembers how far it was told to be."""

    def __init__(self) -> None:
        self.offsets: list[int] = []
        self.came_bytes = 0
        self.waited = 0

    def begins(self, file: FileTold, offset: int) -> None:
        self.offsets.append(offset)

    def came(self, count: int) -> None:
        self.came_bytes += count

    def waits(self, why: str) -> None:
        self.waited += 1


def take(unit: Client, folder: Path, told: Quiet | None = None) -> list[Fetched]:
    return [*fetch(unit, listed(unit), folder, told or Quiet())]


def here(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.glob("*/*")}


def reads(end: FarEnd) -> list[Read]:
    asked = (msgspec.json.decode(frame.body) for frame in end.heard if frame.kind == Kind.REQUEST)
    return [Read(name=one["name"], offset=one["offset"]) for one in asked if one["ask"] == "read"]


def test_every_picture_and_nothing_twice(tmp_path: Path) -> None:
    with far_end(CardStub(PICTURES).operations()) as end, Client(end.opener, FieldClock()) as unit:
        fetched = take(unit, tmp_path)
        assert [one.file.name for one in fetched] == sorted(PICTURES)
        assert here(tmp_path) == PICTURES
        so_far = len(reads(end))
        assert take(unit, tmp_path) == []
        assert len(reads(end)) == so_far


def test_a_broken_off_picture_goes_on_where_it_was(tmp_path: Path) -> None:
    name = "KP-07/20260115-174000-000_A_1.jpg"
    part = place(tmp_path, name + ".part")
    part.parent.mkdir()
    part.write_bytes(PICTURES[name][:100_000])
    with far_end(CardStub({name: PICTURES[name]}).operations()) as end, Client(end.opener, FieldClock()) as unit:
        [one] = take(unit, tmp_path)
        assert (one.had, here(tmp_path)) == (100_000, {name: PICTURES[name]})
        assert min(read.offset for read in reads(end)) == 100_000


@pytest.mark.parametrize("stale", [b"another picture" * 1000, b"x" * 300_000])
def test_a_part_of_something_else_is_thrown_away(stale: bytes, tmp_path: Path) -> None:
    name = "KP-07/20260115-174000-000_A_1.jpg"
    part = place(tmp_path, name + ".part")
    part.parent.mkdir()
    part.write_bytes(stale)
    with far_end(CardStub({name: PICTURES[name]}).operations()) as end, Client(end.opener, FieldClock()) as unit:
        assert [one.why_not for one in take(unit, tmp_path)] == [None]
        assert here(tmp_path) == {name: PICTURES[name]}


def test_what_is_damaged_on_the_card_is_left_out(tmp_path: Path) -> None:
    card = CardStub(PICTURES)
    bad = "KP-07/20260115-174001-000_A_2.jpg"
    card.sums[bad] = "0" * 64
    with far_end(card.operations()) as end, Client(end.opener, FieldClock()) as unit:
        left = [one for one in take(unit, tmp_path) if one.why_not is not None]
        assert [(one.file.name, "damaged on the card" in str(one.why_not)) for one in left] == [(bad, True)]
        assert sorted(here(tmp_path)) == sorted(set(PICTURES) - {bad})


def test_what_was_deleted_meanwhile_is_left_out(tmp_path: Path) -> None:
    card = CardStub(dict(PICTURES))
    with far_end(card.operations()) as end, Client(end.opener, FieldClock()) as unit:
        files = [*listed(unit)]
        gone = files[1].name
        del card.pictures[gone]
        fetched = [*fetch(unit, files, tmp_path, Quiet())]
        assert [one.file.name for one in fetched if one.why_not] == [gone]


def test_over_a_line_that_drops_a_frame_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "USUAL_PATIENCE_S", 0.3)
    monkeypatch.setitem(asked.PATIENCE_S, Files, 0.3)
    with far_end(CardStub(PICTURES).operations()) as end, Client(end.opener, FieldClock()) as unit:
        sent = 0

        def bad(frame: bytes) -> bytes:
            nonlocal sent
            sent += 1
            return frame[:-30] if sent % 9 == 5 else frame

        end.fault = bad
        take(unit, tmp_path)
        assert here(tmp_path) == PICTURES


def test_a_pulled_cable_that_comes_back(tmp_path: Path) -> None:
    told = Quiet()
    card = CardStub(PICTURES)
    with far_end(card.operations()) as first, far_end(card.operations()) as second:
        lines = iter([first.opener, second.opener])
        with Client(lambda: next(lines)(), FieldClock()) as unit:
            files = [*listed(unit)]

            def pull(frame: bytes) -> bytes:
                if len(reads(first)) > 6:
                    first.pull()
                return frame

            first.fault = pull
            assert [one.why_not for one in fetch(unit, files, tmp_path, told)] == [None] * len(PICTURES)
    assert told.waited == 1
    assert here(tmp_path) == PICTURES
    assert any(read.offset >= CHUNK for read in reads(second)[:1])


def picture(day: int, number: int, *, station: str = "KP-07", unit: str = "U-1", last: str = "1.jpg") -> FileTold:
    """As a unit names it (docs/card.md)."""
    folder = f"{station}/{number // 100:04}" if number >= 100 else station
    name = f"{folder}/202601{day:02}-120000-000_{unit}_a1b2-{number:06}-{last}"
    return FileTold(name=name, size=1, sha256="", utc_ns=None, media="still", trigger="motion")


def is_new(folder: Path, file: FileTold, *here: FileTold) -> bool:
    for one in here:
        path = place(folder, one.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return newer([file], folder) == [file]


class TestNew:
    """What `--new` takes, of all that the card has."""

    @pytest.mark.parametrize("number", [8, 99, 107, 1_207])
    def test_what_was_taken_after_the_newest_that_is_here(self, tmp_path: Path, number: int) -> None:
        here = picture(10, 7), picture(11, number - 1)
        assert is_new(tmp_path, picture(12, number), *here)
        assert not is_new(tmp_path, picture(9, 6), *here), "somebody put it elsewhere"

    def test_of_each_station_and_each_unit_of_a_pair(self, tmp_path: Path) -> None:
        here = picture(11, 107)
        assert is_new(tmp_path, picture(2, 3, unit="U-2"), here)
        assert is_new(tmp_path, picture(2, 3, station="KP-08"), here)

    def test_a_clip_that_was_not_written_yet_when_its_stills_were_fetched(self, tmp_path: Path) -> None:
        assert is_new(tmp_path, picture(11, 107, last="clip.mp4"), picture(12, 107))

    def test_whatever_the_clock_or_the_numbers_did(self, tmp_path: Path) -> None:
        here = picture(11, 107)
        assert is_new(tmp_path, picture(1, 108), here), "before it had the time"
        assert is_new(tmp_path, picture(12, 1), here), "another system card"

    def test_what_is_not_whole_yet_is_not_here(self, tmp_path: Path) -> None:
        part = msgspec.structs.replace(picture(11, 107), name=picture(11, 107).name + ".part")
        assert is_new(tmp_path, picture(10, 106), part)

    def test_the_oldest_come_first_so_that_it_goes_on_where_it_broke_off(self, tmp_path: Path) -> None:
        files = [picture(11, 107), picture(10, 7), picture(12, 207)]
        assert newer(files, tmp_path) == [files[1], files[0], files[2]]


@pytest.mark.parametrize(
    "name", ["../a.jpg", "/etc/passwd", "a/../../b", "C:/a.jpg", "a\\b.jpg", "", "a//b", "a/.", "a\nb.jpg", "..."]
)
def test_no_name_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(TrapdError, match="no name of a picture"):
        place(tmp_path, name)


@given(st.text())
def test_whatever_a_unit_calls_a_file_it_lies_in_the_folder(name: str) -> None:
    folder = Path("/pictures")
    try:
        path = place(folder, name)
    except TrapdError:
        return
    assert folder in path.parents
    assert ".." not in path.parts
