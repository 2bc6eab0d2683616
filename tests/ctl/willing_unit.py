"""A unit that lets everything be set, at the far end of a cable."""

from __future__ import annotations

import msgspec

from trapd.console import replies
from trapd.console.desk import Operation, Reply, Session
from trapd.console.replies import Change, Committed, Difference, Said, StatusTold, Told
from trapd.console.requests import (
    Arm,
    AskStatus,
    ConfigCommit,
    ConfigDiff,
    ConfigSet,
    ConfigShow,
    Request,
    SelfTest,
    SetPin,
    TellTime,
)

STATUS = msgspec.json.decode(
    """{"tell": "status", "unit": "TINY-1", "station": "KP-07", "firmware": "0.1.0", "armed": true, "why_not": null,
    "utc_ns": 0, "utc_offset_min": 600, "time_source": "technician", "time_uncertainty_s": 2, "time_refused": null,
    "lat": null, "lon": null, "position_error_m": null, "position_fixes": 0, "geotag": "exact", "card_free_mb": 9,
    "card_low": false, "card_why": null, "card_pictures_left": null, "reserve_mb": null, "temperature_c": null,
    "battery_v": null, "charge": null, "charge_unsure": null, "charge_by": null, "days_left": [90, 96, 110],
    "days_left_why": null, "energy_wh": {}, "readiness": null, "readiness_by": null, "charging": null, "heater": null,
    "spares": null, "last_motion_utc_ns": null, "last_motion_sensor": null, "last_fault": null, "stills": 0,
    "clips": 0, "offload": null}""",
    type=StatusTold,
)
CHANGE = Change(name="plan.night.stills", was=3, becomes=4)
ANSWERS: dict[type[Request], Told] = {
    TellTime: Said(text="taken"),
    SetPin: Said(text="set"),
    ConfigSet: Said(text="noted"),
    ConfigDiff: Difference(changes=[CHANGE], problem=None, expected="96 days", expected_now="99 days"),
    ConfigCommit: Committed(settings=[], restarts=False),
    SelfTest: Said(text="1 part"),
    Arm: Said(text="armed"),
    AskStatus: STATUS,
    ConfigShow: Said(text="1 setting"),
}


def operations() -> dict[type[Request], Operation]:
    return {request: operation(told) for request, told in ANSWERS.items()}


def operation(told: Told) -> Operation:
    def answer(session: Session, request: Request, reply: Reply) -> None:
        if isinstance(request, SelfTest):
            reply.part(replies.Tested(part="camera", ok=True, text="a picture"))
        if isinstance(request, ConfigShow):
            reply.part(replies.Setting(name="plan.night.stills", value=4, origin="technician"))
        reply.done(told)

    return answer
