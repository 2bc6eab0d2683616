"""Whether a picture looks like those before it: told cell by cell, without any picture."""

from __future__ import annotations

from random import Random

from trapd.core.look import CELLS, ENOUGH, Look, Past, detail_left, judged, learned, likeness


def scene(seed: int = 1, luma: int = 120) -> Look:
    """Some view: detail here and there."""
    chance = Random(seed)
    return Look(bytes(chance.randrange(40, 140) for _ in range(CELLS)), bytes([luma]) * CELLS)


def flatter(look: Look, by: int, cells: slice = slice(None)) -> Look:
    """These cells lose detail: `STEPS` halve it."""
    detail = bytearray(look.detail)
    detail[cells] = bytes(max(0, code - by) for code in detail[cells])
    return Look(bytes(detail), look.luma)


def past(look: Look, pictures: int = 10) -> Past:
    known = Past()
    for _ in range(pictures):
        known = learned(known, look)
    return known


def test_the_same_view_is_the_same() -> None:
    known = past(scene())
    assert detail_left(known, scene()) == 1
    assert likeness(known, scene()) > 0.99
    assert judged(known, scene(), lit=False) is None


def test_nothing_is_judged_by_two_pictures() -> None:
    blank = flatter(scene(), 255)
    assert judged(past(scene(), ENOUGH - 1), blank, lit=False) is None
    assert judged(past(scene(), ENOUGH), blank, lit=False) == "covered"


def test_haze_takes_half_of_the_detail_and_frost_nearly_all() -> None:
    known = past(scene())
    assert judged(known, flatter(scene(), 28), lit=False) is None
    assert judged(known, flatter(scene(), 80), lit=False) == "covered"


def test_a_dark_patch_covers_and_white_ground_does_not() -> None:
    known, patch = past(scene()), slice(CELLS // 3, None)
    flat = flatter(scene(), 255, patch)
    dark, white = bytearray(flat.luma), bytearray(flat.luma)
    dark[patch] = bytes([20]) * len(dark[patch])
    white[patch] = bytes([220]) * len(white[patch])
    assert judged(known, Look(flat.detail, bytes(dark)), lit=False) == "covered"
    assert judged(known, Look(flat.detail, bytes(white)), lit=False) is None


def test_another_view_is_one_above_and_below() -> None:
    known, other, middle = past(scene(1)), scene(2), CELLS // 2
    half = Look(scene(1).detail[:middle] + other.detail[middle:], other.luma)
    assert judged(known, half, lit=False) is None
    assert judged(known, other, lit=False) == "moved"


def test_by_flash_a_dark_picture_is_one_without_flash() -> None:
    known, blank = past(scene()), flatter(scene(), 255).detail
    assert judged(known, Look(blank, bytes([4]) * CELLS), lit=True) == "dark"
    assert judged(known, Look(blank, bytes([90]) * CELLS), lit=True) == "covered"
    assert judged(known, Look(blank, bytes([4]) * CELLS), lit=False) == "covered"


def test_the_past_follows_within_weeks_and_not_within_a_day() -> None:
    known, greener = past(scene()), flatter(scene(), 40)
    day = learned(known, greener)
    assert detail_left(known, greener) < detail_left(day, greener) < 0.6
    for _ in range(20):
        day = learned(day, greener)
    assert detail_left(day, greener) > 0.9
