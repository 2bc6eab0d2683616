"""trapd's own camera on real picamera2, real libcamera and its virtual camera: scripts/test-real camera."""

from __future__ import annotations

import json

import numpy as np
import pytest
import virtual_scene
from contract.camera_contract import CameraContract, failed, opened, order, taken
from pi_rig import DAY, HEIGHT, NIGHT, WIDTH, decoded, shown

from trapd.core.events import CameraLost, Metered, ShotDone
from trapd.core.shots import Window
from trapd.core.units import MS, S

pytestmark = [
    pytest.mark.real,
    pytest.mark.filterwarnings("ignore:setDaemon:DeprecationWarning"),  # picamera2 itself
]


class TestPicamera2(CameraContract):
    """Every story of the contract."""


def test_a_still_shows_what_is_before_the_camera(rig):
    opened(rig)
    before_ns = rig.clock.now_ns()
    frame = taken(rig, order(rig))
    assert before_ns < frame.timestamp_ns < rig.clock.now_ns()
    y, u, v = frame.pixels.planes()
    shown(y)
    left, right = (slice(120, None), slice(0, 140)), (slice(120, None), slice(180, None))
    colours = {"blue": (u[left], 168), "not red": (v[left], 108), "not blue": (u[right], 108), "red": (v[right], 168)}
    assert {name: round(float(part.mean()) - wanted) for name, (part, wanted) in colours.items()} == dict.fromkeys(
        colours, 0
    )


def test_a_kept_frame_stays_while_the_camera_streams_on(rig):
    opened(rig)
    frame = taken(rig, order(rig))
    as_taken = [plane.copy() for plane in frame.pixels.planes()]
    rig.packets.clear()
    rig.until(lambda: len(rig.packets) > 3 * virtual_scene.REPEAT)
    assert all(np.array_equal(now, then) for now, then in zip(frame.pixels.planes(), as_taken, strict=True))
    frame.pixels.release()
    with pytest.raises(ValueError, match="released"):
        frame.pixels.planes()


def test_a_burst_of_five_that_nobody_releases_does_not_starve_the_camera(rig):
    opened(rig)
    frames = []
    for number in range(1, 6):
        next_ns = frames[-1].timestamp_ns + 110 * MS if frames else rig.clock.now_ns()
        frames.append(taken(rig, order(rig, number, window=Window(next_ns, next_ns + 60 * S))))
    assert all(np.diff([frame.timestamp_ns for frame in frames]) >= 100 * MS)
    pictures = [shown(frame.pixels.planes()[0]) for frame in frames]
    assert len(set(pictures)) > 2
    assert taken(rig, order(rig, 6)).timestamp_ns > frames[-1].timestamp_ns
    assert [shown(frame.pixels.planes()[0]) for frame in frames] == pictures


def test_a_still_is_chosen_by_its_timestamp_not_by_when_it_was_ordered(rig):
    opened(rig)
    now_ns = rig.clock.now_ns()
    later = order(rig, 1, window=Window(now_ns + 900 * MS, now_ns + 1_200 * MS))
    sooner = order(rig, 2, window=Window(now_ns + 300 * MS, now_ns + 600 * MS))
    for shot in (sooner, later):
        frame = taken(rig, shot)
        assert shot.window.from_ns <= frame.start_ns
        assert frame.end_ns <= shot.window.until_ns


def test_a_camera_that_does_not_tell_its_exposure_takes_no_picture(rig, sensor):
    sensor.faults.add("mute")
    opened(rig)
    shot = order(rig, deadline_ns=rig.clock.now_ns() + 500 * MS)
    assert failed(rig, shot) == "the camera does not say how its frames are exposed"


def test_the_brightness_that_it_tells_is_that_of_a_picture_of_the_scene(rig):
    opened(rig)
    told = rig.told(Metered).luma * 255
    assert min(abs(told - virtual_scene.grey(number)) for number in range(virtual_scene.PICTURES)) < 6


def test_the_camera_does_not_meter_while_the_flash_is_waited_for(rig):
    opened(rig)
    rig.told(Metered)
    now_ns = rig.clock.now_ns()
    shot = order(rig, lit=True, window=Window(now_ns + 4 * S, now_ns + 60 * S))
    rig.wait(100 * MS)
    rig.events.clear()
    taken(rig, shot)
    first = next(number for number, event in enumerate(rig.events) if isinstance(event, ShotDone))
    assert not any(isinstance(event, Metered) for event in rig.events[:first])
    rig.told(Metered)


def test_the_video_shows_the_frames_that_its_timestamps_name(rig):
    opened(rig)
    stills = [taken(rig, order(rig, number)) for number in range(1, 5)]
    rig.until(lambda: rig.packets[-1].timestamp_ns > stills[-1].timestamp_ns)
    packets = list(rig.packets)
    pictures = decoded(packets)
    assert len(pictures) == len(packets)
    for still in stills:
        number = [packet.timestamp_ns for packet in packets].index(still.timestamp_ns)
        assert shown(pictures[number].to_ndarray(format="yuvj420p")[:HEIGHT]) == shown(still.pixels.planes()[0])


def test_the_video_says_that_its_black_is_0_as_it_is_in_the_stills(rig):
    opened(rig)
    rig.until(lambda: len(rig.packets) > 2)
    assert {picture.color_range for picture in decoded(list(rig.packets))} == {2}  # AVCOL_RANGE_JPEG


def test_clips_smaller_than_the_stills_come_from_the_same_frames(make_rig):
    width, height = virtual_scene.SMALL
    rig = make_rig(video_width=width, video_height=height)
    opened(rig)
    stills = [taken(rig, order(rig, number)) for number in range(1, 5)]
    rig.until(lambda: rig.packets[-1].timestamp_ns > stills[-1].timestamp_ns)
    packets = list(rig.packets)
    pictures = decoded(packets)
    assert {(picture.width, picture.height) for picture in pictures} == {(width, height)}
    for still in stills:
        y, _, _ = still.pixels.planes()
        assert y.shape == (HEIGHT, WIDTH)
        number = [packet.timestamp_ns for packet in packets].index(still.timestamp_ns)
        small = pictures[number].to_ndarray(format="yuvj420p")[:height]
        assert float(small[120:].mean()) == pytest.approx(float(y[240:].mean()), abs=2)


MODES = [{"format": "SRGGB10_CSI2P", "size": size} for size in ((640, 480), (1280, 960))]
FULL = {"sensor_width": 1280, "sensor_height": 960, "sensor_bit_depth": 10}


def test_the_sensor_runs_in_the_mode_of_the_profile(make_rig, sensor):
    sensor.modes = MODES
    rig = make_rig(**FULL)
    opened(rig)
    taken(rig, order(rig))


def test_a_sensor_without_the_mode_of_the_profile(make_rig, sensor):
    sensor.modes = MODES[:1]
    rig = make_rig(**FULL)
    rig.camera.open(DAY)
    assert rig.told(CameraLost).why.startswith(
        "the sensor runs 640x480 at 10 bits, the profile wants 1280x960 at 10 bits: camera.readout_us holds for"
    )


def test_a_camera_that_tells_no_mode_cannot_be_trusted_with_one(make_rig):
    rig = make_rig(**FULL)
    rig.camera.open(DAY)
    assert rig.told(CameraLost).why.startswith("the sensor runs in no mode that it tells, the profile wants 1280x960")


def test_a_tuning_file_that_does_not_exist(make_rig):
    rig = make_rig(tuning="imx000.json")
    rig.camera.open(DAY)
    assert rig.told(CameraLost).why.startswith("no tuning file imx000.json")


def test_the_tuning_that_the_camera_gets_holds_the_longest_exposure(make_rig, tmp_path, monkeypatch):
    tuning = {"rpi.agc": {"exposure_modes": {"normal": {"shutter": [100, 66_666], "gain": [1.0, 8.0]}}}}
    file = tmp_path / "sensor.json"
    file.write_text(json.dumps(tuning))
    written = []
    dump = json.dump
    monkeypatch.setattr(json, "dump", lambda value, *rest: (written.append(value), dump(value, *rest)))
    opened(make_rig(tuning=str(file), longest_exposure_us=4_000, max_gain=6))
    assert written[0]["rpi.agc"]["exposure_modes"]["normal"] == {"shutter": [100, 4_000], "gain": [1.0, 6.0]}


def test_only_what_the_camera_has_is_ordered(make_rig, sensor):
    sensor.orders.clear()
    rig = make_rig(lens_position=1.5)
    opened(rig, NIGHT)
    assert sensor.orders == [{"AeEnable": False, "ExposureTime": 4_000, "AnalogueGain": 8.0}]
