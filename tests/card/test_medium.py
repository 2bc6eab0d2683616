"""Files as the medium holds them: to the last byte, whatever their length."""

import hashlib

import pytest

from trapd.card import medium


@pytest.mark.parametrize("size", [0, 1, 511, 512, 4_096, medium.PIECE - 1, medium.PIECE, 2 * medium.PIECE + 3])
def test_every_byte_is_read(tmp_path, size):
    data = bytes(number % 251 for number in range(size))
    (tmp_path / "picture").write_bytes(data)

    assert b"".join(map(bytes, medium.pieces(tmp_path / "picture"))) == data
    assert medium.sha256(tmp_path / "picture") == hashlib.sha256(data).hexdigest()


def test_where_a_file_system_knows_no_way_around_its_memory_it_is_read_all_the_same(tmp_path, monkeypatch):
    """As on the tmpfs of Linux before 6.6."""
    real, data = medium.os.open, b"leopard" * 1_000
    (tmp_path / "picture").write_bytes(data)

    def without_direct(path, flags):
        if flags & medium.os.O_DIRECT:
            raise OSError(22, "Invalid argument")
        return real(path, flags)

    monkeypatch.setattr(medium.os, "open", without_direct)
    assert medium.sha256(tmp_path / "picture") == hashlib.sha256(data).hexdigest()


def test_what_is_gone_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        medium.touch(tmp_path / "picture")
