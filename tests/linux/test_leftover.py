"""What the sweep is told of files that no catalog announces."""

import cards
import h264
import pytest

from trapd.card.found import Torn, Whole
from trapd.linux import leftover, still
from trapd.media import jpeg, mp4

CLIP = cards.caption(media="clip", number=0, sequence=41)


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "left.JPG"
    path.write_bytes(still.picture(cards.frame(), cards.caption(sequence=41), 90))
    return path


@pytest.fixture
def clip(tmp_path):
    """A clip of two seconds whose end never came, in fragments of half a second."""
    path = tmp_path / "left.mp4"
    with path.open("w+b") as file:
        writer = mp4.ClipWriter(file, CLIP, 30)
        for packet in h264.packets(frames=60):
            writer.write(packet)
    return path


def test_a_whole_still_knows_its_own_caption(photo):
    assert leftover.inspect(photo).facts["sequence"] == 41


def test_a_still_with_a_hole_in_its_middle_does_not_open(photo):
    """Its last block may be on the card before one in the middle is."""
    data = bytearray(photo.read_bytes())
    data[-600:-300] = bytes(300)
    photo.write_bytes(data)

    assert leftover.inspect(photo) is None


def test_what_is_larger_than_any_still_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "left.jpg"
    with path.open("wb") as file:
        file.truncate(leftover.LARGEST_STILL + 1)
    monkeypatch.setattr(type(path), "read_bytes", lambda path: pytest.fail("it was read into memory"))

    assert leftover.inspect(path) is None


def test_a_still_of_somebody_else_has_no_facts(photo):
    picture = photo.read_bytes()
    photo.write_bytes(jpeg.splice(picture, jpeg.exif_of(picture).replace(b"schema_version", b"schema-version")))

    assert leftover.inspect(photo) == Whole({})


def test_a_clip_that_was_cut_short_can_be_closed(clip, tmp_path):
    torn = leftover.inspect(clip)

    assert isinstance(torn, Torn)
    assert (torn.facts["sequence"], torn.facts["interrupted"], torn.facts["frames"]) == (41, True, 45)
    with (tmp_path / "closed.mp4").open("w+b") as file:
        torn.close(file)
    assert leftover.inspect(tmp_path / "closed.mp4").facts == torn.facts


def test_a_clip_that_was_closed_is_whole(clip):
    with clip.open("w+b") as file:
        writer = mp4.ClipWriter(file, CLIP, 30)
        for packet in h264.packets(frames=15):
            writer.write(packet)
        writer.close(file.flush)

    assert leftover.inspect(clip).facts["interrupted"] is False


def test_a_clip_without_one_frame_does_not_open(clip):
    clip.write_bytes(clip.read_bytes()[:1_500])

    assert leftover.inspect(clip) is None


def test_a_file_that_the_card_has_lost_does_not_open_and_one_that_is_gone_is_no_finding(photo, monkeypatch):
    def bad_sector(path):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(type(photo), "read_bytes", bad_sector)
        assert leftover.inspect(photo) is None
    photo.unlink()
    with pytest.raises(FileNotFoundError):
        leftover.inspect(photo)
