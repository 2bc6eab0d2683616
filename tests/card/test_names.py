"""Names sort by time, never repeat, and fit on FAT."""

import re
from dataclasses import replace

import cards
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.card import names
from trapd.core.units import MS, S

FAT_FORBIDS = set('\\:*?"<>|+,;=[] ')
LAST_NS = 253_402_300_799 * S
"""The end of the year 9999."""

parts = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?", fullmatch=True)
captions = st.builds(
    cards.caption,
    sequence=st.integers(1, 10_000_000),
    number=st.integers(1, 1_000),
    media=st.sampled_from(["still", "clip"]),
    station=parts,
    unit=parts,
    boot=st.from_regex(r"[0-9a-f]{4}", fullmatch=True),
    utc_ns=st.integers(S * 86_400, LAST_NS - S * 86_400),
    utc_offset_min=st.integers(-720, 840),
    time_source=st.sampled_from(["gps", "none"]),
    interrupted=st.booleans(),
    part=st.none() | st.integers(2, 9),
)


def test_a_still():
    caption = cards.caption(sequence=42, number=3)

    assert names.name(caption) == "KP-07/20260115-210433-123_DESK-1_a1b2-000042-3.jpg"


def test_a_clip_made_before_the_clock_was_right():
    caption = cards.caption(sequence=42, number=0, media="clip", time_source="none")

    assert names.name(caption) == "KP-07/20260115-210433-123_DESK-1_a1b2-000042-clip_unsync.mp4"


def test_each_further_hundred_of_triggers_has_a_folder_of_its_own():
    folders = [names.folder(cards.caption(sequence=sequence)) for sequence in (1, 99, 100, 199, 34_567)]

    assert folders == ["KP-07", "KP-07", "KP-07/0001", "KP-07/0001", "KP-07/0345"]
    name = names.name(cards.caption(sequence=34_567))
    assert names.unit(name) == "DESK-1"


def test_a_clip_that_ended_before_its_time():
    caption = cards.caption(sequence=42, number=0, media="clip", interrupted=True)

    assert names.name(caption) == "KP-07/20260115-210433-123_DESK-1_a1b2-000042-clip_cut.mp4"


def test_the_second_part_of_a_clip_is_a_clip_of_its_own():
    first, second = (cards.caption(sequence=42, number=0, media="clip", part=part) for part in (None, 2))

    assert names.name(second) == "KP-07/20260115-210433-123_DESK-1_a1b2-000042-clip2.mp4"
    assert names.shot(names.name(second)) != names.shot(names.name(first))
    cut = names.name(replace(second, interrupted=True))
    assert cut.endswith("-clip2_cut.mp4")
    assert names.shot(cut) == names.shot(names.name(second))


@settings(deadline=None)
@given(captions)
def test_a_shot_is_known_by_whatever_name_it_gets(caption):
    repaired = replace(caption, utc_ns=caption.utc_ns + S, time_source="gps", interrupted=False)

    assert names.shot(names.name(caption)) == names.shot(names.name(repaired))
    assert names.shot(names.name(caption)) != names.shot(names.name(replace(caption, sequence=caption.sequence + 1)))
    assert names.shot(names.name(caption)) in names.name(caption)


def test_a_copy_that_somebody_made_is_no_shot_of_ours():
    name = names.name(cards.caption()).replace(".jpg", " (1).jpg")

    assert names.shot(name) == name


@settings(deadline=None)
@given(captions)
def test_every_card_can_store_it(caption):
    folder, _, file = names.name(caption).rpartition("/")

    assert folder == names.folder(caption)
    assert re.fullmatch(r"[A-Za-z0-9-]+(/\d{4,})?", folder)
    assert not FAT_FORBIDS & set(file)
    assert "__" not in file
    assert file.isascii()
    assert len(file) <= 255
    assert re.fullmatch(
        r"\d{8}-\d{6}-\d{3}_[A-Za-z0-9-]+_[0-9a-f]{4}-\d{6,}-(\d+|clip\d*)(_cut)?(_unsync)?\.(jpg|mp4)", file
    )


@settings(deadline=None)
@given(captions, captions)
def test_it_is_unique_even_where_case_does_not_count(one, other):
    def identity(caption):
        number = None if caption.media == "clip" else caption.number
        return caption.unit.casefold(), caption.boot, caption.sequence, number

    if identity(one) != identity(other):
        assert names.name(one).casefold() != names.name(other).casefold()


@settings(deadline=None)
@given(captions, st.integers(MS, 10 * 365 * 86_400 * S))
def test_a_later_picture_sorts_behind(caption, later_ns):
    earlier_ns = min(caption.utc_ns, LAST_NS - 86_400 * S - later_ns)
    here = {"station": "KP-07", "utc_offset_min": 600}
    earlier = cards.caption(utc_ns=earlier_ns, boot="ffff", sequence=9, **here)
    later = cards.caption(utc_ns=earlier_ns + later_ns, boot="0000", sequence=1, **here)

    assert names.name(earlier) < names.name(later)
