"""The same season by many seeds, on all processors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from multiprocessing.resource_tracker import ensure_running
from signal import SIG_BLOCK, SIG_SETMASK, SIGINT, pthread_sigmask

from trapd.commands.season_once import Facts, season_once
from trapd.config.profile import Profile
from trapd.config.scenario import Scenario


def season_seeds(
    profile: Profile, scenario: Scenario, days: int, seeds: Sequence[int], done: Callable[[], object]
) -> list[Facts]:
    """What came of each, in the order of `seeds`; `done` is called with each that is over."""
    workers = min(len(seeds), len(os.sched_getaffinity(0)))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        try:
            with _deaf_to_ctrl_c():
                futures = [pool.submit(season_once, profile, scenario, days, seed) for seed in seeds]
            for _ in as_completed(futures):
                done()
            return [future.result() for future in futures]
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
