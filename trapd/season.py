"""A simulated unit for a season: the program of the field on the virtual clock, with no pixel painted but for a card
that wants them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from trapd.app import BACKENDS, Bench
from trapd.config.nature import Nature
from trapd.config.pack import pack
from trapd.config.profile import Profile
from trapd.core.actions import PowerOff
from trapd.core.caption import Caption
from trapd.core.observer import Observer
from trapd.core.ports import Post
from trapd.core.units import seconds
from trapd.runtime.clock import Clock
from trapd.runtime.loop import Loop
from trapd.runtime.worker import InlineWorker, Worker
from trapd.sim.account import Account
from trapd.sim.battery import Battery
from trapd.sim.camera import Camera
from trapd.sim.card import MemoryCard
from trapd.sim.gps import VirtualGps
from trapd.sim.mishaps import Mishaps, Parts
from trapd.sim.pir import Pir
from trapd.sim.power import Power
from trapd.sim.unpainted import unpainted
from trapd.unit import Ports

MakeCard = Callable[[Loop, Post], MemoryCard]


class Season(Bench):
    """One boot of it."""

    def __init__(
        self,
        profile: Profile,
        clock: Clock,
        observers: Sequence[Observer],
        *,
        boot: str,
        boot_id: str | None = None,
        memory: Path | None = None,
        card_gb: int = 256,
        make_card: MakeCard | None = None,
        nature: Nature | None = None,
        before: Season | None = None,
    ) -> None:
        """`boot_id` None: a boot like no other; `card_gb`: the size of the empty card that goes in; `make_card`: of
        another kind, which wants pixels, and clips as the profile's plans have them; `nature` of a scenario, instead
        of the small world of the profile; `before`: the boot before, whose world, pack, card and memory go on
        (`trapd/boots.py`)."""
        boot_id = boot_id or os.urandom(16).hex()
        longest_ns = seconds(max(profile.plan.day.longest_s, profile.plan.night.longest_s))
        self.account: Account = Account(longest_ns) if before is None else before.account
        """The truth that the trap does not know."""
        faults = () if nature is None else nature.faults
        self.mishaps: Mishaps = Mishaps(faults, clock.now_ns()) if before is None else before.mishaps
        self.off: PowerOff | None = None
        """Why it ended, if it switched itself off, and until when."""
        self._booted_ns = 0 if before is None else clock.now_ns()
        self._battery: Battery | None = None
        self._card: MemoryCard | None = None
        spare_mb, self._films = profile.card.spare_mb, make_card is not None
        self._make_card = make_card or partial(MemoryCard, free_mb=card_gb * 1_000, spare_mb=spare_mb)
        known, told = None if before is None else before.memory.value, [*observers, self.account]
        boots: dict[str, Any] = {"boot": boot, "boot_id": boot_id, "booted_ns": self._booted_ns}
        super().__init__(profile, clock, told, memory=memory, remembered=known, **boots)
        self.unit.power_off = self._switch_off
        self.nature = nature
        if before is not None:
            self.world, self._battery, self._card = before.world, before._battery, before._card
            self._films = before._films

    def ports(self) -> Ports:
        loop, post, world, account = self.loop, self.post, self.world, self.account
        packets = self.post_packet if self._films and self.wants_packets else None
        tools = post, packets, InlineWorker(), self.profile.board.camera_start_s
        camera = Camera(self.profile.camera, world, loop, *tools)
        camera.meters = False
        if self.profile.clock.rtc == "sim":
            self.find_clock_chip()
        world.passes.told = account.comes
        flash = self._simulated("flash")
        gps, power = VirtualGps(world, loop, post), Power(post, world, pack(self.profile), self._battery)
        pir = Pir(self.profile.pir, loop, post, world, self._booted_ns)
        card = self._card or self._make_card(loop, post)
        card.plug(loop, post)
        self._battery, self._card = power.battery, card

        def pictured(from_ns: int, until_ns: int, caption: Caption) -> None:
            account.pictured(from_ns, until_ns, *world.known_to(until_ns, caption.night, caption.lit))

        account.streams, pir.noticed, card.pictured = lambda: camera.streaming, account.noticed, pictured
        card.made = world.drain.still
        card.shows = lambda lit: unpainted(world.lens, lit, world.flash.shines)
        self.mishaps.befall(Parts(world, camera, gps, power, card), loop)
        lines = {name: self._simulated(name) for name in ("charger", "heater", "led")}
        return Ports(camera=camera, flash=flash, pir=pir, gps=gps, power=power, card=card, **lines)

    def _simulated(self, name: str) -> Any:
        """This port, unless the unit has none."""
        has_none = getattr(self.profile, name).backend == "none"
        return BACKENDS[name, "none" if has_none else "sim"](self)

    @property
    def battery(self) -> Battery:
        """Once there are ports."""
        assert self._battery is not None
        return self._battery

    @property
    def card(self) -> MemoryCard:
        """Once there are ports."""
        assert self._card is not None
        return self._card

    @property
    def least_v(self) -> float:
        """What the board needs, of the pack and under load."""
        section = self.profile.battery
        return section.least_v if section and section.least_v else self.battery.cut_off_v

    @property
    def charge(self) -> float | None:
        """Really in the pack, 0 to 1; None if it is fed from elsewhere (`world.charge`)."""
        return None if self._battery is None or self.profile.world.charge is None else self._battery.charge

    def worker(self, name: str) -> Worker:
        """No threads: the same season runs the same way twice."""
        return InlineWorker()

    def begin(self, woken_by: str | None = None) -> None:
        """Power-on, or the end of a boot; `woken_by`: the sensor that powered the unit."""
        self.unit.start(self.ports(), woken_by)
        self.open_calendar()

    def _switch_off(self, why: str, wake_utc_ns: int | None) -> None:
        """The unit's own will; what was begun is still to be ended."""
        self.off = PowerOff(why, wake_utc_ns)
        self.loop.stop()

    def alarm_ns(self, utc_ns: int) -> int:
        """When the clock chip shows this, mono_ns."""
        now_ns, world = self.loop.clock.now_ns(), self.world
        return now_ns + max(0, utc_ns - world.utc_ns(now_ns) - seconds(world.settings.rtc_off_s))

    def cut(self) -> None:
        """Without power from now on: dark, and nothing is ended; what was in memory is gone."""
        now_ns, world = self.loop.clock.now_ns(), self.world
        world.drain.halt()
        self.battery.settle(world.air_c)
        world.flash.switch(now_ns, False)
        if world.charger is not None:
            world.charger.allow(True)  # nobody drives its line

    def run(self, for_s: float) -> None:
        """From power-on to a clean stop, all in one boot: of a pack that gives as much as is asked."""
        self.begin()
        self.loop.after(seconds(for_s), self.loop.stop)
        self.loop.run()
        self.unit.stop("the season is over")
        self.account_for_all()

    def account_for_all(self) -> None:
        """The books are closed: who walks past from now on counts no more."""
        now_ns = self.loop.clock.now_ns()
        self.world.passes.upto(now_ns)
        self.account.settle(now_ns)
