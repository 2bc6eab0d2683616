"""When each picture was taken, as far as all cards of a survey together know.

A unit dates its pictures anew once it knows better. A card that was pulled before that, or the copy of one, still
holds what the unit believed then; what it learned later is on another card, or only in the catalog's other lines.
"""

from __future__ import annotations

from collections.abc import Iterable

from trapd.card import ledger
from trapd.card.ledger import Picture
from trapd.core.sensible import sensible
from trapd.core.starts import Start
from trapd.core.timeline import Moment
from trapd.core.told import RANK
from trapd.core.units import LATEST_NS
from trapd.survey.capture import Card

SOURCES = (*RANK, "none")


class Timing:
    """Of all units."""

    def __init__(self, units: Iterable[list[Start]]) -> None:
        """Their starts, in order."""
        self._starts: dict[tuple[str, str], list[Start]] = {}
        for start in (start for unit in units for start in unit):
            self._starts.setdefault((start.unit, start.last["boot"]), []).append(start)

    def moment(self, unit: str, card: Card, picture: Picture) -> Moment:
        """What belongs into tables; the file itself may say otherwise. Raises OSError.

        Its uncertainty is None where nobody told the time, and where the receiver told it well.
        """
        if abs(picture.utc_ns) > LATEST_NS:  # a damaged line of schema 1
            return Moment(0, "none", None)
        carried = Moment(picture.utc_ns, "gps" if picture.dated else "none", None)
        starts = self._starts.get((unit, picture.boot), ())
        if len(starts) != 1:  # none, or two that drew the same mark
            return carried
        start, dating = starts[0], starts[0].dating
        if picture.dated and (dating is None or dating.settled(picture.boot)):
            return carried
        facts = ledger.facts(card.root, picture)
        mono_ns, source = facts.get("mono_ns"), facts.get("time_source", "none")
        if mono_ns is None or not sensible(facts) or source not in SOURCES:
            return carried
        carried = Moment(picture.utc_ns, source, facts.get("time_uncertainty_s"))
        better = None if dating is None else dating.instead(picture.boot, mono_ns, carried)
        if better is None and carried.source != "none":
            return carried
        if better is not None and better.source != "none":
            return better
        # Nobody knows: it keeps its place among what its start did.
        line = {"mono_ns": mono_ns, "utc_ns": picture.utc_ns, "time_source": "none"}
        return Moment(start.utc_ns(line), "order" if start.dated else "none", None)
