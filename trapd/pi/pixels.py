"""The picture inside a picamera2 request: planes over the camera's own buffer, or a copy where buffers run short."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

from picamera2 import MappedArray

from trapd.pi.planes import Planes, planes


class Unheld:
    """The pixels of a frame that is only looked at: nobody keeps them."""

    def planes(self) -> Planes:
        raise ValueError("the frame was not held: its buffer is the camera's again")

    def release(self) -> None:
        pass


class HeldPixels:
    """A request kept out of the camera's circulation until `release`."""

    def __init__(self, request: Any, shape: tuple[str, int, int, int], released: Callable[[], None]) -> None:
        request.acquire()
        self._mapped = MappedArray(request, "main", reshape=False, write=False)
        self._planes: Planes | None = planes(self._mapped.__enter__().array, *shape)
        self._request = request
        self._released = released
        self._lock = threading.Lock()

    def planes(self) -> Planes:
        if self._planes is None:
            raise ValueError("the frame was released: its buffer is the camera's again")
        return self._planes

    def release(self) -> None:
        with self._lock:
            if self._planes is None:
                return
            self._planes = None
        # A camera closed in the meantime takes no buffer back, and says so in more than one way.
        with contextlib.suppress(Exception):
            self._mapped.__exit__(None, None, None)
        with contextlib.suppress(Exception):
            self._request.release()
        self._released()


class CopiedPixels:
    """A picture copied out, its buffer already back in circulation."""

    def __init__(self, request: Any, shape: tuple[str, int, int, int]) -> None:
        self._planes: Planes | None = planes(request.make_buffer("main"), *shape)

    def planes(self) -> Planes:
        if self._planes is None:
            raise ValueError("the frame was released")
        return self._planes

    def release(self) -> None:
        self._planes = None
