"""Settings that are each in order and cannot be together: both keys are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from trapd.config.read import load
from trapd.core.errors import BadSettings

HEAD = """\
[unit]
name = "KP07-L"
station = "KP-07"
"""
LIMITED = '[battery]\nchemistry = "li-ion"\nseries = 2\nah = 2\nleast_v = 9\n'
ONE = '[[pir.sensors]]\nname = "left"\npin = 23\n'
PACK = '[battery]\nchemistry = "li-ion"\nah = 3\n'


def read(tmp_path: Path, text: str) -> None:
    (tmp_path / "unit.toml").write_text(HEAD + text)
    load(tmp_path / "unit.toml")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (ONE + "[flash]\npin = 23", 'flash.pin and the pin of sensor "left" are both GPIO 23'),
        (
            ONE + "[gps]\nenable_pin = 4\n[flash]\nir_cut_pin = 4",
            "flash.ir_cut_pin and gps.enable_pin are both GPIO 4",
        ),
        (
            ONE + '[[pir.sensors]]\nname = "right"\npin = 23',
            'sensor "left" and the pin of sensor "right" are both GPIO 23',
        ),
        (ONE + ONE.replace("23", "24"), '2 sensors have the name "left"'),
        (ONE + 'role = "confirm"', '"left" has the role "confirm" and nobody to confirm it'),
        (
            ONE + 'role = "confirm"\n[[pir.sensors]]\nname = "right"\npin = 24',
            '"left" has the role "confirm" and nobody',
        ),
        ('[pir]\nbackend = "pi"\n[[pir.sensors]]\nname = "left"', 'pir.sensors: "left" has no pin'),
        (ONE + '[flash]\nbackend = "pi"', "flash.pin is missing"),
        (ONE + '[flash]\nbackend = "pi"\npin = 17\nir_cut = "switch"', 'ir_cut is "switch" without flash.ir_cut_pin'),
        (ONE + '[gps]\nbackend = "linux"', "gps.port is missing"),
        (ONE + "[ladder]\nstills = 0.3", "ladder.stills is 0.3, more than ladder.no_clips (0.25)"),
        (ONE + LIMITED + "[energy]\nboard_w = 1", "battery.least_v is 9, and this pack has 8."),
        (ONE + LIMITED.replace("9", "6"), "battery.least_v guards nothing while nobody says what a plan takes"),
        (ONE + "[energy]\nboard_w = 1\nflash_w = 3\ndim_w = 4", "energy.dim_w is 4, more than energy.flash_w (3)"),
        (ONE + '[flash]\nbackend = "none"\ndim_pin = 5', 'flash.dim_pin dims nothing while flash.backend is "none"'),
        (ONE + '[power]\nbackend = "linux"', "power.voltage and power.temperature are both missing"),
        (ONE + "[camera]\nfps = 60", "camera.readout_us is 18000, longer than a frame at 60 fps (16666 us)"),
        (
            ONE + "[camera]\nlongest_exposure_us = 40_000",
            "camera.longest_exposure_us is 40000, longer than a frame at 30",
        ),
        (ONE + "[camera]\nnight_exposure_us = 8_000", "8000, longer than camera.longest_exposure_us (4000)"),
        (ONE + "[camera]\nnight_gain = 20", "camera.night_gain is 20, above camera.max_gain (16)"),
        (
            ONE + "[camera]\nwidth = 4608\nheight = 2592\n[card]\nqueue_mb = 16",
            "less than one frame of this camera (18 MB)",
        ),
        (
            ONE + "[camera]\nsensor_width = 2304\nsensor_height = 1296",
            "camera.sensor_width, sensor_height and sensor_bit_depth go together; set all three, or none",
        ),
        (
            ONE + "[camera]\nsensor_width = 1536\nsensor_height = 864\nsensor_bit_depth = 10",
            "camera.sensor_width x sensor_height is 1536x864, less than the picture of 1920x1080",
        ),
        (ONE + "[camera]\nvideo_height = 720", "camera.video_width and camera.video_height go together"),
        (
            ONE + "[camera]\nwidth = 1280\nheight = 720\nvideo_width = 1920\nvideo_height = 1080",
            "camera.video_width x video_height is 1920x1080, more than the picture of 1280x720",
        ),
        (
            ONE + "[camera]\nwidth = 2028\nheight = 1520\nvideo_width = 1920\nvideo_height = 1440",
            "is 1920x1440, more than a Pi's encoder takes",
        ),
        (
            ONE + "[camera]\nvideo_width = 640\nvideo_height = 480",
            "is 640x480, not of the shape of the picture, 1920x1080",
        ),
        (ONE + "[flash]\nlongest_ms = 20", "flash.longest_ms is 20; a night picture needs 90 ms"),
        (
            ONE + "[flash]\nduty = 0.0005",
            "flash.duty allows 30 ms in flash.duty_window_s; a night picture needs 90 ms",
        ),
        (ONE + "[pair]\nslots = 2\nslot = 2", "pair.slot is 2 of 2 pair.slots; they count from 0 to 1"),
        (ONE + "[pair]\nslot = 1", "pair.slot is 1 of 1 pair.slots"),
        (
            ONE + "[camera]\nfps = 5\n[pair]\nslots = 2\nslot_ms = 200",
            "pair.slot_ms is 200; a night picture needs a slot of 565 ms",
        ),
        (ONE + "[light]\nnight_below_deg = -1", "light.night_below_deg is -1, not below light.day_above_deg (-1)"),
        (ONE + "[plan.day]\nstills = 0", "plan.day takes neither stills nor a clip"),
        (ONE + "[plan.night]\nclip = true", 'plan.night.pre_roll_s is 3 and camera.readiness is "cool"'),
        (ONE + '[readiness]\nhot = ["dusk..dawn"]', 'readiness.hot: "dusk" is no end of a window; write HH:MM'),
        (
            ONE + '[gps]\nbackend="none"\n[readiness]\nwarm = ["sunset..sunrise"]',
            'readiness.warm: "sunset..sunrise" goes by the sun, and gps.backend is "none"',
        ),
        (
            ONE + '[camera]\nreadiness = "gated"',
            'camera.readiness is "gated" and readiness.board is "none": switched off, nothing would wake the unit',
        ),
        (
            ONE + '[camera]\nreadiness = "gated"\n[readiness]\nboard = "wakealarm"',
            'no sensor that triggers by itself is powered = "always": without a supply of its own',
        ),
        (
            ONE + '[readiness]\nboard = "witty-pi-4"\n[flash]\npin = 17',
            "flash.pin and the Witty Pi's SYS_UP are both GPIO 17",
        ),
        (
            ONE + "[plan.day]\nclip=true\npre_roll_s=0\npost_roll_s=90",
            "plan.day.post_roll_s is 90, more than plan.day.longest_s",
        ),
        (ONE + '[watch]\nwindows = ["dusk..dawn"]', '"dusk" is no end of a window; write HH:MM, sunrise or sunset'),
        (ONE + '[watch]\nwindows = ["18:00"]', '"18:00" is no window; write two ends with two dots between'),
        (
            ONE + '[gps]\nbackend="none"\n[watch]\nwindows = ["sunset..sunrise"]',
            "goes by the sun, and gps.backend is",
        ),
        (
            ONE + '[watch]\nproof_of_life = "noon"',
            'watch.proof_of_life: "noon" is no time of day; write 00:00 to 23:59',
        ),
        (ONE + '[world]\nstarts = "2026-01-15T17:40:00"', "is no instant since 1970; write date, time and offset"),
        (ONE.replace("[[pir", "lat = 43.1\n[[pir"), "unit.lat and unit.lon go together"),
        (
            ONE.replace("[[pir", "lat = 43.10\nlon = 131.55\n[[pir") + '[privacy]\ngeotag = "rounded"',
            'unit.lon = 131.55 tells more than privacy.geotag = "rounded" allows',
        ),
        (
            ONE.replace("[[pir", "lat = 43.4\nlon = 132\n[[pir") + '[privacy]\ngeotag = "none"',
            "set unit.lat = 43",
        ),
        (ONE + PACK + '[charger]\nbackend = "pi"', "charger.inhibit_pin is missing"),
        (ONE + '[charger]\nbackend = "sim"', "charger needs to know what it charges; say it in [battery]"),
        (ONE + PACK + "[charger]\ninhibit_pin = 23", 'charger.inhibit_pin and the pin of sensor "left" are both'),
        (
            ONE + PACK + '[charger]\nbackend = "sim"\n[power]\nbackend = "linux"\nvoltage = "/sys/x"',
            "forbids to charge for ever without a thermometer",
        ),
        (
            ONE + PACK.replace("li-ion", "l91") + "[charger]\npanel_w = 5",
            '"l91" must never be charged, and charger.panel_w is 5; take the panel off',
        ),
        (ONE + PACK + '[heater]\nbackend = "pi"', "heater.pin is missing"),
        (ONE + PACK + '[heater]\nbackend = "sim"', "heater stays off for ever where the charge is unknown"),
        (
            ONE + PACK + '[energy]\nboard_w = 0.4\n[heater]\nbackend = "sim"\n[power]\nbackend = "none"',
            "heater stays off for ever without a thermometer",
        ),
        (ONE + "[heater]\nbelow_c = 5\nabove_c = 5", "heater.below_c is 5, not below heater.above_c (5)"),
    ],
)
def test_what_cannot_be_together(tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(BadSettings) as raised:
        read(tmp_path, text)
    assert line in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        ONE + 'role = "confirm"\n[[pir.sensors]]\nname = "right"\npin = 24\nrole = "both"',
        ONE + 'role = "confirm"\n[[pir.sensors]]\nname = "right"\npin = 24\nrole = "confirm"',
        ONE + "[camera]\nsensor_width = 2304\nsensor_height = 1296\nsensor_bit_depth = 10",
        ONE + "[camera]\nvideo_width = 854\nvideo_height = 480",
        ONE + "[plan.day]\nclip = true\npre_roll_s = 0",
        ONE + '[camera]\nreadiness = "hot"\n[plan.day]\nclip = true',
        ONE + '[readiness]\nhot = ["16:00..08:00"]\n[plan.day]\nclip = true',
        ONE + 'powered = "always"\n[camera]\nreadiness = "gated"\n[readiness]\nboard = "witty-pi-4"',
        ONE + '[flash]\nbackend = "none"\nlongest_ms = 20\nduty = 0',
        ONE + '[pair]\nslots = 2\nslot = 1\n[watch]\nwindows = ["sunset-30min..06:00"]\nproof_of_life = "12:00"',
        ONE + '[world]\nstarts = "2026-01-15T17:40:00+10:00"',
        ONE + PACK + "[charger]\npanel_w = 5",
        ONE + PACK.replace("li-ion", "l91") + '[charger]\nbackend = "pi"\ninhibit_pin = 5\npanel_w = 5',
        ONE + PACK + '[energy]\nboard_w = 0.4\nheater_w = 1\n[heater]\nbackend = "pi"\npin = 11',
    ],
)
def test_what_can(tmp_path: Path, text: str) -> None:
    read(tmp_path, text)
