"""`trapd export --blur-location`: what is hidden, and the proof that it is."""

from __future__ import annotations

from pathlib import Path

from trapd.card import disk_trouble
from trapd.commands.export_told import Listener, Outcome
from trapd.core.errors import TrapdError, WrongUse
from trapd.export.blur import proof
from trapd.export.blur.blurred import Blurred
from trapd.export.package import Package
from trapd.view.progress import transfer
from trapd.view.words import count

MOST_TOLD = 10
"""Files that tell exact places: more are counted."""
UNSAID = "name, habitat, comment of stations, comment of units"


def no_open_export(out: Path, blur: Blurred) -> None:
    """Its copies would stay as they are: what differs from a copy as it would be made may be somebody's work."""
    try:
        name = proof.open_table(out, blur.search)
    except OSError as err:
        raise TrapdError(disk_trouble.in_words(err, out)) from err
    if name is not None:
        raise WrongUse(f"{out} holds an export that tells exact places, as in {name}: name another folder")


def prove(package: Package, blur: Blurred, outcome: Outcome, told: Listener) -> None:
    """Tells each file that tells where a unit hung, and what was left out or not searched for."""
    if blur.unsaid:
        told.note(f"left out, since free words may tell a place: {UNSAID}")
    files = proof.files(package.root)
    with transfer(sum(path.stat().st_size for path in files)) as advance:
        found = list(proof.told(package.root, blur.search, advance))
    outcome.trouble += len(found)
    for why in found[:MOST_TOLD]:
        told.trouble(why)
    if len(found) > MOST_TOLD:
        told.trouble(f"so do {len(found) - MOST_TOLD} more files")
    if found:
        told.note(f"do not pass {package.root} on: exact places stand in {count(len(found), 'file')} of it")
    else:
        told.note(
            f"no exact place was found in degrees in {count(len(files), 'file')} in {package.root}; "
            "not searched for: map grids (UTM, MGRS), codes and names of places"
        )
