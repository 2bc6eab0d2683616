"""What earlier versions wrote is read, verified, swept and gone on with, and nothing of it changes that must not."""

import hashlib
import json
import shutil
from pathlib import Path

import cards
import pytest

from trapd.__main__ import main
from trapd.card import catalog, ledger
from trapd.card.sweep import sweep
from trapd.card.volume import Volume
from trapd.config.read import load
from trapd.linux import leftover
from trapd.runtime.memory import Memory
from trapd.runtime.worker import InlineWorker

GOLDEN = Path(__file__).parent / "golden"
VERSIONS = sorted(path.name for path in GOLDEN.glob("schema-*"))


@pytest.fixture(params=VERSIONS)
def version(request):
    return GOLDEN / request.param


@pytest.fixture
def card(version, tmp_path):
    """A copy to do with as we like."""
    return shutil.copytree(version / "card", tmp_path / "card")


def test_schema_2_knows_every_kind_of_line():
    root = GOLDEN / "schema-2" / "card"
    lines = [record for _, record in ledger.lines(root)]
    pictures = [record for record in lines if record["kind"] in ("media", "repaired")]

    kinds = {"header", "boot", "anchor", "effort", "media", "repaired", "deleted", "protected", "offloaded"}
    assert {record["kind"] for record in lines} == kinds
    assert any(record.get("recovered") for record in pictures)
    assert any(record.get("interrupted") for record in pictures)
    assert any(record.get("ended") for record in lines)
    assert all(now.offloaded or now.sequence > 100 for now in ledger.fold(root).pictures.values())


def verify(root, capsys):
    code = main(["verify", str(root), "--json"])
    *findings, summary = map(json.loads, capsys.readouterr().out.splitlines())
    return code, {finding["what"] for finding in findings}, summary


def content(root):
    """Every file but the catalog, by its checksum."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file() and path.name != catalog.FILE
    }


def swept(root):
    volume = Volume(root, 0)
    found = sweep(volume, leftover.inspect)
    volume.close()
    return found


def test_the_card_is_in_order_as_it_came(card, capsys):
    before = content(card)

    code, found, summary = verify(card, capsys)

    assert code == 0
    assert {"torn", "unannounced"} <= found
    assert summary["pictures"] == len(ledger.fold(card).pictures) >= 5
    assert content(card) == before


def test_the_first_start_tidies_it_up_and_changes_no_picture(card, capsys):
    before, announced = content(card), ledger.fold(card).pictures

    found = swept(card)

    assert (found.announced, found.closed, found.failed) == (1, 1, 0)
    after = content(card)
    assert all(after[name] == before[name] == picture.sha256 for name, picture in announced.items())
    now = ledger.fold(card).pictures
    assert list(now)[: len(announced)] == list(announced)
    (cut,) = (name for name in now.keys() - announced.keys() if name.endswith("_cut.mp4"))
    assert catalog.record_at(card / catalog.FILE, now[cut].at)["interrupted"]
    code, found, summary = verify(card, capsys)
    assert (code, summary["pictures"]) == (0, len(announced) + 2)
    assert found <= {"gap"}


def test_old_lines_stay_as_they_were_written(card):
    lines = (card / catalog.FILE).read_bytes().splitlines(keepends=True)

    swept(card)

    now = (card / catalog.FILE).read_bytes().splitlines(keepends=True)
    assert now[1 : len(lines) - 1] == lines[1:-1]  # the header says today's version, the last line was torn
    assert json.loads(now[0])["schema_version"] == catalog.SCHEMA_VERSION
    assert all(json.loads(line) for line in now)


def test_new_pictures_go_behind_the_old_ones(card):
    volume = Volume(card, 0)
    caption = cards.caption(sequence=volume.last_sequence + 1)
    volume.write(caption, b"picture")
    name = volume.announce(caption, hashlib.sha256(b"picture").hexdigest(), 7)
    volume.close()

    assert volume.last_sequence > 2
    assert list(ledger.fold(card).pictures)[-1] == name


def test_the_profile_is_still_one(version):
    assert load(version / "profile.toml").unit.name == "DESK-1"


def test_a_profile_of_a_newer_version_is_refused_with_the_mend(version, tmp_path, capsys):
    profile = tmp_path / "profile.toml"
    text = (version / "profile.toml").read_text()
    profile.write_text(text.replace("schema_version = 1", "schema_version = 99"))

    assert main(["run", str(profile)]) == 78
    assert "schema_version is 99, this trapd knows up to 1: use a newer trapd" in capsys.readouterr().err


def test_what_the_unit_remembered_is_not_forgotten(version, tmp_path):
    shutil.copy(version / "memory.json", tmp_path)

    memory = Memory(tmp_path, "another boot", InlineWorker())

    assert memory.trouble is None
    assert memory.value.sequence > 100
    assert memory.value.powered_ns == {}
    assert len(memory.value.boot_before) == len("ec9c5960-55db-44e3-aef8-e1479fb29ce8")
