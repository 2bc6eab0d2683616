"""What stands in for a Pi under real picamera2 and real libcamera. All of it is outside the code under test.

libcamera's virtual camera plays the pictures of a folder. What it lacks, `install` adds:
- `pykms`, which picamera2 imports for previews that nobody sees here;
- a raw role, which picamera2 asks every camera for, and modes of a sensor, where a test wants them: the camera is
  then taken for a Raspberry Pi's, and picamera2 itself chooses among them;
- DMA heaps, for buffers: memfds take their place, two planes each, as the virtual camera wants them;
- the status of a frame: libcamera 0.4's virtual camera leaves it as the buffer's memory happens to be, and a buffer
  that happens to say "cancelled" is never seen again;
- a sensor: the virtual camera completes a frame the moment it is asked for one, and knows neither exposure nor gain.

`Sensor` is also where a test makes the camera fall silent or hang.
"""

from __future__ import annotations

import collections
import mmap
import os
import sys
import threading
import time
import types
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SCENE = Path("/opt/scene")
"""The folder that virtual.yaml names (scripts/test-real); libcamera reads it once, when it is loaded."""
SIZE = (640, 480)
SMALL = (320, 240)
"""The other size that virtual.yaml offers, for a second stream."""
PICTURES = 8
REPEAT = 4
"""libcamera shows each picture for four frames."""


def grey(picture: int) -> int:
    """How bright picture number so-and-so is: 32, 56, … 200."""
    return 32 + 24 * picture


def render_scene() -> None:
    """Numbered pictures of known brightness, blue on the left and red on the right."""
    SCENE.mkdir(parents=True, exist_ok=True)
    for number in range(PICTURES):
        level = grey(number)
        picture = Image.new("YCbCr", SIZE, (level, 128, 128))
        draw = ImageDraw.Draw(picture)
        draw.rectangle((0, 200, 319, 479), fill=(level, 168, 108))
        draw.rectangle((320, 200, 639, 479), fill=(level, 108, 168))
        draw.text((20, 20), str(number), fill=(255, 128, 128), font=ImageFont.load_default(96))
        picture.save(SCENE / f"{number}.jpg", quality=95)


LAG_FRAMES = 3
METERED = {"ExposureTime": 900, "AnalogueGain": 1.5}
"""What the sensor's automatic settles on: the scene is bright."""
ORDERS = ("AeEnable", "ExposureTime", "AnalogueGain")


class Sensor:
    """Paces the frames, and obeys orders of exposure and gain some frames late, as a real one does."""

    def __init__(self, fps: float) -> None:
        self.frame_ns = round(1e9 / fps)
        self.mute = False
        """Say nothing of the exposure, as the bare virtual camera does."""
        self.silent = False
        """Expose no more frames."""
        self.let_go = threading.Event()
        """While it is clear, stopping the camera hangs."""
        self.let_go.set()
        self.orders: list[dict[str, float]] = []
        """All that reached the camera."""
        self.modes: list[dict[str, object]] = []
        """In picamera2's words: `format` and `size`."""
        self._light: list[tuple[int, dict[str, float]]] = [(0, METERED)]
        self._waiting: collections.deque[tuple[object, object]] = collections.deque()
        self._streams = False
        self._lock = threading.Lock()

    def order(self, controls: dict[str, float]) -> None:
        self.orders.append(controls)
        fixed = {name: controls[name] for name in ("ExposureTime", "AnalogueGain") if controls.get(name)}
        from_ns = time.monotonic_ns() + LAG_FRAMES * self.frame_ns if self._streams else 0
        self._light.append((from_ns, METERED | fixed))

    def facts(self, timestamp_ns: int) -> dict[str, float]:
        """What a frame of this time says of its exposure."""
        return {} if self.mute else [light for from_ns, light in self._light if from_ns <= timestamp_ns][-1]

    def queue(self, camera: object, request: object) -> None:
        with self._lock:
            self._streams = True
            self._waiting.append((camera, request))

    def forget(self) -> None:
        with self._lock:
            self._streams = False
            self._waiting.clear()

    def run(self, expose) -> None:
        """One frame a tick, for ever."""
        tick = time.monotonic_ns()
        while True:
            tick = max(tick + self.frame_ns, time.monotonic_ns() - self.frame_ns)
            time.sleep(max(0, tick - time.monotonic_ns()) / 1e9)
            with self._lock:
                if self._waiting and not self.silent:
                    expose(*self._waiting.popleft())


def install(fps: float) -> Sensor:
    """Put the stand-ins in place, before anything imports picamera2. Once a process."""
    render_scene()
    for name in ("pykms", "kms"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["pykms"].PixelFormat = type("PixelFormat", (), {"__getattr__": lambda self, name: name})()

    import libcamera

    camera, raw = libcamera.Camera, libcamera.StreamRole.Raw
    generate, queue, stop = camera.generate_configuration, camera.queue_request, camera.stop
    sensor = Sensor(fps)

    def stop_and_forget(self):
        sensor.let_go.wait()
        sensor.forget()
        return stop(self)

    camera.generate_configuration = lambda self, roles: generate(
        self, [libcamera.StreamRole.Viewfinder if role == raw else role for role in roles]
    )
    camera.queue_request = lambda self, request: sensor.queue(self, request)
    camera.stop = stop_and_forget
    threading.Thread(target=sensor.run, args=(queue,), name="virtual-sensor", daemon=True).start()
    _install_in_picamera2(sensor)
    return sensor


def _install_in_picamera2(sensor: Sensor) -> None:
    import picamera2.picamera2 as vendor
    from picamera2.request import CompletedRequest

    camera = vendor.Picamera2
    offered, order, facts = camera.camera_controls, camera.set_controls, CompletedRequest.get_metadata

    def set_controls(self, controls):
        sensor.order({name: controls.pop(name) for name in ORDERS if name in controls})
        order(self, controls)

    def get_metadata(self):
        metadata = facts(self)
        return metadata | sensor.facts(metadata["SensorTimestamp"])

    is_rpi_camera, make = camera._is_rpi_camera, camera._make_libcamera_config

    def make_from_modes(self, configuration):
        self._raw_modes = sensor.modes or self._raw_modes
        return make(self, configuration)

    camera._is_rpi_camera = lambda self: bool(sensor.modes) or is_rpi_camera(self)
    camera._make_libcamera_config = make_from_modes
    camera.camera_controls = property(lambda self: offered.fget(self) | dict.fromkeys(ORDERS, (0, 1, 0)))
    camera.set_controls = set_controls
    CompletedRequest.get_metadata = get_metadata
    vendor.DmaAllocator = _memfd_allocator()


def _memfd_allocator():
    import libcamera
    from picamera2.allocators import allocator as vendor

    class MemfdAllocator(vendor.Allocator):
        """Each buffer is a memfd with a Y plane and a UV plane."""

        class Mapping(vendor.Sync):
            def __init__(self, allocator, buffer, write):
                self._map = allocator.maps[buffer]

            def __enter__(self):
                return self._map

            def __exit__(self, *exc):
                pass

        def __init__(self):
            super().__init__()
            self.sync = self.Mapping
            self.maps, self._buffers = {}, {}

        def allocate(self, configuration, use_case):
            for stream in configuration:
                self._buffers[stream.stream] = [self._good(stream) for _ in range(stream.buffer_count)]

        def buffers(self, stream):
            return self._buffers[stream]

        def _good(self, stream):
            """A buffer whose status is that of a good frame; the others stay, lest their memory come again."""
            bad = []
            while (buffer := self._buffer(stream)).metadata.status != libcamera.FrameMetadata.Status.Success:
                bad.append(buffer)
            self.maps[buffer] = mmap.mmap(buffer.planes[0].fd, stream.frame_size)
            return buffer

        def _buffer(self, stream):
            luma = stream.stride * stream.size.height
            memory = os.memfd_create("frame")
            os.ftruncate(memory, stream.frame_size)
            planes = []
            for offset, length in ((0, luma), (luma, stream.frame_size - luma)):
                plane = libcamera.FrameBuffer.Plane()
                plane.fd, plane.offset, plane.length = memory, offset, length
                planes.append(plane)
            buffer = libcamera.FrameBuffer(planes)
            os.close(memory)
            return buffer

    return MemfdAllocator
