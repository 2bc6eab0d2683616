"""`trapd report`: one page about what the cards of a survey brought home."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from trapd.card import trouble
from trapd.console.language import language
from trapd.core.errors import TrapdError, WrongUse
from trapd.survey.gather import Survey, gather
from trapd.survey.plan import SurveyPlan
from trapd.survey.plan_file import load
from trapd.view.progress import progress
from trapd.view.whole_file import whole_file
from trapd.view.words import count

PAGES = (".html", ".htm")
LIBRARIES = ("matplotlib", "PIL", "av")
"""Each heavy, and none that the unit in the field or `trapctl` has for sure."""


def report(cards: Sequence[Path], page: Path, plan: Path | None, lang: str) -> int:
    """0 if no picture is missing, 1 if one is: the page tells which. Raises TrapdError."""
    if page.suffix.lower() not in PAGES:
        raise WrongUse(f"{page} is no page: name the cards, and last the file to write, as report.html")
    try:
        for library in LIBRARIES:
            import_module(library)
    except ModuleNotFoundError as err:
        raise WrongUse(
            f"a report needs {err.name}, which is missing; python3 -m pip install 'trapd[report]'"
        ) from None
    survey = gather(cards, SurveyPlan() if plan is None else load(plan))
    if not survey.deployments:
        raise TrapdError(f"no page: {', '.join(map(str, cards))} tell of no picture, and of no unit that watched")
    try:
        with whole_file(page) as file:
            written, lost = _page(survey, page, lang)
            file.write(written)
    except OSError as err:
        raise WrongUse(f"{page}: {err.strerror}; name a file in a folder that can be written to") from None
    size = f"{page.stat().st_size / 1e6:.1f} MB"
    told = f"; {count(lost, 'picture')} NOT IN ORDER: see To be looked at" if lost else ""
    print(f"{page}: {count(len(survey.deployments), 'deployment')}, {size}{told}")
    return int(lost > 0)


def _page(survey: Survey, page: Path, lang: str) -> tuple[str, int]:
    """And how many pictures are not in order."""
    from trapd.view.survey.attention import lost
    from trapd.view.survey.brought import brought
    from trapd.view.survey.report import report, shown

    try:
        with progress("catalogs", sum(len(survey.captures(one)) for one in survey.deployments)) as done:
            found = brought(survey, done)
        with progress("thumbnails", sum(len(sheet.shown) for sheet in shown(found))) as done:
            return report(found, page, language(lang), done), lost(found)
    except OSError as err:
        for card in survey.cards:
            if err.filename is not None and Path(err.filename).is_relative_to(card.root):
                raise TrapdError(trouble.in_words(err, card.root)) from err
        raise
