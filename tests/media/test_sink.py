import errno
import io

import pytest

from trapd.media.sink import Sink


class SmallCard(io.BytesIO):
    def write(self, data):
        if len(self.getvalue()) + len(data) > 10:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


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


def test_a_failed_write_is_the_last():
    file = SmallCard()
    sink = Sink(file)
    sink.write(b"12345678")
    with pytest.raises(OSError, match="No space"):
        sink.write(b"12345678")
    sink.seek(0)
    with pytest.raises(OSError, match="No space"):
        sink.write(b"9")

    assert file.getvalue() == b"12345678"
