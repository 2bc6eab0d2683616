"""Where a unit keeps what must outlive a restart, off the card."""

from __future__ import annotations

import os
from pathlib import Path

from trapd.config.profile import Profile


def state_folder(profile: Profile) -> Path:
    """By the bare profile: no setting moves it."""
    return folder(profile.state.path, profile.unit.name)


def folder(path: str | None, unit: str) -> Path:
    """The profile's, systemd's, or the user's own; one folder a unit."""
    if path is not None:
        return Path(path)
    if "STATE_DIRECTORY" in os.environ:
        return Path(os.environ["STATE_DIRECTORY"].split(":")[0])
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(home) / "trapd" / unit
