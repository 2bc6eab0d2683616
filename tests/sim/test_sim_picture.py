"""What the light does to the picture: night, flash, rolling shutter, blur, noise, the animal."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from threading import Thread

import numpy as np
import pytest
from sim.sim_stage import LIT, NIGHT, START_UP_NS, Stage

from trapd.core.events import ShotDone
from trapd.core.shots import Exposure
from trapd.core.units import MS, S
from trapd.sim.animals import Pass
from trapd.sim.exposed import FULL_DAY_US, Exposed
from trapd.sim.forest import forest
from trapd.sim.picture import Painter
from trapd.sim.view import View

LEOPARD = Pass(1, 0, 5 * S, 1.2, 3.75, 1, "leopard")
FRAME = Exposed(0, 2600 * MS, 1_000, 1.0, 18_000, FULL_DAY_US / 1_000, (), ())
"""Well exposed by day, nobody in view."""
WIDE, HIGH = 480, 270


@cache
def trail() -> View:
    return forest(WIDE, HIGH, seed=1)


def painter() -> Painter:
    return Painter(WIDE, HIGH, lambda mono_ns: trail(), seed=1)


def luma(frame: Exposed) -> np.ndarray:
    made = painter()
    return made.planes(made.paint(frame))[0].astype(float)


def test_a_night_without_flash_is_black_with_noise() -> None:
    y, u, v = Stage(NIGHT).still(LIT).pixels.planes()
    assert y.mean() < 6
    assert y.std() > 0.5
    assert (u == 128).all()
    assert (v == 128).all()


def lit_rows(on_ms: float, off_ms: float) -> np.ndarray:
    """Brightness by row of a night frame of 4 ms, the flash on from … to …, counted from the frame's first light."""
    stage = Stage(NIGHT, settings={"passes_per_hour": 0})
    first_light = START_UP_NS - 4 * MS
    stage.world.flash.switch(first_light + round(on_ms * MS), True)
    stage.world.flash.switch(first_light + round(off_ms * MS), False)
    y, _, _ = stage.still(LIT).pixels.planes()
    return np.asarray(y.mean(axis=1))


def test_a_flash_over_the_whole_frame_lights_every_row() -> None:
    rows = lit_rows(0, 4 + 18)
    assert rows.min() > 8
    assert rows[80:].min() > 100


def test_a_flash_fired_after_the_last_row_leaves_the_picture_dark() -> None:
    assert lit_rows(23, 60).max() < 8


def test_a_flash_fired_late_leaves_the_top_dark() -> None:
    good, late = lit_rows(0, 22), lit_rows(12, 22)
    dark = late < 8
    # Row r ends 4 ms + r/108 × 18 ms after the first light: what ends before 12 ms saw nothing.
    assert dark[:46].all()
    assert not dark[60:].any()
    assert late[90:] == pytest.approx(good[90:], rel=0.1)


def test_a_flash_too_short_leaves_a_dark_band_at_the_bottom() -> None:
    good, short = lit_rows(0, 22), lit_rows(0, 12)
    # Row r begins r/108 × 18 ms after the first light: what begins after 12 ms saw nothing.
    assert (short[74:] < 8).all()
    assert short[:45] == pytest.approx(good[:45], rel=0.1)


def test_an_animal_shows_where_it_is_and_nowhere_else() -> None:
    calm = Stage(settings={"passes_per_hour": 0})
    busy = Stage(settings={"passes_per_hour": 0, "first_pass_s": 0})
    one = busy.world.passes.next_after(-1)
    assert one is not None
    middle_ns = (one.start_ns + one.end_ns) // 2
    planes = []
    for stage in (calm, busy):
        stage.run(middle_ns - 600 * MS)
        stage.camera.open(Exposure(4_000))
        stage.order(Exposure(4_000), from_ns=middle_ns)
        stage.run(S)
        planes.append(stage.of(ShotDone)[0].frame.pixels.planes()[0].astype(int))
    changed = abs(planes[0] - planes[1]) > 25
    columns = np.flatnonzero(changed.any(axis=0))
    assert changed.mean() > 0.03
    assert columns.min() > 192 * 0.15
    assert columns.max() < 192 * 0.85
    assert not changed[:20].any()


def test_twice_the_exposure_is_brighter_by_day_until_it_is_white() -> None:
    means = [luma(replace(FRAME, exposure_us=us)).mean() for us in (60, 250, 1_000, 4_000, 64_000)]
    assert means == sorted(means)
    assert means[0] < 60
    assert means[-1] > 240


def test_noise_grows_with_gain_at_the_same_brightness() -> None:
    noise = []
    for gain in (1.0, 4.0, 16.0):
        frame = replace(FRAME, exposure_us=round(1_000 / gain), gain=gain)
        noise.append((luma(frame) - luma(replace(frame, number=1))).std())
    assert noise[0] * 1.5 < noise[1] < noise[2] / 1.5


def test_the_foreground_is_lit_brighter_than_the_far_forest() -> None:
    ends_ns = FRAME.timestamp_ns + 20 * MS
    lit = replace(FRAME, exposure_us=4_000, gain=8.0, daylight=1e-8, flashes=((0, ends_ns),))
    rows = luma(lit).mean(axis=1)
    assert rows[-40:].mean() > 4 * rows[:100].mean()


def test_a_picture_is_coloured_by_day_and_grey_under_the_flash_even_at_dusk() -> None:
    made = painter()
    colour = []
    for frame in (FRAME, replace(FRAME, exposure_us=4_000, gain=8.0, daylight=1e-4, flashes=((0, 3 * S),))):
        _, u, v = made.planes(made.paint(frame))
        colour.append(abs(u.astype(int) - 128).mean() + abs(v.astype(int) - 128).mean())
    assert colour[0] > 3
    assert colour[1] < 0.5


def test_a_long_exposure_smears_the_animal_along_its_way() -> None:
    sharp = luma(replace(FRAME, passes=(LEOPARD,)))
    blurred = luma(replace(FRAME, exposure_us=33_000, daylight=FULL_DAY_US / 33_000, passes=(LEOPARD,)))
    body = (slice(105, 130), slice(200, 270))
    edges = [abs(np.diff(picture[body], axis=1)).mean() for picture in (sharp, blurred)]
    assert edges[1] < 0.6 * edges[0]


def test_every_frame_of_a_pass_can_be_painted_edges_included() -> None:
    made = painter()
    empty = made.paint(FRAME)
    for direction in (1, -1):
        one = replace(LEOPARD, direction=direction)
        changed = [
            int((made.paint(replace(FRAME, timestamp_ns=at, passes=(one,))) != empty).sum())
            for at in range(-S // 10, 5200 * MS, 200 * MS)
        ]
        assert max(changed) > 8_000
        assert min(changed[0], changed[-1]) < max(changed) / 4


def test_a_backdrop_handed_out_is_never_painted_over() -> None:
    made = painter()
    empty = made.paint(FRAME)
    before = empty.copy()
    made.paint(replace(FRAME, passes=(LEOPARD,)))
    assert (empty == before).all()


def test_two_threads_paint_what_one_would() -> None:
    frames = [replace(FRAME, number=n, timestamp_ns=(1000 + 70 * n) * MS, passes=(LEOPARD,)) for n in range(12)]
    made = painter()
    alone = [painter().paint(frame) for frame in frames]
    together: dict[int, np.ndarray] = {}

    def paint(numbers: range) -> None:
        for n in numbers:
            together[n] = made.paint(frames[n])

    threads = [Thread(target=paint, args=(range(start, 12, 2),)) for start in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert all((together[n] == alone[n]).all() for n in range(12))


def test_brightness_is_foretold_without_painting() -> None:
    for frame in (FRAME, replace(FRAME, exposure_us=250), replace(FRAME, exposure_us=4_000, gain=8.0, daylight=1e-8)):
        for flashes in ((), ((0, 3 * S),), ((0, FRAME.timestamp_ns + 5 * MS),)):
            one = replace(frame, flashes=flashes)
            assert one.luma == pytest.approx(luma(one).mean() / 255, abs=0.06)


def test_a_sensor_of_twelve_megapixels_sees_the_same_forest() -> None:
    large = forest(4608, 2592, seed=1)
    assert large.day.shape == large.front.shape == (2592, 4608)
    assert large.u.shape == (1296, 2304)
    assert large.day.mean() == pytest.approx(trail().day.mean(), rel=0.1)


def digest(seed: int) -> str:
    stage = Stage(video=True, settings={"seed": seed, "passes_per_hour": 1800, "first_pass_s": 0})
    stage.camera.open(Exposure(4_000))
    stage.run(3 * S)
    stage.order(Exposure(4_000), from_ns=3 * S)
    stage.run(S)
    seen = hashlib.sha256()
    for packet in stage.packets:
        seen.update(packet.timestamp_ns.to_bytes(8, "big") + packet.data)
    for plane in stage.of(ShotDone)[0].frame.pixels.planes():
        seen.update(plane.tobytes())
    return seen.hexdigest()


def test_the_same_seed_gives_the_same_frames_and_packets() -> None:
    assert digest(3) == digest(3)
    assert digest(3) != digest(4)
