"""`trapd offload`, as a person at a laptop types it, and what the unit's own disk needs."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from subprocess import PIPE

import pytest
from copies import Card, announced, copy_of, files, name, record
from gpiozero.pins.mock import MockFactory

from trapd.__main__ import main
from trapd.card.catalog import Catalog
from trapd.core.errors import HardwareMissing
from trapd.linux import disks, refusals
from trapd.pi.offload_light import OffloadLight
from trapd.pi.pins import OutputLine

PIN = 21
DONE = {"event": "done", "copied": 2, "deleted": 0, "kept": 0, "left_out": 0, "keeps_marks": True}
GOLDEN = Path(__file__).parent / "golden"
PROFILE = Path(__file__).parent.parent / "hw_profiles" / "desktop.toml"


def trapd(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "trapd", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def card(tmp_path: Path) -> Card:
    (tmp_path / "disk").mkdir()
    card = Card(tmp_path / "card")
    card.take(1, b"leopard")
    card.take(2, b"hare")
    return card


def test_all_is_copied_and_told_in_a_line(card: Card, tmp_path: Path) -> None:
    done = trapd("offload", card.root, tmp_path / "disk")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 of 2 pictures copied and read back" in done.stdout
    assert "unmount the disk before it is pulled" in done.stdout
    assert announced(copy_of(card, tmp_path / "disk")) == card.pictures()


def test_for_programs_every_line_is_json(card: Card, tmp_path: Path) -> None:
    done = trapd("offload", card.root, tmp_path / "disk", "--delete", "--json")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["event"] for line in told] == ["offload", "copied", "copied", "deleted", "deleted", "done"]
    assert told[1]["name"] == name(1)
    assert told[-1] == {**DONE, "deleted": 2}
    assert files(card.root) == set()


def test_what_is_protected_stays_on_the_card_and_is_told(card: Card, tmp_path: Path) -> None:
    card.say({"kind": "protected", "name": name(1)})
    done = trapd("offload", card.root, tmp_path / "disk", "--delete", "--json")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert told[-2] == {**DONE, "deleted": 1, "kept": 1}
    assert told[-1] == {"event": "kept", "name": name(1), "why": "protected"}

    done = trapd("offload", card.root, tmp_path / "disk", "--delete")
    assert done.returncode == 0
    assert "0 of 0 pictures copied and read back, 1 kept on the card: protected;" in done.stdout


def test_what_waits_for_its_time_stays_on_the_card_and_is_told(card: Card, tmp_path: Path) -> None:
    undated = name(3).replace(".jpg", "_unsync.jpg")
    (card.root / undated).write_bytes(b"grass")
    card.say(record(undated, b"grass"))
    done = trapd("offload", card.root, tmp_path / "disk", "--delete", "--json")
    assert json.loads(done.stdout.splitlines()[-1]) == {"event": "kept", "name": undated, "why": "not dated yet"}

    card.say({"kind": "protected", "name": card.take(4, b"wolf")})
    done = trapd("offload", card.root, tmp_path / "disk", "--delete")
    assert done.returncode == 0
    assert ", 1 kept on the card: not dated yet, 1 kept on the card: protected;" in done.stdout


def test_a_card_without_a_free_byte_is_copied_and_one_line_says_that_it_does_not_know_of_it(
    card: Card, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = Catalog.append

    def full(book: Catalog, record: dict) -> None:
        if book.path.parent == card.root:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(book, record)

    monkeypatch.setattr(Catalog, "append", full)
    assert main(["offload", str(card.root), str(tmp_path / "disk")]) == 0
    told = capsys.readouterr()
    assert "2 of 2 pictures copied and read back; the card cannot be written, and does not know of it;" in told.out
    assert told.err == ""


def test_ctrl_c_ends_it_with_a_line_and_the_same_command_goes_on(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    card = Card(tmp_path / "card")
    for number in range(1, 400):
        card.take(number, b"leopard")
    command = [sys.executable, "-m", "trapd", "offload", card.root, tmp_path / "disk", "--json"]
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a shell's background job would not hear it
    with subprocess.Popen(command, stdout=PIPE, stderr=PIPE, text=True, bufsize=1, preexec_fn=heed) as run:
        assert run.stdout is not None
        fcntl.fcntl(run.stdout, fcntl.F_SETPIPE_SZ, 4096)  # it cannot come to its end while nobody reads
        assert '"copied"' in [run.stdout.readline(), run.stdout.readline()][1]
        run.send_signal(signal.SIGINT)
        told = run.communicate(timeout=60)[1]
    assert run.returncode == 130
    assert re.fullmatch(
        r"trapd: stopped, \d+ of 399 pictures copied and read back: run it again, and it goes on\n", told
    )
    assert trapd("offload", card.root, tmp_path / "disk").returncode == 0
    assert announced(copy_of(card, tmp_path / "disk")) == card.pictures()


@pytest.mark.parametrize("command", ["disk", "card"])
def test_what_mounts_is_for_root(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert main([command, str(PROFILE), "/dev/sdz1"]) == 64
    line = capsys.readouterr().err
    assert line.startswith(f"trapd: trapd {command} mounts a device")
    assert line.endswith("run it as root, with sudo\n")


def test_a_device_that_went_is_told_in_a_line_with_the_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def gone(*_: object) -> None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "/sys/class/block/sdz1/ro")

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(refusals, "OFFLOADS", tmp_path)
    monkeypatch.setattr(disks, "look", gone)
    assert main(["disk", str(PROFILE), "/dev/sdz1"]) == 1
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert "/dev/sdz1: pulled too soon, 0 of 0 pictures copied" in line
    assert "plug it in again" in line
    assert (tmp_path / "sdz1").read_text() in line


def test_what_is_left_out_is_told_and_is_no_success(card: Card, tmp_path: Path) -> None:
    (card.root / name(1)).unlink()
    done = trapd("offload", card.root, tmp_path / "disk")
    assert done.returncode == 1
    assert "1 of 2 pictures copied and read back, 1 LEFT OUT" in done.stdout
    assert f"{name(1)} is left out: it cannot be read" in done.stderr


@pytest.mark.parametrize(
    ("where", "words"),
    [("nowhere", "is no folder: name the root of the disk"), ("card/KP-07", "is on the card itself: name a folder")],
)
def test_wrong_use_is_one_line(card: Card, tmp_path: Path, where: str, words: str) -> None:
    done = trapd("offload", card.root, tmp_path / where)
    assert done.returncode == 64
    assert done.stderr.count("\n") == 1
    assert words in done.stderr


def test_the_light_is_steady_only_when_the_disk_may_be_pulled() -> None:
    with MockFactory() as factory:
        light, line = OffloadLight(PIN, factory), factory.pin(PIN)
        assert not line.state
        light.may_be_pulled()
        assert line.state
        line.clear_states()
        light.busy()
        light.failed()
        light.may_be_pulled()
        assert line.state
        light.close()
        assert not line.state


def test_a_light_whose_line_is_taken_is_told() -> None:
    with MockFactory() as factory:
        held = OutputLine("flash", PIN, active_low=False, factory=factory)
        with pytest.raises(HardwareMissing, match="the offload's light"):
            OffloadLight(PIN, factory)
        held.close()


def test_how_it_goes_is_told_while_the_disk_is_in(tmp_path: Path) -> None:
    notes, blocks = tmp_path / "notes", tmp_path / "blocks"
    (blocks / "sdb1").mkdir(parents=True)
    refusals.note("sdb1", "1 of 2 pictures copied", notes)
    refusals.note("sdb1", "2 of 2 pictures copied", notes)
    assert refusals.told(notes, blocks) == "2 of 2 pictures copied"
    (blocks / "sdb1").rmdir()
    assert refusals.told(notes, blocks) is None


@pytest.mark.parametrize("schema", [1, 2])
def test_the_copy_is_in_order_though_the_card_was_cut_short(tmp_path: Path, schema: int) -> None:
    """A card as a unit left it, of every schema that there ever was."""
    (tmp_path / "disk").mkdir()
    card = shutil.copytree(GOLDEN / f"schema-{schema}" / "card", tmp_path / "card")
    assert trapd("offload", card, tmp_path / "disk").returncode == 0
    (copy,) = (tmp_path / "disk" / "trapd-offload").glob("*/")
    assert announced(copy) == announced(card)
    assert trapd("verify", copy).returncode == 0
