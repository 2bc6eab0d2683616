"""`trapd export`, as a person at a laptop types it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from runs import environment, trapd
from visits import HOUR, Visit

SURVEY = '[[contributor]]\ntitle = "A. Ranger"\n[project]\ntitle = "Leopards"\nsampling_design = "targeted"\n'


@pytest.fixture
def card(tmp_path: Path) -> Path:
    (tmp_path / "survey.toml").write_text(SURVEY)
    with Visit(tmp_path / "card") as visit:
        visit.fit(0, "armed")
        for number in range(1, 7):
            visit.still(number * HOUR, number)
        visit.clip(7 * HOUR, 7)
    return tmp_path / "card"


def export(folder: Path, *options: str | Path) -> subprocess.CompletedProcess[str]:
    return trapd(folder, "export", "card", "out", "--to", "camtrap-dp", "--survey", "survey.toml", *options)


def whole(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_is_copied_and_told_in_a_line(card, tmp_path):
    before = whole(card)
    done = export(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "7 pictures, 0.0 MB in out\nother files: 1 record; out/account.csv tells of each\n"
    assert {Path(name).name: data for name, data in before.items() if "2026" in name} == {
        Path(name).name: data for name, data in whole(tmp_path / "out" / "media").items()
    }
    assert whole(card) == before


def test_for_programs_every_line_is_json(card, tmp_path):
    gone = next(card.rglob("*000003-1.jpg"))
    gone.unlink()
    done = export(tmp_path, "--json")
    file, summary = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 1
    assert file == {
        "event": "file",
        "card": "card",
        "name": f"KP-07/{gone.name}",
        "fate": "missing",
        "to": "",
        "why": "is announced and not there",
    }
    assert (summary["event"], summary["out"], summary["exported"], summary["new"]) == ("summary", "out", 6, 6)
    assert summary["fates"] == {"exported": 6, "missing": 1, "record": 1}


def test_links_are_the_files_of_the_card(card, tmp_path):
    assert export(tmp_path, "--link").returncode == 0
    for copy in (tmp_path / "out" / "media").rglob("*.*"):
        assert copy.samefile(card / "KP-07" / copy.name)


def test_every_file_of_the_card_is_in_the_account_once(card, tmp_path):
    (card / "KP-07" / "DSC_0001.JPG").write_bytes(b"of somebody else")
    (card / "holiday.txt").write_text("of somebody else")
    export(tmp_path)
    with (tmp_path / "out" / "account.csv").open(newline="") as file:
        told = [line["file"] for line in csv.DictReader(file)]
    assert sorted(told) == sorted(whole(card))


@pytest.mark.parametrize(
    ("out", "why"),
    [
        ("card", "on the card card itself"),
        ("card/KP-07/out", "on the card card itself"),
        (".", "the card card is in ."),
        ("survey.toml", "is a file"),
    ],
)
def test_a_folder_that_is_not_its_own_is_not_touched(card, tmp_path, out, why):
    before = whole(tmp_path)
    done = trapd(tmp_path, "export", "card", out, "--to", "camtrap-dp", "--survey", "survey.toml")
    assert done.returncode == 64
    assert why in done.stderr
    assert done.stderr.count("\n") == 1
    assert whole(tmp_path) == before


def test_what_is_no_card_is_told(card, tmp_path):
    done = trapd(tmp_path, "export", "card", "survey.toml", "out", "--to", "camtrap-dp", "--survey", "survey.toml")
    assert (done.returncode, done.stderr.count("\n")) == (64, 1)
    assert "is no card of trapd" in done.stderr
    assert not (tmp_path / "out").exists()


STOPS = """
import os, signal, sys
from trapd.export import copying

signal.signal(signal.SIGINT, signal.default_int_handler)
made, number = copying.Copying._made, signal.Signals[sys.argv.pop(1)]

def made_and_stopped(self, copy, card):
    new = made(self, copy, card)
    if "000002-1" in copy.to:
        os.kill(os.getpid(), number)
    return new

copying.Copying._made = made_and_stopped
from trapd.__main__ import main
sys.exit(main())
"""


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [("SIGINT", 130, "trapd: stopped: run it again, and it goes on\n"), ("SIGKILL", -9, "")],
)
def test_stopped_in_its_midst_it_leaves_whole_files_alone_and_the_next_run_goes_on(
    card, tmp_path, number, code, said
):
    words = ["export", "card", "out", "--to", "camtrap-dp", "--survey", "survey.toml"]
    stopped = subprocess.run(
        [sys.executable, "-c", STOPS, number, *words],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (stopped.returncode, stopped.stderr) == (code, said)
    out = tmp_path / "out"
    originals = {path.name: path.read_bytes() for path in card.rglob("*") if path.is_file()}
    there = whole(out / "media")
    assert there
    assert all(originals[Path(name).name] == data for name, data in there.items())
    assert export(tmp_path).returncode == 0
    assert len(whole(out / "media")) == 7
    assert not (out / ".unfinished").exists()


def test_a_disk_that_takes_nothing_is_told_in_a_line(card, tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    (tmp_path / "closed").mkdir(mode=0o555)
    done = trapd(tmp_path, "export", "card", "closed/out", "--to", "camtrap-dp", "--survey", "survey.toml")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "the disk closed/out may not be written by this user" in done.stderr
