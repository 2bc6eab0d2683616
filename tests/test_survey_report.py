"""`trapd report`: one page that needs nothing else, or one line that says why there is none."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from base64 import b64decode
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from html_page import Page
from hung_units import DAY, HungUnit, S, hang, jpeg
from runs import DEADLINE_S, ROOT, complaint, environment

from trapd.__main__ import main
from trapd.card import catalog

GOLDEN = Path(__file__).parent / "golden"


def report(cards: list[Path], out: Path, *words: str | Path, code: int = 0) -> Page:
    assert main(["report", *map(str, cards), str(out), *map(str, words)]) == code
    return Page(out)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the cards lie that nobody changes."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def pair(home: Path) -> list[Path]:
    """Cards of the two units of a station, three days each."""
    return [hang(home / name, unit=f"KP-07-{name}").root for name in ("L", "R")]


@pytest.fixture(scope="module")
def page(home: Path, pair: list[Path]) -> Page:
    """About them, beside them."""
    return report(pair, home / "out.html")


def test_it_is_one_page_that_fetches_nothing_and_leads_to_the_files(home: Path, page: Page) -> None:
    assert "script" not in page.tags
    assert "@import" not in page.text
    assert re.findall(r"url\((?!#)", page.text) == []
    ways = [way for way in page.fetched if not way.startswith(("data:image/jpeg;base64,", "#"))]
    assert len(ways) == 2 * 3 * 3
    assert all((home / unquote(way)).is_file() for way in ways)
    assert page.tags.count("img") == len(ways)


def test_a_card_elsewhere_is_led_to_where_it_lies(tmp_path: Path, pair: list[Path]) -> None:
    page = report(pair, tmp_path / "out.html")
    ways = [way for way in page.fetched if way.startswith("file://")]
    assert len(ways) == 18
    assert all(Path(unquote(way.removeprefix("file://"))).is_file() for way in ways)


def test_no_name_within_the_page_is_there_twice(page: Page) -> None:
    names = re.findall(r' id="([^"]+)"', page.text)
    assert len(set(names)) == len(names)
    pointers = re.findall(r'(?:url\(|href=")#([^)"]+)', page.text)
    assert {*pointers} <= {*names}


def test_every_plot_has_words_and_a_table_and_every_picture_a_text(page: Page) -> None:
    assert page.tags.count("svg") == len(page.pictures) == 7
    assert all(len(alt) > 40 for alt in page.pictures)
    assert page.tags.count("table") >= len(page.pictures)
    assert page.text.count("<img ") == page.text.count(' alt="KP-07-') == 18
    assert 'lang="en"' in page.text
    headings = [tag for tag in page.tags if tag in ("h1", "h2", "h3", "h4")]
    assert headings[0] == "h1"
    assert headings.count("h1") == 1
    assert all(below <= above + 1 for above, below in pairwise(int(heading[1]) for heading in headings))
    assert page.tags.count("nav") == page.tags.count("main") == 1
    ids = set(re.findall(r'<section id="([^"]+)"', page.text))
    assert {way[1:] for way in page.fetched if way.startswith("#")} == ids


def test_what_the_units_did_is_told(page: Page) -> None:
    assert (
        "1 station, 2 units: on watch for 6.0 of 6.0 unit-days (100 %). 18 events, 18 stills, 0 clips" in page.words
    )
    assert "10 to 11 January 2026: 6 events" in page.words
    assert "20–21" in page.words
    assert "Nothing kept any unit from its work." in page.words
    assert "To be looked at" not in page.words


def test_what_should_be_looked_at_comes_first(tmp_path: Path) -> None:
    unit = HungUnit(tmp_path / "card")
    unit.effort(0, "armed")
    unit.motion(600)
    unit.note("brown-out", 900, step="burst", celsius=-20, charge=0.4, least_v=6.0)
    unit.effort(DAY, "armed", "blind", blind="its pictures have lost their detail: snow, frost or a leaf on the lens")
    unit.effort(1.5 * DAY, "armed")
    unit.motion(1.6 * DAY)
    unit.effort(3 * DAY, "off", off="the arm switch is off")
    missing = next((tmp_path / "card" / "KP-07").glob("*000002-1.jpg"))
    missing.unlink()
    (tmp_path / "card" / "IMG_0001.JPG").write_bytes(b"another camera's")

    page = report([unit.root], tmp_path / "out.html", code=1)

    told = page.words[page.words.index("To be looked at") : page.words.index("Deployments")]
    assert "1 picture is missing" in told
    assert "blind for 12 h 00 min, from 2026-01-11 12:00: its pictures have lost their detail" in told
    assert "its pack gave out 1 time under a load" in told
    for word in ("burst at -20 °C with 40 % in it", "not trapd's", "IMG_0001.JPG", missing.name):
        assert word in page.words


def test_a_unit_that_fell_silent_is_told_beside_its_pair(tmp_path: Path) -> None:
    cards = [hang(tmp_path / "L", days=3).root, hang(tmp_path / "R", days=1, unit="KP-07-R").root]
    page = report(cards, tmp_path / "out.html")
    told = "KP-07-R: nothing is known of it after 2026-01-11 12:00, 2 d 0 h before its station's other unit ended"
    assert f"{told}; its pack had 100 % left" in page.words
    assert "on watch for 4.0 of 6.0 unit-days (67 %)" in page.words
    assert "nothing known" in page.words, "in the legend of the bars"


def test_pictures_that_nobody_can_date_are_in_no_plot(tmp_path: Path) -> None:
    unit = HungUnit(tmp_path / "card")
    unit.effort(0, "armed")
    unit.motion(600)
    lost = HungUnit(unit.root, boot="b2c3")
    lost.sequence = 1
    lost.motion(900, time_source="none")
    page = report([unit.root], tmp_path / "out.html")
    assert "Nobody knows when: 1 event" in page.words
    assert "2 events, 2 stills" in page.words
    assert "Events whose time nobody knows, and which are in no plot: 1." in page.words
    assert "1 unit: on watch" in page.words
    assert "nobody told the time of 1 of its 1 pictures" in page.words


def test_of_a_busy_night_some_are_shown_and_the_rest_is_told(tmp_path: Path) -> None:
    at = [8 * 3_600 + 150 * number for number in range(70)]
    page = report([hang(tmp_path / "card", days=1, at=at).root], tmp_path / "out.html")
    assert "KP-07-L: 70 events; 60 of them are shown, chosen evenly" in page.words
    assert page.tags.count("img") == 60


def test_a_long_survey_shows_fewer_of_each_night(tmp_path: Path) -> None:
    unit = HungUnit(tmp_path / "card")
    unit.effort(0, "armed")
    data = jpeg("x")
    for night in range(200):
        for number in range(8):
            unit.motion(night * DAY + 9 * 3_600 + number * 150, data=data)
    page = report([unit.root], tmp_path / "out.html")
    assert "8 events; 6 of them are shown, chosen evenly" in page.words
    assert page.tags.count("img") == 1_200


def test_a_start_of_1970_makes_no_survey_of_56_years(tmp_path: Path) -> None:
    unit = HungUnit(tmp_path / "card", boot="b2c3")
    for hours, states in ((0, ["armed", "clock-unknown"]), (5, ["off"])):
        start = {
            "boot": "0001",
            "boot_id": "a boot before",
            "mono_ns": hours * 3_600 * S,
            "utc_ns": hours * 3_600 * S,
        }
        who = {"unit": unit.unit, "station": unit.station}
        unit.say({"kind": "effort", **who, **start, "time_source": "none", "states": states})
    hang(unit.root, days=2)
    page = report([unit.root], tmp_path / "out.html")
    assert "From 2026-01-10 to 2026-01-12" in page.words
    assert "on watch for 2.2 of 2.2 unit-days (100 %)" in page.words
    assert len(page.text) < 500_000


def test_it_speaks_russian(home: Path, pair: list[Path]) -> None:
    page = report(pair, home / "ru.html", "--lang", "ru")
    assert 'lang="ru"' in page.text
    for told in (
        "1 станция, 2 прибора: на дежурстве 6.0 из 6.0 приборо-суток (100 %). 18 событий, 18 снимков, 0 роликов",
        "С 10 на 11 января 2026: 6 событий",
        "взведён",
    ):
        assert told in page.words
    english = {"the", "nobody", "unit", "days", "why", "event", "events", "picture", "pictures", "station"}
    assert not english & set(re.findall("[a-z]+", " ".join([page.words, *page.pictures])))


def test_every_text_is_where_scripts_texts_finds_it() -> None:
    """Not within an f-string, which some versions of Python's own tokenizer take for one piece."""
    for file in sorted((ROOT / "trapd" / "view" / "survey").glob("*.py")):
        strings = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.JoinedStr)]
        calls = [node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call)]
        assert [ast.unparse(call) for call in calls if ast.unparse(call.func) in ("_", "_.plural")] == [], file


def test_whoever_was_at_the_unit_is_not_shown(tmp_path: Path) -> None:
    unit = HungUnit(tmp_path / "card")
    unit.effort(0, "armed", "handled")
    unit.motion(60)
    unit.effort(600, "armed")
    unit.motion(2 * 3_600)
    page = report([unit.root], tmp_path / "out.html")
    assert "1 event; 1 more may show people and are not shown" in page.words
    assert page.tags.count("img") == 1


def test_a_broken_picture_is_told_in_its_place(tmp_path: Path) -> None:
    unit = HungUnit(tmp_path / "card")
    unit.effort(0, "armed")
    unit.motion(600, data=b"no jpeg")
    unit.motion(1_200, stills=0, clip=b"no clip")
    page = report([unit.root], tmp_path / "out.html")
    assert "is no picture that can be read" in page.words
    assert "is no clip that can be read" in page.words


def test_a_clip_alone_is_shown_by_its_frame_at_the_motion(tmp_path: Path) -> None:
    clip = next((GOLDEN / "schema-2" / "card").rglob("*-clip.mp4")).read_bytes()
    unit = HungUnit(tmp_path / "card")
    unit.effort(0, "armed")
    unit.motion(600, stills=0, clip=clip, pre_roll_s=0.5)
    page = report([unit.root], tmp_path / "out.html")
    assert page.text.count('alt="KP-07-L, 12:09:59, motion: 1 clip"') == page.tags.count("img") == 1


def test_the_same_cards_make_the_same_page(home: Path, pair: list[Path], page: Page) -> None:
    again = report([pair[1], pair[0]], home / "out.html")
    assert again.text == page.text, "and the old one is overwritten"


def test_no_position_stands_in_it(page: Page) -> None:
    pictures = re.findall(r"data:image/jpeg;base64,([^\"]+)", page.text)
    assert pictures
    assert not any(b"Exif" in b64decode(picture) for picture in pictures)
    for place in ("43.103", "131.550"):
        assert place not in page.text


def test_the_surveys_file_gives_the_title_and_the_gap(tmp_path: Path, pair: list[Path]) -> None:
    plan = tmp_path / "survey.toml"
    plan.write_text('title = "Leopards & <deer> 2026"\nevent_gap_s = 30\n[station.KP-07]\nname = "the saddle"\n')
    page = report(pair, tmp_path / "out.html", "--survey", plan)
    assert "Leopards & <deer> 2026" in page.words
    assert "within 30 s" in page.words
    assert "Station KP-07, the saddle" in page.words


def test_a_card_and_its_copy_count_once(tmp_path: Path, pair: list[Path]) -> None:
    shutil.copytree(pair[0], tmp_path / "copy")
    page = report([*pair, tmp_path / "copy"], tmp_path / "out.html")
    assert "18 events, 18 stills" in page.words
    assert "on another card too" in page.words


@pytest.mark.parametrize("place", ["nowhere/out.html", "folder.html"])
def test_a_place_that_takes_no_file_is_one_line(
    tmp_path: Path, pair: list[Path], place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.html").mkdir()
    assert main(["report", *map(str, pair), str(tmp_path / place)]) == 64
    assert "name a file in a folder that can be written to" in capsys.readouterr().err


def test_what_is_no_page_is_not_overwritten(
    tmp_path: Path, pair: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    before = (pair[1] / catalog.FILE).read_bytes()
    assert main(["report", str(pair[0]), str(pair[1] / catalog.FILE)]) == 64
    assert "name the cards, and last the file to write" in capsys.readouterr().err
    assert (pair[1] / catalog.FILE).read_bytes() == before


def test_an_empty_card_makes_no_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    HungUnit(tmp_path / "card")
    assert main(["report", str(tmp_path / "card"), str(tmp_path / "out.html")]) == 1
    assert "tell of no picture" in capsys.readouterr().err
    assert not (tmp_path / "out.html").exists()


def test_without_its_library_it_is_one_line(tmp_path: Path, pair: list[Path]) -> None:
    (tmp_path / "matplotlib.py").write_text("raise ModuleNotFoundError('no', name='matplotlib')")
    command = [sys.executable, "-m", "trapd", "report", *map(str, pair), "out.html"]
    variables = environment(tmp_path) | {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, timeout=DEADLINE_S)
    assert "pip install 'trapd[report]'" in complaint(done, 64)
    assert not (tmp_path / "out.html").exists()
