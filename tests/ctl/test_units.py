"""`units.toml`: looked at as a whole before any unit is touched; and the one in the docs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from runs import ROOT

from trapd.core.errors import BadSettings
from trapd.ctl.units import load

PAGE = ROOT / "docs" / "trapctl.md"


def written(folder: Path, text: str) -> Path:
    path = folder / "units.toml"
    path.write_text(text)
    return path


def test_a_unit_s_own_settings_go_over_the_common_ones(tmp_path: Path) -> None:
    text = """
        pin = "2684"
        [settings]
        plan.night.stills = 4
        watch.proof_of_life = "12:30"
        [[units]]
        serial = "10000000A1"
        settings.plan.night.stills = 5
        settings.unit = { station = "KP-07", side = "left" }
        [[units]]
        serial = "DESK-1"
        pin = "9999"
    """
    plans = load(written(tmp_path, text))
    first = plans.of("10000000a1", "KP-0001")
    assert first is not None
    assert (first.pin, first.settings) == (
        "2684",
        {
            "plan.night.stills": 5,
            "watch.proof_of_life": "12:30",
            "unit.station": "KP-07",
            "unit.side": "left",
        },
    )
    by_name = plans.of(None, "desk-1")
    assert by_name is not None
    assert (by_name.pin, by_name.settings["plan.night.stills"]) == ("9999", 4)
    assert plans.of("10000000ff", "KP-0002") is None


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("", "units is missing; it must be one table"),
        ("units = []", "units is .*one table"),
        ('settings = 5\n[[units]]\nserial = "a"', "settings is 5; it must be a table"),
        ('[[units]]\nserial = "a"\npin = 2684', "units#1.pin is 2684; it must be digits in quotes"),
        ('[[units]]\nserial = "a"\n[[units]]\nserial = "A"', "the serial `a` stands there 2 times"),
        ('[[units]]\nserial = "a"\nsettings.unit.nmae = "X"', "unit a: .*did you mean unit.name"),
        ('[settings]\nplan.night.stills = "many"\n[[units]]\nserial = "a"', "settings: plan.night.stills is"),
        ('[settings]\nconsole.port = "/dev/null"\n[[units]]\nserial = "a"', "not from the cable"),
        (
            '[settings]\nunit.name = "X"\n[[units]]\nserial = "a"\n[[units]]\nserial = "b"',
            "unit.name `X` stands there 2",
        ),
        ("[[units]]\nserail = 'a'", "did you mean serial"),
        ('schema_version = 2\n[[units]]\nserial = "a"', "use a newer trapd"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, mend: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)
    with pytest.raises(BadSettings, match=mend) as wrong:
        load(path)
    assert str(wrong.value).startswith(str(path))


def test_the_one_in_the_docs(tmp_path: Path) -> None:
    [text] = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    plans = load(written(tmp_path, text))
    assert plans.technician
    assert len(plans.units) >= 2
