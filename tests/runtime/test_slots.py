"""A small file that is never half."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trapd.runtime import slots

SECTORS = 2 * slots.PLACE // 512


def test_the_newest_is_read_back(tmp_path: Path) -> None:
    for number in range(5):
        slots.write(tmp_path / "state" / "some.json", b'{"number":%d}' % number)
        assert slots.read(tmp_path / "state" / "some.json") == b'{"number":%d}' % number


def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    slots.write(tmp_path / "some.json", b"{}")
    assert (tmp_path / "some.json").stat().st_mode & 0o777 == 0o600


@given(st.integers(1, 4), st.sets(st.integers(0, SECTORS - 1)), st.binary(min_size=512, max_size=512))
def test_a_write_that_was_cut_leaves_the_content_before_it_or_the_new_one(
    tmp_path_factory: pytest.TempPathFactory, writes: int, kept: set[int], stale: bytes
) -> None:
    file = tmp_path_factory.mktemp("slots") / "some.json"
    for number in range(writes):
        slots.write(file, b'{"number":%d}' % number)
    before = file.read_bytes().ljust(2 * slots.PLACE, b"\0")
    slots.write(file, b'{"number":99}')
    after = bytearray(before)
    whole = file.read_bytes().ljust(2 * slots.PLACE, b"\0")
    for sector in range(SECTORS):
        at = slice(sector * 512, (sector + 1) * 512)
        if before[at] != whole[at]:
            after[at] = whole[at] if sector in kept else stale
    file.write_bytes(after)
    assert slots.read(file) in (b'{"number":%d}' % (writes - 1), b'{"number":99}')


def test_a_file_of_an_older_version_is_read_and_then_replaced(tmp_path: Path) -> None:
    file = tmp_path / "memory.json"
    file.write_bytes(b'{"sequence":41}')
    assert slots.read(file) == b'{"sequence":41}'
    slots.write(file, b'{"sequence":42}')
    assert slots.read(file) == b'{"sequence":42}'
    slots.write(file, b'{"sequence":43}')
    assert slots.read(file) == b'{"sequence":43}'


@pytest.mark.parametrize("writes", [1, 2, 3])
def test_a_file_with_the_small_places_of_once_is_read_and_outlives_a_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    file, newest = tmp_path / "memory.json", b'{"sequence":%d}' % writes
    with monkeypatch.context() as once:
        once.setattr(slots, "PLACE", slots.ONCE)
        for number in range(1, writes + 1):
            slots.write(file, b'{"sequence":%d}' % number)
    before = file.read_bytes()
    assert slots.read(file) == newest
    slots.write(file, b'{"sequence":42}')
    after = file.read_bytes()
    assert slots.read(file) == b'{"sequence":42}'
    file.write_bytes(before.ljust(slots.PLACE, b"\0") + after[slots.PLACE :][:20])
    assert slots.read(file) == newest
    slots.write(file, b'{"sequence":43}')
    slots.write(file, b'{"sequence":44}')
    assert slots.read(file) == b'{"sequence":44}'


def test_content_that_does_not_fit_is_refused_and_what_was_there_stays(tmp_path: Path) -> None:
    file = tmp_path / "some.json"
    slots.write(file, b'"small"')
    with pytest.raises(OSError, match="File too large"):
        slots.write(file, b'"%s"' % (b"x" * slots.PLACE))
    assert slots.read(file) == b'"small"'
