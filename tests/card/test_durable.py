"""The recipe, step by step, as the kernel sees it."""

import errno
import os
from pathlib import Path

import pytest

from trapd.card import durable
from trapd.core.units import S

TAKEN_NS = 1_768_475_073_123_456_789


@pytest.fixture
def steps(monkeypatch):
    """Every syscall that matters, with the file that it was about."""
    seen = []

    def watch(name, about):
        real = getattr(os, name)

        def call(*args, **kwargs):
            result = real(*args, **kwargs)
            seen.append((name, about(*args)))
            return result

        monkeypatch.setattr(os, name, call)

    def of_fd(fd, *_, **__):
        return Path(f"/proc/self/fd/{fd}").readlink().name

    watch("mkdir", lambda path, *_: Path(path).name)
    watch("fsync", of_fd)
    watch("utime", of_fd)
    watch("rename", lambda source, to: f"{Path(source).name} {Path(to).name}")
    return seen


def test_a_folder_is_known_to_its_parent_before_anything_is_put_into_it(tmp_path, steps):
    durable.make_folder(tmp_path / "KP-07")

    assert steps == [("mkdir", "KP-07"), ("fsync", tmp_path.name)]


def test_a_folder_that_is_there_is_synced_again(tmp_path, steps):
    (tmp_path / "KP-07").mkdir()
    steps.clear()

    durable.make_folder(tmp_path / "KP-07")

    assert steps == [("fsync", tmp_path.name)]


def test_a_file_is_dated_then_synced_then_its_folder(tmp_path, steps):
    path = tmp_path / "a.jpg"

    durable.write(path, b"picture", TAKEN_NS)

    assert steps == [("utime", "a.jpg"), ("fsync", "a.jpg"), ("fsync", tmp_path.name)]
    assert path.read_bytes() == b"picture"
    assert path.stat().st_mtime_ns // S == TAKEN_NS // S


def test_a_renamed_file_is_synced_under_its_new_name(tmp_path, steps):
    source, to = tmp_path / "a.jpg", tmp_path / "aside" / "a.jpg"
    source.write_bytes(b"torn")
    to.parent.mkdir()
    steps.clear()

    durable.move(source, to)

    assert steps == [("rename", "a.jpg a.jpg"), ("fsync", "a.jpg"), ("fsync", "aside"), ("fsync", tmp_path.name)]


def test_an_existing_file_is_never_touched(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(b"older picture")

    with pytest.raises(FileExistsError):
        durable.write(path, b"newer picture", TAKEN_NS)

    assert path.read_bytes() == b"older picture"


def test_nothing_is_left_of_a_file_that_could_not_be_written(tmp_path, monkeypatch):
    def fails(fd):
        raise OSError(errno.EIO, "bad sector")

    monkeypatch.setattr(os, "fsync", fails)

    with pytest.raises(OSError, match="bad sector"):
        durable.write(tmp_path / "a.jpg", b"picture", TAKEN_NS)

    assert list(tmp_path.iterdir()) == []


def test_a_card_that_lets_nobody_set_dates_still_takes_pictures(tmp_path, monkeypatch):
    def not_yours(*args, **kwargs):
        raise PermissionError(errno.EPERM, "not owner")

    monkeypatch.setattr(os, "utime", not_yours)

    durable.write(tmp_path / "a.jpg", b"picture", TAKEN_NS)

    assert (tmp_path / "a.jpg").read_bytes() == b"picture"


def test_a_short_write_is_carried_on(tmp_path, monkeypatch):
    pwrite = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda fd, data, offset: pwrite(fd, data[:3], offset))
    with (tmp_path / "catalog.jsonl").open("w+b") as file:
        durable.put(file.fileno(), b"0123456789", 2)

    assert (tmp_path / "catalog.jsonl").read_bytes() == b"\0\x000123456789"
