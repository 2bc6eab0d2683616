"""Which files are no picture of the survey, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from trapd.view.page import folded, section, table, text
from trapd.view.survey.brought import Brought
from trapd.view.survey.say import ROWS, Say, whole


def files(brought: Brought, _: Say) -> str:
    """By what became of them, and each by its name."""
    rows = brought.survey.account
    if not rows:
        return section(_("Files"), text(_("Each file is a picture of the survey.")), id="files")
    words = _fates(_)
    counts = Counter(row.fate for row in rows)
    sums = [[words[fate], whole(number, _)] for fate, number in counts.most_common()]
    head = [_("card"), _("file"), _("what"), _("why")]
    body = [[str(row.card), row.name, words[row.fate], _.told(row.why)] for row in rows[:ROWS]]
    rest = [text(_("{number} more are not shown.", number=len(rows) - ROWS))] if len(rows) > ROWS else []
    every = folded(_("Each by its name: {number}", number=len(rows)), table(_("Files"), [head, *body]), *rest)
    told = _("No file was opened but for its thumbnail: `trapd verify CARD` reads them all.")
    return section(
        _("Files"), table(_("Files that stand on no sheet"), [["", _("files")], *sums]), every, text(told), id="files"
    )


def _fates(_: Say) -> Mapping[str, str]:
    return {
        "twice": _("on another card too"),
        "missing": _("missing: announced and not there"),
        "damaged": _("damaged"),
        "unannounced": _("not announced: being written when the power went"),
        "foreign": _("not trapd's"),
        "left over": _("renamed or deleted by the catalog's word"),
        "unfinished": _("broken off by a power cut"),
        "no position": _("without a position"),
        "clash": _("named as another picture"),
        "record": _("trapd's records"),
        "exported": _("exported"),
    }
