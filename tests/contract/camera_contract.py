"""What every camera keeps, as stories. A backend adds a fixture `rig` and inherits them: see `test_camera.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from threading import Thread
from typing import Any, Protocol

import av
import numpy as np
import pytest

from trapd.config import profile
from trapd.core.events import CameraReady, Event, Metered, ShotDone, ShotFailed
from trapd.core.frames import Frame, Packet
from trapd.core.ports import Camera
from trapd.core.shots import Exposure, Shot, Trigger, Window
from trapd.core.units import MS, S
from trapd.runtime.clock import Clock

FIXED = Exposure(4_000, gain=2.0)
OTHER = Exposure(2_000, gain=4.0)
METERED = Exposure(4_000)


class Rig(Protocol):
    """One closed camera, and what came from it. The scene may be any, lit well enough to be seen."""

    camera: Camera
    section: profile.Camera
    clock: Clock
    events: list[Event]
    packets: list[Packet]

    def until(self, done: Callable[[], bool]) -> None:
        """Let time go by until `done()`; fails the test if that never happens."""
        ...

    def wait(self, span_ns: int) -> None:
        """Let so much time go by."""
        ...


def order(rig: Rig, number: int = 1, exposure: Exposure = METERED, **changes: Any) -> Shot:
    """A shot of the first frame from now on that fits, ordered."""
    now_ns = rig.clock.now_ns()
    shot = Shot(
        id=number,
        trigger=Trigger(1, "test", now_ns),
        number=number,
        exposure=exposure,
        window=Window(now_ns, now_ns + 60 * S),
        lit=False,
        deadline_ns=now_ns + 25 * S,
    )
    shot = replace(shot, **changes)
    rig.camera.shoot(shot)
    return shot


def answers(rig: Rig, shot: Shot) -> list[ShotDone | ShotFailed]:
    return [one for one in rig.events if isinstance(one, ShotDone | ShotFailed) and one.shot_id == shot.id]


def taken(rig: Rig, shot: Shot) -> Frame:
    """The shot's frame, waited for."""
    rig.until(lambda: bool(answers(rig, shot)))
    answer = answers(rig, shot)[0]
    assert isinstance(answer, ShotDone), answer
    return answer.frame


def failed(rig: Rig, shot: Shot) -> str:
    """Why the shot failed, waited for."""
    rig.until(lambda: bool(answers(rig, shot)))
    answer = answers(rig, shot)[0]
    assert isinstance(answer, ShotFailed), answer
    return answer.why


def opened(rig: Rig, exposure: Exposure = METERED) -> None:
    rig.camera.open(exposure)
    rig.until(lambda: any(isinstance(one, CameraReady) for one in rig.events))


def units(data: bytes) -> list[int]:
    """The kinds of the NAL units of an Annex B packet: 7 SPS, 8 PPS, 5 key slice, 1 other slice."""
    return [part[0] & 31 for part in data.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1") if part]


class CameraContract:
    """The stories. Nothing in them knows which camera it is."""

    def test_a_frame_lies_inside_the_window_of_its_shot_and_shows_what_was_ordered(self, rig: Rig) -> None:
        opened(rig, FIXED)
        shot = order(rig, exposure=FIXED)
        frame = taken(rig, shot)
        assert shot.accepts(frame)
        assert shot.window.from_ns <= frame.start_ns < frame.timestamp_ns < frame.end_ns <= rig.clock.now_ns()

    def test_a_window_in_the_future_is_waited_for(self, rig: Rig) -> None:
        opened(rig)
        from_ns = rig.clock.now_ns() + 700 * MS
        frame = taken(rig, order(rig, window=Window(from_ns, from_ns + 60 * S)))
        assert frame.start_ns >= from_ns

    def test_the_planes_are_those_of_yuv420(self, rig: Rig) -> None:
        opened(rig)
        frame = taken(rig, order(rig))
        h, w = rig.section.height, rig.section.width
        y, u, v = frame.pixels.planes()
        assert (frame.width, frame.height) == (w, h)
        assert [plane.shape for plane in (y, u, v)] == [(h, w), (h // 2, w // 2), (h // 2, w // 2)]
        assert all(plane.dtype == np.uint8 and plane.flags.c_contiguous for plane in (y, u, v))
        frame.pixels.release()

    def test_a_frame_is_asked_for_and_released_on_other_threads_even_twice(self, rig: Rig) -> None:
        opened(rig)
        frame = taken(rig, order(rig))
        seen: list[int] = []

        def card() -> None:
            seen.append(int(frame.pixels.planes()[0].max()))
            frame.pixels.release()
            frame.pixels.release()

        thread = Thread(target=card)
        thread.start()
        thread.join(30)
        assert seen
        assert seen[0] > 0
        taken(rig, order(rig, 2)).pixels.release()

    def test_a_shot_ordered_while_the_camera_opens_waits_for_it(self, rig: Rig) -> None:
        rig.camera.open(METERED)
        shot = order(rig)
        assert answers(rig, shot) == []
        taken(rig, shot).pixels.release()

    def test_stills_of_a_burst_come_in_order_each_a_frame_of_its_own(self, rig: Rig) -> None:
        opened(rig)
        now_ns = rig.clock.now_ns()
        shots = [order(rig, n, window=Window(now_ns + n * 400 * MS, now_ns + 60 * S)) for n in range(1, 4)]
        stamps = [taken(rig, shot).timestamp_ns for shot in shots]
        assert stamps == sorted(set(stamps))
        assert [one.shot_id for one in rig.events if isinstance(one, ShotDone)] == [1, 2, 3]

    def test_two_shots_of_the_same_moment_both_get_a_frame(self, rig: Rig) -> None:
        opened(rig)
        first, second = order(rig, 1), order(rig, 2)
        taken(rig, first)
        taken(rig, second)

    def test_a_shot_whose_light_never_comes_fails_once_at_its_deadline(self, rig: Rig) -> None:
        opened(rig, FIXED)
        shot = order(rig, exposure=OTHER, deadline_ns=rig.clock.now_ns() + 600 * MS)
        assert failed(rig, shot)
        assert rig.clock.now_ns() >= shot.deadline_ns
        rig.camera.expose(OTHER)
        rig.wait(500 * MS)
        assert len(answers(rig, shot)) == 1

    def test_a_window_too_short_for_any_frame_fails(self, rig: Rig) -> None:
        opened(rig)
        now_ns = rig.clock.now_ns()
        shot = order(rig, window=Window(now_ns, now_ns + 1 * MS), deadline_ns=now_ns + 600 * MS)
        assert failed(rig, shot)

    def test_another_exposure_shows_in_the_metadata_of_the_frames_that_have_it(self, rig: Rig) -> None:
        opened(rig, FIXED)
        taken(rig, order(rig, 1, exposure=FIXED))
        rig.camera.expose(OTHER)
        frame = taken(rig, order(rig, 2, exposure=OTHER))
        assert frame.exposure_us == pytest.approx(OTHER.exposure_us, rel=0.02)
        assert frame.gain == pytest.approx(OTHER.gain, rel=0.05)

    def test_a_metering_camera_never_exposes_longer_than_allowed(self, rig: Rig) -> None:
        opened(rig, Exposure(1_000))
        for number in range(1, 6):
            assert taken(rig, order(rig, number, exposure=Exposure(1_000_000))).exposure_us <= 1_020

    def test_closing_fails_what_is_pending_and_a_closed_camera_takes_no_order(self, rig: Rig) -> None:
        opened(rig)
        pending = order(rig, 1, window=Window(rig.clock.now_ns() + 20 * S, rig.clock.now_ns() + 60 * S))
        rig.camera.close()
        assert failed(rig, pending)
        assert failed(rig, order(rig, 2))
        rig.camera.close()
        rig.wait(200 * MS)
        assert len(answers(rig, pending)) == 1

    def test_it_opens_again_after_closing(self, rig: Rig) -> None:
        opened(rig)
        rig.camera.close()
        rig.events.clear()
        opened(rig)
        taken(rig, order(rig)).pixels.release()

    def test_it_tells_how_bright_it_is(self, rig: Rig) -> None:
        opened(rig)
        rig.until(lambda: any(isinstance(one, Metered) for one in rig.events))
        told = next(one for one in rig.events if isinstance(one, Metered))
        assert 0 < told.luma <= 1
        assert 0 < told.exposure_us <= METERED.exposure_us * 1.02
        assert told.gain >= 1

    def test_the_video_can_be_cut_at_every_key_frame(self, rig: Rig) -> None:
        opened(rig)
        rig.until(lambda: len(rig.packets) > 2 * rig.section.gop + 2)
        packets = rig.packets[:]
        stamps = [packet.timestamp_ns for packet in packets]
        keys = [n for n, packet in enumerate(packets) if packet.key]
        assert stamps == sorted(set(stamps))
        assert keys[0] == 0
        assert len(keys) >= 2
        assert all(later - earlier <= rig.section.gop for earlier, later in pairwise(keys))
        for packet in packets:
            kinds = units(packet.data)
            assert packet.data.startswith((b"\0\0\1", b"\0\0\0\1"))
            assert (5 in kinds) == packet.key
            if packet.key:
                assert kinds.index(7) < kinds.index(8) < kinds.index(5)

    def test_each_packet_is_one_picture_in_the_order_of_its_exposure(self, rig: Rig) -> None:
        opened(rig)
        rig.until(lambda: len(rig.packets) > rig.section.gop + 2)
        key = next(n for n, packet in enumerate(rig.packets) if n and packet.key)
        decoder = av.CodecContext.create("h264", "r")
        pictures = 0
        for packet in rig.packets[key : key + 3]:
            pictures += len(decoder.decode(av.Packet(packet.data)))
        pictures += len(decoder.decode(None))
        assert pictures == len(rig.packets[key : key + 3])

    def test_stills_and_video_are_the_same_frames(self, rig: Rig) -> None:
        opened(rig)
        rig.until(lambda: bool(rig.packets))
        stills = {taken(rig, order(rig, number)).timestamp_ns for number in range(1, 6)}
        rig.until(lambda: rig.packets[-1].timestamp_ns > max(stills))
        # A busy machine may leave frames out of the video, but hardly all five.
        assert stills & {packet.timestamp_ns for packet in rig.packets}
