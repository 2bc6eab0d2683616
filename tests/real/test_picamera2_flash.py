"""Frames chosen by SensorTimestamp against a flash window: the scene is black but for our lamp, row by row."""

from __future__ import annotations

import numpy as np
import pytest
from contract.camera_contract import failed, opened, order, taken
from pi_rig import HEIGHT, NIGHT, decoded, shown

from trapd.core.shots import Window
from trapd.core.units import MS

pytestmark = [
    pytest.mark.real,
    pytest.mark.filterwarnings("ignore:setDaemon:DeprecationWarning"),  # picamera2 itself
]

READOUT_MS = 40
"""Of the 50 ms from frame to frame, so that hardly a lamp can be switched without a band in some frame."""
PULSE_MS = 300
"""Holds one whole frame for sure (50 + 4 + 40 ms, three times over for a busy machine), and cuts into others."""


@pytest.fixture
def rig(make_rig, sensor):
    """Closed, in the dark, with a rolling shutter."""
    rig = make_rig(readout_us=READOUT_MS * 1_000)
    rig.pulses = []
    sensor.readout_ns = READOUT_MS * MS
    sensor.lamp = lambda from_ns, until_ns: [
        (max(on, from_ns), min(off, until_ns)) for on, off in rig.pulses if on < until_ns and off > from_ns
    ]
    return rig


def pulse(rig, number, length_ms=PULSE_MS):
    """The lamp shines for so long, each time at another moment of a frame; the still that is ordered for it."""
    on_ns = rig.clock.now_ns() + (500 + 13 * number) * MS
    lit = Window(on_ns, on_ns + length_ms * MS)
    rig.pulses.append((lit.from_ns, lit.until_ns))
    return order(rig, number, exposure=NIGHT, lit=True, window=lit, deadline_ns=lit.until_ns + 1_000 * MS)


def rows(luma):
    """The mean of each row, but for those of the number in the picture."""
    return np.asarray(luma[200:HEIGHT], dtype=float).mean(axis=1)


def test_of_each_flash_the_frame_is_kept_that_was_lit_on_all_its_rows(rig):
    opened(rig, NIGHT)
    stills = [taken(rig, pulse(rig, number)) for number in range(1, 6)]
    for still in stills:
        luma = still.pixels.planes()[0]
        assert np.ptp(rows(luma)) < 3
        shown(luma)
    rig.until(lambda: rig.packets[-1].timestamp_ns > stills[-1].timestamp_ns + PULSE_MS * MS)
    around = [rows(picture.to_ndarray(format="yuvj420p")) for picture in decoded(list(rig.packets))]
    assert sum(frame.max() < 10 for frame in around) > len(stills), "black between the flashes"
    assert sum(np.ptp(frame) > 20 for frame in around) >= 3, "bands where a flash began or ended"


def test_a_flash_too_short_for_a_whole_frame_gives_no_picture_rather_than_a_band(rig):
    opened(rig, NIGHT)
    shot = pulse(rig, 1, length_ms=READOUT_MS)
    assert failed(rig, shot).startswith("no frame with the exposure and gain that were ordered lay in its window")
    taken(rig, pulse(rig, 2))
