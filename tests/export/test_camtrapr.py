"""A survey in the form that camtrapR reads: names, times, stations, effort."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from facing import NOON_NS, UnitCard

from trapd.__main__ import main
from trapd.core.errors import WrongUse
from trapd.core.units import S
from trapd.export import account
from trapd.export.camtrapr.form import CamtrapR
from trapd.export.copying import Copied, Copying
from trapd.export.package import Package
from trapd.media import exif, jpeg
from trapd.survey.gather import gather
from trapd.survey.plan import SurveyPlan

DAY_S = 86_400
HOUR_S = 3_600
NAME = re.compile(r"media/([^/]+)/\1__[^_/]+__\d{4}-\d\d-\d\d__\d\d-\d\d-\d\d\(\d+\)\.(JPG|MP4)")


def export(out: Path, *cards: UnitCard, plan: SurveyPlan | None = None) -> list[Copied]:
    form = CamtrapR(gather([card.home() for card in cards], plan or SurveyPlan()), out)
    package = Package(out)
    try:
        done = list(Copying(package, link=False).run(form.copies()))
        assert list(form.tell(package, {one.copy.to for one in done if not one.there})) == []
        account.write(package, [one.row for one in done])
    finally:
        package.close(whole=True)
    return done


def table(out: Path, name: str) -> list[dict[str, str]]:
    """Each row has all fields, or DuckDB reads the whole line as one."""
    with (out / name).open(newline="") as file:
        header, *rows = csv.reader(file)
    return [dict(zip(header, row, strict=True)) for row in rows]


def matrix(out: Path, by: str) -> dict[str, dict[str, str]]:
    return {row.pop(""): row for row in table(out, f"CameraOperationMatrix_by_{by}.csv")}


def copies(done: list[Copied]) -> dict[str, str]:
    """Name on the card -> name of the copy."""
    return {one.copy.capture.picture.name: one.copy.to for one in done}


@pytest.fixture
def left(tmp_path):
    return UnitCard(tmp_path / "left", "KP-07-L", "left")


@pytest.fixture
def right(tmp_path):
    return UnitCard(tmp_path / "right", "KP-07-R", "right")


def test_names_are_those_that_imagerename_gives(left, tmp_path):
    left.watch((0, "armed"), (HOUR_S, "off"))
    first, second = left.still(60.2, 1), left.still(61.2, 1, number=2)
    clip, later = left.clip(60.2, 1), left.still(120.0, 2)
    done = copies(export(tmp_path / "out", left))
    assert done == {
        clip: "media/KP-07/KP-07__KP-07-L__2026-01-15__12-01-00(1).MP4",
        first: "media/KP-07/KP-07__KP-07-L__2026-01-15__12-01-00(2).JPG",
        second: "media/KP-07/KP-07__KP-07-L__2026-01-15__12-01-01(3).JPG",
        later: "media/KP-07/KP-07__KP-07-L__2026-01-15__12-02-00(1).JPG",
    }


def test_no_name_twice_though_a_clock_starts_anew_at_each_boot(left, tmp_path):
    """Twice the same second, twice the same sequence; and so for the clips."""
    left.watch((0, "armed"), (HOUR_S, "off"))
    lost = {"time_source": "none"}
    for boot in ("aaaa", "bbbb"):
        left.still(90, 7, boot=boot, **lost)
        left.clip(90, 7, boot=boot, **lost)
    done = copies(export(tmp_path / "out", left))
    assert len(set(done.values())) == len(done) == 4
    assert all(NAME.fullmatch(name) for name in done.values())


def test_a_camera_that_hung_at_two_stations_is_in_both(left, tmp_path):
    left.watch((0, "armed"), (HOUR_S, "off"))
    left.still(60, 1)
    moved = UnitCard(tmp_path / "moved", "KP-07-L", "left", station="KP-08")
    moved.watch((DAY_S, "armed"), (DAY_S + HOUR_S, "off"))
    moved.still(DAY_S + 60, 2)
    export(tmp_path / "out", left, moved)
    stations = table(tmp_path / "out", "stations.csv")
    assert [(row["Station"], row["Camera"]) for row in stations] == [("KP-07", "KP-07-L"), ("KP-08", "KP-07-L")]
    assert sorted(folder.name for folder in (tmp_path / "out/media").iterdir()) == ["KP-07", "KP-08"]


def test_stills_go_over_byte_for_byte_and_clips_but_for_their_dates(left, tmp_path):
    left.watch((0, "armed"), (HOUR_S, "off"))
    still, clip = left.still(60, 1), left.clip(60, 1)
    done = copies(export(tmp_path / "out", left))
    assert (tmp_path / "out" / done[still]).read_bytes() == (left.root / still).read_bytes()
    old, new = (left.root / clip).read_bytes(), (tmp_path / "out" / done[clip]).read_bytes()
    assert sum(a != b for a, b in zip(old, new, strict=True)) <= 6 * 4


def test_a_time_that_the_survey_knows_better_than_the_file(left, tmp_path):
    """The picture was taken before anybody told the time, and no later start dated it anew."""
    left.watch((0, "armed"), (HOUR_S, "off"))
    three_hours_late = NOON_NS + 60 * S - 3 * HOUR_S * S
    still = left.still(60, 1, time_source="none", utc_ns=three_hours_late)
    done = copies(export(tmp_path / "out", left))
    assert done == {still: "media/KP-07/KP-07__KP-07-L__2026-01-15__12-01-00(1).JPG"}
    old, new = (left.root / still).read_bytes(), (tmp_path / "out" / done[still]).read_bytes()
    assert (exif.read(old)["utc_ns"], exif.read(new)["utc_ns"]) == (three_hours_late, NOON_NS + 60 * S)
    assert b"2026:01:15 12:01:00" in new
    assert new.endswith(old[jpeg.head(old) :])


def test_a_name_says_what_the_picture_says_whatever_the_offset_was_set_to(left, tmp_path):
    """Somebody put the zone right on the way."""
    left.watch((0, "armed"), (HOUR_S, "off"))
    left.still(60, 1, utc_offset_min=540)
    still = left.still(120, 2)
    assert list(copies(export(tmp_path / "out", left)).values()) == [
        "media/KP-07/KP-07__KP-07-L__2026-01-15__11-01-00(1).JPG",
        "media/KP-07/KP-07__KP-07-L__2026-01-15__12-02-00(1).JPG",
    ]
    assert b"2026:01:15 12:02:00" in (left.root / still).read_bytes()


def test_again_changes_nothing(left, right, tmp_path):
    for card in (left, right):
        card.watch((0, "armed"), (HOUR_S, "off"))
        card.still(60, 1)
        card.clip(60, 1)
    out = tmp_path / "out"
    export(out, left, right)
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in out.rglob("*") if file.is_file()}
    assert not any(one.new for one in export(out, right, left))
    assert {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in out.rglob("*") if file.is_file()} == before


def test_the_command_and_links(left, tmp_path, capsys):
    """Clips are copies all the same: they say another time."""
    left.watch((0, "armed"), (HOUR_S, "off"))
    still, clip = left.still(60, 1), left.clip(60, 1)
    out = tmp_path / "out"
    words = ["export", str(left.home()), str(out), "--to", "camtrapr", "--link"]
    assert main(words) == 0
    assert "2 pictures" in capsys.readouterr().out
    (jpeg,), (mp4,) = (list(out.glob(f"media/KP-07/*.{kind}")) for kind in ("JPG", "MP4"))
    assert jpeg.samefile(left.root / still)
    assert not mp4.samefile(left.root / clip)
    assert main(words) == 0
    assert "2 of them there before" in capsys.readouterr().out


def test_gaps_are_problems(left, tmp_path):
    left.watch((0, "armed"), (10 * HOUR_S, "disarmed"), (12 * HOUR_S, "armed"))
    left.watch((20 * HOUR_S, "armed blind"), (21 * HOUR_S, "armed"), (30 * HOUR_S, "off"))
    left.still(60, 1)
    export(tmp_path / "out", left)
    (row,) = table(tmp_path / "out", "stations.csv")
    assert (row["Setup_date"], row["Retrieval_date"]) == ("2026-01-15 12:00:00", "2026-01-16 18:00:00")
    assert row["Problems"] == "2"
    assert (row["Problem1_from"], row["Problem1_to"]) == ("2026-01-15 22:00:00", "2026-01-16 00:00:00")
    assert (row["Problem2_from"], row["Problem2_to"]) == ("2026-01-16 08:00:00", "2026-01-16 09:00:00")
    assert matrix(tmp_path / "out", "camera") == {
        "KP-07__CAM_KP-07-L": {"2026-01-15": str(round(10 / 24, 4)), "2026-01-16": str(round(17 / 24, 4))}
    }


def test_a_camera_with_fewer_problems_than_another_has_empty_columns(left, right, tmp_path):
    left.watch((0, "armed"), (HOUR_S, "disarmed"), (2 * HOUR_S, "armed"), (3 * HOUR_S, "off"))
    right.watch((0, "armed"), (3 * HOUR_S, "off"))
    left.still(60, 1)
    right.still(60, 1)
    export(tmp_path / "out", left, right)
    problems = [(row["Problem1_from"], row["Problem1_to"]) for row in table(tmp_path / "out", "stations.csv")]
    assert problems == [("2026-01-15 13:00:00", "2026-01-15 14:00:00"), ("", "")]


def test_between_two_visits_a_camera_hangs_and_does_not_watch(left, tmp_path):
    left.watch((0, "armed"), (12 * HOUR_S, "off"))
    left.still(60, 1)
    again = UnitCard(tmp_path / "again", "KP-07-L", "left")
    again.watch((4 * DAY_S, "armed"), (4 * DAY_S + 12 * HOUR_S, "off"))
    again.still(4 * DAY_S + 60, 2)
    export(tmp_path / "out", left, again)
    (row,) = table(tmp_path / "out", "stations.csv")
    assert (row["Problem1_from"], row["Problem1_to"]) == ("2026-01-16 00:00:00", "2026-01-19 12:00:00")
    shares = list(matrix(tmp_path / "out", "station")["KP-07"].values())
    assert shares == ["0.5", "0.0", "0.0", "0.0", "0.5"]


def test_more_problems_than_camtrapr_reads(left, tmp_path):
    """The nine longest have columns; the matrix knows all."""
    for hour in range(11):
        left.watch((hour * HOUR_S, "armed"), (hour * HOUR_S + 1800 - hour, "disarmed"))
    left.watch((11 * HOUR_S, "armed"), (12 * HOUR_S, "off"))
    left.still(60, 1)
    export(tmp_path / "out", left)
    (row,) = table(tmp_path / "out", "stations.csv")
    assert row["Problems"] == "11"
    assert [row[f"Problem{number}_from"][11:] for number in (1, 9)] == ["14:29:58", "22:29:50"]
    assert "Problem10_from" not in row
    watched_s = sum(1800 - hour for hour in range(11)) + HOUR_S
    assert float(matrix(tmp_path / "out", "station")["KP-07"]["2026-01-15"]) == round(watched_s / DAY_S, 4)
    assert "camtrapR reads 9 problems, 1 camera has more" in (tmp_path / "out/camtrapR.R").read_text()


def test_a_station_watches_while_one_of_its_cameras_does(left, right, tmp_path):
    left.watch((0, "armed"), (6 * HOUR_S, "off"))
    right.watch((3 * HOUR_S, "armed"), (9 * HOUR_S, "off"))
    left.still(60, 1)
    right.still(3 * HOUR_S + 60, 1)
    export(tmp_path / "out", left, right)
    assert matrix(tmp_path / "out", "camera") == {
        "KP-07__CAM_KP-07-L": {"2026-01-15": "0.25"},
        "KP-07__CAM_KP-07-R": {"2026-01-15": "0.25"},
    }
    assert matrix(tmp_path / "out", "station") == {"KP-07": {"2026-01-15": "0.375"}}


def test_where_no_camera_hung_is_not_zero(left, tmp_path):
    other = UnitCard(tmp_path / "other", "KP-09-L", "left", station="KP-09")
    left.watch((0, "armed"), (6 * HOUR_S, "off"))
    left.still(60, 1)
    other.watch((DAY_S, "armed"), (DAY_S + 6 * HOUR_S, "off"))
    other.still(DAY_S + 60, 1)
    export(tmp_path / "out", left, other)
    assert matrix(tmp_path / "out", "station") == {
        "KP-07": {"2026-01-15": "0.25", "2026-01-16": "NA"},
        "KP-09": {"2026-01-15": "NA", "2026-01-16": "0.25"},
    }


def test_facing_pairs_are_marked(left, right, tmp_path):
    alone = UnitCard(tmp_path / "alone", "KP-07-X", None)
    for card in (left, right, alone):
        card.watch((0, "armed"), (HOUR_S, "off"))
        card.still(60, 1)
    export(tmp_path / "out", left, right, alone)
    stations = table(tmp_path / "out", "stations.csv")
    assert {row["Camera"]: row["Facing"] for row in stations} == {
        "KP-07-L": "KP-07-R",
        "KP-07-R": "KP-07-L",
        "KP-07-X": "",
    }


def test_a_card_without_a_record_of_effort(left, tmp_path):
    """As every survey takes it: from the first picture to the last."""
    left.still(0, 1)
    left.still(6 * HOUR_S, 2)
    export(tmp_path / "out", left)
    (row,) = table(tmp_path / "out", "stations.csv")
    assert (row["Setup_date"], row["Retrieval_date"]) == ("2026-01-15 12:00:00", "2026-01-15 18:00:00")
    assert row["Problems"] == "0"
    assert "Problem1_from" not in row


def test_what_nobody_dated_makes_no_survey_of_years(left, tmp_path):
    left.watch((0, "armed"), (HOUR_S, "off"))
    left.still(60, 1)
    left.still(-4_000 * DAY_S, 2, boot="dead", time_source="none")
    done = export(tmp_path / "out", left)
    (row,) = table(tmp_path / "out", "stations.csv")
    assert row["Setup_date"] == "2026-01-15 12:00:00"
    assert "nobody dated" in row["Comment"]
    assert len(done) == 2


def test_the_record_of_effort_with_its_reasons(left, tmp_path):
    left.watch((0, "armed"), (HOUR_S, "armed flash-dead"), (2 * HOUR_S, "off"))
    left.still(60, 1)
    export(tmp_path / "out", left)
    told = [(row["State"], row["From"][11:], row["To"][11:]) for row in table(tmp_path / "out", "effort.csv")]
    assert told == [("armed", "12:00:00", "14:00:00"), ("flash-dead", "13:00:00", "14:00:00")]


def test_pictures_that_were_sorted_into_species_stay_there(left, tmp_path):
    """And the next card's come beside them."""
    left.watch((0, "armed"), (HOUR_S, "off"))
    leopard, hare = left.still(60, 1), left.still(120, 2)
    out = tmp_path / "out"
    first = copies(export(out, left))
    sorted_into = out / "media/KP-07/Leopard" / Path(first[leopard]).name
    sorted_into.parent.mkdir()
    (out / first[leopard]).rename(sorted_into)
    again = UnitCard(tmp_path / "again", "KP-07-L", "left")
    again.still(180, 3)
    done = export(out, left, again)
    assert [(one.there, one.new) for one in done] == [(True, False), (True, False), (True, True)]
    assert copies(done)[leopard] == str(sorted_into.relative_to(out))
    assert copies(done)[hare] == first[hare]
    assert not (out / first[leopard]).exists()


def test_a_copy_of_an_earlier_export_is_told(left, tmp_path):
    left.still(60, 1)
    left.still(120, 2)
    out = tmp_path / "out"
    export(out, left)
    other = UnitCard(tmp_path / "other", "KP-09-L", "left", station="KP-09")
    other.still(60, 1)
    form = CamtrapR(gather([other.home()], SurveyPlan()), out)
    package = Package(out)
    told = list(form.tell(package, set()))
    package.close(whole=True)
    assert [line.partition(" is none of this export's")[0] for line in told] == [
        "media/KP-07/KP-07__KP-07-L__2026-01-15__12-01-00(1).JPG",
        "media/KP-07/KP-07__KP-07-L__2026-01-15__12-02-00(1).JPG",
    ]


def test_what_somebody_wrote_into_a_table_is_not_lost(left, tmp_path):
    left.still(60, 1)
    out = tmp_path / "out"
    export(out, left)
    stations = out / "stations.csv"
    stations.write_text(stations.read_text().replace("Comment", "Comment,Habitat"))
    mine = stations.read_text()
    again = UnitCard(tmp_path / "again", "KP-07-L", "left")
    again.still(180, 3)
    with pytest.raises(WrongUse, match=r"stations\.csv was changed since it was exported"):
        export(out, left, again)
    assert stations.read_text() == mine


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_the_tables_checksums_are_those_that_sha256sum_takes(left, tmp_path):
    left.still(60, 1)
    export(tmp_path / "out", left)
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "out", capture_output=True, text=True)
    assert (checked.returncode, checked.stdout.count(": OK")) == (0, 7)


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_camtrapr_reads_one_time_for_stills_and_clip_of_a_trigger(left, tmp_path):
    """By the very command that its `recordTable` gives to ExifTool."""
    left.watch((0, "armed"), (2 * DAY_S, "off"))
    triggers = {60.99: 1, 43_199.995: 2, 50_000.0: 3}  # the second one goes over midnight
    for at_s, sequence in triggers.items():
        left.still(at_s + 0.02, sequence)
        left.clip(at_s, sequence)
    left.clip(60_000.5, 4)  # not one still came
    out = tmp_path / "out"
    done = export(out, left)
    times = read_by_camtrapr(out)
    for at_s, sequence in triggers.items():
        of_trigger = [times[one.copy.to] for one in done if one.copy.capture.picture.sequence == sequence]
        assert len(of_trigger) == 2
        assert abs((of_trigger[0] - of_trigger[1]).total_seconds()) <= 1
        assert abs((of_trigger[0] - datetime(2026, 1, 15, 12, tzinfo=UTC)).total_seconds() - at_s) <= 1
    (alone,) = (one.copy.to for one in done if one.copy.capture.picture.sequence == 4)
    assert times[alone] == datetime(2026, 1, 16, 4, 40, tzinfo=UTC)
    assert {to: f"{time:%Y-%m-%d__%H-%M-%S}" in to for to, time in times.items()} == dict.fromkeys(times, True)


def read_by_camtrapr(out: Path) -> dict[str, datetime]:
    """Local times: that they are called UTC means nothing."""
    tags = "-Directory -FileName -EXIF:DateTimeOriginal -QuickTime:CreateDate -HierarchicalSubject -ext jpg -ext mp4"
    said = subprocess.run(
        ["exiftool", "-q", "-f", "-t", "-r", *tags.split(), out / "media"], capture_output=True, text=True, check=True
    )
    values = [line.split("\t")[1] for line in said.stdout.splitlines()]
    found = {}
    for folder, name, of_still, of_clip, _ in zip(*[iter(values)] * 5, strict=True):
        time = of_clip if of_still == "-" else of_still
        found[str(Path(folder, name).relative_to(out))] = datetime.strptime(f"{time}Z", "%Y:%m:%d %H:%M:%S%z")
    return found


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_the_real_camtrapr_reads_it(left, right, tmp_path):
    if subprocess.run(["Rscript", "-e", "library(camtrapR)"], capture_output=True).returncode:
        pytest.skip("R has no camtrapR")
    for card in (left, right):
        card.watch((0, "armed"), (10 * HOUR_S, "disarmed"), (12 * HOUR_S, "armed"), (30 * HOUR_S, "off"))
        card.still(60, 1)
        card.clip(60, 1)
    out = tmp_path / "out"
    export(out, left, right)
    agree = (
        'source("camtrapR.R"); stopifnot(nrow(records) == 4, all(records$Station == "KP-07"));'
        'mine <- as.matrix(read.csv("CameraOperationMatrix_by_camera.csv", row.names = 1, check.names = FALSE));'
        "stopifnot(identical(dimnames(mine), dimnames(camOpByCamera)), max(abs(mine - camOpByCamera)) <= 0.0003)"
    )
    subprocess.run(["Rscript", "-e", agree], cwd=out, check=True)
