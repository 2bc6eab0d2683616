"""The step from libcamera's clock to ours."""

import time

from trapd.core.units import MS
from trapd.runtime.clock import boottime_offset_ns


def test_the_offset_leads_from_boottime_to_monotonic():
    before_ns = time.monotonic_ns()
    led_ns = time.clock_gettime_ns(time.CLOCK_BOOTTIME) - boottime_offset_ns()
    assert before_ns - MS < led_ns < time.monotonic_ns() + MS
