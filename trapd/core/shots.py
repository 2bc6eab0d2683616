"""Shots and clips as values, and the rule that says which frame may be kept.

A shot is an order for one picture: the light it is taken in, the window that the whole exposure must lie in, and a
deadline. Frames are chosen by their sensor timestamps and metadata, never by hope.
"""

from __future__ import annotations

from typing import Literal

from trapd.core.frames import Frame
from trapd.core.value import value

TriggerKind = Literal["motion", "time-lapse", "proof-of-life", "test", "aim"]
"""`aim`: a frame is shown, and not kept. Its sequence is below zero: none of those that pictures have."""

EXPOSURE_SLACK = 0.02
"""Sensors set exposure in whole lines: 2 % covers the coarsest line (29 µs) at the shortest night exposure in use."""
GAIN_SLACK = 0.05
"""Analogue gain comes in steps of up to 1/256 of its inverse; 5 % covers IMX477 at its highest gain."""


@value
class Trigger:
    """Why pictures are taken: one trigger has one sequence number, and all its files carry it."""

    sequence: int
    kind: TriggerKind
    mono_ns: int
    """The kernel's timestamp of the PIR edge, or the time of the schedule's tick."""
    sensor: str | None = None
    confirmed_by: str | None = None


@value
class Exposure:
    """The light a frame is taken in. `gain is None`: the camera meters, but never beyond `exposure_us`."""

    exposure_us: int
    gain: float | None = None

    def ordered(self, frame: Frame) -> bool:
        """Whether the frame's own metadata show what was ordered."""
        if self.gain is None:
            return frame.exposure_us <= self.exposure_us * (1 + EXPOSURE_SLACK)
        return (
            abs(frame.exposure_us - self.exposure_us) <= self.exposure_us * EXPOSURE_SLACK
            and abs(frame.gain - self.gain) <= self.gain * GAIN_SLACK
        )


@value
class Window:
    """A span of time, both ends in mono_ns. For a lit shot: while the flash is surely at its full light."""

    from_ns: int
    until_ns: int

    def holds(self, frame: Frame) -> bool:
        """Whether every row of the frame was exposed inside the window."""
        return self.from_ns <= frame.start_ns and frame.end_ns <= self.until_ns


@value
class Shot:
    """An order for one still."""

    id: int
    trigger: Trigger
    number: int
    """1 for the first still of its trigger."""
    exposure: Exposure
    window: Window
    lit: bool
    """By the IR flash."""
    deadline_ns: int
    """After this the shot has failed, whatever the camera still delivers."""

    def accepts(self, frame: Frame) -> bool:
        """Whether this frame is the picture that was ordered."""
        return self.window.holds(frame) and self.exposure.ordered(frame)


@value
class Clip:
    """An order for one clip: every packet from `from_ns` to the end that `EndClip` names later."""

    id: int
    trigger: Trigger
    from_ns: int
    lit: bool
