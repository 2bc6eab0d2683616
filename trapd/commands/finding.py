"""One line of `trapd check`, for people or for programs."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part."""

    part: str
    ok: bool
    text: str

    def tell(self, as_json: bool) -> None:
        with suppress(BrokenPipeError):  # nobody reads on: the exit code still tells
            print(json.dumps({"event": "check", **asdict(self)}) if as_json else self._line(), flush=True)

    def _line(self) -> str:
        return f"{self.part:<8}  {'ok' if self.ok else 'NOT IN ORDER':<12}  {self.text}"
