"""What one trigger takes."""

from __future__ import annotations

from trapd.core.value import value


@value
class ClipPlan:
    """All times in nanoseconds."""

    pre_roll_ns: int
    post_roll_ns: int
    """After the last motion."""
    longest_ns: int
    """From the trigger, however long the motion goes on."""


@value
class Plan:
    """Stills, a clip, or both at once: one camera configuration serves them all."""

    stills: int
    interval_ns: int
    clip: ClipPlan | None
    flash: bool | None = None
    """Whether it is lit; None: by night."""

    def lit(self, night: bool) -> bool:
        return night if self.flash is None else self.flash


ONE_STILL = Plan(stills=1, interval_ns=0, clip=None)
"""One still: time-lapse, proof of life and the technician's test shot."""
LOOK, LOOK_LIT = (Plan(stills=1, interval_ns=0, clip=None, flash=flash) for flash in (False, True))
"""One frame to aim by, in the dark too, or by flash, by day too."""
