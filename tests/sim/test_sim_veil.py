"""Pictures of the simulated camera with something on its lens, and what the unit makes of them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from benchmarks.weather import Trail
from PIL import Image
from sim.sim_stage import LIT, NIGHT, NOON, Stage

from trapd.config import profile
from trapd.config.profile import Lens
from trapd.core.look import Look, Past, Verdict, judged, learned
from trapd.core.shots import Exposure
from trapd.core.units import S
from trapd.media.figures import look
from trapd.sim.forest import forest

CAMERA = profile.Camera(width=512, height=288)


@cache
def taken(lens: Lens = "clear", night: bool = False, flash_shines: bool = True, seed: int = 1) -> Look:
    """Of one picture, by day, or by night with the flash."""
    settings = {"passes_per_hour": 0, "lens": lens, "flash_shines": flash_shines, "seed": seed}
    stage = Stage(NIGHT if night else NOON, section=CAMERA, settings=settings)
    if night:
        stage.world.flash.switch(1, True)
    frame = stage.still(LIT if night else Exposure(4_000), from_ns=S)
    return look(frame.pixels.planes()[0])


def verdict(shown: Look, night: bool, seed: int) -> Verdict | None:
    past = Past()
    for _ in range(5):
        past = learned(past, taken(night=night, seed=seed))
    return judged(past, shown, lit=night)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(
    ("lens", "what"),
    [("clear", None), ("snow", "covered"), ("frost", "covered"), ("leaf", "covered"), ("tilted", "moved")],
)
def test_what_lies_on_the_lens_is_told_by_day(lens: Lens, what: Verdict | None, seed: int) -> None:
    assert verdict(taken(lens, seed=seed), night=False, seed=seed) == what


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("lens", "what"), [("clear", None), ("snow", "covered"), ("frost", "covered")])
def test_and_by_flash(lens: Lens, what: Verdict | None, seed: int) -> None:
    assert verdict(taken(lens, night=True, seed=seed), night=True, seed=seed) == what


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_flash_that_does_not_shine_is_told(seed: int) -> None:
    assert verdict(taken(night=True, flash_shines=False, seed=seed), True, seed) == "dark"


def test_sixty_days_of_weather_are_no_blindness() -> None:
    """Shade, cloud, haze, animals, a winter's snow on the ground and a summer's leaves."""
    trail = Trail(np.asarray(Image.fromarray(forest(512, 352, 1).day), np.float32), seed=2)
    past, doubt, doubts = Past(), None, 0
    for picture in trail.year(60):
        shown = look(picture.astype(np.uint8))
        verdict = judged(past, shown, lit=False)
        assert verdict is None or verdict != doubt
        past, doubt = (learned(past, shown), None) if verdict is None else (past, verdict)
        doubts += verdict is not None
    assert doubts <= 2
    assert past.pictures >= 58


def test_figures_are_those_of_the_picture_at_any_size() -> None:
    stripes = np.zeros((1296, 2304), np.uint8)
    stripes[:, ::2] = 200
    grey, edge = look(stripes), stripes.copy()
    assert set(grey.luma) == {100}
    assert set(grey.detail) == {0}, "finer than a point is flat"
    edge[:, 1152:] = 255
    assert sum(code > 0 for code in look(edge).detail) == 18
    assert len(look(np.zeros((48, 64), np.uint8)).detail) == len(grey.detail)
