"""What the core says: every sentence in its source, as a template whose fields are `{0}`, `{1}` …"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter

from trapd.config.explain import UNITS, wanted
from trapd.config.known import known
from trapd.console.language import mark

SPOKEN = (
    "core/*.py",
    "console/*.py",
    "card/trouble.py",
    "card/reserve.py",
    "card/disk_trouble.py",
    "card/inventory.py",
    "linux/card.py",
    "linux/card_writer.py",
    "linux/emptying.py",
    "linux/newcard.py",
    "linux/gps.py",
    "linux/epochs.py",
    "linux/chores.py",
    "linux/places.py",
    "pi/camera.py",
    "pi/flash.py",
    "pi/pins.py",
    "pi/pir.py",
    "pi/power_board.py",
    "pi/session.py",
    "pi/stack.py",
    "config/cross.py",
    "config/windows.py",
    "commands/offloading.py",
    "ctl/*.py",
    "runtime/absent.py",
    "runtime/memory.py",
    "runtime/pin.py",
    "runtime/settings.py",
    "config/overlay.py",
    "config/known.py",
    "config/explain.py",
    "config/expected.py",
    "config/profile.py",
    "config/read.py",
    "config/instants.py",
    "view/words.py",
    "view/thumbnails.py",
    "survey/deploy.py",
    "survey/merge.py",
    "survey/strays.py",
)
"""Whose sentences reach the technician's line, or the page about a survey."""
ALONE = (
    "activity", "ammeter", "announced", "armed", "battery", "battery-low", "blind", "board", "burst", "calm",
    "camera", "cancelled", "card", "card-full", "card-gone", "charger", "chatter", "clip", "clock",
    "clock-unknown", "committed", "console", "crash", "day", "disarmed", "dormant", "encoder", "everything",
    "fewest-wakeups", "flash", "flash-dead", "gated", "gps", "handled", "heater", "hours", "kept", "led",
    "lost", "memory", "motion", "moved", "night", "no-clips", "off", "order", "peer", "power", "power cut", "profile",
    "queued", "receiver", "removed", "reserve", "rolled-back", "rtc", "schedule", "still", "stills",
    "stills-only", "stuck", "switch", "technician", "thermometer", "unlocked", "view", "voltmeter",
    "warming-up", "went-back",
)  # fmt: skip
"""Parts, states and origins, which are told by one word."""
PHRASES = (
    "armed: {0} and {1}",
    "a whole number from {0} to {1}",
    "an even whole number from {0} to {1}",
    "a number from {0} to {1}",
    "a number above {0} to {1}",
    "FAULT {0}",
    "battery {0}",
    "battery {0} charged ± {1}",
    "card {0} free",
    "clip {0}",
    "clock chip {0} not gone by: {1}",
    "fit: {0}",
    "power {0}",
    "{0} clip",
    "{0} clips",
    "{0} motion",
    "{0} motions",
    "{0} picture",
    "{0} pictures",
    "{0} still",
    "{0} stills",
    "{0} A",
    "{0} V",
    "{0} h",
    "{0} m",
    "{0} s",
)
"""Which the core puts together from pieces too small to be told apart."""
ARGPARSE = (
    "argument {0}: {1}",
    "expected at least one argument",
    "expected one argument",
    "ignored explicit argument {0}",
    "invalid choice: {0} (choose from {1})",
    "not allowed with argument {0}",
    "options",
    "positional arguments",
    "the following arguments are required: {0}",
    "unrecognized arguments: `{0}`",
)
"""Python's own: its headings, and what it finds wrong with a command line."""
VAGUE = {"{0} on {1}", "became {0}", "line {0} {1}", "left over", "was read"}
"""Would be found in sentences of quite another sense."""
OWN = {"vocabulary.py", "talks.py", "reading.py", "keys.py", "setup.py", "questions.py", "helping.py"}
"""Of the console: all that these say is marked for gettext."""
TEXTS = {"_", "N_", "later", "plural", "__call__"}
"""What marks a text of the console's own, which gettext finds by itself."""
_EDGES = " ,;:"
_NO_SENTENCE = re.compile(r"\\|\n|=|YYYY|\[\{|^%|^[A-Z]+ \[|\}whole|^trapctl ")
"""A pattern, a page, a piece of TOML, a form, a program's own version."""


def sentences(root: Path) -> list[str]:
    """All of them, sorted."""
    files = sorted(file for glob in SPOKEN for file in root.glob(glob) if file.name not in OWN)
    found = {template for file in files for template in templates(ast.parse(file.read_text("utf-8")))}
    return sorted({*found, *ALONE, *UNITS.values(), *PHRASES, *ARGPARSE, *meanings()} - VAGUE)


def meanings() -> Iterator[str]:
    """What each setting means that can be set from the cable."""
    for one in known().values():
        must = wanted(one.kind, one.name.rpartition(".")[2])
        said = "" if one.about == must else one.about.removesuffix(f" ({must})")
        if one.fixed is None and said:
            yield said


def templates(tree: ast.AST) -> Iterator[str]:
    """Of one module."""
    passed_over = set(_not_said(tree))
    for node in ast.walk(tree):
        if id(node) in passed_over:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            template = _numbered(node.value)
        elif isinstance(node, ast.JoinedStr):
            template = _of_parts(node.values)
        else:
            continue
        template = template.strip(_EDGES)
        if " " in template and len(mark(template)) > 1 and not _NO_SENTENCE.search(template):
            yield template


def _not_said(tree: ast.AST) -> Iterator[int]:
    """Docstrings, the console's own texts, and the pieces of what is taken whole."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as said):
                yield id(said)
            case ast.JoinedStr(values=values):
                yield from (id(value) for value in values if isinstance(value, ast.Constant))
                specs = (value.format_spec for value in values if isinstance(value, ast.FormattedValue))
                yield from _ids(spec for spec in specs if spec is not None)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=texts) if name in TEXTS:
                yield from _ids(texts)
            case ast.AnnAssign(annotation=annotation):
                yield from _ids([annotation])


def _ids(nodes: Iterable[ast.AST]) -> Iterator[int]:
    for node in nodes:
        yield from (id(below) for below in ast.walk(node))


def _of_parts(parts: Iterable[ast.expr]) -> str:
    """Fields that touch each other are one: where the first ends, nobody could tell."""
    text = "".join(
        part.value.replace("{", "{{").replace("}", "}}")
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
        else "{}"
        for part in parts
    )
    return _numbered(re.sub(r"(?:\{\})+", "{}", text))


def _numbered(text: str) -> str:
    """Fields by number; as it stands if its braces are no fields."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return text.replace("{", "{{").replace("}", "}}")
    said, number = "", 0
    for fixed, name, *_ in parts:
        said += fixed.replace("{", "{{").replace("}", "}}")
        if name is not None:
            said += f"{{{number}}}"
            number += 1
    return said
