"""Everything that the trap goes by, as the profile set it; `config/rules.py` makes it out of a profile."""

from __future__ import annotations

from trapd.core.battery.pack import Pack
from trapd.core.captions import Identity
from trapd.core.charging import ChargingRules
from trapd.core.energy import EnergyRules
from trapd.core.flash import FlashRules, Turns
from trapd.core.gate import GateRules
from trapd.core.geotag import Geotag
from trapd.core.gps_duty import GpsRules
from trapd.core.heater import HeaterRules
from trapd.core.ladder import LadderRules
from trapd.core.light import LightRules
from trapd.core.meters import MeterRules
from trapd.core.outlook import ForecastRules
from trapd.core.plans import Plan
from trapd.core.readiness import ReadinessRules
from trapd.core.run import CameraRules
from trapd.core.sensor import Role, SensorRules
from trapd.core.signals import LedRules
from trapd.core.storage import CardRules
from trapd.core.trigger import TriggerRules
from trapd.core.value import value


@value(kw_only=True)
class Rules:
    """One value, whole and frozen: a changed setting means a restart."""

    identity: Identity
    roles: dict[str, Role]
    """Role of each sensor, by name."""
    sensor: SensorRules
    trigger: TriggerRules
    camera: CameraRules
    readiness: ReadinessRules
    gate: GateRules
    flash: FlashRules
    still_light_ns: int
    """How long one lit still needs the flash."""
    turns: Turns
    light: LightRules
    day: Plan
    night: Plan
    gps: GpsRules
    worst_hdop: float
    card: CardRules
    geotag: Geotag
    home: tuple[float, float] | None
    """Where the unit was hung (latitude, longitude), for the sun alone, until there is a fix."""
    power_every_ns: int
    meters: MeterRules
    energy: EnergyRules
    pack: Pack | None
    charging: ChargingRules | None
    heater: HeaterRules | None
    ladder: LadderRules
    least_v: float | None
    """The board browns out when the pack falls below it."""
    forecast: ForecastRules
    led: LedRules | None
    arm_after_ns: int
    """Whoever holds the unit back from the console is taken to have left after so long a silence."""
