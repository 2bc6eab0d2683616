"""Plays one station: its two units, one after the other, see the same animals from either side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import msgspec

from fortnight_run.card import FolderCard, blank
from fortnight_run.survey import APART_M, Member, Station, visit_h
from fortnight_run.truth import TECHNICIAN, Books, Unit
from trapd.boots import Boots
from trapd.config import profile as p
from trapd.config.instants import instant
from trapd.config.scenario import Scenario
from trapd.core.actions import PowerOff
from trapd.core.events import LineGone, Typed
from trapd.core.ports import Post
from trapd.core.units import S, seconds
from trapd.runtime.clock import VirtualClock
from trapd.runtime.loop import Loop
from trapd.sim.animals import Pass, Passes, way_m
from trapd.sim.lifeline import Outage
from trapd.sim.outdoors import Wild
from trapd.sim.world import World

HOUR_NS = 3_600 * S
CONTACT = "the battery's contact is open"
OPEN_S = 5 * 3_600
"""So long; meanwhile the system's clock stands still, since nothing keeps it going."""
VISIT_MIN = 4
"""So long the technician types."""
CARD_OUT_S, CARD_IN_S = 120, 210


def play(station: Station, scenario: Scenario, days: float, cards: Path) -> dict[str, Unit]:
    """Leaves the station's cards in the folder `cards`, and returns the truth of each unit."""
    seed = Random(f"{scenario.seed} {station.name}").getrandbits(30)
    place = msgspec.structs.replace(scenario.place, lat=station.lat, lon=station.lon)
    here = _Here(msgspec.structs.replace(scenario, place=place), seed, days, cards)
    for card in sorted({card for member in station.members for card in member.cards}):
        blank(cards / card, Random(f"{scenario.seed} {card}").randbytes(8).hex())
    passes = here.passes()
    return {member.name: _Story(member, here, passes).run() for member in station.members}


@dataclass(frozen=True, slots=True)
class _Here:
    """A station's share of the world."""

    scenario: Scenario
    seed: int
    days: float
    cards: Path

    def passes(self) -> list[Pass]:
        """Whoever walks along the trail, the technician among them, as the left unit sees it."""
        clock = VirtualClock(instant(self.scenario.begins))
        end_ns = round(self.days * 24 * HOUR_NS)
        found = World(self.scenario.world(p.World(), self.seed), clock, self.scenario).passes.upto(end_ns - 60 * S)
        visit = (_technician(number, visit_h(self.days) * HOUR_NS) for number in range(1, VISIT_MIN + 1))
        return sorted([*found, *visit], key=_start)


def _technician(number: int, from_ns: int) -> Pass:
    distance_m, speed_mps, start_ns = 4.0, 1.0, from_ns + number * 75 * S
    end_ns = start_ns + seconds(way_m(distance_m) / speed_mps)
    return Pass(1_000_000 + number, start_ns, end_ns, speed_mps, distance_m, (-1) ** number, TECHNICIAN, 0.5)


def _from_right(one: Pass) -> Pass:
    """The other flank, the other way, from another distance."""
    distance_m = APART_M - one.distance_m
    half_ns, middle_ns = seconds(way_m(distance_m) / one.speed_mps) // 2, (one.start_ns + one.end_ns) // 2
    start_ns, end_ns = max(0, middle_ns - half_ns), middle_ns + half_ns
    return replace(one, direction=-one.direction, distance_m=distance_m, start_ns=start_ns, end_ns=end_ns)


class _Story:
    """One of the two, hour by hour."""

    def __init__(self, member: Member, here: _Here, passes: Sequence[Pass]) -> None:
        self._member = member
        self._here = here
        self._profile = profile = member.profile(here.days)
        self._books = Books(profile.unit.side or "")
        world = here.scenario.world(profile.world, here.seed)
        self._clock = VirtualClock(instant(world.starts))
        self._hours = 0
        self._boots = Boots(
            msgspec.structs.replace(profile, world=world),
            self._clock,
            [self._books],
            seed=Random(member.name).getrandbits(16),
            make_card=self._card,
            nature=msgspec.structs.replace(here.scenario, faults=member.faults(here.days)),
            hourly=self._hour,
        )
        seen = sorted(map(_from_right, passes), key=_start) if member.right else passes
        self._take_place(self._boots.now.world, seen)
        self._books.begin(self._boots.now, seen)

    def run(self) -> Unit:
        """The truth."""
        self._boots.run(self._here.days * 86_400)
        self._books.end(self._clock.now_ns())
        return self._books.unit

    def _card(self, loop: Loop, post: Post) -> FolderCard:
        return FolderCard(loop, post, self._root(0), self._profile.camera, self._books.announced)

    def _root(self, number: int) -> Path:
        return self._here.cards / self._member.cards[number]

    def _take_place(self, world: World, seen: Sequence[Pass]) -> None:
        """With its neighbour's animals and weather; its view, and what the sun does to its sensors, are its own."""
        chance, scenario = Random(f"{self._here.seed} {self._member.name}"), self._here.scenario
        wild = Wild(scenario, Random(chance.random()), 0, scenario.place.lon, world.utc_ns, world.sun_deg)
        world.settings = msgspec.structs.replace(world.settings, seed=chance.getrandbits(30))
        world.random, world.passes = chance, Passes(iter(seen), self._clock)
        world.false_triggers = wild.outdoors().false_triggers

    def _hour(self) -> None:
        """May end the boot, as a power cut does."""
        hour, days, season = self._hours, self._here.days, self._boots.now
        self._hours += 1
        if hour == visit_h(days):
            self._visit()
        if hour in self._member.cuts_h(days) and season.off is None:
            season.off = PowerOff(CONTACT, season.world.utc_ns(self._clock.now_ns()) + seconds(OPEN_S))
            raise Outage(CONTACT)

    def _visit(self) -> None:
        """Somebody at its line; then perhaps another card."""
        unit, after = self._boots.now.unit, self._boots.now.loop.after
        for minute in range(VISIT_MIN):
            after(minute * 60 * S, unit.post, Typed())
        after(VISIT_MIN * 60 * S, unit.post, LineGone())
        card = self._boots.now.card
        if isinstance(card, FolderCard) and len(self._member.cards) > 1:
            after(seconds(CARD_OUT_S), card.pull)
            after(seconds(CARD_IN_S), card.put_in, self._root(1))


def _start(one: Pass) -> int:
    return one.start_ns
