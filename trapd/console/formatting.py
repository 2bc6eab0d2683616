"""An empty card at the technician's word, said twice: the unit's name is typed with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from trapd.console.desk import Operation, Reply, Session
from trapd.console.replies import Failed, Said
from trapd.console.requests import Format, Request
from trapd.core.actions import Report
from trapd.core.commands import Empty, Obey, Refused
from trapd.core.events import Recorded


class Formatting:
    """An observer: what the trap reports of it is the answer."""

    def __init__(self, unit: str, obey: Obey, record: Callable[[Recorded], object]) -> None:
        self._unit = unit
        self._obey = obey
        self._record = record
        self._reply: Reply | None = None
        """Of whoever waits for it."""

    def operations(self) -> Mapping[type[Request], Operation]:
        return {Format: self._format}

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        reply, facts = self._reply, report.facts
        if reply is None:
            return
        if report.event == "emptied":
            if facts.get("why") is not None:
                gone = f"pictures gone: {facts['pictures']}; and then: {facts['why']}"
                self._end(Failed(why=gone if facts["pictures"] else facts["why"]))
            elif not facts["over"]:
                reply.part(Said(text=f"pictures gone: {facts['pictures']}, left: {facts['left']}"))
            else:
                kept = f"; protected ones that stay: {facts['kept']}" if facts["kept"] else ""
                self._end(Said(text=f"the card is empty; pictures gone: {facts['pictures']}{kept}"))
        elif report.event == "fault" and facts["part"] == "card":
            self._end(Failed(why=f"the card is gone: {facts['why']}", code=69))

    def close(self) -> None:
        """Nothing is held."""

    def _format(self, session: Session, request: Format, reply: Reply) -> None:
        if request.erase != self._unit:
            why = f"nothing was removed: whoever means the card of this unit says its name, {self._unit}"
            reply.failed(Failed(why=why, code=64))
            return
        if self._reply is not None:
            reply.failed(Failed(why="the card is being emptied already"))
            return
        self._reply = reply
        reply.on_cancel(self._leave)
        answer = self._obey(Empty(request.anyway))
        if isinstance(answer, Refused):
            self._end(Failed(why=str(answer)))
        else:
            self._record(Recorded("format", {"session": session.id, "anyway": request.anyway}))

    def _leave(self) -> None:
        if self._reply is not None:
            self._end(Said(text="it goes on without you"))

    def _end(self, told: Said | Failed) -> None:
        reply, self._reply = self._reply, None
        assert reply is not None
        if isinstance(told, Failed):
            reply.failed(told)
        else:
            reply.done(told)
