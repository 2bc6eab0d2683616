"""From the profile's human units to the core's values."""

from __future__ import annotations

from dataclasses import replace

from trapd import __version__
from trapd.config import profile as p
from trapd.config.charging import charging, heater
from trapd.config.consumers import energy
from trapd.config.expected import forecast
from trapd.config.ladder import ladder
from trapd.config.pack import pack
from trapd.config.readiness import may_be_hot, readiness
from trapd.config.still_light import still_light_ns
from trapd.core.battery.chemistry import WARM_C
from trapd.core.captions import Identity
from trapd.core.flash import FlashRules, Turns
from trapd.core.gate import GateRules
from trapd.core.geotag import Geotag
from trapd.core.gps_duty import GpsRules
from trapd.core.light import LightRules
from trapd.core.meters import SAME_A, MeterRules
from trapd.core.plans import ClipPlan, Plan
from trapd.core.rules import Rules
from trapd.core.run import CameraRules
from trapd.core.sensor import SensorRules
from trapd.core.signals import LedRules
from trapd.core.storage import CardRules
from trapd.core.trigger import TriggerRules
from trapd.core.units import US, millis, seconds

SAGGED = 0.75
"""Of its cut-off: no board lives on a pack that fell so far."""
CHARGED = 1.2
"""Of a full pack's rest voltage: chargers go up to there, for lead-acid (2.55 V a cell)."""


def rules(profile: p.Profile, boot: str, boot_id: str, boot_before: str | None = None) -> Rules:
    """The trap's rules for this profile; `boot` is this start's own mark in every name, `boot_id` the kernel's,
    `boot_before` that of the boot before."""
    camera, flash, trigger, pair = profile.camera, profile.flash, profile.trigger, profile.pair
    hot = may_be_hot(profile)
    unit = profile.unit
    return Rules(
        identity=Identity(
            unit=unit.name,
            station=unit.station,
            side=unit.side,
            make=unit.make,
            model=unit.model,
            firmware=__version__,
            boot=boot,
            boot_id=boot_id,
            boot_before=boot_before,
            utc_offset_min=unit.utc_offset_min,
        ),
        roles={sensor.name: sensor.role for sensor in profile.pir.sensors},
        sensor=SensorRules(
            warm_up_ns=seconds(trigger.warm_up_s),
            debounce_ns=millis(trigger.debounce_ms),
            stuck_ns=seconds(trigger.stuck_s),
            chatter_edges=trigger.chatter_edges,
            chatter_ns=seconds(trigger.chatter_s),
        ),
        trigger=TriggerRules(
            retrigger_ns=seconds(trigger.retrigger_s),
            confirm_ns=millis(trigger.confirm_ms),
            bucket=trigger.bucket,
            refill_ns=seconds(trigger.refill_s),
        ),
        camera=CameraRules(
            linger_ns=seconds(camera.linger_s),
            longest_exposure_us=camera.longest_exposure_us,
            night_exposure_us=camera.night_exposure_us,
            night_gain=camera.night_gain,
            dim_gain=min(2 * camera.night_gain, camera.max_gain),
            shot_timeout_ns=seconds(camera.shot_timeout_s),
            silent_ns=seconds(camera.silent_s),
        ),
        readiness=readiness(profile),
        gate=GateRules(stay_ns=seconds(profile.readiness.stay_s), linger_ns=seconds(camera.linger_s)),
        flash=FlashRules(
            rise_ns=flash.rise_us * US,
            margin_ns=flash.margin_us * US,
            longest_ns=millis(flash.longest_ms),
            duty=flash.duty,
            duty_window_ns=seconds(flash.duty_window_s),
            least_battery_v=flash.least_battery_v,
            dims=flash.dim_pin is not None,
        ),
        still_light_ns=still_light_ns(profile),
        turns=Turns(pair.slots, pair.slot, millis(pair.slot_ms)),
        light=LightRules(
            night_below_deg=profile.light.night_below_deg,
            day_above_deg=profile.light.day_above_deg,
            longest_exposure_us=camera.longest_exposure_us,
            max_gain=camera.max_gain,
        ),
        day=_plan(profile.plan.day, hot),
        night=_plan(profile.plan.night, hot),
        gps=GpsRules(
            fixes=profile.gps.fixes,
            every_ns=seconds(profile.gps.every_h * 3600),
            search_ns=seconds(profile.gps.search_s),
            delay_ns=None if profile.gps.delay_ms is None else millis(profile.gps.delay_ms),
            any_date=profile.gps.backend == "sim" and profile.world.nmea is not None,
        ),
        worst_hdop=profile.gps.worst_hdop,
        card=CardRules(full_mb=profile.card.reserve_mb, low_mb=profile.card.low_mb),
        geotag=Geotag(profile.privacy.geotag),
        home=None if unit.lat is None or unit.lon is None else (unit.lat, unit.lon),
        power_every_ns=seconds(profile.power.every_s),
        meters=_meters(profile),
        energy=energy(profile),
        pack=pack(profile),
        charging=charging(profile),
        heater=heater(profile),
        ladder=ladder(profile),
        least_v=profile.battery.least_v if profile.battery else None,
        forecast=forecast(profile),
        led=None if profile.led.backend == "none" else LedRules(receiver=profile.gps.backend != "none"),
        arm_after_ns=seconds(60 * profile.console.arm_after_min),
    )


def _meters(profile: p.Profile) -> MeterRules:
    """A simulated unit has them all."""
    power, battery = profile.power, pack(profile)
    if power.backend == "none":
        return MeterRules()
    if power.backend == "sim":
        sim = "simulated"
        wired = MeterRules(voltmeter=sim, ammeter=sim, thermometer=sim, gauge=sim)
    else:
        wired = MeterRules(
            voltmeter=power.voltage, ammeter=power.current, thermometer=power.temperature, gauge=power.charge
        )
    if battery is None:
        return wired
    into_a = 0.0 if battery.chemistry.charge_from_c is None else wired.amperes[0]
    return replace(
        wired,
        volts=(SAGGED * battery.cut_off_v, CHARGED * battery.rest_v(1, WARM_C)),
        amperes=(into_a - SAME_A, wired.amperes[1]),
    )


def _plan(plan: p.Plan, hot: bool) -> Plan:
    clip = None
    if plan.clip:
        clip = ClipPlan(
            pre_roll_ns=seconds(plan.pre_roll_s) if hot else 0,
            post_roll_ns=seconds(plan.post_roll_s),
            longest_ns=seconds(plan.longest_s),
        )
    return Plan(stills=plan.stills, interval_ns=millis(plan.interval_ms), clip=clip)
