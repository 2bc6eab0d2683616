"""The command line: what is asked for becomes values here; `commands` does the work.

Each command loads what it needs when it is called, and no more: `trapd check` never waits for a camera library.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from trapd import __version__
from trapd.config.instants import instant
from trapd.config.pack import pack
from trapd.config.profile import Profile
from trapd.config.read import load
from trapd.core.battery.chemistry import Chemistry
from trapd.core.battery.known import CHEMISTRIES, named
from trapd.core.battery.pack import Pack
from trapd.core.errors import TrapdError, WrongUse
from trapd.runtime.settings import in_force

FORMS = ("camtrap-dp", "camtrapr")
"""Of an export."""
LANGUAGES = ("en", "ru")
"""Of a report."""
LONGEST_RUN_S = 1_000_000_000
INTERRUPTED = 130
"""128 + SIGINT, as shells count: stopped by Ctrl-C before there was anything to end cleanly."""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the line asks; the exit code is 0 or that of the error, which is one line on stderr."""
    code = 0
    try:
        wish = _parser().parse_args(argv)
        with _reader_may_leave():
            code = wish.command(wish)
    except TrapdError as err:
        print("trapd:", " ".join(str(err).splitlines()), file=sys.stderr)
        code = err.exit_code
    except KeyboardInterrupt:
        code = INTERRUPTED
    return code


@contextmanager
def _reader_may_leave() -> Iterator[None]:
    """`trapd … | head`: nobody reads on, which ends the command quietly; Python would complain at its exit."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(wish: argparse.Namespace) -> int:
    settings = in_force(wish.profile, begins=True)
    if wish.woken_by is not None:
        _known_sensor(settings.profile, wish.woken_by)
    from trapd.commands.run import Run
    from trapd.commands.run_options import RunOptions

    options = RunOptions(
        card=wish.card,
        for_s=wish.for_s,
        scene=wish.scene,
        nmea=wish.nmea,
        json=wish.json,
        woken_by=wish.woken_by,
        starts=wish.starts,
    )
    return Run(settings, options)()


def _safe(wish: argparse.Namespace) -> int:
    from trapd.commands.safe import safe

    return safe(wish.profile)


def _check(wish: argparse.Namespace) -> int:
    settings = in_force(wish.profile)
    from trapd.commands.check import check

    return check(settings, wish.json)


def _dark(wish: argparse.Namespace) -> int:
    profile = load(wish.profile)
    from trapd.app import put_out

    put_out(profile)
    return 0


def _card(wish: argparse.Namespace) -> int:
    profile = load(wish.profile)
    from trapd.commands.card import card

    return card(profile, wish.device)


def _offload(wish: argparse.Namespace) -> int:
    from trapd.commands.offload import offload

    return offload(wish.card, wish.disk, wish.delete, wish.json)


def _disk(wish: argparse.Namespace) -> int:
    profile = load(wish.profile)
    from trapd.commands.disk import disk

    return disk(profile, wish.device)


def _gps(wish: argparse.Namespace) -> int:
    from trapd.commands.gps import main as gps
    from trapd.runtime.clock import FieldClock

    return gps(wish.source, wish.any_date, wish.json, sys.stdout, FieldClock())


def _verify(wish: argparse.Namespace) -> int:
    from trapd.commands.verify import main as verify

    return verify(wish.card, wish.json)


def _protect(wish: argparse.Namespace) -> int:
    from trapd.commands.protect import main as protect

    return protect(wish.card, wish.names, wish.off)


def _export(wish: argparse.Namespace) -> int:
    from trapd.commands.export import Wish, export

    options = Wish(to=wish.to, survey=wish.survey, link=wish.link, blur_km=wish.blur_location, json=wish.json)
    return export(wish.cards, wish.out, options)


def _report(wish: argparse.Namespace) -> int:
    from trapd.commands.report import report

    return report(wish.cards, wish.page, wish.survey, wish.lang)


def _season(wish: argparse.Namespace) -> int:
    units = {name: load(path) for name, path in _named([wish.profile, *wish.compare]).items()}
    from trapd.commands.season import Wish, season

    options = Wish(days=wish.days, seed=wish.seed, seeds=wish.seeds, report=wish.report, json=wish.json)
    return season(units, wish.scenario, options)


def _named(paths: Sequence[Path]) -> dict[str, Path]:
    """Each by its file's name; by its whole path, where two share one."""
    stems = [path.stem for path in paths]
    named = {path.stem if stems.count(path.stem) == 1 else str(path): path for path in paths}
    if len(named) < len(paths):
        raise WrongUse("--compare names the same profile twice; leave one out")
    return named


def _power(wish: argparse.Namespace) -> int:
    from trapd.commands.power import Load, power

    load = Load(charge=wish.charge, celsius=wish.temp, amperes=wish.load, seconds=wish.seconds)
    return power(_pack(wish), load, wish.json)


def _pack(wish: argparse.Namespace) -> Pack:
    described = (wish.chemistry, wish.cells, wish.ah)
    if wish.profile is None:
        if None in described:
            raise WrongUse("name a PROFILE, or all of --chemistry, --cells and --ah; `trapd power --help` shows how")
        series, parallel = wish.cells
        return Pack(wish.chemistry, series, parallel, wish.ah)
    if described != (None, None, None):
        raise WrongUse("--chemistry, --cells and --ah describe a pack without a PROFILE; leave out one or the other")
    of_profile = pack(load(wish.profile))
    if of_profile is None:
        raise WrongUse(f"{wish.profile} has no [battery]; describe it there, or by --chemistry, --cells and --ah")
    return of_profile


def _known_sensor(profile: Profile, name: str) -> None:
    names = [sensor.name for sensor in profile.pir.sensors]
    if name not in names:
        raise WrongUse(f"--woken-by {name}: no such sensor; the profile has {', '.join(names)}")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise WrongUse(f"{message}; `{self.prog} --help` shows how")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="trapd", description="The camera trap: from the motion to the finished picture.")
    parser.add_argument("--version", action="version", version=f"trapd {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    run = _command(commands, "run", _run, "run the unit that a profile describes, real or simulated")
    run.add_argument("profile", metavar="PROFILE", type=Path, help="hw_profiles/*.toml, or one of your own")
    run.add_argument("--card", metavar="DIR", type=Path, help="where pictures go, instead of the profile's card.path")
    run.add_argument("--for", metavar="SECONDS", type=_seconds, dest="for_s", help="end after so long")
    run.add_argument(
        "--scene", metavar="PATH", type=_existing, help="photos (a folder) or a video for a simulated camera"
    )
    run.add_argument(
        "--nmea", metavar="PATH", type=_existing, help="a receiver's log to replay, its date as it stands"
    )
    run.add_argument(
        "--woken-by", metavar="SENSOR", help="the sensor whose motion powered the unit: it counts at once"
    )
    run.add_argument("--starts", metavar="RFC3339", type=_instant, help="when the simulated world begins")
    _json(run)

    safe = _command(commands, "safe", _safe, "the technician's line alone, for a unit that cannot run; no pictures")
    safe.add_argument("profile", metavar="PROFILE", type=Path, help="may be missing or wrong: that is what it is for")

    check = _command(commands, "check", _check, "the profile, then a self-test of each port; a line each")
    check.add_argument("profile", metavar="PROFILE", type=Path)
    _json(check)

    dark = _command(commands, "dark", _dark, "put the flash out, after a unit that was killed and could not")
    dark.add_argument("profile", metavar="PROFILE", type=Path)

    card = _command(
        commands, "card", _card, "a disk or partition came: mount it if it is a card, prepare it if blank"
    )
    card.add_argument("profile", metavar="PROFILE", type=Path)
    card.add_argument(
        "device", metavar="DEVICE", help="as /dev/sda1; what holds data of anybody else stays untouched"
    )

    offload = _command(commands, "offload", _offload, "copy a card's pictures to a disk, read back from there")
    offload.add_argument("card", metavar="CARD", type=Path, help="the folder with the catalog")
    offload.add_argument("disk", metavar="DISK", type=Path, help="any folder; the copy is made in DISK/trapd-offload")
    offload.add_argument("--delete", action="store_true", help="from the card, what is on the disk and not protected")
    _json(offload)

    disk = _command(commands, "disk", _disk, "a disk for offload came: copy the unit's pictures to it")
    disk.add_argument("profile", metavar="PROFILE", type=Path)
    disk.add_argument("device", metavar="DEVICE", help="as /dev/sda1; of it the folder trapd-offload is touched")

    gps = _command(commands, "gps", _gps, "what a receiver or a recorded log says, one line per valid epoch")
    gps.add_argument("source", metavar="PORT_OR_FILE")
    gps.add_argument("--any-date", action="store_true", help="for old recordings: dates are taken as they stand")
    _json(gps)

    verify = _command(commands, "verify", _verify, "whether a card holds what its catalog says: each file is read")
    verify.add_argument("card", metavar="CARD", type=Path, help="where it is mounted; nothing is written")
    _json(verify)

    protect = _command(commands, "protect", _protect, "pictures on a card that nothing shall delete")
    protect.add_argument("card", metavar="CARD", type=Path, help="where it is mounted, in no running unit")
    protect.add_argument("names", metavar="NAME", nargs="+", help="as the catalog says it, or the file's path")
    protect.add_argument("--off", action="store_true", help="they need no protection any more")

    export = _command(commands, "export", _export, "cards to a folder that an analyst's tools read")
    export.add_argument("cards", metavar="CARD", type=Path, nargs="+", help="cards, their copies, offloaded disks")
    export.add_argument("out", metavar="OUT", type=Path, help="a folder of its own; run again, it goes on there")
    export.add_argument("--to", choices=FORMS, required=True, help="the form that it takes")
    export.add_argument("--survey", metavar="FILE", type=Path, help="what no card knows: docs/survey-file.md")
    export.add_argument("--link", action="store_true", help="hard links to unaltered pictures, instead of copies")
    export.add_argument(
        "--blur-location",
        metavar="KM",
        type=_number("width in km", 0.1, 100),
        help="tell places as fields so wide, in tables and pictures, and search every file for what tells more",
    )
    _json(export)

    report = _command(
        commands, "report", _report, "one page about a survey: what came of it, and its pictures by night"
    )
    report.add_argument("cards", metavar="CARD", type=Path, nargs="+", help="cards, their copies, offloaded disks")
    report.add_argument(
        "page", metavar="OUT.html", type=Path, help="the page; thumbnails in it lead to the cards' files"
    )
    report.add_argument("--survey", metavar="FILE", type=Path, help="what no card knows: docs/survey-file.md")
    report.add_argument("--lang", choices=LANGUAGES, default="en", help="of the page; en unless told")

    season = _command(commands, "season", _season, "the same trap on a virtual clock: weeks in seconds")
    season.add_argument("profile", metavar="PROFILE", type=Path)
    season.add_argument("scenario", metavar="SCENARIO", type=Path)
    season.add_argument("--days", metavar="N", type=_days, help="instead of the scenario's")
    season.add_argument("--seed", metavar="N", type=int, help="instead of the scenario's: another season of its kind")
    season.add_argument(
        "--seeds", metavar="N", type=_count, help="so many seasons, one seed after the other, in parallel"
    )
    season.add_argument(
        "--compare",
        metavar="PROFILE",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        help="further units, side by side in the same forest",
    )
    season.add_argument("--report", metavar="FILE", type=Path, help="a page with plots, all in one HTML file")
    _json(season)

    power = _command(commands, "power", _power, "what a pack gives: at this charge and cold, under this load")
    power.add_argument("profile", metavar="PROFILE", type=Path, nargs="?", help="its [battery] is meant")
    power.add_argument("--chemistry", metavar="NAME", type=_chemistry, help=f"instead: {', '.join(CHEMISTRIES)}")
    power.add_argument("--cells", metavar="SxP", type=_cells, help="in series x in parallel: 2x3 are six cells")
    power.add_argument(
        "--ah", metavar="AH", type=_number("Ah", 0.001, 1000), help="of one cell, as its maker rates it"
    )
    power.add_argument(
        "--charge",
        metavar="F",
        type=_number("charge", 0, 1),
        required=True,
        help="0 to 1 of the rated Ah, as counted",
    )
    power.add_argument(
        "--temp", metavar="C", type=_number("temperature", -60, 80), required=True, help="°C, of the cells"
    )
    power.add_argument(
        "--load", metavar="A", type=_number("load", 0, 1000), required=True, help="amperes at the pack"
    )
    power.add_argument(
        "--seconds", metavar="S", type=_number("time", 0, 86_400), default=10.0, help="how long; 10 unless told"
    )
    _json(power)
    return parser


def _command(
    commands: argparse._SubParsersAction[_Parser], name: str, fn: Callable[[argparse.Namespace], int], about: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
    parser.set_defaults(command=fn)
    return parser


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line on stdout, nothing else there")


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value <= LONGEST_RUN_S:
        raise argparse.ArgumentTypeError(f'"{text}" is no time; say seconds, more than 0 to {LONGEST_RUN_S}')
    return value


def _number(what: str, low: float, high: float) -> Callable[[str], float]:
    def number(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f'"{text}" is no {what}; say {low:g} to {high:g}')
        return value

    return number


def _chemistry(text: str) -> Chemistry:
    chemistry = named(text)
    if chemistry is None:
        raise argparse.ArgumentTypeError(f'"{text}" is none that trapd knows; say one of {", ".join(CHEMISTRIES)}')
    return chemistry


def _cells(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([1-9]\d?|100)[xX×]([1-9]\d?|100)", text, re.ASCII)
    if not found:
        raise argparse.ArgumentTypeError(f'"{text}" is no pack; say series x parallel, as 2x3: 1 to 100 of each')
    return int(found[1]), int(found[2])


def _days(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,3}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f'"{text}" is no number of days; say 1 to 9999')
    return int(text)


def _count(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,3}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f'"{text}" is no count; say 1 to 9999')
    return int(text)


def _existing(text: str) -> Path:
    path = Path(text)
    try:
        path.stat()
    except OSError as err:
        raise argparse.ArgumentTypeError(f"{text}: {err.strerror}; check the path") from None
    return path


def _instant(text: str) -> str:
    try:
        instant(text)
    except ValueError as err:
        raise argparse.ArgumentTypeError(str(err)) from None
    return text


if __name__ == "__main__":
    sys.exit(main())
