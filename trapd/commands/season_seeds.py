"""The same season by many seeds and for several units, on all processors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from itertools import chain
from multiprocessing import active_children, get_context
from multiprocessing.resource_tracker import ensure_running
from signal import SIG_BLOCK, SIG_SETMASK, SIGINT, pthread_sigmask

from trapd.commands.season_once import Facts, season_once
from trapd.config.profile import Profile
from trapd.config.scenario import Scenario


def season_seeds(
    units: Mapping[str, Profile], scenario: Scenario, days: int, seeds: Sequence[int], done: Callable[[], object]
) -> dict[str, list[Facts]]:
    """What came of each unit, in the order of `seeds`; `done` is called with each season that is over."""
    workers = min(len(units) * len(seeds), len(os.sched_getaffinity(0)))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        try:
            with _deaf_to_ctrl_c():
                futures = {
                    unit: [pool.submit(season_once, profile, scenario, days, seed) for seed in seeds]
                    for unit, profile in units.items()
                }
            for _ in as_completed(chain.from_iterable(futures.values())):
                done()
            return {unit: [future.result() for future in of_unit] for unit, of_unit in futures.items()}
        except BaseException:
            for worker in active_children():  # they do not hear Ctrl-C, and nobody waits for their seasons now
                worker.terminate()
            raise


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Processes started meanwhile never hear it: the one that waits for them ends them, without a word."""
    ensure_running()  # multiprocessing's tracker, started later, would let the signal through again
    heard = pthread_sigmask(SIG_BLOCK, {SIGINT})
    try:
        yield
    finally:
        pthread_sigmask(SIG_SETMASK, heard)
