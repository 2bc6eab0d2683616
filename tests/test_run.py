"""`trapd run` through the real command line: what a survey gets onto its cards."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image
from rig import DAY, NIGHT, profile, sensors
from runs import DESKTOP, ROOT, Running, complaint, environment, finger, hear, trapd, without_reader, write_profile

STILL = {"stills": 1, "clip": False}
REPLAY = ROOT / "tests" / "replay" / "with-zda.nmea"
"""Sentences of 17 July 2026."""
LARGEST_RESERVE_MB = 2_000_000


@dataclass(frozen=True)
class Survey:
    """A run that is over, and its card."""

    card: Path
    code: int
    events: list[dict[str, Any]]
    errors: str

    def told(self, event: str, **facts: Any) -> list[dict[str, Any]]:
        wanted = {"event": event, **facts}
        return [told for told in self.events if wanted.items() <= told.items()]


@pytest.fixture(scope="module")
def surveys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Survey]]:
    """The desktop profile, by day and by night, both at once and each until its first clip.

    Its first animal comes ten seconds later here: a busy machine needs them for its first fix and its first packets.
    """
    folders = {name: tmp_path_factory.mktemp(name) for name in ("day", "night")}
    patient = tmp_path_factory.mktemp("profile") / "patient.toml"
    as_it_is, later = "first_pass_s = 10 ", "first_pass_s = 20 "
    assert as_it_is in DESKTOP.read_text()
    patient.write_text(DESKTOP.read_text().replace(as_it_is, later))
    with (
        Running(folders["day"], "run", patient, "--starts", DAY) as day,
        Running(folders["night"], "run", patient, "--starts", NIGHT) as night,
    ):
        over = {}
        for name, run in {"day": day, "night": night}.items():
            run.wait_for("shot", media="clip")
            code = run.stop()
            over[name] = Survey(folders[name] / "card", code, run.events, run.errors.read_text())
        yield over


@pytest.fixture(params=["day", "night"])
def survey(request: pytest.FixtureRequest, surveys: dict[str, Survey]) -> Survey:
    return surveys[request.param]


def catalog(card: Path) -> dict[str, dict[str, Any]]:
    """The announced pictures by name."""
    records = map(json.loads, (card / "catalog.jsonl").read_text().splitlines())
    return {record["name"]: record for record in records if record["kind"] == "media"}


def pictures(card: Path) -> list[str]:
    """Every file that claims to be a picture."""
    return sorted(str(file.relative_to(card)) for file in card.glob("[!_]*/*") if file.suffix in {".jpg", ".mp4"})


def frame_times(clip: Path) -> list[float]:
    with av.open(str(clip)) as container:
        return [frame.time for frame in container.decode(video=0) if frame.time is not None]


def whole(card: Path) -> list[str]:
    """The pictures on this card, each of which opens and is as the catalog announced it."""
    announced = catalog(card)
    for name in pictures(card):
        data = (card / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == announced[name]["sha256"]
        assert len(data) == announced[name]["size"]
        if name.endswith(".jpg"):
            with Image.open(card / name) as image:
                image.load()
        else:
            assert frame_times(card / name)
    assert sorted(announced) == pictures(card)
    return pictures(card)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


class TestSurvey:
    """The desktop profile's main job."""

    def test_sigterm_ends_it_cleanly(self, survey: Survey) -> None:
        assert (survey.code, survey.errors) == (0, "")
        last = survey.events[-1]
        assert (last["event"], last["why"], last["faults"]) == ("stopped", "SIGTERM", 0)
        assert last["stills"] == len(survey.told("shot", media="still")) >= 3
        assert last["clips"] == len(survey.told("shot", media="clip")) >= 1

    def test_the_line_is_there_and_the_unit_armed_before_anything_slow(self, survey: Survey) -> None:
        order = [told["event"] for told in survey.events]
        assert order.index("console") < order.index("armed") < order.index("card") < order.index("shot")
        assert survey.told("armed")[0]["sensors"] == ["left", "right"]

    def test_what_was_told_is_what_lies_on_the_card(self, survey: Survey) -> None:
        assert whole(survey.card) == sorted(told["name"] for told in survey.told("shot"))

    def test_each_still_says_when_and_where(self, survey: Survey) -> None:
        for told in survey.told("shot", media="still"):
            with Image.open(survey.card / told["name"]) as image:
                exif = image.getexif()
            shot, place = exif.get_ifd(0x8769), exif.get_ifd(0x8825)
            taken = datetime.strptime(shot[0x9003] + shot[0x9011], "%Y:%m:%d %H:%M:%S%z")
            assert taken.utcoffset() == timedelta(hours=10)
            assert taken + timedelta(seconds=float(f"0.{shot[0x9291]}")) == instant(told["taken_utc"])
            assert (place[1], place[3]) == ("N", "E")
            for tag, name in ((2, "lat"), (4, "lon")):
                degrees, minutes, seconds = map(float, place[tag])
                assert degrees + minutes / 60 + seconds / 3600 == pytest.approx(told[name], abs=1e-6)

    def test_a_files_date_is_its_captures(self, survey: Survey) -> None:
        for name, record in catalog(survey.card).items():
            assert (survey.card / name).stat().st_mtime_ns == record["utc_ns"]

    def test_the_time_is_the_receivers(self, survey: Survey, request: pytest.FixtureRequest) -> None:
        begins = instant(DAY if request.node.callspec.params["survey"] == "day" else NIGHT)
        for told in survey.told("shot"):
            assert told["time_source"] == "gps"
            assert begins < instant(told["taken_utc"]) < begins + timedelta(minutes=10)

    def test_exposure_begins_at_or_after_the_edge(self, survey: Survey) -> None:
        edges = {told["sequence"]: told["edge_mono_ns"] for told in survey.told("motion", outcome="shot")}
        for told in survey.told("shot", media="still"):
            late_ms = (told["taken_mono_ns"] - edges[told["sequence"]]) / 1e6
            assert told["latency_ms"] == pytest.approx(late_ms, abs=0.001)
            assert told["latency_ms"] >= 0
            assert told["edge_to_durable_ms"] > told["latency_ms"]

    def test_a_clip_begins_three_seconds_before_the_animal(self, survey: Survey) -> None:
        [told] = survey.told("shot", media="clip")
        [motion] = survey.told("motion", outcome="shot", sequence=told["sequence"])
        before_s = (motion["edge_mono_ns"] - told["taken_mono_ns"]) / 1e9
        assert before_s >= 3
        assert told["pre_roll_s"] == pytest.approx(before_s, abs=0.001)
        times = frame_times(survey.card / told["name"])
        assert times[0] == 0
        assert all(earlier < later for earlier, later in pairwise(times))
        assert times[-1] > before_s + 4.9, "its tail of 5 s is missing"

    def test_no_still_by_day_is_blurred(self, surveys: dict[str, Survey]) -> None:
        for told in surveys["day"].told("shot", media="still"):
            assert (told["night"], told["lit"]) == (False, False)
            assert 0 < told["exposure_us"] <= 4_000

    def test_every_still_by_night_is_lit(self, surveys: dict[str, Survey]) -> None:
        night = surveys["night"]
        for told in night.told("shot", media="still"):
            assert (told["night"], told["lit"]) == (True, True)
            with Image.open(night.card / told["name"]) as image:
                luma = np.asarray(image.convert("L"))
            height, width = luma.shape
            assert luma[height // 3 : -height // 3, width // 3 : -width // 3].mean() > 40
            rows = luma.mean(axis=1)
            assert rows.min() > 20, "a dark band: some rows were exposed without light"


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """One still a motion."""
    return quiet(tmp_path, STILL)


def quiet(folder: Path, plan: dict[str, Any], warm_up_s: float = 1, starts: str = DAY, **changes: Any) -> Path:
    """A small unit that sees nothing but what the story lets its sensors feel, through the socket `pir`. It remembers
    its last run if it `starts` "now"."""
    pir = sensors(left="both", right="both") | {"socket": "pir"}
    for sensor in pir["sensors"]:
        sensor["powered"] = "now"
    changed = profile(
        camera={"width": 320, "height": 240},
        pir=pir,
        trigger={"warm_up_s": warm_up_s},
        plan={"day": plan, "night": plan},
        world={"gps_first_fix_s": 0, "starts": starts},
        **changes,
    )
    return write_profile(folder / "unit.toml", changed)


def warm(run: Running) -> None:
    for sensor in ("left", "right"):
        run.wait_for("sensor", sensor=sensor, state="calm")


def test_thirty_short_pulses_are_thirty_motions(tmp_path: Path, unit: Path) -> None:
    with Running(tmp_path, "run", unit) as run:
        warm(run)
        with finger(tmp_path / "pir") as sensor:
            for n in range(30):
                sensor.pulse("left" if n % 2 else "right")
        motions: list[dict[str, Any]] = []
        while len(motions) < 30:
            motions += [told for told in [run.next("motion")] if "was" not in told]
        run.wait_for("shot")
        assert run.stop() == 0
    assert [told["sensor"] for told in motions] == ["right", "left"] * 15
    assert motions[0]["outcome"] == "shot"
    became = {told.get("why", told["outcome"]) for told in motions}
    assert became <= {"shot", "prolonged", "queued", "retrigger-delay"}
    assert run.events[-1]["motions"] == 30


def test_a_restart_goes_on_where_the_last_run_ended(tmp_path: Path) -> None:
    unit = quiet(tmp_path, STILL, starts="now")
    names, sequences = [], []
    for start in range(2):
        with Running(tmp_path, "run", unit) as run:
            if start == 0:
                warm(run)
            run.wait_for("card")
            with finger(tmp_path / "pir") as sensor:
                sensor.pulse("left")
            assert run.next("motion")["outcome"] == "shot", "a sensor that is warm stays warm"
            shot = run.wait_for("shot")
            assert run.stop() == 0
        names.append(shot["name"])
        sequences.append(shot["sequence"])
    assert sequences == [1, 2]
    assert whole(tmp_path / "card") == sorted(names)
    assert not any("warming-up" in told.values() for told in run.events)


def test_a_story_of_another_year_changes_nothing_of_the_one_before(tmp_path: Path, unit: Path) -> None:
    """Each `--starts` is a world of its own: no time of one is held against the other's, no picture dated anew."""
    names = []
    for starts in ("2027-10-01T11:00:00+10:00", "2026-02-01T11:00:00+10:00"):
        with Running(tmp_path, "run", unit, "--starts", starts) as run:
            warm(run)
            run.wait_for("fix", time_source="gps")
            run.wait_for("swept")
            with finger(tmp_path / "pir") as sensor:
                sensor.pulse("left")
            names.append(run.wait_for("shot")["name"])
            assert run.stop() == 0
        assert {told["event"] for told in run.events}.isdisjoint({"time-refused", "repaired"})
    assert [Path(name).name[:8] for name in names] == ["20271001", "20260201"]
    assert whole(tmp_path / "card") == sorted(names)
    assert not (tmp_path / "state" / "trapd" / "DESK-1" / "memory.json").exists()


def test_the_motion_that_woke_the_unit_counts_at_once(tmp_path: Path) -> None:
    unit = quiet(tmp_path, STILL, warm_up_s=45)
    with Running(tmp_path, "run", unit, "--woken-by", "left") as run:
        assert run.wait_for("motion", sensor="left")["outcome"] == "shot"
        with finger(tmp_path / "pir") as sensor:
            sensor.pulse("right")
        assert run.wait_for("motion", sensor="right")["why"] == "warming-up"
        assert run.wait_for("shot")["sensor"] == "left"
        assert run.stop() == 0


def test_killed_in_the_middle_of_a_clip_the_card_is_in_order_after_the_next_start(tmp_path: Path) -> None:
    unit = quiet(tmp_path, {"stills": 2, "clip": True, "pre_roll_s": 1, "post_roll_s": 60, "longest_s": 60})
    with Running(tmp_path, "run", unit) as run:
        warm(run)
        run.wait_for("card")
        run.wait_for("fix", time_source="gps")  # else the next start dates its pictures anew, until it is stopped
        with finger(tmp_path / "pir") as sensor:
            sensor.pulse("left")
        run.wait_for("shot", number=2)
        assert run.stop(signal.SIGKILL) == -signal.SIGKILL
    [clip] = (tmp_path / "card").glob("KP-07/*.mp4")
    assert str(clip.relative_to(tmp_path / "card")) not in catalog(tmp_path / "card")
    with Running(tmp_path, "run", unit) as again:
        again.wait_for("card")
        again.wait_for("fix", time_source="gps")
        with finger(tmp_path / "pir") as sensor:
            sensor.pulse("left")
        assert again.wait_for("motion")["sequence"] > 1
        assert again.wait_for("swept")["closed"] == 1
        assert again.stop() == 0
    closed = str(clip.relative_to(tmp_path / "card")).replace("-clip", "-clip_cut")
    assert closed in whole(tmp_path / "card")
    assert catalog(tmp_path / "card")[closed]["interrupted"]


def test_the_technician_gets_an_answer(tmp_path: Path, unit: Path) -> None:
    with Running(tmp_path, "run", unit) as run:
        line = os.open(run.wait_for("console")["port"], os.O_RDWR | os.O_NOCTTY)
        os.write(line, b"status\r\n")
        heard = hear(line, "since the start")
        os.close(line)
        assert run.stop() == 0
    assert "DESK-1 at KP-07" in heard
    assert "armed" in heard


def test_a_log_and_photos_of_ones_own(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for colour in ("red", "blue"):
        Image.new("RGB", (400, 300), colour).save(photos / f"{colour}.png")
    unit = quiet(tmp_path, {"stills": 4, "interval_ms": 1_500, "clip": False})
    with Running(tmp_path, "run", unit, "--nmea", REPLAY, "--scene", photos, "--starts", DAY) as run:
        run.wait_for("fix", time_source="gps")
        with finger(tmp_path / "pir") as sensor:
            sensor.pulse("left")
        run.wait_for("shot", number=4)
        assert run.stop() == 0
    seen = set()
    for told in run.events:
        if told["event"] == "shot":
            assert told["taken_utc"].startswith("2026-07-17T06:30:")
            with Image.open(tmp_path / "card" / told["name"]) as image:
                red, _, blue = image.convert("RGB").resize((1, 1)).getpixel((0, 0))
                assert image.getexif().get_ifd(0x8769)[0x9003].startswith("2026:07:17 16:30:")
            seen.add("red" if red > blue else "blue")
    assert seen == {"red", "blue"}


class TestBadInput:
    """One clear line, the right exit code."""

    def test_a_card_in_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        done = trapd(tmp_path, "run", DESKTOP, "--card", "nowhere/card", "--json")
        assert "nowhere/card" in complaint(done, 69)
        assert not (tmp_path / "nowhere").exists()

    def test_a_card_that_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "card").write_text("mine")
        assert "card" in complaint(trapd(tmp_path, "run", DESKTOP, "--json"), 69)
        assert (tmp_path / "card").read_text() == "mine"

    def test_a_full_card(self, tmp_path: Path) -> None:
        disk = os.statvfs(tmp_path)
        if disk.f_bavail * disk.f_frsize > LARGEST_RESERVE_MB * 1_000_000:
            pytest.skip("this disk has more room than a profile can ask for")
        unit = quiet(tmp_path, STILL, card={"reserve_mb": LARGEST_RESERVE_MB})
        assert "full" in complaint(trapd(tmp_path, "run", unit, "--json"), 69)

    def test_a_card_where_nobody_may_write(self, tmp_path: Path) -> None:
        """Not even root: the kernel's own folder."""
        assert "/sys/trapd" in complaint(trapd(tmp_path, "run", DESKTOP, "--card", "/sys/trapd", "--json"), 69)

    def test_a_card_that_may_not_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "card").mkdir(mode=0o555)
        if os.access(tmp_path / "card", os.W_OK):
            pytest.skip("this user, root, may write everywhere")
        assert "card" in complaint(trapd(tmp_path, "run", DESKTOP, "--json"), 69)

    def test_a_scene_without_a_picture(self, tmp_path: Path) -> None:
        (tmp_path / "photos").mkdir()
        (tmp_path / "photos" / "readme.txt").write_text("none")
        line = complaint(trapd(tmp_path, "run", DESKTOP, "--scene", "photos", "--json"), 78)
        assert line == "scene photos: no picture in this folder; put .jpg, .jpeg, .png there, or name a video"

    def test_a_scene_with_a_torn_picture(self, tmp_path: Path) -> None:
        photo = tmp_path / "photos" / "torn.png"
        photo.parent.mkdir()
        Image.effect_noise((400, 300), 50).save(photo)
        photo.write_bytes(photo.read_bytes()[:20_000])
        assert "torn.png" in complaint(trapd(tmp_path, "run", DESKTOP, "--scene", "photos", "--json"), 78)

    def test_a_log_without_nmea(self, tmp_path: Path) -> None:
        (tmp_path / "log.txt").write_text("Dear diary,\n")
        line = complaint(trapd(tmp_path, "run", DESKTOP, "--nmea", "log.txt", "--json"), 78)
        assert "log.txt holds no NMEA" in line

    def test_a_receiver_that_is_not_there_costs_the_position_and_no_picture(self, tmp_path: Path) -> None:
        unit = quiet(tmp_path, STILL, gps={"backend": "linux", "port": "/dev/no-receiver"})
        with Running(tmp_path, "run", unit) as run:
            assert "/dev/no-receiver" in run.wait_for("fault", part="gps")["why"]
            warm(run)
            with finger(tmp_path / "pir") as sensor:
                sensor.pulse("left")
            shot = run.wait_for("shot")
            assert run.stop() == 0
        assert (shot["time_source"], "lat" in shot) == ("none", False)
        assert whole(tmp_path / "card") == [shot["name"]]
        assert shot["name"].endswith("_unsync.jpg")


@pytest.mark.parametrize("words", [["--json"], []], ids=["json", "text"])
def test_a_reader_who_goes_away_ends_the_run_quietly(tmp_path: Path, unit: Path, words: list[str]) -> None:
    assert without_reader(tmp_path, "run", unit, *words) == (0, "")


def test_at_a_terminal_ctrl_c_ends_with_a_table_and_a_sheet(tmp_path: Path, unit: Path) -> None:
    screen, far = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-m", "trapd", "run", str(unit), "--woken-by", "left"],
        cwd=tmp_path,
        env=environment(tmp_path) | {"TERM": "xterm", "COLUMNS": "120"},
        stdin=far,
        stdout=far,
        stderr=far,
        start_new_session=True,
    )
    os.close(far)
    with run:
        shown = hear(screen, ".jpg")
        run.send_signal(signal.SIGINT)
        shown += hear(screen)
    os.close(screen)
    assert run.returncode == 0, shown
    assert "1 motion, 1 still, 0 clips, 0 faults" in shown
    with Image.open(tmp_path / "card" / "contact-sheet.png") as sheet:
        sheet.load()
