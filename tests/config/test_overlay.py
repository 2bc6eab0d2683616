"""What the technician sets, over a profile."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trapd.config.known import known
from trapd.config.overlay import settled, stands_in, understood, value_of
from trapd.core.errors import BadSettings

HERE = Path("unit.toml")
DESKTOP = Path(__file__).parents[2] / "hw_profiles" / "desktop.toml"
TABLES = tomllib.loads(DESKTOP.read_text())
TYPED = [
    ("plan.night.stills", "5", 5),
    ("plan.day.clip", "false", False),
    ("unit.station", "KP-12", "KP-12"),
    ("unit.station", '"KP-12"', "KP-12"),
    ("unit.make", "2024", "2024"),
    ("unit.lat", "43", 43.0),
    ("unit.lat", "none", None),
    ("watch.proof_of_life", "06:30", "06:30"),
    ("watch.proof_of_life", "none", None),
    ("watch.windows", "18:00..06:00", ["18:00..06:00"]),
    ("watch.windows", "18:00..20:00, 05:00..06:30", ["18:00..20:00", "05:00..06:30"]),
    ("watch.windows", '["18:00..06:00"]', ["18:00..06:00"]),
    ("watch.windows", "", []),
    ("climate.mean_c", ",".join("1" * 12), [1.0] * 12),
]
REFUSED = [
    ("plan.night.stills", "many", 'plan.night.stills is "many"; it must be a whole number from 0 to 100'),
    ("plan.night.stills", "500", "plan.night.stills is 500; it must be a whole number from 0 to 100"),
    ("trigger.retrigger_s", "nan", "it must be a number from 0 to 86400, in seconds"),
    ("camera.readiness", "ht", 'did you mean "hot"?'),
    ("pir.sensors", '{nam = "left"}', "unknown key pir.sensors#1.nam; did you mean name?"),
    ("plan.nigt.stills", "5", "there is no setting plan.nigt.stills; did you mean plan.night.stills?"),
    ("stils", "5", "did you mean plan.day.stills or plan.night.stills or ladder.stills?"),
    ("plan.night", "5", "plan.night is a whole table; name one setting in it, as plan.night.stills"),
    ("xyzzy", "5", "there is no setting xyzzy; `config show` lists them all"),
]


@pytest.mark.parametrize(("name", "text", "value"), TYPED)
def test_what_a_person_types_is_understood(name: str, text: str, value: Any) -> None:
    assert understood(name, text) == value


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, _, value in TYPED])
def test_what_a_program_sends_is_taken_as_it_is(name: str, value: Any) -> None:
    assert understood(name, value) == value


@pytest.mark.parametrize(("name", "text", "why"), REFUSED)
def test_what_cannot_be_is_told_with_the_mend(name: str, text: str, why: str) -> None:
    with pytest.raises(BadSettings) as told:
        understood(name, text)
    assert why in str(told.value)


@pytest.mark.parametrize(
    "name", ["state.path", "card.path", "console.port", "console.backend", "flash.pin", "gps.port", "board.model"]
)
def test_what_would_lose_the_unit_is_not_changed_from_the_cable(name: str) -> None:
    with pytest.raises(BadSettings, match=f"{name} is changed in the unit's profile, not from the cable"):
        understood(name, "/dev/null")


def test_every_setting_says_what_it_means_or_what_may_stand_there() -> None:
    assert known()["plan.day.pre_roll_s"].about == "Needs readiness `hot` (a number from 0 to 30, in seconds)"
    assert all(one.about for one in known().values())


def test_over_the_profile_it_is_another_profile() -> None:
    profile = settled(
        HERE, TABLES, {"plan.night.stills": 9, "climate.mean_c": [1.0] * 12, "unit.lat": None, "unit.lon": None}
    )
    assert (profile.plan.night.stills, profile.plan.day.stills, profile.unit.lat) == (9, 3, None)
    assert value_of(profile, "climate.mean_c") == [1.0] * 12
    assert TABLES["plan"]["night"]["stills"] == 3, "the profile itself stays as it is"


def test_whole_tables_that_the_profile_leaves_out_have_no_value() -> None:
    assert value_of(settled(HERE, TABLES, {}), "climate.spell_c") is None
    assert not stands_in(TABLES, "climate.spell_c")
    assert stands_in(TABLES, "plan.night.stills")


@pytest.mark.parametrize(
    ("overlay", "why"),
    [
        ({"plan.day.stills": 0, "plan.day.clip": False}, "plan.day takes neither stills nor a clip"),
        ({"climate.spell_c": 5.0}, "climate.mean_c is missing"),
        ({"unit.lat": None}, "unit.lat and unit.lon go together"),
        ({"plan.dusk.stills": 1}, "there is no setting plan.dusk.stills"),
        ({"state.path": "/tmp"}, "state.path is changed in the unit's profile"),
    ],
)
def test_what_does_not_fit_together_is_no_profile(overlay: dict[str, Any], why: str) -> None:
    with pytest.raises(BadSettings, match=why):
        settled(HERE, TABLES, overlay)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.sampled_from(["name", "pin"]), inner),
    max_leaves=6,
)


@given(st.sampled_from(sorted(known())), JSON | st.just("[" * 5_000))
def test_whatever_is_typed_or_sent_is_understood_or_refused(name: str, given: Any) -> None:
    try:
        value = understood(name, given)
    except BadSettings:
        return
    assert understood(name, value) == value
