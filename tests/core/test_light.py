"""Day and night, from the sun and from the picture."""

from __future__ import annotations

from trapd.core.light import BRIGHT, DARK, Light, LightRules

RULES = LightRules(night_below_deg=-3, day_above_deg=-1, longest_exposure_us=4_000, max_gain=16)


def through(light: Light, *sun_deg: float | None) -> list[bool]:
    """Night after each elevation."""
    nights = []
    for elevation in sun_deg:
        light.judge(elevation)
        nights.append(light.night)
    return nights


def see(light: Light, scene: float) -> None:
    """Meter a frame at the longest exposure and highest gain."""
    light.meter(scene, RULES.longest_exposure_us, RULES.max_gain)


def test_by_the_sun_alone_dusk_and_dawn_lie_apart() -> None:
    assert through(Light(RULES), 0, -2.9, -3.1, -2, -1.1, -0.9, -2) == [False, False, True, True, True, False, False]


def test_far_from_the_horizon_the_picture_has_no_say() -> None:
    light = Light(RULES)
    see(light, 0)
    assert through(light, 6) == [False]
    see(light, 1)
    assert through(light, -6) == [True]


def test_around_the_horizon_a_dark_gorge_is_night() -> None:
    light = Light(RULES)
    see(light, DARK * 0.9)
    assert through(light, 2) == [True]


def test_two_stops_lie_between_night_and_day_again() -> None:
    light, nights = Light(RULES), []
    for scene in (DARK * 1.1, DARK * 0.9, DARK * 1.1, BRIGHT * 0.9, BRIGHT * 1.1, DARK * 1.1):
        see(light, scene)
        nights += through(light, None)
    assert nights == [False, True, True, True, False, False]


def test_a_bright_picture_at_a_short_exposure_is_a_bright_scene() -> None:
    light = Light(RULES)
    light.meter(0.02, 100, 1)
    assert light.scene == 0.02 * 4_000 * 16 / 100
    assert through(light, None) == [False]


def test_an_old_picture_has_no_say() -> None:
    """A camera that rests does not meter: what it saw at noon says nothing about dusk."""
    light = Light(RULES)
    see(light, 1)
    light.age()
    assert through(light, -5) == [False]
    light.age()
    assert through(light, -5) == [True]
    see(light, 1)
    light.age()
    assert through(light, -5) == [False]


def test_it_tells_only_of_changes() -> None:
    light = Light(RULES)
    assert [light.judge(sun) for sun in (10, -10, -12, 10)] == [False, True, False, True]
