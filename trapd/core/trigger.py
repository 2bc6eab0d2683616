"""Which debounced motions become triggers, and why the others do not.

The order of the questions is the order of the reasons: a motion is refused by the first that says no.
"""

from __future__ import annotations

from collections.abc import Iterable

from trapd.core.bucket import Bucket
from trapd.core.sensor import Sensor
from trapd.core.value import value


@value(kw_only=True)
class TriggerRules:
    """All times in nanoseconds."""

    retrigger_ns: int
    """From one trigger to the next."""
    confirm_ns: int
    bucket: int
    refill_ns: int


@value
class Verdict:
    """`why` is None for a motion that may trigger."""

    why: str | None
    confirmed_by: str | None = None


class Triggers:
    """The gate between the sensors and the plans."""

    def __init__(self, sensors: Iterable[Sensor], rules: TriggerRules) -> None:
        self.sensors = {sensor.name: sensor for sensor in sensors}
        self.bucket = Bucket(rules.bucket, rules.refill_ns)
        self._rules = rules
        self._last_trigger_ns: int | None = None
        self._last_motion: dict[str, int] = {}

    def judge(self, sensor: Sensor, at_ns: int) -> Verdict:
        """What the sensors themselves say of a debounced rise; nothing is spent yet."""
        if sensor.state != "calm":
            return Verdict(sensor.state)
        voucher = self._voucher(sensor, at_ns)
        self._last_motion[sensor.name] = at_ns
        if sensor.role == "confirm" and voucher is None:
            return Verdict("unconfirmed")
        return Verdict(None, voucher)

    def too_soon(self, at_ns: int) -> bool:
        """Whether the retrigger delay since the last trigger still runs."""
        return self._last_trigger_ns is not None and at_ns - self._last_trigger_ns < self._rules.retrigger_ns

    def spend(self, at_ns: int) -> bool:
        """Take a token and start the retrigger delay; False when the bucket is dry."""
        if not self.bucket.take(at_ns):
            return False
        self._last_trigger_ns = at_ns
        return True

    def _voucher(self, sensor: Sensor, at_ns: int) -> str | None:
        """The other sensor that saw the same thing within `confirm_ms`, if its role lets it vouch."""
        return next(
            (
                other.name
                for other in self.sensors.values()
                if other is not sensor
                and other.role != "trigger"
                and at_ns - self._last_motion.get(other.name, at_ns - self._rules.confirm_ns - 1)
                <= self._rules.confirm_ns
            ),
            None,
        )
