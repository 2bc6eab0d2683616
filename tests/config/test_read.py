"""A profile that is wrong gets one line: where, what, and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import inspect

from trapd.config.profile import Profile
from trapd.config.read import load
from trapd.core.errors import BadSettings

ROOT = Path(__file__).parents[2]

SMALL = """\
[unit]
name = "KP07-L"
station = "KP-07"

[[pir.sensors]]
name = "left"
pin = 23
"""


def wrong(tmp_path: Path, text: str | bytes) -> str:
    """The line that a profile of this text gets, without its path."""
    path = tmp_path / "unit.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadSettings) as raised:
        load(path)
    line = str(raised.value)
    assert "\n" not in line
    assert line.startswith(f"{path}: ")
    return line.removeprefix(f"{path}: ")


def test_a_small_profile_is_enough(tmp_path: Path) -> None:
    (tmp_path / "unit.toml").write_text(SMALL)
    profile = load(tmp_path / "unit.toml")
    assert profile.unit.name == "KP07-L"
    assert profile.trigger.warm_up_s == 45


@pytest.mark.parametrize("path", sorted((ROOT / "hw_profiles").glob("*.toml")), ids=lambda path: path.stem)
def test_every_profile_of_ours_is_in_order(path: Path) -> None:
    assert load(path).schema_version == 1


def test_a_profile_saved_on_windows_is_read(tmp_path: Path) -> None:
    (tmp_path / "unit.toml").write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load(tmp_path / "unit.toml").unit.station == "KP-07"


@pytest.mark.parametrize(
    ("added", "line"),
    [
        ("[trigger]\nwarmup_s = 45", "unknown key trigger.warmup_s; did you mean warm_up_s?"),
        ("[triger]\nwarm_up_s = 45", "unknown key triger; did you mean trigger?"),
        ("[light]\ncolour = 1", "unknown key light.colour; [light] takes night_below_deg, day_above_deg"),
        ("[plan.day]\nstils = 2", "unknown key plan.day.stils; did you mean stills?"),
        ("[[pir.sensors]]\nname = 'x'\npn = 4", "unknown key pir.sensors#2.pn; did you mean pin?"),
        ("[[pir.sensors]]\npin = 4", "pir.sensors#2.name is missing; it must be 1 to 32 Latin letters"),
        ("[trigger]\nwarm_up_s = 900", "trigger.warm_up_s is 900; it must be a number from 0 to 600, in seconds"),
        ("[trigger]\nwarm_up_s = nan", "trigger.warm_up_s is nan; it must be a number from 0 to 600, in seconds"),
        (
            "[trigger]\nwarm_up_s = '45'",
            'trigger.warm_up_s is "45"; it must be a number from 0 to 600, in seconds, wi',
        ),
        ("[trigger]\nwarm_up_s = true", "trigger.warm_up_s is true; it must be a number from 0 to 600"),
        ("[world]\nspeed_mps = 0", "world.speed_mps is 0; it must be a number above 0 to 20, in metres a second"),
        ("[[pir.sensors]]\nname='x'\npin = 54", "pir.sensors#2.pin is 54; it must be a whole number from 0 to 53"),
        ("[card]\nqueue_mb = 64.5", "card.queue_mb is 64.5; it must be a whole number from 8 to 4096, in megabytes"),
        ("[camera]\nwidth = 1921", "camera.width is 1921; it must be an even whole number from 64 to 9152"),
        (
            "[camera]\nreadiness = 'hott'",
            'camera.readiness is "hott"; it must be one of "cool", "gated", "hot", "warm"',
        ),
        ("[gps]\nbaud = 9601", "gps.baud is 9601; it must be one of 4800, 9600"),
        ("[flash]\nactive_low = 1", "flash.active_low is 1; it must be true or false"),
        ("[console]\nport = 7", "console.port is 7; it must be a text in quotes"),
        ("[console]\nport = ''", 'console.port is ""; it must be a text in quotes, not an empty one'),
        (
            "[[pir.sensors]]\nname = 'a_b'",
            'pir.sensors#2.name is "a_b"; it must be 1 to 32 Latin letters, digits and inner',
        ),
        (
            "[watch]\nwindows = '18:00..06:00'",
            'watch.windows is "18:00..06:00"; it must be a list, in [square brackets]',
        ),
        ("[watch]\nwindows = [18]", "watch.windows#1 is 18; it must be a text in quotes"),
        ("[watch]\nproof_of_life = 12:00:00", "watch.proof_of_life is 12:00:00; it must be a text in quotes"),
        ("[[flash]]\npin = 4", "flash is a list of 1; it must be a table"),
    ],
)
def test_a_setting_that_does_not_fit(tmp_path: Path, added: str, line: str) -> None:
    assert wrong(tmp_path, f"{SMALL}\n{added}\n").startswith(line)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "unit is missing; it must be a table with name, station"),
        ("pir = 3\n[unit]\nname='a'\nstation='b'", "pir is 3; it must be a table with sensors"),
        (
            "[unit]\nname='a'\nstation='b'\n[pir]\nsensors=[]",
            "pir.sensors is an empty list; it must be a list of 1 to 16",
        ),
        ("schema_version = 2\n" + SMALL, "schema_version is 2, this trapd knows up to 1: use a newer trapd"),
        ("[unit]\nname = left", "is not TOML: Invalid value (at line 2, column 8); texts stand in quotes"),
        (SMALL + "[unit]\n", "is not TOML: Cannot declare ('unit',) twice (at line 8, column 6)"),
        ("[unit]\nname = \xfc".encode("latin-1"), "line 2 is not UTF-8; save the file in the encoding UTF-8"),
        (("\ufeff" + SMALL).encode("utf-16-le"), "line 1 is not UTF-8"),
    ],
)
def test_a_file_that_does_not_fit(tmp_path: Path, text: str | bytes, line: str) -> None:
    assert wrong(tmp_path, text).startswith(line)


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("desktp.toml", "did you mean {folder}/desktop.toml?"),
        ("desktop", "did you mean {folder}/desktop.toml?"),
        ("z", "{folder} holds cabin.toml, desktop.toml"),
        ("deeper/desktop.toml", "the folder {folder}/deeper does not exist either"),
        (
            "empty/desktop.toml",
            "no settings lie in {folder}/empty: trapd's own profiles are in hw_profiles, scenarios in scenarios",
        ),
        ("", "is a folder; name one file in it: {folder} holds cabin.toml, desktop.toml"),
    ],
)
def test_a_profile_that_is_not_there(tmp_path: Path, name: str, mend: str) -> None:
    (tmp_path / "empty").mkdir()
    for other in ("desktop.toml", "cabin.toml"):
        (tmp_path / other).write_text(SMALL)
    with pytest.raises(BadSettings) as raised:
        load(tmp_path / name)
    assert str(raised.value).endswith(mend.format(folder=tmp_path))


def numbers(spec: inspect.Type, key: str) -> list[tuple[str, inspect.IntType | inspect.FloatType]]:
    """Every number of the profile, by key."""
    match spec:
        case inspect.IntType() | inspect.FloatType():
            return [(key, spec)]
        case inspect.StructType():
            return [found for field in spec.fields for found in numbers(field.type, f"{key}.{field.name}")]
        case inspect.UnionType():
            return [found for kind in spec.types for found in numbers(kind, key)]
        case inspect.VarTupleType():
            return numbers(spec.item_type, key)
        case inspect.Metadata():
            return numbers(spec.type, key)
    return []


def test_every_number_has_both_ends_to_name() -> None:
    found = numbers(inspect.type_info(Profile), "profile")
    assert len(found) > 50
    open_ended = [key for key, spec in found if spec.le is None or (spec.ge is None and spec.gt is None)]
    assert open_ended == ["profile.world.seed"]
