"""The contact sheet: what it shows, and what it makes of a card that is not in order."""

import pytest
from PIL import Image, ImageColor
from sample_run import SampleRun

from trapd.view import captions, thumbnails
from trapd.view.paper import RED, Size
from trapd.view.selection import GROUPS, evenly, groups
from trapd.view.sheet import contact_sheet


@pytest.fixture
def run(tmp_path):
    card = tmp_path / "card"
    card.mkdir()
    return SampleRun(card)


@pytest.fixture
def sheet(run, tmp_path):
    """Makes the sheet of the run as it is, and opens it."""

    def make(around=iter):
        out = contact_sheet(run.card, run.records, tmp_path / "sheet.png", "KP-07 · DESK-1", 600, around)
        with Image.open(out) as picture:
            return picture.convert("RGB")

    return make


def brightest(picture, box):
    return max(band[1] for band in picture.crop(box).getextrema())


def reasons_in(picture):
    """Whether anything is written in the ink of reasons."""
    return ImageColor.getrgb(RED) in {colour for _, colour in picture.getcolors(maxcolors=1 << 24)}


def test_a_sequence_stands_together_stills_above_and_its_clip_below(run, sheet):
    run.burst(1)
    alone = sheet()
    run.burst(2)

    both = sheet()

    assert alone.width == both.width == 1600
    assert both.height > 1.7 * alone.height


def test_a_run_without_pictures_has_no_sheet(run, tmp_path):
    assert contact_sheet(run.card, [], tmp_path / "sheet.png", "KP-07", 600) is None
    assert not (tmp_path / "sheet.png").exists()


def test_files_that_are_missing_or_broken_leave_a_cell_with_the_reason(run, sheet):
    run.burst(1)
    whole = sheet()
    (run.card / run.records[0]["name"]).unlink()
    (run.card / run.records[1]["name"]).write_bytes(b"no picture")
    half = (run.card / run.records[2]["name"]).read_bytes()
    (run.card / run.records[2]["name"]).write_bytes(half[: len(half) // 2])
    (run.card / run.records[3]["name"]).write_bytes(b"\0" * 1000)

    assert reasons_in(sheet())
    assert not reasons_in(whole)


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "is missing"), (b"", "can be read"), (b"\xff\xd8\xff\xe0nonsense", "can be read")]
)
def test_the_reason_names_the_file(tmp_path, content, reason):
    path = tmp_path / "000001-1.jpg"
    if content is not None:
        path.write_bytes(content)

    for told in (
        thumbnails.still(path, Size(320, 180)),
        thumbnails.frames(path, lambda length_s: [0.0], Size(320, 180)),
    ):
        assert "000001-1.jpg" in told
        assert reason in told


def test_a_strip_shows_the_way_of_the_animal(run):
    run.burst(1, stills=0)

    strip = thumbnails.frames(run.card / run.records[0]["name"], lambda length_s: [0.0, length_s / 2], Size(320, 180))

    (_, empty), (_, passing) = strip
    spots = (120, 90, 260, 130)
    assert brightest(passing, spots) > brightest(empty, spots) + 10


def test_single_pictures_share_a_row(run):
    run.burst(1)
    for sequence in (2, 3, 4):
        run.burst(sequence, stills=1, clip=False, trigger="time-lapse")
    run.burst(5, clip=False)

    found = groups(run.records)

    assert [len(group.stills) for group in found] == [3, 3, 3]
    assert captions.heading(found[1]) == "single pictures"


def test_a_long_run_is_chosen_from_evenly_and_the_sheet_stays_readable(run, sheet):
    run.burst(1, stills=2, clip=False)
    first = run.records.copy()
    for sequence in range(2, 61):
        run.records += [facts | {"sequence": sequence} for facts in first]
    shown = []

    picture = sheet(around=lambda chosen: shown.extend(chosen) or chosen)

    assert len(shown) == GROUPS
    assert (shown[0].first["sequence"], shown[-1].first["sequence"]) == (1, 60)
    assert picture.height < 4_000


def test_evenly_keeps_the_ends():
    assert evenly(range(100), 4) == [0, 33, 66, 99]
    assert evenly(range(3), 4) == [0, 1, 2]


def test_captions_say_when_how_late_and_in_what_light(run):
    run.burst(12, stills=1, clip=False, confirmed_by="right")
    (facts,) = run.records
    (group,) = groups(run.records)

    assert captions.heading(group) == "12   ·   motion left, confirmed by right   ·   night, sun -23.4°"
    assert captions.still(facts, 600) == (
        "21:18:45.550",
        "38 ms after the edge",
        "IR flash  ·  1/250 s  ·  gain 8.0",
    )
    assert captions.place(run.records) == "43.1034, 131.5503"
    assert captions.span(run.records, 600) == "2026-01-15  21:18:45 to 21:18:45  UTC+10:00"


@pytest.mark.parametrize(
    ("at_s", "words"),
    [(0.0, ("clip -3.0 s", "pre-roll")), (3.0, ("clip at the motion", "")), (5.5, ("clip +2.5 s", ""))],
)
def test_a_frame_of_a_clip_is_told_from_the_motion(at_s, words):
    assert captions.frame(at_s, pre_roll_s=3.0) == words
