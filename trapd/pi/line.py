"""One line of a GPIO chip, as a gpiozero pin on libgpiod."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any

import gpiod
from gpiod.line import Bias, Direction, Edge, Value
from gpiozero.exc import PinFixedPull, PinInvalidEdges, PinInvalidFunction, PinInvalidPull, PinSetInput
from gpiozero.pins.local import LocalPiPin

from trapd.pi.chip import claim

if TYPE_CHECKING:
    from trapd.pi.gpiod_factory import GpiodFactory

PULLS = {"up": Bias.PULL_UP, "down": Bias.PULL_DOWN, "floating": Bias.DISABLED}
EDGES = {"both": Edge.BOTH, "rising": Edge.RISING, "falling": Edge.FALLING}


class GpiodPin(LocalPiPin):  # type: ignore[misc]  # gpiozero has no types
    """One line, claimed when it is first used and given back by `close`."""

    when_changed: Callable[[int, int | None], None] | None

    def __init__(self, factory: GpiodFactory, info: Any) -> None:
        super().__init__(factory, info)
        self._lock = Lock()
        self._request: gpiod.LineRequest | None = None
        self._settings = gpiod.LineSettings()
        self._edges = "both"

    def close(self) -> None:
        """The line becomes an input, its pull as it is, since Raspberry Pi kernels leave an output driven."""
        if self._request is None:
            return
        try:
            self.when_changed = None
            self._configure(direction=Direction.INPUT)
        finally:
            with self._lock:
                self._let_go()

    def output_with_state(self, state: bool) -> None:
        level = Value(int(state))
        self._configure(direction=Direction.OUTPUT, bias=Bias.AS_IS, edge_detection=Edge.NONE, output_value=level)

    def _claimed(self) -> gpiod.LineRequest:
        if self._request is None:
            self._configure()
        assert self._request is not None
        return self._request

    def _configure(self, **changes: Any) -> None:
        settings = replace(self._settings, **changes)
        with self._lock:
            if self._request is None:
                self._request = claim(self.factory.chip, self._number, settings)
                os.set_blocking(self._request.fd, False)
            else:
                self._request.reconfigure_lines({self._number: settings})
        self._settings = settings

    def _let_go(self) -> None:
        if self._request is not None:
            self.factory.edges.forget(self._request.fd)
            self._request.release()
            self._request = None

    def _get_function(self) -> str:
        self._claimed()
        info = self.factory.chip.get_line_info(self._number)
        return "output" if info.direction is Direction.OUTPUT else "input"

    def _set_function(self, value: str) -> None:
        if value == "output":
            self.output_with_state(self.state)
        elif value == "input":
            self._configure(direction=Direction.INPUT)
        else:
            raise PinInvalidFunction(f'{self!r} can be "input" or "output", not "{value}"')

    def _get_state(self) -> int:
        return int(self._claimed().get_value(self._number) is Value.ACTIVE)

    def _set_state(self, value: bool) -> None:
        if self._settings.direction is not Direction.OUTPUT:
            raise PinSetInput(f"{self!r} is an input, whose state cannot be set")
        self._claimed().set_value(self._number, Value(int(value)))

    def _get_pull(self) -> str:
        return next((name for name, bias in PULLS.items() if bias is self._settings.bias), "unknown")

    def _set_pull(self, value: str) -> None:
        if self._settings.direction is not Direction.INPUT:
            raise PinFixedPull(f"{self!r} is no input, and only inputs are pulled")
        if self.info.pull not in (value, ""):
            raise PinFixedPull(f"{self!r} has a resistor on the board that pulls it {self.info.pull}")
        if value not in PULLS:
            raise PinInvalidPull(f'{self!r} can be pulled "up", "down" or be "floating", not "{value}"')
        self._configure(bias=PULLS[value])

    def _get_edges(self) -> str:
        return self._edges

    def _set_edges(self, value: str) -> None:
        if value not in EDGES:
            raise PinInvalidEdges(f'{self!r} tells "rising", "falling" or "both" edges, not "{value}"')
        handler, self.when_changed = self.when_changed, None
        self._edges = value
        self.when_changed = handler

    def _enable_event_detect(self) -> None:
        self._configure(direction=Direction.INPUT, edge_detection=EDGES[self._edges])
        self.factory.edges.watch(self._claimed().fd, self._read)

    def _disable_event_detect(self) -> None:
        if self._request is not None:
            self.factory.edges.forget(self._request.fd)
            self._configure(edge_detection=Edge.NONE)

    def _read(self) -> None:
        """All edges that wait, told in their order; a line that cannot be read any more is told as the state None."""
        with self._lock:
            if self._request is None:
                return
            try:
                events = self._request.read_edge_events()
            except BlockingIOError:  # what woke the thread was read already
                return
            except OSError:  # the chip is gone: asked again, it would answer the same at once, without end
                self._let_go()
                events = None
        if events is None:
            self._call_when_changed(self.factory.ticks(), None)
            return
        for event in events:
            self._call_when_changed(event.timestamp_ns, int(event.event_type is gpiod.EdgeEvent.Type.RISING_EDGE))

    def _call_when_changed(self, ticks: int, state: int | None) -> None:
        """Nobody is called who left while the edge was on its way."""
        handler = self.when_changed
        if handler is not None:
            handler(ticks, state)
