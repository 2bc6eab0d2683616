"""Aim: a picture now, to turn the unit by; not one of the survey."""

from __future__ import annotations

from collections.abc import Mapping

from trapd.console.desk import Operation, Reply, Session
from trapd.console.eyepiece import Eyepiece
from trapd.console.replies import Failed, Looked
from trapd.console.requests import Aim, Request


class Aiming:
    """Answers when the frame is there."""

    def __init__(self, eyepiece: Eyepiece) -> None:
        self._eyepiece = eyepiece

    def operations(self) -> Mapping[type[Request], Operation]:
        return {Aim: self._aim}

    def _aim(self, session: Session, request: Aim, reply: Reply) -> None:
        def done(looked: Looked | None, jpeg: bytes, why: str) -> None:
            if looked is None:
                reply.failed(Failed(why=f"no picture now: {why}"))
            else:
                reply.data(jpeg)
                reply.done(looked)

        self._eyepiece.look(request.flash, request.width, done)
