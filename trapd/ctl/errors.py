"""What ends a command on the laptop, beside the tree of `core/errors.py`."""

from __future__ import annotations

from trapd.console.replies import Failed
from trapd.core.errors import HardwareMissing, TrapdError

LOCKED = 77
"""As in sysexits.h, no permission: a PIN is missing."""


class Refused(TrapdError):
    """The unit said no, and why; the exit code is the unit's."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.why)
        self.exit_code = failed.code


class NoAnswer(HardwareMissing):
    """The line is open, and nobody answers on it."""


class LineLost(HardwareMissing):
    """The cable was pulled, or the unit is gone."""
