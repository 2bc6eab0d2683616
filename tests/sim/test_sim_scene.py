"""The user's own photos or video before the simulated lens."""

from __future__ import annotations

import wave
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from sim.sim_stage import LIT, NIGHT, Stage

from trapd.core.errors import BadSettings
from trapd.core.shots import Exposure
from trapd.core.units import MS, S
from trapd.sim.scene import SHOWN_S, open_scene

WIDE, HIGH = 192, 108


def photo(path: Path, grey: int, size: tuple[int, int] = (320, 180)) -> None:
    Image.new("RGB", size, (grey, grey, grey)).save(path)


def video(path: Path, greys: list[int], size: tuple[int, int] = (320, 180), fps: int = 10) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.time_base = Fraction(1, fps)
        for n, grey in enumerate(greys):
            frame = av.VideoFrame.from_ndarray(np.full((size[1], size[0], 3), grey, np.uint8), "rgb24")
            frame.pts = n
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def shown(path: Path, *times_ns: int) -> list[float]:
    scene = open_scene(str(path), WIDE, HIGH)
    return [float(scene.at(at).day.mean()) for at in times_ns]


def test_photos_are_shown_in_the_order_of_their_names_over_and_over(tmp_path: Path) -> None:
    for name, grey in (("b.png", 120), ("a.jpg", 40), ("c.JPEG", 200)):
        photo(tmp_path / name, grey)
    (tmp_path / "notes.txt").write_text("no picture")
    turn = SHOWN_S * S
    assert shown(tmp_path, 7, turn + 7, 2 * turn + 7, 3 * turn + 7) == pytest.approx([40, 120, 200, 40], abs=2)


def test_one_photo_is_a_scene_too(tmp_path: Path) -> None:
    photo(tmp_path / "one.png", 90)
    assert shown(tmp_path / "one.png", 0, 60 * S) == pytest.approx([90, 90], abs=2)


def test_the_middle_of_a_tall_photo_is_shown_upright(tmp_path: Path) -> None:
    image = Image.new("RGB", (100, 300), (10, 10, 10))
    image.paste((240, 240, 240), (0, 130, 50, 170))
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    image.save(tmp_path / "tall.jpg", exif=exif, quality=95)
    day = open_scene(str(tmp_path), WIDE, HIGH).at(0).day
    assert day[54, 20] < 40
    assert day[54, 170] > 200


def test_photos_are_lit_by_the_sun_and_the_flash_like_the_forest(tmp_path: Path) -> None:
    photo(tmp_path / "one.png", 128)
    settings: dict[str, object] = {"scene": str(tmp_path), "first_pass_s": 0}
    y, u, v = Stage(settings=settings).still(Exposure(4_000)).pixels.planes()
    assert y.mean() == pytest.approx(128, abs=6)
    assert y.std() < 5
    dark, _, _ = Stage(NIGHT, settings=settings).still(LIT).pixels.planes()
    assert dark.mean() < 6
    stage = Stage(NIGHT, settings=settings)
    stage.world.flash.switch(0, True)
    lit, u, v = stage.still(LIT).pixels.planes()
    assert lit[54, 96] > 60
    assert lit[54, 96] > lit[100, 5] * 1.2
    assert (u == 128).all()
    assert (v == 128).all()


def test_a_video_plays_at_its_own_speed_and_begins_again(tmp_path: Path) -> None:
    video(tmp_path / "walk.mp4", [30, 80, 130, 180])
    times = [S + n * 100 * MS + 10 * MS for n in range(6)]
    assert shown(tmp_path / "walk.mp4", S, *times[1:]) == pytest.approx([30, 80, 130, 180, 30, 80], abs=4)


def test_a_still_painted_late_shows_the_picture_of_its_own_moment(tmp_path: Path) -> None:
    video(tmp_path / "walk.mp4", [30, 80, 130, 180])
    scene = open_scene(str(tmp_path / "walk.mp4"), WIDE, HIGH)
    for n in range(4):
        scene.at(n * 100 * MS)
    assert scene.at(110 * MS).day.mean() == pytest.approx(80, abs=4)


def test_a_video_stands_still_while_nobody_looks(tmp_path: Path) -> None:
    video(tmp_path / "walk.mp4", [30, 80, 130, 180])
    assert shown(tmp_path / "walk.mp4", 0, 110 * MS, 3600 * S) == pytest.approx([30, 80, 130], abs=4)


def test_a_video_of_another_shape_fills_the_picture(tmp_path: Path) -> None:
    video(tmp_path / "tall.mp4", [90], size=(90, 160))
    day = open_scene(str(tmp_path / "tall.mp4"), WIDE, HIGH).at(0).day
    assert day.shape == (HIGH, WIDE)
    assert day.min() > 80


def test_a_torn_video_plays_as_far_as_it_goes(tmp_path: Path) -> None:
    video(tmp_path / "whole.ts", [30, 80, 130, 180] * 10)
    data = (tmp_path / "whole.ts").read_bytes()
    (tmp_path / "torn.ts").write_bytes(data[: len(data) // 2] + bytes(5000))
    levels = shown(tmp_path / "torn.ts", *(n * 100 * MS for n in range(80)))
    assert min(levels) < 40
    assert max(levels) > 170


def torn(path: Path) -> Path:
    photo(path / "good.jpg", 90)
    noise = np.random.default_rng(1).integers(0, 255, (400, 400, 3), np.uint8)
    Image.fromarray(noise).save(path / "torn.jpg")
    data = (path / "torn.jpg").read_bytes()
    (path / "torn.jpg").write_bytes(data[: len(data) // 2])
    return path


def named_only(path: Path) -> Path:
    (path / "note.jpg").write_text("a text that is called a picture")
    return path


def no_video(path: Path) -> Path:
    (path / "noise.mp4").write_bytes(bytes(range(256)) * 40)
    return path / "noise.mp4"


def only_sound(path: Path) -> Path:
    with wave.open(str(path / "howl.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16_000))
    return path / "howl.wav"


def empty_video(path: Path) -> Path:
    (path / "empty.mp4").touch()
    return path / "empty.mp4"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path / "nowhere", r"nowhere: there is no such folder or file"),
        (lambda path: path, r"no picture in this folder; put \.jpg"),
        (torn, r"torn\.jpg: not a whole picture"),
        (named_only, r"note\.jpg: not a whole picture"),
        (no_video, r"noise\.mp4: not a video that can be played"),
        (only_sound, r"howl\.wav: no moving picture"),
        (empty_video, r"empty\.mp4: not a video that can be played"),
    ],
)
def test_a_scene_that_cannot_be_shown_is_told_in_one_line(tmp_path: Path, make: object, says: str) -> None:
    with pytest.raises(BadSettings, match=says) as told:
        Stage(settings={"scene": str(make(tmp_path))})  # type: ignore[operator]
    assert "\n" not in str(told.value)
