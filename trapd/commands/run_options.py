"""What the command line of `trapd run` adds to a profile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from trapd.config.profile import Profile
from trapd.core.errors import WrongUse


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What the command line adds to the profile; None leaves the profile's word."""

    card: Path | None = None
    for_s: float | None = None
    scene: Path | None = None
    nmea: Path | None = None
    json: bool = False
    woken_by: str | None = None
    starts: str | None = None

    def over(self, profile: Profile) -> Profile:
        """The profile with these options laid over it. Raises `WrongUse` for one that a real part would not heed."""
        for option, given, backend in (
            ("--scene", self.scene, profile.camera.backend),
            ("--nmea", self.nmea, profile.gps.backend),
        ):
            if given is not None and backend != "sim":
                raise WrongUse(f'{option} is for a simulated part, and this profile has backend = "{backend}" there')
        world = {"scene": self.scene, "nmea": self.nmea, "starts": self.starts}
        told = {key: str(value) for key, value in world.items() if value is not None}
        profile = replace(profile, world=replace(profile.world, **told))
        return profile if self.card is None else replace(profile, card=replace(profile.card, path=str(self.card)))

    def words(self, profile: Path, left_s: float | None) -> Iterator[str]:
        """The same command line for a unit that begins anew, and is over in `left_s`; no motion woke that one."""
        yield from ("run", str(profile))
        told = {"card": self.card, "for": left_s, "scene": self.scene, "nmea": self.nmea, "starts": self.starts}
        yield from (f"--{name}={value}" for name, value in told.items() if value is not None)
        if self.json:
            yield "--json"
