"""What the trap itself answers: how it is, what time it is, and a technician's orders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from trapd.console.desk import Lock, Operation, Reply, Session
from trapd.console.replies import BriefTold, Failed, Greeting, Offloading, Said, StatusTold, TimeTold
from trapd.console.requests import (
    VERSION,
    Arm,
    AskStatus,
    AskTime,
    Brief,
    Disarm,
    Hello,
    Offload,
    Reboot,
    Request,
    Shot,
    TellTime,
)
from trapd.core.commands import Command, Obey, Order, Refused, SetTime, Status
from trapd.core.forecast import DaysLeft

OTHERWISE = {
    "firmware", "charge", "charge_unsure", "charge_by", "days_left", "days_left_why", "energy_wh", "readiness",
    "readiness_by", "card_pictures_left", "offload", "settings_pending", "on_trial", "arms_in_s",
}  # fmt: skip
SAME = tuple(name for name in StatusTold.__struct_fields__ if name not in OTHERWISE)
"""What is told just as the trap says it."""


def _nothing() -> None:
    return None


class Books:
    """Answers at once."""

    def __init__(
        self,
        obey: Obey,
        lock: Lock,
        firmware: str,
        *,
        serial: str | None = None,
        pictures_left: Callable[[int], int | None] = lambda free_mb: None,
        offload: Callable[[], str | None] = _nothing,
        reboot: Callable[[], bool] | None = None,
        pending: Callable[[], int] = lambda: 0,
        on_trial: Callable[[], bool] = lambda: False,
        arms_in_s: Callable[[], float | None] = _nothing,
    ) -> None:
        """`serial`: of the board; `pictures_left`: from the megabytes that are free; `offload`: what becomes of a
        disk; `reboot`: a moment later, and whether it is the board, or this program alone; `pending`: settings that
        nobody committed; `on_trial`: those of the last commit; `arms_in_s`: until the unit arms itself."""
        self._obey = obey
        self._lock = lock
        self._firmware = firmware
        self._serial = serial
        self._pictures_left = pictures_left
        self._offload = offload
        self._reboot = reboot
        self._pending = pending
        self._on_trial = on_trial
        self._arms_in_s = arms_in_s

    def operations(self) -> Mapping[type[Request], Operation]:
        return {
            Hello: self._hello,
            Brief: self._brief,
            AskStatus: self._status,
            AskTime: self._time,
            TellTime: self._tell_time,
            Arm: self._order(Command.ARM),
            Disarm: self._order(Command.DISARM),
            Shot: self._order(Command.SHOT),
            Offload: self._offloading,
            Reboot: self._rebooting,
        }

    def _hello(self, session: Session, request: Hello, reply: Reply) -> None:
        locked = self._lock.is_set and not session.unlocked
        unit = self._asked().unit
        reply.done(
            Greeting(
                version=VERSION,
                unit=unit,
                firmware=self._firmware,
                serial=self._serial,
                locked=locked,
                session=session.id,
            )
        )

    def _brief(self, session: Session, request: Brief, reply: Reply) -> None:
        """Nothing that tells where it is, or what it saw: why it is not armed neither."""
        status = self._asked()
        reply.done(
            BriefTold(
                unit=status.unit,
                firmware=self._firmware,
                armed=status.armed,
                battery_v=status.battery_v,
                charge=_charge(status)["charge"],
                card_free_mb=status.card_free_mb,
                card_why=status.card_why,
            )
        )

    def _status(self, session: Session, request: AskStatus, reply: Reply) -> None:
        status = self._asked()
        free_mb = status.card_free_mb
        told = {name: getattr(status, name) for name in SAME}
        told |= _charge(status) | _days_left(status) | _readiness(status)
        reply.done(
            StatusTold(
                **told,
                firmware=self._firmware,
                energy_wh=dict(status.energy_wh),
                card_pictures_left=None if free_mb is None else self._pictures_left(free_mb),
                offload=self._offload(),
                settings_pending=self._pending(),
                on_trial=self._on_trial(),
                arms_in_s=self._arms_in_s(),
            )
        )

    def _time(self, session: Session, request: AskTime, reply: Reply) -> None:
        status = self._asked()
        reply.done(
            TimeTold(
                utc_ns=status.utc_ns,
                utc_offset_min=status.utc_offset_min,
                source=status.time_source,
                uncertainty_s=status.time_uncertainty_s,
                refused=status.time_refused,
            )
        )

    def _tell_time(self, session: Session, request: TellTime, reply: Reply) -> None:
        self._give(SetTime(request.utc_ns, request.source, request.anyway), reply)

    def _offloading(self, session: Session, request: Offload, reply: Reply) -> None:
        reply.done(Offloading(state=self._offload()))

    def _rebooting(self, session: Session, request: Reboot, reply: Reply) -> None:
        if self._reboot is None:
            reply.failed(Failed(why="nobody here can start it anew: switch it off and on", code=69))
        elif self._reboot():
            reply.done(Said(text="the board starts anew: this line is back in a minute or two, and the unit armed"))
        else:
            reply.done(Said(text="the program starts anew; the board does not: that is for a unit in the field"))

    def _order(self, command: Command) -> Operation:
        return lambda session, request, reply: self._give(command, reply)

    def _give(self, order: Order, reply: Reply) -> None:
        answer = self._obey(order)
        if isinstance(answer, Refused):
            reply.failed(Failed(why=str(answer)))
        else:
            reply.done(Said(text=str(answer)))

    def _asked(self) -> Status:
        status = self._obey(Command.STATUS)
        assert isinstance(status, Status)
        return status


def _charge(status: Status) -> dict[str, Any]:
    charge = status.charge
    if charge is None or not charge.known:
        return dict.fromkeys(("charge", "charge_unsure", "charge_by"))
    return {"charge": charge.charge, "charge_unsure": charge.unsure, "charge_by": charge.by}


def _days_left(status: Status) -> dict[str, Any]:
    left = status.days_left
    if isinstance(left, DaysLeft):
        return {"days_left": left.rounded(), "days_left_why": None}
    return {"days_left": None, "days_left_why": left}


def _readiness(status: Status) -> dict[str, Any]:
    ready = status.readiness
    return (
        {"readiness": None, "readiness_by": None}
        if ready is None
        else {"readiness": ready.level, "readiness_by": ready.by}
    )
