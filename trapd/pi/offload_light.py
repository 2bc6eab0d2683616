"""The LED that tells when a disk may be pulled."""

from __future__ import annotations

from contextlib import suppress

from gpiozero import LED
from gpiozero.pins import Factory

from trapd.core.errors import HardwareMissing
from trapd.pi.pins import PinTrouble, translated

SLOW_S, FAST_S = 0.5, 0.1
"""On, and off again as long: nobody mistakes one for the other, nor either for steady."""


class OffloadLight:
    """A pin of this process's own, dark at first. Owns its factory."""

    def __init__(self, pin: int, factory: Factory) -> None:
        """Raises HardwareMissing if the line cannot be had."""
        self._label = f"the offload's light (GPIO{pin})"
        self._factory = factory
        try:
            with translated(self._label):
                self._led = LED(pin, pin_factory=factory)
        except PinTrouble as trouble:
            factory.close()
            raise HardwareMissing(str(trouble)) from trouble

    def busy(self) -> None:
        self._blink(SLOW_S)

    def may_be_pulled(self) -> None:
        with suppress(PinTrouble), translated(self._label):
            self._led.on()

    def failed(self) -> None:
        self._blink(FAST_S)

    def close(self) -> None:
        """Dark: Raspberry Pi kernels drive an output on when its owner is gone."""
        with suppress(PinTrouble), translated(self._label):
            self._led.off()
            self._led.close()
            self._factory.close()

    def _blink(self, each_s: float) -> None:
        with suppress(PinTrouble), translated(self._label):
            self._led.blink(each_s, each_s)
