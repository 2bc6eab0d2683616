"""An offload that ends anywhere: between any two steps, in the middle of any line, by `kill -9`. Nothing that was
announced is lost, nothing is announced that is not whole, and the next run ends what this one began."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

from copies import Card, announced, copy_of, files
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.card import ledger
from trapd.card.offload import Offload

PROGRAM = """
import sys
from pathlib import Path
from trapd.card.offload import Offload
run = Offload(Path(sys.argv[1]), Path(sys.argv[2]))
print("begun", flush=True)
for step in run.copy():
    print(step.name, flush=True)
for step in run.delete():
    print(step.name, flush=True)
"""


class Cut(BaseException):
    """Nobody expects it, nobody handles it."""


@contextmanager
def power_for(steps: int, letters: int):
    """So many writes of lines, syncs and unlinks succeed; of the line after those, so many bytes."""
    left = steps
    real = {name: getattr(os, name) for name in ("fsync", "pwrite", "unlink")}

    def spend() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Cut

    def pwrite(fd, data, offset):
        try:
            spend()
        except Cut:
            real["pwrite"](fd, data[:letters], offset)
            raise
        return real["pwrite"](fd, data, offset)

    def counted(name):
        def call(*words, **more):
            spend()
            return real[name](*words, **more)

        return call

    try:
        os.fsync, os.unlink, os.pwrite = counted("fsync"), counted("unlink"), pwrite
        yield
    finally:
        for name, call in real.items():
            setattr(os, name, call)


def a_card(root: Path) -> tuple[Card, dict[str, bytes]]:
    """Half of it was copied before, one picture repaired since; and all that must be somewhere from now on."""
    card = Card(root / "card")
    (root / "disk").mkdir()
    card.take(1, b"leopard" * 100)
    undated = card.take(2, b"hare")
    run_to_its_end(card, root / "disk", delete=False)
    card.repair(undated, 3, b"hare, dated")
    card.say({"kind": "protected", "name": card.take(4, b"tiger")})
    card.take(5, b"grass" * 1_000)
    return card, card.pictures()


def run_to_its_end(card: Card, disk: Path, delete: bool) -> None:
    run = Offload(card.root, disk)
    try:
        list(run.copy())
        if delete:
            list(run.delete())
    finally:
        run.close()


def both_sides(card: Card, disk: Path) -> dict[str, bytes]:
    """All that card and copy announce together, every file of it whole."""
    return {**announced(copy_of(card, disk)), **announced(card.root)}


@settings(max_examples=150, deadline=None)
@given(
    cuts=st.lists(st.tuples(st.integers(0, 70), st.integers(0, 400)), min_size=1, max_size=4), delete=st.booleans()
)
def test_cut_anywhere_and_again_and_again(cuts, delete):
    with tempfile.TemporaryDirectory() as folder:
        card, all_of_it = a_card(Path(folder))
        disk = Path(folder) / "disk"
        for steps, letters in cuts:
            with power_for(steps, letters), suppress(Cut):
                run_to_its_end(card, disk, delete)
            assert all_of_it.items() <= both_sides(card, disk).items()
        run_to_its_end(card, disk, delete)

        copy = copy_of(card, disk)
        assert announced(copy) == all_of_it
        assert files(copy) == set(all_of_it)
        protected = {name for name, data in all_of_it.items() if data == b"tiger"}
        assert files(card.root) == (protected if delete else set(all_of_it))
        assert {picture.offloaded for picture in ledger.fold(card.root).pictures.values()} == {True}


def test_killed_again_and_again(tmp_path):
    card = Card(tmp_path / "card")
    (tmp_path / "disk").mkdir()
    for number in range(60):
        card.take(number, os.urandom(200_000))
    all_of_it = card.pictures()
    killed = 0
    for lines in (1, 2, 14, 30, 61, 70, 90):
        command = [sys.executable, "-c", PROGRAM, card.root, tmp_path / "disk"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as run:
            assert run.stdout is not None
            for _ in range(lines):
                run.stdout.readline()
            run.kill()
        killed += run.returncode == -signal.SIGKILL
        assert both_sides(card, tmp_path / "disk") == all_of_it
    assert killed
    run_to_its_end(card, tmp_path / "disk", delete=True)
    assert announced(copy_of(card, tmp_path / "disk")) == all_of_it
    assert files(card.root) == set()
