"""The pack that a profile describes."""

from __future__ import annotations

from trapd.config.profile import Profile
from trapd.core.battery.known import CHEMISTRIES
from trapd.core.battery.pack import Pack


def pack(profile: Profile) -> Pack | None:
    """None: the profile says nothing of its battery."""
    section = profile.battery
    if section is None:
        return None
    return Pack(CHEMISTRIES[section.chemistry], section.series, section.parallel, section.ah)
