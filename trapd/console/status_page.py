"""How the unit is, as one screen of at most 24 lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta, timezone

from trapd.console.folding import rows
from trapd.console.language import Language
from trapd.console.language import later as N_
from trapd.console.replies import StatusTold, TimeTold
from trapd.core.forecast import LONGEST
from trapd.runtime.clock import utc

ROWS = 23
"""With the prompt below it, a terminal of 24."""
ROWS_EACH = 3
"""Of one fact."""
LEAST_WH = 0.0001
"""Less is not told."""
SOURCES = {
    "gps": N_("gps"),
    "rtc": N_("the clock chip"),
    "technician": N_("a technician"),
    "peer": N_("the pair's other unit"),
    "order": N_("the order of events"),
}


def status_rows(told: StatusTold, _: Language) -> list[str]:
    """One fact a row, the most telling ones first; what does not fit is left out."""
    page = [row for label, text in _facts(told, _) for row in rows(label, text, most=ROWS_EACH)]
    return page[:ROWS]


def _facts(told: StatusTold, _: Language) -> Iterator[tuple[str, str]]:
    yield (
        _("unit"),
        _("{unit} at {station}, trapd {version}", unit=told.unit, station=told.station, version=told.firmware),
    )
    yield _("state"), _state(told, _)
    if told.on_trial:
        yield _("settings"), _("on trial: it goes back by itself if it does not become armed with the new ones")
    if told.settings_pending:
        yield (
            _("settings"),
            _("{number} noted, not in force: `config diff`, `config commit`", number=told.settings_pending),
        )
    yield _("time"), time_text(told, _)
    yield _("position"), _position(told, _)
    yield _("card"), _card(told, _)
    yield _("battery"), _battery(told, _)
    yield _("days left"), _days_left(told, _)
    yield _("temperature"), _temperature(told, _)
    yield _("last motion"), _last_motion(told, _)
    yield _("last fault"), _("none") if told.last_fault is None else _.told(told.last_fault)
    yield _("taken"), _taken(told, _)
    if told.readiness is not None:
        yield _("camera"), _("{level}, by {by}", level=told.readiness, by=_.told(told.readiness_by or ""))
    if told.spares is not None:
        yield _("saving"), _.told(told.spares)
    if told.offload is not None:
        yield _("offload"), _.told(told.offload)
    if told.charging is not None:
        yield _("charging"), _.told(told.charging)
    if told.heater is not None:
        yield _("heater"), _.told(told.heater)
    if max(told.energy_wh.values(), default=0) >= LEAST_WH:
        yield _("energy"), _energy(told, _)


def _state(told: StatusTold, _: Language) -> str:
    if not told.armed:
        state = _("NOT armed: {why}", why=_.told(told.why_not or "no reason is known"))
        return state if told.arms_in_s is None else state + "; " + arms_in(told.arms_in_s, _)
    if told.reserve_mb is None:
        return _("armed")
    return _("armed, without its card: pictures go to the reserve ({mb} MB free)", mb=told.reserve_mb)


def arms_in(seconds: float, _: Language) -> str:
    """When it arms itself."""
    if seconds < 90:
        return _("left alone it arms itself in {s:.0f} s", s=seconds)
    return _("left alone it arms itself in {min:.0f} min", min=seconds / 60)


def moment(utc_ns: int, utc_offset_min: int) -> str:
    """The station's standard time."""
    zone = timezone(timedelta(minutes=utc_offset_min))
    return utc(utc_ns).astimezone(zone).isoformat(sep=" ", timespec="seconds")


def time_text(told: StatusTold | TimeTold, _: Language) -> str:
    """What time it is, and how that is known."""
    source, error, refused = (
        (told.source, told.uncertainty_s, told.refused)
        if isinstance(told, TimeTold)
        else (told.time_source, told.time_uncertainty_s, told.time_refused)
    )
    now = moment(told.utc_ns, told.utc_offset_min)
    doubt = "" if refused is None else _("the receiver is not believed: {why}", why=_.told(refused))
    if source == "none":
        why = doubt or _("nobody told it")
        return _(
            "{now}, NOT set: {why}; so it is this late at least; `help time` tells how to set it", now=now, why=why
        )
    by = _(SOURCES.get(source, source))
    known = (
        _("{now}, from {source}", now=now, source=by)
        if error is None
        else _("{now}, from {source} ±{error:.3g} s", now=now, source=by, error=error)
    )
    return f"{known}; {doubt}" if doubt else known


def _position(told: StatusTold, _: Language) -> str:
    if told.geotag == "none":
        return _("not told: privacy.geotag is none")
    if told.lat is None or told.lon is None:
        return _("unknown: no good fix yet")
    place = f"{told.lat:.8g}, {told.lon:.8g}"
    error = "" if told.position_error_m is None else _(" ±{m:.1f} m", m=told.position_error_m)
    fixes = told.position_fixes
    return place + error + _.plural(", from {number} fix", ", from {number} fixes", fixes)


def _card(told: StatusTold, _: Language) -> str:
    if told.card_free_mb is None:
        return _("takes no pictures: {why}", why=_.told(told.card_why or "it is being opened"))
    room = _("{mb} MB free", mb=told.card_free_mb)
    if told.card_pictures_left is not None:
        room += _(", room for {number} pictures", number=_.told(f"{told.card_pictures_left:,}"))
    return room + _(", nearly full: no more clips, stills go on") if told.card_low else room


def _battery(told: StatusTold, _: Language) -> str:
    volts = _("voltage unknown") if told.battery_v is None else _("{v:.2f} V", v=told.battery_v)
    if told.charge is None:
        return volts + _(", charge unknown")
    charge = _(", {charge:.0%} charged", charge=told.charge)
    if told.charge_unsure is not None:
        charge += f" ± {told.charge_unsure:.0%}"
    return volts + charge + (_(", counted: its voltage tells nothing now") if told.charge_by == "count" else "")


def _days_left(told: StatusTold, _: Language) -> str:
    if told.days_left is None:
        return _("unknown: {why}", why=_.told(told.days_left_why or "no reason is known"))
    return days_left(told.days_left, _)


def days_left(days: tuple[float, float, float], _: Language) -> str:
    """Beyond a year nothing is reckoned."""
    least, likely, most = days
    if least >= LONGEST:
        return _("more than a year")
    if likely >= LONGEST:
        return _("a year or more ({least:g} days at least)", least=least)
    if most >= LONGEST:
        return _("{likely:g} days ({least:g} to a year or more)", likely=likely, least=least)
    return _("{likely:g} days ({least:g}–{most:g})", likely=likely, least=least, most=most)


def _temperature(told: StatusTold, _: Language) -> str:
    return _("unknown") if told.temperature_c is None else f"{told.temperature_c:.1f} °C"


def _last_motion(told: StatusTold, _: Language) -> str:
    if told.last_motion_utc_ns is None:
        return _("none since the start")
    when = moment(told.last_motion_utc_ns, told.utc_offset_min)
    sensor = told.last_motion_sensor
    return when if sensor is None else when + _(", sensor {sensor}", sensor=sensor)


def _taken(told: StatusTold, _: Language) -> str:
    stills = _.plural("{number} still", "{number} stills", told.stills)
    clips = _.plural("{number} clip", "{number} clips", told.clips)
    return _("{stills} and {clips} since the start", stills=stills, clips=clips)


def _energy(told: StatusTold, _: Language) -> str:
    by = sorted(told.energy_wh.items(), key=lambda one: -one[1])
    each = ", ".join(f"{_.told(consumer)} {round(wh, 4):g}" for consumer, wh in by if wh >= LEAST_WH)
    return _("{wh:g} Wh since the start: {each}", wh=round(sum(told.energy_wh.values()), 4), each=each)
