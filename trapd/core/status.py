"""How the unit is, gathered from those who know."""

from __future__ import annotations

from collections.abc import Mapping

from trapd.core.captions import Identity
from trapd.core.charging import Charging
from trapd.core.commands import Status
from trapd.core.heater import Heater
from trapd.core.logbook import Logbook
from trapd.core.readiness import Chosen
from trapd.core.sensor import State as SensorState
from trapd.core.signals import State as Signal
from trapd.core.storage import Storage
from trapd.core.supply import Supply
from trapd.core.upkeep import Upkeep


def status(
    identity: Identity,
    upkeep: Upkeep,
    log: Logbook,
    storage: Storage,
    supply: Supply,
    spares: str | None,
    charging: Charging,
    heater: Heater,
    ready: Chosen,
    sensors: Mapping[str, SensorState],
    lost: Mapping[str, str],
    shows: Signal,
    why_not: str | None,
    now_ns: int,
) -> Status:
    """At this moment; `why_not`: why it is not armed."""
    place, moment, captions = upkeep.whereabouts.told, upkeep.timeline.moment(now_ns), upkeep.captions
    motion_ns = log.last_motion_ns
    return Status(
        unit=identity.unit,
        station=identity.station,
        armed=why_not is None,
        why_not=why_not,
        utc_ns=moment.utc_ns,
        utc_offset_min=identity.utc_offset_min,
        time_source=moment.source,
        time_uncertainty_s=moment.uncertainty_s,
        time_refused=upkeep.time.refuses,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        position_error_m=place.error_m if place else None,
        position_fixes=place.fixes if place else 0,
        geotag=upkeep.whereabouts.level,
        card_free_mb=storage.free_mb,
        card_low=storage.low,
        card_why=storage.why,
        reserve_mb=storage.reserve_mb,
        temperature_c=captions.temperature_c,
        battery_v=captions.battery_v,
        charge=supply.charge,
        spares=spares,
        charging=charging.told,
        heater=heater.told,
        readiness=ready,
        energy_wh=supply.taken_wh(now_ns),
        days_left=supply.days_left(now_ns),
        last_motion_utc_ns=None if motion_ns is None else upkeep.timeline.moment(motion_ns).utc_ns,
        last_motion_sensor=log.last_motion_sensor,
        last_fault=log.last_fault,
        stills=log.stills,
        clips=log.clips,
        lost=dict(lost),
        sensors=sensors,
        found=upkeep.whereabouts.found,
        shows=shows,
    )
