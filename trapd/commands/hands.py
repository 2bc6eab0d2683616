"""What a technician's hands do at the running unit: turn it, walk before it, have it look at itself, set it up."""

from __future__ import annotations

from collections.abc import Mapping

from trapd.app import Bench
from trapd.console.aiming import Aiming
from trapd.console.desk import Operation
from trapd.console.eyepiece import Eyepiece
from trapd.console.holding import Holding
from trapd.console.requests import Request
from trapd.console.testing import Examiner
from trapd.console.watching import Watching

OPTIONAL = ("flash", "gps", "power", "charger", "heater", "led")
"""Parts that a unit may be built without."""


class Hands:
    """Looks on from the start."""

    def __init__(self, bench: Bench) -> None:
        profile, unit, loop = bench.profile, bench.unit, bench.loop
        eyepiece = Eyepiece(unit.handle, bench.worker("eyepiece"))
        unit.show = eyepiece.show
        watching = Watching(loop, unit.handle)
        unit.observe(watching)
        absent = [part for part in OPTIONAL if getattr(profile, part).backend == "none"]
        examiner = Examiner(loop, unit.obey, unit.handle, eyepiece, absent, lambda: bench.memory.trouble)
        parts = watching, Aiming(eyepiece), examiner, Holding(unit.handle)
        self.operations: list[Mapping[type[Request], Operation]] = [part.operations() for part in parts]
