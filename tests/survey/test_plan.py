"""The survey's own file: what it may say, and what is told of one that does not fit."""

import re
from pathlib import Path

import msgspec
import pytest

from trapd.core.errors import BadSettings
from trapd.survey.plan import Contributor, Hanging, Licences, Project, Station, SurveyPlan, Taxon
from trapd.survey.plan_file import load

WHOLE = """
title = "Leopards of the Kedrovaya, winter 2026"

[[contributor]]
title = "Anna Petrova"
role = "contact"

[project]
sampling_design = "targeted"

[station.KP-07]
lat = 43.1
lon = 131.5
feature = "trailGame"

[unit.KP-07-L]
height_m = 0.6
heading_deg = 90
bait = true

[unit.KP-07-L.at.KP-09]
heading_deg = 180
bait = false
"""


@pytest.fixture
def read(tmp_path):
    def written(text):
        path = tmp_path / "survey.toml"
        path.write_text(text)
        return load(path)

    return written


def test_nothing_has_to_be_said(read):
    plan = read("")

    assert plan == SurveyPlan()
    assert (plan.gap_h, plan.event_gap_s, plan.pair_s, plan.public_media) == (24, 120, 5, False)


def test_all_that_is_said_is_taken(read):
    plan = read(WHOLE)

    assert plan.contributor[0].role == "contact"
    assert plan.station["KP-07"].feature == "trailGame"
    assert plan.licence.media == "CC-BY-NC-4.0"


def test_a_unit_that_moved_hangs_otherwise_there(read):
    plan = read(WHOLE)
    here, there = plan.hanging("KP-07-L", "KP-07"), plan.hanging("KP-07-L", "KP-09")

    assert (here.height_m, here.heading_deg, here.bait) == (0.6, 90, True)
    assert (there.height_m, there.heading_deg, there.bait) == (0.6, 180, False)
    assert plan.hanging("KP-08-R", "KP-08").height_m is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('tilte = "Leopards"', "unknown key tilte; did you mean title?"),
        ("[staton.KP-07]", "unknown key staton; did you mean station?"),
        ("[station.KP-07]\nlatt = 43", "[station.KP-07] unknown key latt; did you mean lat?"),
        ("[station.KP-07]\nlat = 43", "[station.KP-07] has only one of lat and lon; a place needs both"),
        ("[station.KP-07]\nlat = 0\nlon = 0", "[station.KP-07] is at 0, 0"),
        ("[station.KP-07]\nlat = 91\nlon = 0", "[station.KP-07] lat is 91; it must be a number from -90 to 90"),
        ("station = 3", "station is no table; write one for each, as [station.NAME]"),
        ("[unit]\nKP-07-L = 3", "unit.KP-07-L is no table; write [unit.KP-07-L] and its keys below"),
        ("[unit.U.at.KP-09]\nheigth_m = 1", "[unit.U.at.KP-09] unknown key heigth_m; did you mean height_m?"),
        ("event_gap_s = 1800", "event_gap_s is 1800; it must be a number from 0 to 120, in seconds"),
        ('[[contributor]]\nemail = "a@b.org"', "contributor#1.title is missing"),
        ('[project]\nsampling_design = "target"', 'did you mean "targeted"?'),
        ('[licence]\ndata = "CC BY"', "licence.data is"),
        ("schema_version = 2", "use a newer trapd"),
    ],
)
def test_what_does_not_fit_is_told_in_one_line(read, text, says):
    with pytest.raises(BadSettings) as caught:
        read(text)

    assert says in str(caught.value)
    assert "survey.toml: " in str(caught.value)
    assert "\n" not in str(caught.value)


PAGE = Path(__file__).parents[2] / "docs" / "survey-file.md"
TABLES = [SurveyPlan, Contributor, Licences, Project, Taxon, Station, Hanging]


def test_the_page_has_a_whole_one_and_tells_of_each_key(read):
    page = PAGE.read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)

    assert read(example).hanging("KP-07-L", "KP-09").heading_deg == 270
    tables = page.replace(example, "")
    for key in (field.name for table in TABLES for field in msgspec.structs.fields(table)):
        assert re.search(rf"^(\[+(\w+\.)?)?{key}\b", example, re.MULTILINE), f"{key} is not in the example"
        assert re.search(rf"`(\[+|project\.)?{key}\b", tables), f"{key} is told of nowhere"
