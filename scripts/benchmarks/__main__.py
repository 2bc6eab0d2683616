"""`scripts/bench`: runs the benchmarks one after the other, tells each result, and writes the page."""

from __future__ import annotations

import argparse
import sys
import time
from importlib import import_module
from pathlib import Path

from benchmarks import in_machine, machine, page
from benchmarks.figures import Result, Spread
from benchmarks.unit_inside import ROOT

NAMES = (
    *("edge_to_order", "edge_to_picture", "pulses", "pre_roll", "still_pipeline", "idle", "hot", "start", "season"),
    *("edge_beside_fetch", "full_card", "verify", "export", "pair_time", "blind", "days_left"),
)
REAL = ("kernel_edge", "kernel_idle", "kernel_boot", "kernel_repair")
"""In the virtual machine of `scripts/test real kernel`, as root."""
PAGE = ROOT / "docs" / "benchmarks.md"


def main() -> int:
    """0 if every target was met."""
    wish = _wish()
    about, began = machine.describe(), time.monotonic()
    for what, fact in about.items():
        print(f"{what:<20} {fact}")
    results = {name: _run(name, wish.quick) for name in wish.names or (REAL if wish.real else NAMES)}
    missed = [name for name, result in results.items() if not result.met]
    print(f"\n{time.monotonic() - began:.0f} s; targets missed: {', '.join(missed) or 'none'}")
    if wish.quick or wish.names:
        print(f"{PAGE.relative_to(ROOT)} is left alone: only a whole run writes it")
    else:
        page.write(PAGE, page.Part.REAL if wish.real else page.Part.HERE, about, results)
        print(f"written: {PAGE.relative_to(ROOT)}")
    return bool(missed)


def _wish() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measures speed and cost.",
        epilog="\n".join(f"{name:<16} {_about(name)}" for name in NAMES + REAL),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--quick", action="store_true", help="small counts: to see that it works")
    parser.add_argument("--real", action="store_true", help="those on a real kernel, in a virtual machine, as root")
    parser.add_argument("names", metavar="NAME", nargs="*", help="only these, of those below")
    wish = parser.parse_args()
    for name in wish.names:
        if name not in NAMES + REAL:
            parser.error(f"no benchmark called {name}: {', '.join(NAMES + REAL)}")
    if (wish.real or set(wish.names) & set(REAL)) and not in_machine.there():
        parser.error("there is no virtual machine yet: scripts/test real kernel builds it")
    return wish


def _about(name: str) -> str:
    """The first line of its own description, without the libraries that it loads."""
    return (Path(__file__).parent / f"{name}.py").read_text().partition("\n")[0].strip('"')


def _run(name: str, quick: bool) -> Result:
    print(f"\n{name} …", flush=True)
    began = time.monotonic()
    result: Result = import_module(f"benchmarks.{name}").measure(quick)
    print(f"  {result.what}\n  {'met' if result.met else 'MISSED'}: {result.measured}   (target {result.target})")
    print(f"  floor: {result.floor}")
    for row in result.rows:
        told = "  ".join(row.figure.cells()) if isinstance(row.figure, Spread) else row.figure
        print(f"    {row.what:<64} {told}")
    print(f"  took {time.monotonic() - began:.0f} s", flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main())
