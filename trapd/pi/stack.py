"""One opened picamera2, from configuration to close. Slow to import; most of its calls have been seen to hang."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from typing import Any

import libcamera
from picamera2 import MappedArray, Picamera2

from trapd.config import profile
from trapd.config.camera_memory import BUFFERS
from trapd.core.frames import Frame, Pixels
from trapd.core.ports import PostPacket
from trapd.core.shots import Exposure
from trapd.core.units import US, S
from trapd.pi.encoder import PacketOutput, encoder
from trapd.pi.pixels import CopiedPixels, HeldPixels, Unheld
from trapd.pi.planes import FORMATS, brightness, planes
from trapd.pi.streams import check_mode, streams
from trapd.pi.tuning import capped
from trapd.runtime.clock import boottime_offset_ns

BUSY = 3
"""Buffers that the pipeline itself needs to keep streaming: one exposed, one processed, one encoded."""


class Stack:
    """picamera2, configured; `start` makes it stream.

    One video configuration serves stills, bursts and clips: a mode switch costs 500 to 700 ms (picamera2 #1062).
    """

    def __init__(self, section: profile.Camera, packets: PostPacket | None) -> None:
        self._section = section
        self._packets = packets
        self._offset_ns = boottime_offset_ns()
        self._held = 0
        self._lock = threading.Lock()
        self._camera = camera = Picamera2(tuning=_tuning(section))
        # Whoever opened this closes it, and waits for it at exit: two closing at once would crash.
        atexit.unregister(camera.close)
        try:
            camera.configure(
                camera.create_video_configuration(
                    **streams(section, clips=packets is not None),
                    # Full range, as JPEG has it: stills are encoded straight from these planes.
                    colour_space=libcamera.ColorSpace.Sycc(),
                    buffer_count=BUFFERS,
                    queue=False,
                    display=None,
                )
            )
            self._shape = self._given()
            self._spare = len(camera.allocator.buffers(camera.streams[0])) - BUSY
        except Exception:
            self.close()
            raise

    def start(self, exposure: Exposure, see: Callable[[Any], None]) -> None:
        """Stream; `see(request)` is called on picamera2's thread for every frame."""
        camera = self._camera
        try:
            self.expose(exposure)
            camera.pre_callback = see
            if self._packets is not None:
                h264 = encoder(self._section)
                camera.start_encoder(h264, PacketOutput(h264, self._packets, self._mono_ns))
            camera.start()
        except Exception:
            self.close()
            raise

    def _mono_ns(self, sensor_ns: int) -> int:
        return sensor_ns - self._offset_ns

    def _given(self) -> tuple[str, int, int, int]:
        """Format, width, height and stride of the pictures, which must be those of the profile."""
        given = self._camera.camera_configuration()
        check_mode(self._section, given["sensor"])
        main = given["main"]
        section, (width, height) = self._section, main["size"]
        if (width, height) != (section.width, section.height):
            raise ValueError(
                f"the camera gives {width}x{height}, the profile wants {section.width}x{section.height}: "
                "set camera.width and camera.height to what it can give"
            )
        if main["format"] not in FORMATS:
            raise ValueError(f"the camera gives {main['format']} pictures, and YUV420 is needed")
        return main["format"], width, height, main["stride"]

    def expose(self, exposure: Exposure) -> None:
        """Order light; only what this camera offers. Takes effect some frames later."""
        self.exposure = exposure
        offered = self._camera.camera_controls
        wanted = _controls(self._section, exposure)
        # A request given back at the same moment would carry half of this away and forget the rest.
        with self._camera.request_lock:
            self._camera.set_controls({name: value for name, value in wanted.items() if name in offered})

    def frame(self, request: Any) -> Frame | None:
        """What this request shows, without its pixels held; None where it does not say how it was exposed.

        Its time is in whole µs, divided just as picamera2's encoders do, so that stills and packets agree.
        """
        facts = request.get_metadata()
        if "ExposureTime" not in facts or "AnalogueGain" not in facts:
            return None
        _, width, height, _ = self._shape
        return Frame(
            timestamp_ns=self._mono_ns(int(facts["SensorTimestamp"] / US) * US),
            exposure_us=facts["ExposureTime"],
            gain=facts["AnalogueGain"],
            readout_us=self._section.readout_us,
            width=width,
            height=height,
            pixels=Unheld(),
        )

    def luma(self, request: Any) -> float:
        """Mean brightness of the request's picture."""
        with MappedArray(request, "main", reshape=False, write=False) as mapped:
            return brightness(planes(mapped.array, *self._shape)[0])

    def hold(self, request: Any) -> Pixels:
        """The request's picture, kept: in place while the camera can spare the buffer, else copied out."""
        with self._lock:
            spare = self._held < self._spare
            self._held += spare
        return HeldPixels(request, self._shape, self._give_back) if spare else CopiedPixels(request, self._shape)

    def _give_back(self) -> None:
        with self._lock:
            self._held -= 1

    def close(self) -> None:
        """Stop the encoder, its last packets delivered, then the camera, and let go of it."""
        self._camera.pre_callback = None
        try:
            self._camera.stop_encoder()
        finally:
            self._camera.close()


def _tuning(section: profile.Camera) -> dict[str, Any] | None:
    """The tuning of the profile, or else libcamera's own for this sensor, with the longest exposure in it."""
    cameras = Picamera2.global_camera_info()
    if not cameras:
        raise ValueError("no camera found: check its cable, then `rpicam-hello --list-cameras`")
    try:
        tuning = Picamera2.load_tuning_file(section.tuning or f"{cameras[0]['Model']}.json")
    except RuntimeError:
        if section.tuning:
            raise ValueError(f"no tuning file {section.tuning}: see /usr/share/libcamera/ipa/rpi") from None
        return None  # a camera that is tuned by no file: its frames still have to show an exposure short enough
    return capped(tuning, section.longest_exposure_us, section.max_gain)


def _controls(section: profile.Camera, exposure: Exposure) -> dict[str, Any]:
    """libcamera's controls for this light. Zero gives exposure and gain back to the automatic."""
    frame_us = round(S / US / section.fps)
    automatic = exposure.gain is None
    controls: dict[str, Any] = {
        # An exposure longer than a frame stretches the frame; twice its length leaves room for the blanking.
        "FrameDurationLimits": (frame_us, max(frame_us, 2 * exposure.exposure_us)),
        "AeEnable": automatic,
        "ExposureTime": 0 if automatic else exposure.exposure_us,
        "AnalogueGain": 0.0 if automatic else exposure.gain,
    }
    if section.lens_position is not None:
        controls |= {"AfMode": libcamera.controls.AfModeEnum.Manual, "LensPosition": section.lens_position}
    return controls
