"""What went wrong, as the units wrote it down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from trapd.view.page import section, table, text
from trapd.view.survey.brought import Brought
from trapd.view.survey.records import number
from trapd.view.survey.say import ROWS, Say, moment, percent


def faults(brought: Brought, _: Say) -> str:
    """A row for each, but one for all plans that the pack could not carry."""
    found = [(unit, line) for unit, records in sorted(brought.records.items()) for line in records.faults]
    found.sort(key=lambda pair: pair[1].get("utc_ns", 0))
    if not found:
        return section(_("Faults"), text(_("No unit wrote one down.")), id="faults")
    head = [_("when"), _("unit"), _("what"), _("more")]
    body = [[_when(line, brought), unit, *_told(line, _)] for unit, line in found[:ROWS]]
    rest = [text(_("{number} more are not shown.", number=len(found) - ROWS))] if len(found) > ROWS else []
    return section(_("Faults"), table(_("As the units wrote them down"), [head, *body]), *rest, id="faults")


def _told(line: Mapping[str, Any], _: Say) -> Iterator[str]:
    """What it was, and more of it."""
    match line["kind"]:
        case "brown-out":
            yield _("the pack gave out under a load")
            yield _(
                "{step} at {celsius} °C with {charge} in it, {least_v} V needed",
                step=_.told(str(line.get("step", ""))),
                celsius=_figure(line, "celsius"),
                charge=percent(_figure(line, "charge")),
                least_v=_figure(line, "least_v"),
            )
        case "stepped-down":
            yield _("the pack could not carry a picture")
            wanted, taken, why = (_.told(str(line.get(key, ""))) for key in ("from", "to", "why"))
            yield f"{wanted} → {taken}: {why}"
        case "pack":
            yield _("another pack was put in")
            was, charge = (percent(_figure(line, key)) for key in ("was", "charge"))
            yield _("{was} before, {charge} now", was=was, charge=charge)
        case _other:
            yield _("work in the background failed")
            yield f"{_.told(str(line.get('chore', '')))}: {_.told(str(line.get('why', '')))}"


def _when(line: Mapping[str, Any], brought: Brought) -> str:
    dated = "utc_ns" in line and line.get("time_source") != "none"
    return moment(line["utc_ns"], brought.utc_offset_min) if dated else "–"


def _figure(line: Mapping[str, Any], name: str) -> float:
    return number(line, name) or 0
