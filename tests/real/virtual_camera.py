"""What stands in for a Pi under real picamera2 and real libcamera. All of it is outside the code under test.

libcamera's virtual camera plays the pictures of a folder. What it lacks, `install` adds:
- `pykms`, which picamera2 imports for previews that nobody sees here;
- a raw role, which picamera2 asks every camera for, and modes of a sensor, where a test wants them: the camera is
  then taken for a Raspberry Pi's, and picamera2 itself chooses among them;
- DMA heaps, for buffers: memfds take their place, two planes each, as the virtual camera wants them;
- the status of a frame: libcamera 0.4's virtual camera leaves it as the buffer's memory happens to be, and a buffer
  that happens to say "cancelled" is never seen again;
- a sensor (virtual_sensor.py): the virtual camera completes a frame the moment it is asked for one, and knows neither
  exposure nor gain.

A service gets all this from a `.pth` file beside it, with the line `import virtual_camera; virtual_camera.install()`.
"""

from __future__ import annotations

import mmap
import os
import sys
import threading
import types
from importlib.util import find_spec

from virtual_sensor import ORDERS, Sensor


def install(fps: float = 20) -> Sensor:
    """Whoever imports picamera2 from now on gets it with the stand-ins. Once a process; costs nothing before that."""
    sensor = Sensor(fps)
    sys.meta_path.insert(0, _AroundPicamera2(sensor))
    return sensor


class _AroundPicamera2:
    """Finds picamera2 where it is, and does its work before and after the import."""

    def __init__(self, sensor: Sensor) -> None:
        self._sensor = sensor

    def find_spec(self, name, path=None, target=None):
        if name != "picamera2":
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        load = spec.loader.exec_module

        def exec_module(module):
            _stand_in_for_kms()
            _install_in_libcamera(self._sensor)
            load(module)
            _install_in_picamera2(self._sensor)

        spec.loader.exec_module = exec_module
        return spec


def _stand_in_for_kms() -> None:
    for name in ("pykms", "kms"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["pykms"].PixelFormat = type("PixelFormat", (), {"__getattr__": lambda self, name: name})()


def _install_in_libcamera(sensor: Sensor) -> None:
    import libcamera

    camera, raw = libcamera.Camera, libcamera.StreamRole.Raw
    generate, queue, stop = camera.generate_configuration, camera.queue_request, camera.stop

    def stop_and_forget(self):
        sensor.stop()
        return stop(self)

    camera.generate_configuration = lambda self, roles: generate(
        self, [libcamera.StreamRole.Viewfinder if role == raw else role for role in roles]
    )
    camera.queue_request = lambda self, request: sensor.queue(self, request)
    camera.stop = stop_and_forget
    threading.Thread(target=sensor.run, args=(queue,), name="virtual-sensor", daemon=True).start()


def _install_in_picamera2(sensor: Sensor) -> None:
    import picamera2.picamera2 as vendor

    camera = vendor.Picamera2
    offered, order, listed = camera.camera_controls, camera.set_controls, camera.global_camera_info

    def set_controls(self, controls):
        sensor.order({name: controls.pop(name) for name in ORDERS if name in controls})
        order(self, controls)

    is_rpi_camera, make = camera._is_rpi_camera, camera._make_libcamera_config

    def make_from_modes(self, configuration):
        self._raw_modes = sensor.modes or self._raw_modes
        return make(self, configuration)

    camera._is_rpi_camera = lambda self: bool(sensor.modes) or is_rpi_camera(self)
    camera._make_libcamera_config = make_from_modes
    camera.camera_controls = property(lambda self: offered.fget(self) | dict.fromkeys(ORDERS, (0, 1, 0)))
    camera.set_controls = set_controls
    camera.global_camera_info = staticmethod(lambda: [] if sensor.has("gone") else listed())
    vendor.CompletedRequest = _request(sensor)
    vendor.DmaAllocator = _memfd_allocator()


def _request(sensor: Sensor):
    import libcamera
    import numpy as np
    from picamera2 import request as vendor

    class ReadOut(vendor.CompletedRequest):
        """A request whose pictures the sensor read out, and which tells how they were exposed."""

        def __init__(self, request, picam2):
            super().__init__(request, picam2)
            timestamp_ns = request.metadata[libcamera.controls.SensorTimestamp]
            sensor.seen(timestamp_ns)
            for stream, buffer in request.buffers.items():
                with picam2.allocator.sync(picam2.allocator, buffer, True) as memory:
                    height, stride = stream.configuration.size.height, stream.configuration.stride
                    rows = np.frombuffer(memory, np.uint8, stride * height).reshape(height, stride)
                    sensor.read_out(timestamp_ns, rows)

        def get_metadata(self):
            metadata = super().get_metadata()
            return metadata | sensor.facts(metadata["SensorTimestamp"])

    return ReadOut


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
