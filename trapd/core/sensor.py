"""One PIR as the trap knows it: warming up, quiet, high, stuck, chattering or lost."""

from __future__ import annotations

from collections import deque
from typing import Literal

from trapd.core.value import value

Role = Literal["trigger", "confirm", "both"]
State = Literal["warming-up", "calm", "stuck", "chatter", "lost"]


@value(kw_only=True)
class SensorRules:
    """What holds for every sensor of the unit; all times in nanoseconds."""

    warm_up_ns: int
    """From the sensor's own power-on; datasheets of common modules ask for 30 to 60 s."""
    debounce_ns: int
    """A rise counts when the line was low for so long before it."""
    stuck_ns: int
    chatter_edges: int
    chatter_ns: int


class Sensor:
    """Follows one line from edge to edge. Time is passed in; `next_ns` says when to ask again."""

    def __init__(self, name: str, role: Role, powered_ns: int, rules: SensorRules) -> None:
        self.name = name
        self.role = role
        self.state: State = "warming-up"
        self.accepted = False
        """Whether its last motion was one that may trigger."""
        self.asked_ns: int | None = None
        """When the trap will look again."""
        self._rules = rules
        self._warm_ns = powered_ns + rules.warm_up_ns
        self._high_since: int | None = None
        self._low_since: int | None = None
        self._rises: deque[int] = deque(maxlen=rules.chatter_edges)

    @property
    def high(self) -> bool:
        """Whether something moves in front of it now."""
        return self._high_since is not None

    def edge(self, high: bool, at_ns: int) -> bool:
        """Whether this edge is a debounced rise: a motion, if the state then is `calm`."""
        if self.state == "lost":
            self.state = "calm" if at_ns >= self._warm_ns else "warming-up"
        if not high:
            if self._high_since is not None:
                self._high_since, self._low_since = None, at_ns
            if self.state == "stuck":
                self.state = "calm"
            return False
        # A line that was high already has fallen meanwhile, and the kernel had no room to tell.
        quiet_since = self._low_since if self._high_since is None else self._high_since
        if quiet_since is not None and at_ns - quiet_since < self._rules.debounce_ns:
            self._high_since = max(at_ns, self._high_since or at_ns)
            return False
        self._high_since = at_ns
        if self.state == "stuck":
            self.state = "calm"
        self._rises.append(at_ns)
        self.look(at_ns)
        return True

    def lose(self) -> None:
        """The line cannot be read."""
        self.state = "lost"
        self._high_since = None

    def wake_by_motion(self) -> None:
        """It woke the unit, so it is warm, whatever the clock says."""
        self._warm_ns = min(self._warm_ns, 0)
        self.state = "calm"

    def look(self, now_ns: int) -> bool:
        """Bring the state up to date; whether it changed."""
        before = self.state
        if before == "lost":
            return False
        rules = self._rules
        if now_ns < self._warm_ns:
            self.state = "warming-up"
        elif self._high_since is not None and now_ns - self._high_since >= rules.stuck_ns:
            self.state = "stuck"
        elif self._chatters(now_ns):
            self.state = "chatter"
        elif before != "stuck" or self._high_since is None:
            self.state = "calm"
        return self.state != before

    def next_ns(self) -> int | None:
        """When `look` may find a change that no edge brings."""
        if self.state == "warming-up":
            return self._warm_ns
        if self.state == "chatter":
            return self._rises[-1] + self._rules.chatter_ns
        if self.state == "calm" and self._high_since is not None:
            return self._high_since + self._rules.stuck_ns
        return None

    def _chatters(self, now_ns: int) -> bool:
        """Too many rises in too short a time; and once muted, until it was calm for as long."""
        rules, rises = self._rules, self._rises
        if self.state == "chatter":
            return now_ns - rises[-1] < rules.chatter_ns
        return len(rises) == rules.chatter_edges and rises[-1] - rises[0] < rules.chatter_ns > now_ns - rises[-1]
