"""How many cameras that cannot see are noticed, and how many that can are called blind. No speed: a measured rule.

With photos of one's own in the place of the painted forest: `python -m benchmarks.blind PHOTO…` in `scripts/`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from benchmarks.figures import Result, Row
from benchmarks.weather import MARGIN, Plane, Trail
from trapd.core.look import IN_WORDS, Past, Verdict, detail_left, judged, learned, likeness
from trapd.media.figures import look
from trapd.sim.forest import forest

SHOWN = (640, 360)
SCENE = (SHOWN[0] * MARGIN // (MARGIN - 2), SHOWN[1] + 2 * (SHOWN[0] // (MARGIN - 2)))
DAYS, TRIES = 60, 10

FAULTS: dict[str, Callable[[Trail], Plane]] = {
    "snow on the lens": lambda trail: trail.through_snow(trail.noon(trail.view())),
    "frost on the lens": lambda trail: trail.through_frost(trail.noon(trail.view())),
    "a leaf over two thirds": lambda trail: trail.behind_leaf(trail.noon(trail.view())),
    "a leaf over one half": lambda trail: trail.behind_leaf(trail.noon(trail.view()), 1 / 2),
    "turned by 3°": lambda trail: trail.noon(trail.view(yaw=3)),
    "turned by 5°": lambda trail: trail.noon(trail.view(yaw=5)),
    "nodding by 5°": lambda trail: trail.noon(trail.view(pitch=5)),
    "leaning by 5°": lambda trail: trail.noon(trail.view(roll=5)),
    "leaning by 8°": lambda trail: trail.noon(trail.view(roll=8)),
    "leaning by 15°": lambda trail: trail.noon(trail.view(roll=15)),
}
MUST = {"snow on the lens": 0.95, "frost on the lens": 0.95, "turned by 5°": 0.8}
"""Of the pictures, one by one: who is not told by the first two is told by later ones."""


def measure(quick: bool) -> Result:
    """Over painted forests."""
    return over([_painted(seed) for seed in range(1, 4 if quick else 13)])


def over(scenes: list[Plane]) -> Result:
    """Over any scenes."""
    trails = [Trail(scene, seed) for seed, scene in enumerate(scenes)]
    alarms, usual = list[Verdict](), list[tuple[float, float]]()
    for trail in trails:
        told, figures = _season(trail)
        alarms += told
        usual += figures
    faults = {name: _noticed(trails, fault) for name, fault in FAULTS.items()}
    seen = {name: sum(verdict is not None for verdict in verdicts) for name, verdicts in faults.items()}
    tries = TRIES * len(trails)
    kept, alike = (np.quantile(values, (0, 0.01, 0.5)) for values in zip(*usual, strict=True))
    return Result(
        what=f"blind cameras noticed from their pictures, {len(trails)} scenes of {DAYS} days",
        target="no camera that sees is called blind; "
        + ", ".join(f"{name} ≥ {least:.0%}" for name, least in MUST.items()),
        measured=f"{len(alarms)} called blind; " + ", ".join(f"{name} {seen[name] / tries:.0%}" for name in MUST),
        floor="none: it is a rule that is measured here, no speed",
        met=not alarms and all(seen[name] >= least * tries for name, least in MUST.items()),
        how="Ordinary noons (`weather.py`) through core/look.py as the unit does it, two that agree to be told; then "
        f"{TRIES} pictures of each fault and scene, one by one, against the past of a week.",
        rows=[
            Row("detail left on usual days: least, 1 in 100, median", "  ".join(f"{one:.2f}" for one in kept)),
            Row("likeness on usual days: least, 1 in 100, median", "  ".join(f"{one:.2f}" for one in alike)),
            *(Row(name, _told(verdicts)) for name, verdicts in faults.items()),
        ],
    )


def _season(trail: Trail) -> tuple[list[Verdict], list[tuple[float, float]]]:
    """What was told in vain; detail left and likeness of each picture."""
    past, told, figures = Past(), list[Verdict](), list[tuple[float, float]]()
    doubt: Verdict | None = None
    for picture in trail.year(DAYS):
        shown = look(picture.astype(np.uint8))
        if past.pictures:
            figures.append((detail_left(past, shown), likeness(past, shown)))
        verdict = judged(past, shown, lit=False)
        if verdict is None:
            past = learned(past, shown)
        elif verdict == doubt:
            told.append(verdict)
        doubt = verdict
    return told, figures


def _noticed(trails: list[Trail], fault: Callable[[Trail], Plane]) -> list[Verdict | None]:
    verdicts = []
    for trail in trails:
        past = Past()
        for picture in trail.year(7):
            past = learned(past, look(picture.astype(np.uint8)))
        verdicts += [judged(past, look(fault(trail).astype(np.uint8)), lit=False) for _ in range(TRIES)]
    return verdicts


def _told(verdicts: list[Verdict | None]) -> str:
    found = [f"{verdict} {count / len(verdicts):.0%}" for verdict in IN_WORDS if (count := verdicts.count(verdict))]
    return ", ".join(found) or "never"


def _painted(seed: int) -> Plane:
    return _fitted(Image.fromarray(forest(1152, 648, seed).day))


def _fitted(image: Any) -> Plane:
    return np.asarray(ImageOps.fit(image.convert("L"), SCENE), np.float32)


if __name__ == "__main__":
    result = over([_fitted(Image.open(Path(name))) for name in sys.argv[1:]])
    print(result.measured)
    for row in result.rows:
        print(f"  {row.what:<50} {row.figure}")
