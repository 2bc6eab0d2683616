"""The longest exposure and the highest gain, in the form of libcamera's tuning files."""

from copy import deepcopy

import pytest

from trapd.pi.tuning import capped

LADDERS = {
    "normal": {"shutter": [100, 10_000, 30_000, 60_000, 66_666], "gain": [1.0, 1.5, 2.0, 4.0, 8.0]},
    "short": {"shutter": [100, 5_000], "gain": [1.0, 2.0]},
}
FORMS = {
    "version 1": lambda agc: {"rpi.black_level": {}, "rpi.agc": agc},
    "version 2": lambda agc: {"version": 2.0, "algorithms": [{"rpi.black_level": {}}, {"rpi.agc": agc}]},
    "channels": lambda agc: {"version": 2.0, "algorithms": [{"rpi.agc": {"channels": [agc, deepcopy(agc)]}}]},
}


def ladders(tuning):
    agc = tuning["rpi.agc"] if "rpi.agc" in tuning else tuning["algorithms"][-1]["rpi.agc"]
    return [ladder for channel in agc.get("channels", [agc]) for ladder in channel["exposure_modes"].values()]


@pytest.fixture(params=FORMS)
def tuning(request):
    return FORMS[request.param]({"exposure_modes": deepcopy(LADDERS), "y_target": [0, 0.16]})


def test_no_step_exceeds_the_caps_and_gain_takes_the_rest(tuning):
    found = ladders(capped(tuning, 4_000, 6.0))
    assert found[0] == {"shutter": [100, 4_000, 4_000, 4_000, 4_000], "gain": [1.0, 1.5, 2.0, 4.0, 6.0]}
    assert found[1] == {"shutter": [100, 4_000], "gain": [1.0, 6.0]}
    assert all(one == other for one, other in zip(found[:2], found[2:], strict=False))


def test_steps_rise_as_libcamera_wants_them(tuning):
    for ladder in ladders(capped(tuning, 250, 16.0)):
        assert len(ladder["shutter"]) == len(ladder["gain"]) >= 2
        assert ladder["shutter"] == sorted(ladder["shutter"])
        assert ladder["gain"] == sorted(ladder["gain"])
        assert ladder["gain"][-1] == 16.0


def test_the_tuning_given_stays_as_it_is(tuning):
    before = deepcopy(tuning)
    capped(tuning, 4_000, 6.0)
    assert tuning == before


def test_a_tuning_without_automatic_exposure_is_left_alone():
    assert capped({"version": 2.0, "algorithms": [{"rpi.awb": {}}]}, 4_000, 6.0)["algorithms"] == [{"rpi.awb": {}}]
