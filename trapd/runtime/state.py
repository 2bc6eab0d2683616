"""Where a unit keeps what must outlive a restart, off the card."""

from __future__ import annotations

import os
from pathlib import Path

from trapd.config.profile import Profile


def state_folder(profile: Profile) -> Path:
    """The profile's, systemd's, or the user's own; one folder a unit. By the bare profile: no setting moves it."""
    if profile.state.path is not None:
        return Path(profile.state.path)
    if "STATE_DIRECTORY" in os.environ:
        return Path(os.environ["STATE_DIRECTORY"].split(":")[0])
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(home) / "trapd" / profile.unit.name
