"""The reserve: the newest pictures, for as long as there is no card."""

import hashlib

import cards
import pytest

from trapd.card import catalog
from trapd.card.reserve import FULL, Reserve

HALF_MB = bytes(500_000)


@pytest.fixture
def reserve(tmp_path):
    reserve = Reserve(tmp_path / "state" / "reserve", spare_mb=2, reserve_mb=0)
    yield reserve
    reserve.close()


def keep(reserve, sequence, data=HALF_MB):
    caption = cards.caption(sequence=sequence)
    reserve.write(caption, data)
    return reserve.announce(caption, hashlib.sha256(data).hexdigest(), len(data))


def files(reserve):
    return sorted(str(path.relative_to(reserve.root)) for path in reserve.root.glob("*/*"))


def test_the_oldest_makes_room_and_the_catalog_says_so(reserve):
    names = [keep(reserve, sequence) for sequence in range(1, 7)]

    assert files(reserve) == names[2:]
    deleted = [record for record in catalog.read(reserve.root / catalog.FILE) if record["kind"] == "deleted"]
    assert [(record["name"], record["why"]) for record in deleted] == [(name, FULL) for name in names[:2]]
    assert reserve.free_mb() == 0


def test_it_knows_after_a_restart_what_it_holds(reserve):
    names = [keep(reserve, sequence) for sequence in range(1, 4)]
    reserve.close()

    again = Reserve(reserve.root, spare_mb=2, reserve_mb=0)
    for sequence in range(4, 7):
        names.append(keep(again, sequence))

    assert files(again) == names[2:]
    again.close()


def test_a_clip_makes_room_for_itself_when_it_is_whole(reserve):
    first = keep(reserve, 1)
    caption = cards.caption(sequence=2, media="clip", number=0)
    file, path = reserve.create(caption)
    with file:
        file.write(bytes(1_900_000))
    reserve.announce(caption, "0" * 64, path.stat().st_size)

    keep(reserve, 3, b"")

    assert first not in files(reserve)
    assert path.exists()


def test_a_system_disk_that_is_full_of_other_things_is_left_alone(tmp_path):
    reserve = Reserve(tmp_path / "reserve", spare_mb=2, reserve_mb=10**9)

    with pytest.raises(OSError, match="No space left"):
        keep(reserve, 1)

    assert reserve.free_mb() == 0
    reserve.close()
