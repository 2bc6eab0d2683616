"""The newest reports of this start, for whoever asks at the line: the journal is not to be had there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping

from trapd.console.desk import Operation, Reply, Session
from trapd.console.replies import Line, Said
from trapd.console.requests import Logs, Request
from trapd.core.actions import Report

KEPT = 200
"""Reports: a day of a quiet unit, a minute or two of a lively one; some 200 kB."""


class Log:
    """An observer. `sentence` puts a report into words."""

    def __init__(self, sentence: Callable[[Report], str]) -> None:
        self._sentence = sentence
        self._ring = deque[tuple[Report, int, int | None]](maxlen=KEPT)

    def tell(self, report: Report, mono_ns: int, utc_ns: int | None) -> None:
        self._ring.append((report, mono_ns, utc_ns))

    def close(self) -> None:
        """Nothing is held."""

    def operations(self) -> Mapping[type[Request], Operation]:
        return {Logs: self._logs}

    def _logs(self, session: Session, request: Logs, reply: Reply) -> None:
        newest = list(self._ring)[-max(1, request.count) :]
        for report, mono_ns, utc_ns in newest:
            reply.part(Line(mono_ns=mono_ns, utc_ns=utc_ns, event=report.event, text=self._sentence(report)))
        reply.done(Said(text=f"{len(newest)} of the last {len(self._ring)} reports of this start"))
