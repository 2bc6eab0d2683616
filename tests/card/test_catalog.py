"""The catalog is read with one line of Python, whatever ended the writer."""

import errno
import json
import os
import tempfile
import threading
import tracemalloc
from contextlib import suppress
from pathlib import Path

import cards
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from trapd.card import catalog, line, names, retire, tail
from trapd.card.catalog import Catalog

RECORDS = [catalog.media(f"KP-07/{number}.jpg", "0" * 64, number, {"sequence": number}) for number in range(1, 4)]


@pytest.fixture
def written(tmp_path):
    """The bytes of a catalog with a header and three pictures."""
    book = Catalog(tmp_path)
    for record in RECORDS:
        book.append(record)
    book.close()
    return (tmp_path / "catalog.jsonl").read_bytes()


def one_line(path):
    with path.open() as file:
        records = [json.loads(line) for line in file]
    for record in records:
        del record["crc"]
    return records


def test_a_new_catalog_says_what_it_is(tmp_path):
    Catalog(tmp_path).close()

    (header,) = one_line(tmp_path / "catalog.jsonl")

    assert header["kind"] == "header"
    assert header["schema_version"] == 2


def test_records_go_on_over_restarts(tmp_path):
    for record in RECORDS:
        book = Catalog(tmp_path)
        book.append(record)
        book.close()

    assert one_line(tmp_path / "catalog.jsonl")[1:] == RECORDS
    assert list(catalog.read(tmp_path / "catalog.jsonl"))[1:] == RECORDS


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_cut_at_any_byte_costs_the_last_record_alone(written, tmp_path_factory, data):
    root = tmp_path_factory.mktemp("cut")
    cut = data.draw(st.integers(0, len(written)))
    garbage = data.draw(st.binary(max_size=300)).replace(b"\n", b"")
    path = root / "catalog.jsonl"
    path.write_bytes(written[:cut] + garbage)
    whole = written[:cut].count(b"\n")
    new = catalog.media("KP-07/new.jpg", "1" * 64, 1, {"sequence": 99})

    before = list(catalog.read(path))
    book = Catalog(root)
    book.append(new)
    book.close()

    assert before[1:] == RECORDS[: max(0, whole - 1)]
    assert one_line(path)[1:] == [*RECORDS[: max(0, whole - 1)], new]


def test_a_torn_tail_longer_than_any_line_is_covered(tmp_path, written):
    path = tmp_path / "catalog.jsonl"
    path.write_bytes(written + b"\0" * 200_000)

    book = Catalog(tmp_path)
    book.append(RECORDS[0])
    book.append(RECORDS[1])
    book.close()

    assert one_line(path)[1:] == [*RECORDS, *RECORDS[:2]]
    assert list(catalog.read(path))[1:] == [*RECORDS, *RECORDS[:2]]


@pytest.mark.parametrize("instead", [b"\0", b"\n", b"a\nb", b" "])
def test_a_cut_may_keep_the_end_of_a_line_and_lose_its_beginning(tmp_path, written, instead):
    path = tmp_path / "catalog.jsonl"
    torn = line.encode(catalog.media("KP-07/torn.jpg", "2" * 64, 1, {})) + b"\n"
    path.write_bytes(written + (instead * 50)[:50] + torn[50:])

    book = Catalog(tmp_path)
    book.append(RECORDS[0])
    book.append(RECORDS[1])
    book.close()

    assert one_line(path)[1:] == [*RECORDS, *RECORDS[:2]]


def test_a_cut_may_leave_what_others_wrote_in_place_of_the_header(tmp_path):
    path = tmp_path / "catalog.jsonl"
    path.write_bytes(b"what stood\nin these blocks\nbefore\n")

    book = Catalog(tmp_path)
    book.append(RECORDS[0])
    book.close()

    header, record = one_line(path)
    assert (header["kind"], header["card"], record) == ("header", book.card, RECORDS[0])


def test_a_file_of_somebody_else_is_not_written_over(tmp_path):
    path = tmp_path / "catalog.jsonl"
    theirs = b"a list of mine\n" * 10_000
    path.write_bytes(theirs)

    book = Catalog(tmp_path)
    book.append(RECORDS[0])
    book.close()

    assert path.read_bytes().startswith(theirs)
    assert list(catalog.read(path)) == RECORDS[:1]


def test_an_append_that_failed_half_way_leaves_no_trace(tmp_path, written, monkeypatch):
    book = Catalog(tmp_path)
    pwrite = os.pwrite

    def full(fd, data, offset):
        pwrite(fd, data[:20], offset)
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(OSError, match="full"):
        book.append(RECORDS[0])
    monkeypatch.undo()
    book.close()
    book = Catalog(tmp_path)
    book.append(RECORDS[1])
    book.close()

    assert one_line(tmp_path / "catalog.jsonl")[1:] == [*RECORDS, RECORDS[1]]


def test_an_append_that_failed_leaves_no_trace_behind_a_shorter_line_either(tmp_path, monkeypatch):
    book = Catalog(tmp_path)

    def fails(fd):
        raise OSError(errno.EIO, "bad sector")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="bad sector"):
        book.append(RECORDS[0])
    monkeypatch.undo()
    book.append({"kind": "short"})
    book.close()

    assert one_line(book.path)[1:] == [{"kind": "short"}]


@pytest.mark.parametrize("wild", [b"[" * 30_000, b'{"kind":"x","utc_ns":99999999999999999999999}'])
def test_a_line_of_nonsense_is_no_news_of_the_time(tmp_path, written, wild):
    path = tmp_path / "catalog.jsonl"
    path.write_bytes(written + wild + b"\n")

    assert tail.last_utc_ns(path) == 0
    assert list(catalog.read(path))[1:] == RECORDS


def test_readers_skip_what_they_do_not_understand(tmp_path, written):
    path = tmp_path / "catalog.jsonl"
    later = line.encode({"kind": "weather", "wind": "north"})
    path.write_bytes(written + b"\xff\xfe\n[1, 2]\n\n" + later + b'\n{"kind": "media", "na')

    assert [record["kind"] for record in catalog.read(path)] == ["header", "media", "media", "media", "weather"]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_flipped_bit_costs_its_line_and_is_noticed(written, tmp_path_factory, data):
    path = tmp_path_factory.mktemp("flip") / "catalog.jsonl"
    bit = data.draw(st.integers(0, 8 * len(written) - 1))
    damaged = bytearray(written)
    damaged[bit // 8] ^= 1 << bit % 8
    path.write_bytes(damaged)
    whole = list(one_line_each(written))

    found = [record for _, record in catalog.scan(path)]

    assert found != whole
    assert all(record is None or record in whole for record in found)


def one_line_each(data):
    return (line.decode(piece, unchecked=False) for piece in data.splitlines())


SCHEMA_1 = (
    b'{"kind":"header","schema_version":1,"format":"trapd catalog"}\n'
    b'{"kind":"media","name":"KP-07/1.jpg","sha256":"00","size":1,"station":"card"}\n'
    b'{"kind":"media","name":"KP-07/2.jpg","sha256":"00","size":1}\n'
)


def test_a_catalog_of_schema_1_is_read_and_goes_on_as_schema_2(tmp_path):
    path = tmp_path / "catalog.jsonl"
    path.write_bytes(SCHEMA_1)
    assert [record["kind"] for record in catalog.read(path)] == ["header", "media", "media"]

    book = Catalog(tmp_path)
    book.append(RECORDS[0])
    book.close()

    header, *pictures = catalog.read(path)
    assert header["schema_version"] == 2
    assert [picture["name"] for picture in pictures] == ["KP-07/1.jpg", "KP-07/2.jpg", "KP-07/1.jpg"]
    assert path.read_bytes().startswith(SCHEMA_1.replace(b'version":1', b'version":2'))


def test_a_catalog_of_a_newer_program_is_not_touched(tmp_path):
    path = tmp_path / "catalog.jsonl"
    newer = line.encode({"kind": "header", "schema_version": 3, "format": "trapd catalog"}) + b"\n"
    path.write_bytes(newer)

    with pytest.raises(OSError, match="not supported"):
        Catalog(tmp_path)
    assert path.read_bytes() == newer


def test_after_it_was_closed_nothing_is_appended(tmp_path):
    book = Catalog(tmp_path)
    book.close()
    book.close()

    with pytest.raises(OSError, match="Bad file descriptor"):
        book.append(RECORDS[0])


def test_threads_append_whole_lines(tmp_path):
    book = Catalog(tmp_path)
    writers = [threading.Thread(target=lambda: [book.append(RECORDS[0]) for _ in range(50)]) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    book.close()

    assert one_line(book.path)[1:] == [RECORDS[0]] * 200


def test_two_programs_cannot_write_one_catalog(tmp_path):
    book = Catalog(tmp_path)

    with pytest.raises(BlockingIOError):
        Catalog(tmp_path)
    book.close()


def test_a_hundred_thousand_records_are_read_in_flat_memory(tmp_path, written):
    path = tmp_path / "catalog.jsonl"
    header, first, *_ = written.splitlines(keepends=True)
    with path.open("wb") as file:
        file.write(header)
        file.writelines(first for _ in range(100_000))

    tracemalloc.start()
    count = sum(1 for _ in catalog.read(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 100_001
    assert peak < 1_000_000


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 1_500), min_size=1, max_size=12), st.integers(0, 1_500))
@example([0] * 7 + [362, 1_500], 1_500)
def test_a_card_without_a_free_byte_takes_the_line_that_goes_before_a_deletion(lengths, last):
    with tempfile.TemporaryDirectory() as root, pytest.MonkeyPatch.context() as patch:
        path = Path(root) / "catalog.jsonl"
        book = Catalog(Path(root))
        for length in lengths:
            book.append({"kind": "effort", "why": "x" * length})
        full(patch, path)
        with suppress(OSError):  # what still fits in may stand there
            book.append({"kind": "effort", "why": "x" * last})
        book.close()

        book = Catalog(Path(root))
        book.append(DELETED)
        book.close()

        assert list(catalog.read(path))[-1] == DELETED


DELETED = {"kind": "deleted", "name": names.name(cards.caption()), "sha256": "0" * 64, "why": retire.WHY}


def full(patch, path):
    """Not one block more for the file, as it stands now."""
    pwrite, block = os.pwrite, path.stat().st_blksize
    most = -(-path.stat().st_size // block) * block

    def written(fd, data, offset):
        if offset >= most:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return pwrite(fd, data[: most - offset], offset)

    patch.setattr(os, "pwrite", written)


@pytest.mark.parametrize("bit", range(8))
def test_a_flipped_bit_in_the_spaces_behind_a_record_costs_nothing(tmp_path, written, bit):
    """Unlike anything more, which a cut leaves that kept the beginning of a line and lost its end."""
    *lines, last, _ = written.split(b"\n")
    flipped, torn = bytearray(last + b" " * 9), bytearray(last + b" " * 9)
    flipped[-5] ^= 1 << bit
    torn[-5:-3] = b"##"
    for end, announced in ((flipped, RECORDS), (torn, RECORDS[:-1])):
        path = tmp_path / "catalog.jsonl"
        path.write_bytes(b"\n".join([*lines, end, b""]))
        assert list(catalog.read(path))[1:] == announced

        book = Catalog(tmp_path)
        book.append({"kind": "boot"})
        book.close()

        assert list(catalog.read(path))[1:] == [*announced, {"kind": "boot"}]
        assert tail.last_sequence(path) == len(announced)
        path.unlink()
