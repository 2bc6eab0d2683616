"""The command lines of scripts/install and scripts/uninstall."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from installing import account, boot, files, overlay, packages, program, removal, services, settings
from installing.facts import Facts
from installing.machine import Change, Ledger, Machine, Trouble

CHECKOUT = Path(__file__).resolve().parents[2]
NOT_IN_ORDER = 1
UNAVAILABLE = 69
Consent = Callable[[Change], bool]


def main(argv: Sequence[str], machine: Machine) -> int:
    wish = _parser().parse_args(argv)
    try:
        if os.geteuid() != 0 and not wish.dry_run:
            raise Trouble(f"only root may do that: sudo scripts/{wish.what}, or look with --dry-run")
        overlay.refuse_if_on(machine)
        return (_install if wish.what == "install" else _uninstall)(machine, wish)
    except Trouble as trouble:
        print(f"{wish.what}: {trouble}", file=sys.stderr)
        return UNAVAILABLE


def _install(machine: Machine, wish: argparse.Namespace) -> int:
    """Part by part, each planned when those before it are done."""
    ledger = Ledger.of(machine)
    facts = Facts.read(settings.in_force(machine, wish.profile, CHECKOUT))
    source = program.Source(CHECKOUT, wish.wheel, wish.wheelhouse)
    wanted = files.shipped(CHECKOUT)
    parts: list[Callable[[], list[Change]]] = [
        lambda: packages.changes(machine, facts, wish.wheelhouse is not None),
        lambda: files.changes(machine, ledger, wanted),
        lambda: account.changes(machine, ledger, CHECKOUT),
        lambda: program.changes(machine, facts, source, ledger),
        lambda: settings.changes(machine, wish.profile),
        lambda: services.changes(machine, wanted),
        lambda: boot.changes(machine, facts, ledger),
        lambda: overlay.changes(machine, ledger, CHECKOUT) if wish.overlay_root else [],
    ]
    changed, refused, restart = 0, 0, False
    for part in parts:
        plan = part()
        done = _carry_out(plan, wish)
        if done and not wish.dry_run:
            ledger.keep(machine)
        changed += done
        refused += len(plan) - done
        restart = restart or bool(done and plan[0].diff) or wish.overlay_root
    if changed and machine.booted() and not wish.dry_run:
        services.refresh(machine)
    if refused:
        print("The unit needs the lines that were refused: see docs/installing.md, or run this again with --yes.")
    elif not changed:
        print("Nothing to do: everything is in place.")
    elif not wish.dry_run:
        print("Done. " + ("Restart the machine: some of it counts from the next start on." if restart else ""))
    return NOT_IN_ORDER if refused else 0


def _uninstall(machine: Machine, wish: argparse.Namespace) -> int:
    changed = sum(_carry_out(part(), wish) for part in removal.parts(machine))
    for change in removal.memories(machine):
        if wish.purge or (not wish.yes and _asked(f"{change.text}?")):
            changed += _carry_out([change], wish)
        else:
            print(f"stays: {change.text.removeprefix('remove ')}")
    print("Pictures and the distribution's packages stay." if changed else "Nothing to do: trapd is not installed.")
    return 0


def _carry_out(plan: Sequence[Change], wish: argparse.Namespace) -> int:
    """How many changes were made, or would be. Raises Trouble."""
    done = 0
    for change in plan:
        print(("would " if wish.dry_run else "") + change.text, flush=True)
        if change.diff:
            print(change.diff, end="", flush=True)
        if not wish.dry_run:
            if change.diff and not wish.yes and not _asked("Do that?"):
                continue
            change.do()
        done += 1
    return done


def _asked(question: str) -> bool:
    """No terminal, no consent."""
    return sys.stdin.isatty() and input(f"{question} [y/N] ").strip().lower() in {"y", "yes"}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts")
    whats = parser.add_subparsers(dest="what", required=True)
    install = whats.add_parser("install", help="put trapd onto this machine", allow_abbrev=False)
    install.add_argument(
        "--profile",
        metavar="FILE",
        type=_file,
        help="the unit, one of hw_profiles/*.toml or your own; kept if one is installed",
    )
    install.add_argument(
        "--wheel", metavar="FILE", type=_file, help="the program as a wheel; else it is built from this checkout"
    )
    install.add_argument(
        "--wheelhouse",
        metavar="DIR",
        type=_folder,
        help="every Python package that is needed: pip stays off the network",
    )
    install.add_argument(
        "--overlay-root", action="store_true", help="make the system read-only, from the next start on"
    )
    uninstall = whats.add_parser("uninstall", help="take it away again; pictures stay", allow_abbrev=False)
    uninstall.add_argument("--purge", action="store_true", help="remove /etc/trapd and /var/lib/trapd too")
    for command in (install, uninstall):
        command.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        command.add_argument(
            "--yes", action="store_true", help="ask nothing: consent to changes in config.txt and cmdline.txt"
        )
    return parser


def _file(text: str) -> Path:
    if not (path := Path(text)).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return path


def _folder(text: str) -> Path:
    if not (path := Path(text)).is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Machine()))
