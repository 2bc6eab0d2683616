"""`trapctl files` and `trapctl fetch`, as somebody sees them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from trapd.console.replies import FileTold
from trapd.core.errors import WrongUse
from trapd.core.units import S
from trapd.ctl.client import Client
from trapd.ctl.fetch import Fetched, fetch, is_here, listed, newer
from trapd.ctl.laptop import Laptop
from trapd.ctl.out import Out

if TYPE_CHECKING:
    from rich.progress import Progress

MB = 1_000_000


def files(laptop: Laptop, after: str) -> int:
    """Every picture on the card, as it is told."""
    with laptop.unit() as unit:
        for file in listed(unit, after):
            laptop.out.told(file)
    return 0


def fetch_into(laptop: Laptop, names: Sequence[str], new: bool, folder: Path) -> int:
    """These, or all; `new`: of them what is newer than the newest in the folder. 1 if some cannot be had."""
    out, _ = laptop.out, laptop.out.language
    with laptop.unit() as unit, ExitStack() as stack:
        wanted = _wanted(unit, names, new, folder)
        missing = [file for file in wanted if not is_here(folder, file)]
        size = sum(file.size for file in missing)
        out.facts(files=len(wanted), here=len(wanted) - len(missing), to_fetch=len(missing), size=size)
        bar = _bar(stack, size, _("fetching"))
        told = Lines(out) if bar is None else Bar(out, bar)
        began_ns = laptop.clock.now_ns()
        fetched = [*_told(fetch(unit, missing, folder, told), out, bar is None)]
        took_s = (laptop.clock.now_ns() - began_ns) / S
    came = sum(one.file.size - one.had for one in fetched if one.why_not is None)
    left = [one for one in fetched if one.why_not is not None]
    whole = len(fetched) - len(left)
    out.facts(fetched=whole, left_out=len(left), bytes=came, seconds=round(took_s, 3))
    there = len(wanted) - len(missing)
    said = _("{whole} fetched into {folder}, {there} were there already", whole=whole, folder=folder, there=there)
    if came and took_s:
        speed = came / MB / took_s
        said += _(", {mb:.1f} MB in {s:.0f} s, {speed:.2f} MB/s", mb=came / MB, s=took_s, speed=speed)
    out.line(said)
    for one in left:
        out.aside(f"{one.file.name} is left out: {one.why_not}")
    return 1 if left else 0


def _wanted(unit: Client, names: Sequence[str], new: bool, folder: Path) -> list[FileTold]:
    known = {file.name: file for file in listed(unit)}
    for name in names:
        if name not in known:
            raise WrongUse(f"there is no file `{name}` on the card: `trapctl files` tells their names")
    wanted = [known[name] for name in names] if names else [*known.values()]
    return newer(wanted, folder) if new else wanted


def _told(fetched: Iterable[Fetched], out: Out, lines: bool) -> Iterator[Fetched]:
    _ = out.language
    for one in fetched:
        out.facts(name=one.file.name, size=one.file.size, sha256=one.file.sha256, had=one.had, why_not=one.why_not)
        if lines and one.why_not is None:
            out.line(_("{name}  {mb:.1f} MB", name=one.file.name, mb=one.file.size / MB))
        yield one


class Lines:
    """Without a bar: a line a file is enough."""

    def __init__(self, out: Out) -> None:
        self._out = out

    def begins(self, file: FileTold, offset: int) -> None:
        """Told when it is there."""

    def came(self, count: int) -> None:
        """Counted at the end."""

    def waits(self, why: str) -> None:
        self._out.aside(why)


class Bar(Lines):
    """For somebody who looks on."""

    def __init__(self, out: Out, bar: Progress) -> None:
        super().__init__(out)
        self._bar = bar
        self._task = bar.task_ids[0]

    def begins(self, file: FileTold, offset: int) -> None:
        self._bar.update(self._task, advance=offset, description=Path(file.name).name)

    def came(self, count: int) -> None:
        self._bar.update(self._task, advance=count)


def _bar(stack: ExitStack, size: int, what: str) -> Progress | None:
    """None where nobody looks on, or rich is not installed."""
    if not size or not sys.stderr.isatty():
        return None
    try:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
            TransferSpeedColumn,
        )
    except ImportError:
        return None
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    bar = stack.enter_context(Progress(*columns, console=Console(stderr=True)))
    bar.add_task(what, total=size)
    return bar
