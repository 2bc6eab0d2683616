"""Exported tables as pandas and DuckDB read them: types, times, and the sums that an analyst begins with."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from visits import DAY, HOUR, Visit

from trapd.__main__ import main

SURVEY = """
title = "Leopards"
[[contributor]]
title = "A. Ranger"
[project]
sampling_design = "targeted"
"""


@pytest.fixture(scope="module")
def packages(tmp_path_factory) -> dict[str, Path]:
    """A pair for five days, with a leopard each day; the right one was blind for a day."""
    root = tmp_path_factory.mktemp("survey")
    for unit, side in (("KP-07-L", "left"), ("KP-07-R", "right")):
        with Visit(root / unit, unit, f"a1b{len(side)}", side=side, temperature_c=-12.5) as card:
            card.fit(0, "armed", "handled")
            card.still(30, 1, trigger="test")
            card.fit(600, "armed")
            for day in range(5):
                at = day * DAY + 5 * HOUR
                card.clip(at - 0.75, 10 + day)
                card.still(at + 0.25, 10 + day, 1)
                card.still(at + 1.25, 10 + day, 2)
            if side == "right":
                card.fit(2 * DAY, "armed", "blind", why="snow on the lens")
                card.fit(3 * DAY, "armed")
            card.fit(5 * DAY, "off", why="told to")
    (root / "survey.toml").write_text(SURVEY)
    cards = [str(root / unit) for unit in ("KP-07-L", "KP-07-R")]
    for form in ("camtrap-dp", "camtrapr"):
        assert main(["export", *cards, str(root / form), "--to", form, "--survey", str(root / "survey.toml")]) == 0
    return {form: root / form for form in ("camtrap-dp", "camtrapr")}


def test_pandas_joins_the_tables_of_camtrap_dp(packages):
    folder = packages["camtrap-dp"]
    deployments = pd.read_csv(folder / "deployments.csv", parse_dates=["deploymentStart", "deploymentEnd"])
    media = pd.read_csv(folder / "media.csv", parse_dates=["timestamp"])
    observations = pd.read_csv(folder / "observations.csv", parse_dates=["eventStart", "eventEnd"])

    assert all(str(column.dtype.tz) == "UTC+10:00" for column in (deployments.deploymentStart, media.timestamp))
    placed = media.merge(deployments, on="deploymentID", validate="many_to_one")
    assert len(placed) == len(media) == 32
    assert placed.timestamp.between(placed.deploymentStart, placed.deploymentEnd).all()
    exif = pd.json_normalize(media.exifData.map(json.loads).tolist())
    assert set(exif["AmbientTemperature"]) == {-12.5}
    assert set(exif["SubSecTimeOriginal"]) >= {"250"}
    assert len(observations.merge(deployments, on="deploymentID")) == len(observations)
    pairs = pd.read_csv(folder / "pairs.csv")
    assert (pairs.difference_s.abs() < 5).all()
    assert set(pairs.left) <= set(media.filePath)


def test_people_stay_closed(packages):
    media = pd.read_csv(packages["camtrap-dp"] / "media.csv")

    shown = media[media.mediaComments.fillna("").str.contains("people may be in it")]
    assert len(shown) == 2
    assert not shown.filePublic.any()
    listed = pd.read_csv(packages["camtrapr"] / "people.csv")
    assert [name.split("__")[1] for name in listed.file] == ["KP-07-L", "KP-07-R"]


def test_duckdb_counts_what_was_caught_and_how_long_was_watched(packages):
    folder = packages["camtrap-dp"]
    with duckdb.connect() as sql:
        caught = sql.sql(
            f"""
            select d.cameraID, count(distinct o.eventID), count(*) filter (m.fileMediatype = 'video/mp4')
            from read_csv('{folder}/media.csv') m join read_csv('{folder}/deployments.csv') d using (deploymentID)
            left join read_csv('{folder}/observations.csv') o
                on o.deploymentID = m.deploymentID and m.timestamp between o.eventStart and o.eventEnd
            where d.cameraID = 'KP-07-L' group by all
            """
        ).fetchall()
        types = dict(sql.sql(f"select column_name, column_type from (describe from '{folder}/media.csv')").fetchall())
        days = dict(
            sql.sql(
                f"""select state, sum(epoch("end" - "begin")) / 86400
                from read_csv('{folder}/effort.csv') where deploymentID like '%KP-07-R%' group by all"""
            ).fetchall()
        )

    assert caught == [("KP-07-L", 6, 5)]
    assert (types["timestamp"], types["filePublic"]) == ("TIMESTAMP WITH TIME ZONE", "BOOLEAN")
    assert (round(days["armed"], 2), round(days["blind"], 2)) == (5, 1)


def test_pandas_reads_camtraprs_tables(packages):
    folder = packages["camtrapr"]
    stations = pd.read_csv(folder / "stations.csv", parse_dates=["Setup_date", "Retrieval_date"])
    matrix = pd.read_csv(folder / "CameraOperationMatrix_by_camera.csv", index_col=0)

    assert list(stations.Camera) == ["KP-07-L", "KP-07-R"]
    assert (stations.Retrieval_date - stations.Setup_date).dt.days.tolist() == [5, 5]
    assert matrix.loc["KP-07__CAM_KP-07-L"].sum() == pytest.approx(5, abs=1e-3)
    assert matrix.loc["KP-07__CAM_KP-07-R"].sum() == pytest.approx(4, abs=1e-3)
