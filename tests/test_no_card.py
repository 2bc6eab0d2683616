"""What is no card, or none for this user or this program: every command says so in the same line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from trapd.__main__ import main
from trapd.card import catalog, ledger

GOLDEN = Path(__file__).parent / "golden" / "schema-2" / "card"
NOBODY = 65_534
COMMANDS = ["verify", "protect", "offload"]
PICTURE = next(iter(ledger.fold(GOLDEN).pictures))
NEWER = b'{"kind":"header","schema_version":99,"format":"trapd catalog"}\n'
MEND = "was written by a newer trapd: bring this one up to date, or put in another card"
PROFILE = Path(__file__).parent.parent / "hw_profiles" / "desktop.toml"


@pytest.fixture
def card(tmp_path):
    return shutil.copytree(GOLDEN, tmp_path / "card")


@pytest.fixture
def disk(tmp_path):
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk"


def words(command: str, card: Path, disk: Path) -> list[str]:
    """What is typed."""
    more = {"verify": [], "protect": [PICTURE], "offload": [str(disk)]}
    return [command, str(card), *more[command]]


def told(capsys) -> str:
    """The one line that there is."""
    line = capsys.readouterr().err
    assert line.count("\n") == 1, line
    return line


@pytest.mark.parametrize("command", COMMANDS)
def test_that_of_a_newer_trapd(card, disk, command, capsys):
    made_newer(card)
    before = (card / catalog.FILE).read_bytes()

    assert main(words(command, card, disk)) == 64
    assert told(capsys) == f"trapd: the card {card} {MEND}\n"
    assert (card / catalog.FILE).read_bytes() == before
    assert list(disk.iterdir()) == []


def test_a_unit_takes_no_picture_on_that_of_a_newer_trapd(card, tmp_path):
    """No card at all, to it: what a missing one ends with."""
    made_newer(card)
    command = [sys.executable, "-m", "trapd", "run", PROFILE, "--card", card, "--for", "20"]
    home = os.environ | {"XDG_STATE_HOME": str(tmp_path / "state")}
    done = subprocess.run(command, env=home, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (69, f"trapd: card: the card {card} {MEND}\n")


def made_newer(card: Path) -> None:
    rest = (card / catalog.FILE).read_bytes().partition(b"\n")[2]
    (card / catalog.FILE).write_bytes(NEWER + rest)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("what", ["missing", "a file", "empty", "catalog is a folder"])
def test_what_is_none(tmp_path, disk, what, command, capsys):
    root = tmp_path / "card"
    if what == "a file":
        root.write_text("mine")
    elif what != "missing":
        root.mkdir()
    if what == "catalog is a folder":
        (root / catalog.FILE).mkdir()

    assert main(words(command, root, disk)) == 64
    assert told(capsys).startswith(f"trapd: {root} is no card of trapd: name the folder where a card is mounted")


@pytest.fixture
def locked(tmp_path, card, disk, capsys):
    """A card and a disk in a folder that is somebody else's, and nobody asks for them."""
    folder = tmp_path / "locked"
    (folder / "disk").mkdir(parents=True)
    shutil.copytree(GOLDEN, folder / "card")
    for command in COMMANDS:
        main(words(command, card, disk))  # loads whatever nobody may not load
    capsys.readouterr()
    folder.chmod(0)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    yield folder
    os.seteuid(os.getuid())
    folder.chmod(0o700)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_not_this_users(locked, command, capsys):
    assert main(words(command, locked / "card", Path("/"))) == 1
    assert told(capsys).startswith(f"trapd: the card {locked / 'card'} may not be read")


def test_a_disk_that_is_not_this_users(locked, card, capsys):
    assert main(words("offload", card, locked / "disk")) == 1
    assert told(capsys).startswith(f"trapd: the disk {locked / 'disk'} may not be written by this user")


@pytest.mark.parametrize("zeros", [0, 100, 200_000])
def test_one_whose_catalog_is_lost(card, disk, zeros, capsys):
    """Nothing is known of its pictures: none is copied, none protected; and no power cut leaves it so."""
    (card / catalog.FILE).write_bytes(bytes(zeros))
    (card / ledger.OFFLOADS).unlink()

    assert main(words("verify", card, disk)) == 1
    assert "catalog.jsonl: is lost, and pictures stand here" in capsys.readouterr().out
    assert main(words("offload", card, disk)) == 1
    assert "announces no picture: `trapd verify` tells" in told(capsys)
    assert main(words("protect", card, disk)) == 64
    assert "is no picture on" in told(capsys)
