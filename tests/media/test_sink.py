import io

import pytest
from small_card import SmallCard

from trapd.media.sink import Sink


def test_the_beginning_changes_only_after_the_rest_is_durable():
    file, durable = io.BytesIO(), []
    sink = Sink(file)
    sink.write(b"head....")
    sink.seek(0)
    sink.write(b"HEAD")
    sink.seek(0, io.SEEK_END)
    sink.write(b"tail")

    sink.seal(lambda: durable.append(file.getvalue()))

    assert durable == [b"head....tail"]
    assert file.getvalue() == b"HEAD....tail"


def test_it_says_where_it_is():
    sink = Sink(io.BytesIO())
    sink.write(b"12345678")

    assert sink.seek(2) == sink.tell() == 2
    assert sink.seek(3, io.SEEK_CUR) == sink.tell() == 5
    assert sink.seek(-1, io.SEEK_END) == sink.tell() == 7


def test_a_failed_write_is_the_last_and_leaves_nothing_half():
    file = SmallCard(10)
    sink = Sink(file)
    sink.write(b"head")
    sink.seek(0)
    sink.write(b"HEAD")
    sink.seek(0, io.SEEK_END)
    sink.keep()
    with pytest.raises(OSError, match="No space"):
        sink.write(b"fragment")
    with pytest.raises(OSError, match="No space"):
        sink.write(b"9")
    with pytest.raises(OSError, match="No space"):
        sink.seal(lambda: pytest.fail("nothing is left to be synced"))

    assert file.getvalue() == b"head"


def test_pythons_buffer_holds_nothing_back(tmp_path):
    path = tmp_path / "clip"
    with path.open("w+b") as file:
        sink = Sink(file)
        sink.write(b"head")
        assert path.read_bytes() == b"head"
