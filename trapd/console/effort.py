"""What the unit was fit for, as its catalog tells it (docs/effort.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from trapd.card import catalog, tail
from trapd.console.desk import Operation, Reply, Session
from trapd.console.replies import Failed, Line, Said
from trapd.console.requests import AskEffort, Request
from trapd.runtime.worker import Worker

MOST = 200


class Effort:
    """The newest lines of the card, and of the reserve that stands in for it."""

    def __init__(self, roots: Sequence[Path], worker: Worker) -> None:
        """`roots`: of each volume, the one with the newest lines last. `worker`: a slow card must not stop the
        loop."""
        self._roots = roots
        self._worker = worker

    def operations(self) -> Mapping[type[Request], Operation]:
        return {AskEffort: self._effort}

    def _effort(self, session: Session, request: AskEffort, reply: Reply) -> None:
        count = min(max(1, request.count), MOST)
        self._worker.submit(partial(_newest, self._roots, count), partial(_tell, reply))


def _newest(roots: Sequence[Path], count: int) -> list[dict[str, Any]] | OSError:
    """The error, if no volume could be read."""
    lines: dict[str, dict[str, Any]] = {}
    trouble: OSError | None = None
    for root in roots:
        try:
            read = _last(root / catalog.FILE, count)
        except OSError as error:
            trouble = trouble or error
        else:
            # A line that was carried from the reserve to the card may stand in both.
            lines |= {f"{line.get('boot')} {line.get('mono_ns')}": line for line in read}
    if not lines and trouble is not None:
        return trouble
    return list(lines.values())[-count:]


def _last(path: Path, count: int) -> list[dict[str, Any]]:
    pieces: list[list[dict[str, Any]]] = []
    for records in tail.backwards(path):
        pieces.insert(0, [record for record in records if record.get("kind") == "effort"])
        if sum(map(len, pieces)) >= count:
            break
    return list(chain.from_iterable(pieces))[-count:]


def _tell(reply: Reply, found: list[dict[str, Any]] | OSError) -> None:
    if isinstance(found, OSError):
        reply.failed(Failed(why=f"no catalog can be read: {found.filename}: {found.strerror}", code=69))
        return
    for record in found:
        reply.part(_line(record))
    reply.done(Said(text=f"the last {len(found)} lines of effort on the card"))


def _line(record: dict[str, Any]) -> Line:
    why = record.get("why")
    why = why if isinstance(why, dict) else {}
    states = record.get("states")
    names = [str(state) for state in states] if isinstance(states, list) else []
    told = ", ".join(f"{name} ({why[name]})" if name in why else name for name in names)
    dated = record.get("time_source", "none") != "none"
    utc_ns, mono_ns = record.get("utc_ns") if dated else None, record.get("mono_ns")
    return Line(
        mono_ns=mono_ns if isinstance(mono_ns, int) else None,
        utc_ns=utc_ns if isinstance(utc_ns, int) else None,
        event="effort",
        text=told or "fit for nothing",
    )
