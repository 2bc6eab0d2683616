"""trapd's own camera on real picamera2, real libcamera and its virtual camera: scripts/test-real camera."""

from __future__ import annotations

import gc
import io
import json
import os
import subprocess
import sys
import time

import av
import numpy as np
import pytest
import virtual_camera
import virtual_scene
from captions import caption
from contract.camera_contract import CameraContract, failed, opened, order, taken

from trapd.config import profile
from trapd.core.events import CameraLost, CameraReady, Metered, ShotDone
from trapd.core.shots import Exposure, Window
from trapd.core.units import MS, S
from trapd.media.mp4 import ClipWriter
from trapd.media.preroll import PreRoll
from trapd.pi import session
from trapd.pi.camera import Camera
from trapd.runtime.clock import FieldClock

pytestmark = [
    pytest.mark.real,
    pytest.mark.filterwarnings("ignore:setDaemon:DeprecationWarning"),  # picamera2 itself
]

FPS = 20
WIDTH, HEIGHT = virtual_scene.SIZE
DAY = Exposure(4_000)
NIGHT = Exposure(4_000, 8.0)
PATIENCE_S = 30


@pytest.fixture(scope="session")
def sensor():
    virtual_scene.render()
    return virtual_camera.install(FPS)


class PiRig:
    """trapd.pi.camera, and what came from it."""

    def __init__(self, **changes):
        # The virtual camera has all rows at once, and the shortest readout that the contract knows.
        ours = {
            "backend": "pi",
            "width": WIDTH,
            "height": HEIGHT,
            "fps": FPS,
            "readout_us": 1,
            "gop": 8,
            "silent_s": 2,
        }
        self.section = profile.Camera(**ours | changes)
        self.clock = FieldClock()
        self.events = []
        self.packets = []
        self.camera = Camera(self.section, self.events.append, self.packets.append, self.clock)

    def until(self, done):
        deadline = time.monotonic() + PATIENCE_S
        while not done():
            assert time.monotonic() < deadline, f"waited {PATIENCE_S} s in vain; {self.events}"
            time.sleep(0.005)

    def wait(self, span_ns):
        time.sleep(span_ns / S)

    def told(self, kind, times=1):
        """The newest event of a kind, once it came so many times."""
        found = []

        def came():
            found[:] = [event for event in self.events if isinstance(event, kind)]
            return len(found) >= times

        self.until(came)
        return found[-1]

    def close(self):
        self.camera.close()
        assert self.camera.closed_within(PATIENCE_S)

    def finish(self):
        self.close()
        for event in self.events:
            if isinstance(event, ShotDone):
                event.frame.pixels.release()


@pytest.fixture
def make_rig(sensor):
    rigs = []

    def make(**changes):
        rigs.append(PiRig(**changes))
        return rigs[-1]

    yield make
    sensor.faults.clear()
    sensor.modes, sensor.lamp, sensor.readout_ns = [], None, 0
    for rig in rigs:
        rig.finish()


@pytest.fixture
def rig(make_rig):
    return make_rig()


class TestPicamera2(CameraContract):
    """Every story of the contract."""


def shown(luma):
    """The number of the picture that this Y plane shows."""
    level = float(luma[200:].mean())
    number = round((level - virtual_scene.grey(0)) / (virtual_scene.grey(1) - virtual_scene.grey(0)))
    assert abs(level - virtual_scene.grey(number)) < 3, level
    return number


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
    now_ns = rig.clock.now_ns()
    windows = [Window(now_ns + number * 150 * MS, now_ns + 60 * S) for number in range(5)]
    shots = [order(rig, number, window=window) for number, window in enumerate(windows, start=1)]
    frames = [taken(rig, shot) for shot in shots]
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


def decoded(packets):
    """The pictures in a stream of packets, each with what it says of its range."""
    decoder = av.CodecContext.create("h264", "r")
    pictures = [frame for packet in packets for frame in decoder.decode(av.Packet(packet.data))]
    return pictures + decoder.decode(None)


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


def test_three_clips_in_a_row_each_with_its_whole_pre_roll(rig):
    opened(rig)
    for _ in range(3):
        begin = len(rig.packets)
        rig.until(lambda begin=begin: len(rig.packets) > begin + 2 * FPS)
        ring = PreRoll(S)
        before = list(rig.packets)
        for packet in before:
            ring.take(packet)
        asked_ns = before[-1].timestamp_ns - S
        rig.until(lambda before=before: len(rig.packets) > len(before) + FPS)
        packets = ring.since(asked_ns) + rig.packets[len(before) :]
        file = io.BytesIO()
        clip = ClipWriter(file, caption(media="clip", number=0), FPS)
        for packet in packets:
            clip.write(packet)
        clip.close(lambda: None)
        file.seek(0)
        with av.open(file) as container:
            pictures = list(container.decode(video=0))
        assert packets[0].timestamp_ns <= asked_ns
        assert len(pictures) == len(packets)
        length_s = (packets[-1].timestamp_ns - packets[0].timestamp_ns) / S
        assert pictures[-1].time - pictures[0].time == pytest.approx(length_s, abs=0.001)


def test_open_close_open_three_times(rig):
    for number in range(1, 4):
        rig.events.clear()
        opened(rig)
        taken(rig, order(rig, number))
        rig.camera.close()
    rig.close()
    rig.packets.clear()
    rig.wait(200 * MS)
    assert rig.packets == []


def test_a_frame_outlives_the_camera_that_took_it(rig):
    opened(rig)
    frame = taken(rig, order(rig))
    before = frame.pixels.planes()[0].copy()
    rig.close()
    assert np.array_equal(frame.pixels.planes()[0], before)
    frame.pixels.release()
    rig.events.clear()
    opened(rig)
    taken(rig, order(rig, 2))


def test_a_camera_closed_before_it_was_open(rig):
    rig.camera.open(DAY)
    rig.close()
    assert rig.events == []
    opened(rig)
    taken(rig, order(rig))


def test_a_camera_that_falls_silent_is_lost_and_can_be_opened_again(rig, sensor):
    opened(rig)
    sensor.faults.add("silent")
    assert failed(rig, order(rig)) == "no frame for 2 s"
    assert rig.told(CameraLost).why == "no frame for 2 s"
    sensor.faults.clear()
    rig.events.clear()
    opened(rig)
    taken(rig, order(rig, 2))


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # of a picamera2 that could not open
def test_a_camera_that_hangs_when_it_is_closed_hangs_nobody_else(rig, sensor, monkeypatch):
    monkeypatch.setattr(session, "CLOSE_S", 1)
    opened(rig)
    sensor.faults.add("stuck")
    rig.camera.close()
    assert failed(rig, order(rig)) == "the camera is closed"
    assert rig.told(CameraLost).why == "the camera did not close within 1 s"
    rig.camera.open(DAY)
    assert "busy" in rig.told(CameraLost, times=2).why.lower()
    sensor.faults.clear()
    rig.events.clear()
    while CameraReady() not in rig.events:
        rig.camera.open(DAY)
        rig.wait(200 * MS)
    taken(rig, order(rig, 2))
    gc.collect()  # its warning belongs here, not to whichever test the collector would run in


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # picamera2's own thread dies
def test_an_encoder_that_dies_takes_the_stream_with_it_and_is_noticed(rig, monkeypatch):
    from trapd.pi.encoder import SoftwareEncoder

    def die(*_):
        raise OSError("the encoder is gone")

    opened(rig)
    with monkeypatch.context() as patch:
        patch.setattr(SoftwareEncoder, "_encode", die)
        assert rig.told(CameraLost).why == "no frame for 2 s"
    rig.events.clear()
    opened(rig)
    taken(rig, order(rig))


def test_a_vendor_that_raises_in_the_midst_of_a_frame_loses_the_camera_and_says_why(rig, monkeypatch):
    from trapd.pi.stack import Stack

    def fail(*_):
        raise RuntimeError("failed to find buffer")

    opened(rig)
    with monkeypatch.context() as patch:
        patch.setattr(Stack, "hold", fail)
        assert failed(rig, order(rig)) == "failed to find buffer"
        assert rig.told(CameraLost).why == "failed to find buffer"
    rig.events.clear()
    opened(rig)
    taken(rig, order(rig, 2))


def test_a_program_that_ends_with_the_camera_open_ends_well():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ENDS_WITH_THE_CAMERA_OPEN],
        env=os.environ | {"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "open\n"), done.stderr


ENDS_WITH_THE_CAMERA_OPEN = """
import virtual_camera
virtual_camera.install(20)
from test_picamera2 import DAY, PiRig, opened
rig = PiRig()
opened(rig, DAY)
print("open")
"""


def test_no_camera_at_all(rig, monkeypatch):
    from picamera2 import Picamera2

    with monkeypatch.context() as patch:
        patch.setattr(Picamera2, "global_camera_info", staticmethod(list))
        rig.camera.open(DAY)
        assert rig.told(CameraLost).why.startswith("no camera found: check its cable")
    opened(rig)


def test_a_size_that_the_camera_cannot_give(make_rig):
    rig = make_rig(width=800, height=600)
    rig.camera.open(DAY)
    assert rig.told(CameraLost).why.startswith("the camera gives 640x480, the profile wants 800x600")


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
