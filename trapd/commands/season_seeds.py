"""The same season by many seeds, on all processors."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import active_children, get_context

from trapd.commands.season_once import Facts, season_once
from trapd.config.profile import Profile
from trapd.config.scenario import Scenario


def season_seeds(
    profile: Profile, scenario: Scenario, days: int, seeds: Sequence[int], done: Callable[[], object]
) -> list[Facts]:
    """What came of each, in the order of `seeds`; `done` is called with each that is over."""
    workers = min(len(seeds), len(os.sched_getaffinity(0)))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        with _deaf_to_ctrl_c():
            futures = [pool.submit(season_once, profile, scenario, days, seed) for seed in seeds]
        try:
            for _ in as_completed(futures):
                done()
            return [future.result() for future in futures]
        except BaseException:
            for worker in active_children():  # deaf to a terminal's Ctrl-C, and nobody waits for their seasons now
                worker.terminate()
            raise


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Processes that are started meanwhile stay deaf: the one that waits for them ends them, without a word."""
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, heard)
