"""`trapd verify`: what it says of a card in order, and that it notices whatever is not."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
from pathlib import Path

import cards
import h264
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trapd.__main__ import main
from trapd.card import alive, catalog, checksum, ledger
from trapd.card.volume import Volume
from trapd.media import exif, jpeg, mp4

GOLDEN = Path(__file__).parent / "golden"
ENCODED = jpeg.encode(tuple(np.full(shape, 99, np.uint8) for shape in ((48, 64), (24, 32), (24, 32))), 80)
GPS = {"time_source": "gps", "time_uncertainty_s": 0.1}
PACKETS = h264.packets(frames=12, gop=6, width=64, height=48)


def still(volume: Volume, sequence: int, **facts) -> str:
    caption = cards.caption(sequence=sequence, **facts)
    picture = jpeg.splice(ENCODED, exif.block(caption, 64, 48))
    volume.write(caption, picture)
    return volume.announce(caption, hashlib.sha256(picture).hexdigest(), len(picture))


def clip(volume: Volume, sequence: int) -> str:
    caption = cards.caption(sequence=sequence, number=0, media="clip", latency_ms=None)
    file, path = volume.create(caption)
    with file:
        writer = mp4.ClipWriter(file, caption, 30)
        for packet in PACKETS:
            writer.write(packet)
        writer.close(file.flush)
    counted = {"frames": writer.frames, "missing_frames": writer.missing_frames}
    name = f"{caption.station}/{path.name}"
    volume.note(catalog.media(name, checksum.sha256(path), path.stat().st_size, caption.facts() | counted))
    return name


@pytest.fixture
def card(tmp_path):
    """Two stills and a clip, all in order."""
    return made(tmp_path / "card")


def made(root: Path) -> Path:
    volume = Volume(root, 0)
    still(volume, 1)
    clip(volume, 1)
    still(volume, 2, lat=None, lon=None, time_source="none", time_uncertainty_s=None)
    volume.note({"kind": "protected", "name": "KP-07/20260115-210433-123_DESK-1_a1b2-000001-1.jpg"})
    volume.close()
    return root


def verify(root: Path, *options: str) -> tuple[int, list[str], str]:
    """Exit code, lines on stdout, stderr."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["verify", str(root), *options])
    return code, out.getvalue().splitlines(), err.getvalue()


def findings(root: Path) -> tuple[int, list[tuple[str, str]]]:
    """Exit code, and what was found of which file."""
    code, lines, _ = verify(root, "--json")
    told = map(json.loads, lines)
    return code, [(line["what"], line["name"]) for line in told if line["event"] == "finding"]


def names(root: Path) -> list[str]:
    return [record["name"] for record in catalog.read(root / catalog.FILE) if record["kind"] == "media"]


def flip(path: Path, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)


def test_a_card_in_order(card):
    code, lines, err = verify(card)

    assert (code, err) == (0, "")
    assert lines == [
        f"3 pictures, {sum((card / name).stat().st_size for name in names(card)) / 1e6:.1f} MB: in order, 0 notes"
    ]


def test_as_json_the_last_line_sums_up(card):
    code, (line,), _ = verify(card, "--json")

    told = json.loads(line)
    assert code == 0
    assert told["event"] == "summary"
    assert (told["ok"], told["pictures"], told["not_in_order"], told["notes"]) == (True, 3, 0, 0)


def test_a_picture_that_is_not_there_is_missing(card):
    (card / names(card)[0]).unlink()

    assert findings(card) == (1, [("missing", names(card)[0])])


def test_a_picture_that_is_shorter_longer_or_changed_is_damaged(card):
    short, long, changed = names(card)
    os.truncate(card / short, 100)
    os.truncate(card / long, (card / long).stat().st_size + 1)
    flip(card / changed, 8_000)

    assert findings(card) == (1, [("damaged", short), ("damaged", long), ("damaged", changed)])


def test_a_picture_that_another_program_wrote_anew_is_damaged_whatever_its_caption(card):
    name = names(card)[0]
    (card / name).write_bytes(jpeg.splice(ENCODED, exif.block(cards.caption(sequence=2), 64, 48)))

    assert findings(card) == (1, [("damaged", name)])


def test_time_and_place_of_the_catalog_must_be_those_of_the_picture(tmp_path):
    volume = Volume(tmp_path, 0)
    caption = cards.caption()
    picture = jpeg.splice(ENCODED, exif.block(cards.caption(utc_ns=cards.UTC_NS - 3_600 * 10**9, lat=43.2), 64, 48))
    volume.write(caption, picture)
    name = volume.announce(caption, hashlib.sha256(picture).hexdigest(), len(picture))
    volume.close()

    code, lines, _ = verify(tmp_path)

    assert code == 1
    assert [line.partition(": ")[2].partition(":")[0] for line in lines[:-1]] == [
        "lat",
        "utc_ns",
        "EXIF time",
        "its tag's latitude",
    ]
    assert all(line.startswith(f"NOT IN ORDER  {name}: ") for line in lines[:-1])


def test_what_is_no_picture_yet_is_told_and_no_fault(card):
    (card / "KP-07" / "20260115-210500-000_DESK-1_a1b2-000003-1.jpg").write_bytes(b"half a JPEG")
    (card / "_unfinished" / "KP-07").mkdir(parents=True)
    (card / "_unfinished" / "KP-07" / "torn.mp4").write_bytes(b"torn")
    (card / "KP-07" / "notes.txt").write_text("the owner's")
    (card / "Pictures").mkdir()
    for copy in ("KP-07/leopard-copy.jpg", f"Pictures/{names(card)[0].partition('/')[2]}"):
        shutil.copy(card / names(card)[0], card / copy)
    (card / "System Volume Information").mkdir()
    (card / "contact-sheet.png").write_bytes(b"ours")
    with (card / catalog.FILE).open("ab") as file:
        file.write(b'{"kind": "media", "na')

    assert findings(card) == (
        0,
        [
            ("torn", "catalog.jsonl"),
            ("unannounced", "KP-07/20260115-210500-000_DESK-1_a1b2-000003-1.jpg"),
            ("foreign", "KP-07/leopard-copy.jpg"),
            ("foreign", "KP-07/notes.txt"),
            ("foreign", f"Pictures/{names(card)[0].partition('/')[2]}"),
            ("foreign", "System Volume Information/"),
            ("unfinished", "_unfinished/KP-07/torn.mp4"),
        ],
    )


def test_gaps_in_effort_are_told_and_no_fault(card):
    stamp = {"unit": "DESK-1", "station": "KP-07", "boot": "a1b2", "boot_id": "1"} | GPS
    volume = Volume(card, 0)
    for minute, states, why in (
        (0, ["armed"], {}),
        (1, ["disarmed"], {"disarmed": "by the technician"}),
        (61, ["armed"], {}),
        (62, ["off"], {"off": "SIGTERM"}),
    ):
        at = {"mono_ns": minute * 60 * 10**9, "utc_ns": cards.UTC_NS + minute * 60 * 10**9}
        volume.note({"kind": "effort", **stamp, **at, "states": states, "why": why})
    volume.close()

    code, (gap, summary), _ = verify(card)

    assert code == 0
    assert gap == (
        "note          KP-07 DESK-1: disarmed for 1 h 00 min, from 2026-01-15T11:05:33Z to 2026-01-15T12:05:33Z"
        " (by the technician)"
    )
    assert summary.endswith("in order, 1 note")


def test_hours_that_were_planned_are_no_gap_and_lengths_are_easy_to_read(card):
    stamp = {"unit": "DESK-1", "station": "KP-07", "boot": "a1b2", "boot_id": "1"} | GPS
    volume = Volume(card, 0)
    at_s = 0
    for length_s, state in (
        (6, "blind"),
        (119, "flash-dead"),
        (12 * 3_600, "hours"),
        (2 * 3_600 + 5 * 60 + 59, "disarmed"),
        (3 * 86_400 + 4 * 3_600, "battery-low"),
        (0, "armed"),
    ):
        at = {"mono_ns": at_s * 10**9, "utc_ns": cards.UTC_NS + at_s * 10**9}
        volume.note({"kind": "effort", **stamp, **at, "states": [state]})
        at_s += length_s
    volume.close()

    _, (*gaps, _), _ = verify(card)

    assert [gap.partition(", from")[0].split(": ")[1] for gap in gaps] == [
        "blind for 6 s",
        "flash-dead for 1 min",
        "disarmed for 2 h 05 min",
        "battery-low for 3 d 4 h",
    ]


def test_deleted_and_repaired_pictures_are_missed_by_nobody(card):
    deleted, _, was = names(card)
    volume = Volume(card, 0)
    record = next(record for record in catalog.read(card / catalog.FILE) if record.get("name") == was)
    caption = cards.caption(sequence=2, lat=None, lon=None)
    picture = jpeg.splice(ENCODED, exif.block(caption, 64, 48))
    volume.write(caption, picture)
    (now,) = (f"KP-07/{path.name}" for path in card.glob("KP-07/*-000002-1.jpg"))
    sha256 = checksum.sha256(card / now)
    repaired = catalog.media(now, sha256, len(picture), caption.facts())
    volume.note({**repaired, "kind": "repaired", "was": was, "was_sha256": record["sha256"], "why": "gps"})
    volume.note({"kind": "deleted", "name": deleted, "sha256": "", "why": "full"})
    volume.close()

    assert findings(card) == (0, [("left over", deleted), ("left over", was)])
    (card / deleted).unlink()
    (card / was).unlink()
    assert findings(card) == (0, [])


def test_a_picture_that_a_running_unit_removes_meanwhile_is_not_missing(card, monkeypatch):
    gone = names(card)[0]
    opened = Path.open

    def meanwhile(path, *args, **kwargs):
        if path == card / gone and path.exists():
            volume = Volume(card, 0)
            volume.note({"kind": "deleted", "name": gone, "sha256": "", "why": "full"})
            volume.close()
            path.unlink()
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", meanwhile)

    assert findings(card) == (0, [])


def test_a_card_in_use_can_be_read(card):
    volume = Volume(card, 0)
    assert findings(card) == (0, [])
    volume.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_picture_that_cannot_be_read_is_told(card):
    name = names(card)[0]
    (card / name).chmod(0)

    assert findings(card) == (1, [("unreadable", name)])


def test_a_card_that_is_pulled_is_one_line(card, monkeypatch):
    read = catalog.record_at

    def pulled(*where):
        if card.exists():
            shutil.rmtree(card)
        return read(*where)

    monkeypatch.setattr(catalog, "record_at", pulled)

    code, _, err = verify(card)

    assert code == 1
    assert err.count("\n") == 1
    assert "went while it was read" in err


def test_nothing_is_written(card):
    def state():
        return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in card.rglob("*")}

    before = state()
    verify(card)
    assert state() == before


def test_a_flipped_bit_in_the_spaces_behind_a_line_is_told_and_what_the_line_says_counts(card):
    path = card / catalog.FILE
    path.write_bytes(path.read_bytes().replace(b'"}\n', b'"}  ! \n', 2))

    code, (*told, summary), _ = verify(card)

    assert code == 1
    assert told == [
        f"NOT IN ORDER  catalog.jsonl: line {number} has a wrong bit behind its record: what it says is as it was"
        for number in (1, 2)
    ]
    assert summary.startswith("3 pictures")


def test_every_flipped_bit_of_the_sign_of_life_is_told(tmp_path):
    shutil.copytree(GOLDEN / "schema-2" / "card", tmp_path, dirs_exist_ok=True)
    mark = (tmp_path / alive.FILE).read_bytes()

    for bit in range(8 * alive.SECTOR):
        flip(tmp_path / alive.FILE, bit)
        assert alive.flipped(tmp_path)
        (tmp_path / alive.FILE).write_bytes(mark)

    assert not alive.flipped(tmp_path)


@pytest.mark.parametrize(
    "left", [b"", b"\0" * alive.SECTOR, b'{"kind":"alive","un', b"of a file before\n".rjust(alive.SECTOR)]
)
def test_a_sign_of_life_that_a_cut_left_is_told_and_no_fault(card, left):
    (card / alive.FILE).write_bytes(left)

    assert findings(card) == (0, [("torn", "alive.json")])


@pytest.fixture(scope="module", params=["schema-1", "schema-2"])
def some_card(request, tmp_path_factory):
    """A card to do harm to, and what is found of it before."""
    root = tmp_path_factory.mktemp("flip") / "card"
    shutil.copytree(GOLDEN / request.param / "card", root)
    return root, verify(root)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(data=st.data())
def test_one_flipped_bit_in_any_file_is_noticed(some_card, data):
    root, intact = some_card
    files = [root / name for name in (*ledger.fold(root).pictures, catalog.FILE, ledger.OFFLOADS, alive.FILE)]
    path = data.draw(st.sampled_from([file for file in files if file.exists()]), "file")
    before = path.read_bytes()
    # Behind a catalog's last newline stands what was torn anyway.
    end = before.rfind(b"\n") + 1 if path.suffix == ".jsonl" else len(before)
    bit = data.draw(st.integers(0, 8 * end - 1), "bit")
    try:
        flip(path, bit)
        found = verify(root)
    finally:
        path.write_bytes(before)

    assert found != intact
    # Without that newline the last line is one that a power cut tore: told, and its picture as not announced.
    assert found[0] != 0 or (path.suffix == ".jsonl" and bit // 8 == end - 1)
