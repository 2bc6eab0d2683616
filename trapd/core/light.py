"""Day or night, from the sun's elevation and from the picture's own brightness, with hysteresis.

Far from the horizon the sun decides; around it the picture does, since a gorge under spruces is dark long before the
open hill. A sun that nobody is sure of, because nobody told the time, has a say only where no picture has one: an
unset clock must not turn noon into night.
"""

from __future__ import annotations

from trapd.core.value import value

SURE_DAY_DEG = 6.0
SURE_NIGHT_DEG = -6.0
"""End of civil twilight: below it no picture at 1/250 s shows an animal without the flash."""

DARK = 0.04
BRIGHT = 0.16
"""Scene light (see `scene_light`) below which a picture at the longest exposure and highest gain is mush, and above
which it is good: two stops apart, so that one passing cloud does not switch. Assumed, not measured on a sensor."""


@value(kw_only=True)
class LightRules:
    night_below_deg: float
    day_above_deg: float
    longest_exposure_us: int
    max_gain: float


class Light:
    """Whether it is night, as far as the trap knows."""

    def __init__(self, rules: LightRules) -> None:
        self.night = False
        self.sun_deg: float | None = None
        self.told_deg: float | None = None
        """The same to a hundredth, as pictures have it."""
        self.scene: float | None = None
        """None where no picture of late tells."""
        self._metered = False
        self._rules = rules

    def meter(self, luma: float, exposure_us: int, gain: float) -> None:
        """A frame that no flash lit: `luma` 0…1 at this exposure and gain."""
        most = self._rules.longest_exposure_us * self._rules.max_gain
        self.scene = luma * most / (exposure_us * gain)
        self._metered = True

    def age(self) -> None:
        """Called now and then: a picture from before the last call is forgotten, since a camera at rest meters
        nothing, and noon says nothing about dusk."""
        if not self._metered:
            self.scene = None
        self._metered = False

    def judge(self, sun_deg: float | None, sure: bool = True) -> bool:
        """Whether night and day changed places. `sun_deg` None: unknown position; `sure`: somebody told the time."""
        before, self.sun_deg = self.night, sun_deg
        self.told_deg = None if sun_deg is None else round(sun_deg, 2)
        if sure and sun_deg is not None and sun_deg >= SURE_DAY_DEG:
            self.night = False
        elif sure and sun_deg is not None and sun_deg <= SURE_NIGHT_DEG:
            self.night = True
        elif self.scene is not None:
            self.night = self.scene < (BRIGHT if before else DARK)
        elif sun_deg is not None:
            self.night = sun_deg < (self._rules.day_above_deg if before else self._rules.night_below_deg)
        return self.night != before
