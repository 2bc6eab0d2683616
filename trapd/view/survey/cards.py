"""What each card holds, and what of it is saved elsewhere."""

from __future__ import annotations

from collections import Counter

from trapd.view.page import section, table, text
from trapd.view.survey.brought import Brought
from trapd.view.survey.say import Say, bytes_of, whole


def cards(brought: Brought, _: Say) -> str:
    """A row for each."""
    rows: dict[str, Counter[str]] = {}
    units: dict[str, dict[str, None]] = {}
    for one in brought.seen:
        for capture in brought.survey.captures(one.deployment):
            row = rows.setdefault(str(capture.card.root), Counter())
            row["pictures"] += 1
            row["size"] += capture.picture.size
            row["protected"] += capture.picture.protected
            row["offloaded"] += capture.picture.offloaded
            units.setdefault(str(capture.card.root), {})[capture.unit] = None
    head = [_("card"), _("units"), _("pictures"), _("size"), _("protected"), _("copied to a disk"), _("other files")]
    others = Counter(str(row.card) for row in brought.survey.account)
    body = [
        [
            str(card.root),
            ", ".join(units.get(str(card.root), {})) or "–",
            whole(row["pictures"], _),
            bytes_of(row["size"], _),
            whole(row["protected"], _),
            whole(row["offloaded"], _),
            whole(others[str(card.root)], _),
        ]
        for card in brought.survey.cards
        for row in (rows.get(str(card.root), Counter()),)
    ]
    told = _("A picture that several cards hold is counted once.")
    return section(_("Cards"), table(_("What each holds"), [head, *body]), text(told), id="cards")
