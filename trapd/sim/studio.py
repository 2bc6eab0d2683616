"""Where frames become pixels and packets. Loads its libraries when the first frame is painted, not before."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from threading import Lock
from typing import TYPE_CHECKING

from trapd.config import profile
from trapd.core.frames import Packet
from trapd.runtime.worker import Worker
from trapd.sim.animals import Pass
from trapd.sim.exposed import Exposed
from trapd.sim.thrift import return_large_blocks
from trapd.sim.world import World

if TYPE_CHECKING:
    from trapd.sim.encoder import Encoder
    from trapd.sim.picture import Painter
    from trapd.sim.scene import Scene
    from trapd.sim.view import Bytes, View


class Studio:
    """Paints and encodes the frames of one camera. `planes` is safe from any thread, `encode` is for one worker."""

    def __init__(self, section: profile.Camera, world: World) -> None:
        """Raises `BadSettings` if `world.scene` cannot be shown."""
        self._section = section
        self._world = world
        self._seed = world.settings.seed
        self._lock = Lock()
        self._made: Painter | None = None
        self._encoder: Encoder | None = None
        self._scene: Scene | None = None
        if world.settings.scene is not None:
            from trapd.sim.scene import open_scene

            self._scene = open_scene(world.settings.scene, section.width, section.height)

    def passes(self, mono_ns: int) -> tuple[Pass, ...]:
        """The animals in view; none before the user's own pictures. For the loop's thread."""
        if self._scene is not None:
            return ()
        return tuple(one for one in self._world.passes.upto(mono_ns) if mono_ns <= one.end_ns)

    def planes(self, frame: Exposed) -> tuple[Bytes, Bytes, Bytes]:
        """Y, U and V of a frame."""
        painter = self._painter()
        return painter.planes(painter.paint(frame))

    def prepare(self) -> None:
        """Load the libraries and paint the backdrop: about a second, best spent before the first frame."""
        self._painter()

    def encode(self, frame: Exposed) -> list[Packet]:
        """The frame as the next picture of the video."""
        if self._encoder is None:
            from trapd.sim.encoder import Encoder

            self._encoder = Encoder(self._section)
        return self._encoder.encode(self._painter().paint(frame), frame.timestamp_ns)

    def end_video(self, worker: Worker) -> None:
        """After the frames in hand: the next one begins a new stream, with a key frame."""
        worker.submit(self._forget_encoder, lambda _: None)

    def _forget_encoder(self) -> None:
        self._encoder = None

    def _painter(self) -> Painter:
        with self._lock:
            if self._made is None:
                return_large_blocks()
                from trapd.sim.picture import Painter

                width, height = self._section.width, self._section.height
                self._made = Painter(width, height, self._look(width, height), self._seed)
            return self._made

    def _look(self, width: int, height: int) -> Callable[[int], View]:
        """What stands before the lens, by time."""
        from trapd.sim.veil import through

        shows = self._forest(width, height) if self._scene is None else self._scene.at
        veiled = lru_cache(maxsize=1)(partial(through, seed=self._seed))
        return lambda mono_ns: veiled(shows(mono_ns), self._world.lens)

    def _forest(self, width: int, height: int) -> Callable[[int], View]:
        from trapd.sim.forest import forest

        trail = forest(width, height, self._seed)
        return lambda mono_ns: trail
