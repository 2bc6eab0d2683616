"""The word that is left for `libexec/trapd-off`, which is root, and switches the board off or starts it anew once
trapd has ended."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

EXIT_CODE = 90
"""How the program ends that wants its board off: none of sysexits.h, none of systemd's own."""
REBOOT_CODE = 91
"""The same for one that wants its board to be started anew."""
SOONEST_S = 60
"""An alarm that is due before the board is off wakes nobody."""


def leave_word(environment: Mapping[str, str], wake_in_s: float) -> None:
    """In how many seconds the board shall be powered again."""
    folder = environment.get("RUNTIME_DIRECTORY")
    if folder is None:
        return
    # What cannot be written costs the alarm, not the end.
    with suppress(OSError):
        Path(folder.split(":")[0], "wake").write_text(f"{max(SOONEST_S, round(wake_in_s))}\n")
