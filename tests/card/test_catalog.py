"""The catalog is read with one line of Python, whatever ended the writer."""

import errno
import json
import os
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trapd.card import catalog
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
        return [json.loads(line) for line in file]


def test_a_new_catalog_says_what_it_is(tmp_path):
    Catalog(tmp_path).close()

    (header,) = one_line(tmp_path / "catalog.jsonl")

    assert header["kind"] == "header"
    assert header["schema_version"] == 1


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


def test_readers_skip_what_they_do_not_understand(tmp_path, written):
    path = tmp_path / "catalog.jsonl"
    path.write_bytes(written + b'\xff\xfe\n[1, 2]\n\n{"kind": "effort", "why": "battery"}\n{"kind": "media", "na')

    assert [record["kind"] for record in catalog.read(path)] == ["header", "media", "media", "media", "effort"]


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
