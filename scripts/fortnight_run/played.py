"""All stations at once, and what else lies about on the technician's laptop."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from fortnight_run.play import play
from fortnight_run.survey import FILE, STATIONS, fortnight
from fortnight_run.truth import Truth
from trapd.config.instants import instant
from trapd.core.units import S

CARDS, TRUTH, SURVEY = "cards", "truth.json", "survey.toml"
TWICE, COPY = "card-2", "copy-of-card-2"
"""One card was copied to the laptop before."""
FOREIGN = "card-3"
PHOTO = "DCIM/100MEDIA/IMG_0413.JPG"
"""Somebody's own camera took that card for a day."""
DAY_S = 86_400


def played(out: Path, days: float) -> Truth:
    """Leaves `cards/`, `truth.json` and `survey.toml` in `out`, the same whenever it is played."""
    scenario, cards = fortnight(), out / CARDS
    cards.mkdir(parents=True)
    begun_ns = instant(scenario.begins)
    truth = Truth((begun_ns, begun_ns + round(days * DAY_S) * S))
    workers = min(len(STATIONS), len(os.sched_getaffinity(0)))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for units in [pool.submit(play, station, scenario, days, cards) for station in STATIONS]:
            truth.units |= units.result()
    _lie_about(cards)
    (out / SURVEY).write_text(FILE)
    truth.write(out / TRUTH)
    return truth


def _lie_about(cards: Path) -> None:
    shutil.copytree(cards / TWICE, cards / COPY)
    photo = cards / FOREIGN / PHOTO
    photo.parent.mkdir(parents=True)
    any_still = min(cards.glob(f"{FOREIGN}/KP-*/*.jpg"))
    shutil.copy(any_still, photo)
    shutil.copy(any_still, any_still.with_name(f"{any_still.stem} (1).jpg"))
