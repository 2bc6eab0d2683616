"""`trapd power`: figures for programs, a sentence for people, one line for a slip."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from trapd.__main__ import main
from trapd.core.battery.li_ion import LI_ION
from trapd.core.battery.pack import Pack

DESKTOP = Path(__file__).parents[1] / "hw_profiles" / "desktop.toml"
CELL = ("--chemistry", "li-ion", "--cells", "1x1", "--ah", "2.9")
HALF = ("--charge", "0.5", "--temp", "-20", "--load", "1.45")


def test_for_programs_the_four_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["power", *CELL, *HALF, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    cell = Pack(LI_ION, 1, 1, 2.9)
    assert said == {
        "event": "power",
        "rest_v": pytest.approx(cell.rest_v(0.5, -20), abs=1e-3),
        "loaded_v": pytest.approx(cell.loaded_v(0.5, -20, 1.45, 10), abs=1e-3),
        "usable_ah": pytest.approx(cell.usable_ah(0.5, -20, 1.45), abs=1e-3),
        "uncertainty_v": pytest.approx(cell.uncertainty_v(0.5, -20, 1.45, 10), abs=1e-3),
    }


def test_a_profile_describes_its_pack(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["power", str(DESKTOP), *HALF, "--seconds", "1", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["loaded_v"] == pytest.approx(Pack(LI_ION, 2, 3, 2.9).loaded_v(0.5, -20, 1.45, 1), abs=1e-3)


@pytest.mark.parametrize(
    ("pack", "charge", "celsius", "amperes", "sentence"),
    [
        (CELL, "0.8", "20", "1", "Yes: it carries 1 A for 10 s at 20 °C."),
        (CELL, "0.3", "-40", "2.9", "No: under 2.9 A for 10 s at -40 °C it falls below 2.50 V."),
        (CELL, "0.5", "-40", "2", "Perhaps: 2 A for 10 s at -40 °C brings it as near to 2.50 V as"),
        (CELL, "0.25", "-20", "1.45", "Briefly: it carries 1.45 A for 10 s at -20 °C, but a lasting load"),
        (CELL, "0.5", "-5", "1", "charging      from 0 °C on: not now"),
        (CELL, "0.5", "20", "0", "its rest voltage tells 4"),
        (
            ("--chemistry", "L91", "--cells", "4x3", "--ah", "3"),
            "0.6",
            "-20",
            "1",
            "tells nothing: 20% to 97% charged",
        ),
    ],
)
def test_for_people_a_sentence(
    pack: tuple[str, ...],
    charge: str,
    celsius: str,
    amperes: str,
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["power", *pack, "--charge", charge, "--temp", celsius, "--load", amperes]) == 0
    assert sentence in capsys.readouterr().out


def test_a_day_of_it_is_more_than_is_in_the_pack(capsys: pytest.CaptureFixture[str]) -> None:
    warm = ("--charge", "1", "--temp", "25", "--load", "1")
    assert main(["power", *CELL, *warm, "--seconds", "86400"]) == 0
    assert "No: under 1 A for 86400 s at 25 °C it falls below 2.50 V." in capsys.readouterr().out
    assert main(["power", *CELL, *warm, "--seconds", "10320"]) == 0
    assert "No: 1 A for 10320 s at 25 °C takes 2.87 Ah, and gets 2.83." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([*HALF], "name a PROFILE, or all of --chemistry, --cells and --ah"),
        ([*CELL[:4], *HALF], "name a PROFILE, or all of --chemistry, --cells and --ah"),
        ([str(DESKTOP), *CELL, *HALF], "describe a pack without a PROFILE"),
        ([*CELL], "required: --charge, --temp, --load"),
        ([*CELL, *HALF, "--charge", "50"], '"50" is no charge; say 0 to 1'),
        ([*CELL, *HALF, "--charge", "nan"], '"nan" is no charge; say 0 to 1'),
        ([*CELL, *HALF, "--temp", "253"], '"253" is no temperature; say -60 to 80'),
        ([*CELL, *HALF, "--load=-1"], '"-1" is no load; say 0 to 1000'),
        ([*CELL, *HALF, "--seconds", "soon"], '"soon" is no time; say 0 to 86400'),
        ([*CELL, *HALF, "--ah", "0"], '"0" is no Ah; say 0.001 to 1000'),
        ([*CELL, *HALF, "--cells", "6"], '"6" is no pack; say series x parallel, as 2x3'),
        ([*CELL, *HALF, "--chemistry", "uranium"], "say one of li-ion, lifepo4, l91, lead-acid, nimh, alkaline"),
    ],
)
def test_a_slip_is_one_line(arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["power", *arguments]) == 64
    said = capsys.readouterr()
    assert said.out == ""
    assert line in said.err
    assert said.err.count("\n") == 1


def test_a_profile_without_a_battery_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = tmp_path / "bare.toml"
    text = DESKTOP.read_text()
    begins, ends = text.index("[battery]"), text.index("[card]")
    profile.write_text(text[:begins] + text[ends:])
    assert main(["power", str(profile), *HALF]) == 64
    assert "has no [battery]; describe it there" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        (
            'chemistry = "li-ion"',
            'chemistry = "uranium"',
            'battery.chemistry is "uranium"; it must be one of "alkaline"',
        ),
        ("ah = 2.9", "ah = 0", "battery.ah is 0; it must be a number above 0 to 1000"),
        ("ah = 2.9", "", "battery.ah is missing; it must be a number above 0 to 1000"),
        ("series = 2", "series = 0", "battery.series is 0; it must be a whole number from 1 to 100"),
    ],
)
def test_a_wrong_battery_in_a_profile_is_one_line(
    right: str, wrong: str, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "wrong.toml"
    profile.write_text(DESKTOP.read_text().replace(right, wrong))
    assert main(["power", str(profile), *HALF]) == 78
    assert line in capsys.readouterr().err
