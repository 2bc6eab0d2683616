"""Where a plot is drawn: by matplotlib, as SVG that stands in a page and takes over its colours.

Made for a phone: 360 px wide, letters as large as the page's own. The unit in the field has no matplotlib: whoever
loads this module must be ready for its lack.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

WIDTH_IN = 3.7
LINE, HANDLE, MOST_COLUMNS = 52, 4, 3
"""Letters that fit beside each other at that width, and how many of them a legend's line and gap take."""
INK = "#010203"
"""Stands for the page's own, light or dark, which matplotlib cannot know."""
GREEN, BLUE, ORANGE, RED = "#2a9d6f", "#3f8fd2", "#d9822b", "#c4473a"
OTHERS = ("#d9822b", "#3f8fd2", "#b0579f", "#c7a71e", "#5bb0c9", "#c4473a", "#7d6bd0", "#8a8f98", "#9b7653")
"""Told apart by colour-blind readers, and on white as well as on black; beside each plot stands its table."""
STYLE: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "trapd",
    "font.family": "sans-serif",
    "font.size": 8.5,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "axes.xmargin": 0,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "legend.labelcolor": INK,
    "legend.handlelength": 1.0,
    "legend.columnspacing": 1.0,
    "savefig.transparent": True,
}


@contextmanager
def drawing(height_in: float) -> Iterator[tuple[Figure, StringIO]]:
    """So high, and as wide as all; at the end the figure is in the text."""
    text, file = StringIO(), StringIO()
    with rc_context(STYLE):
        figure = Figure((WIDTH_IN, height_in), layout="constrained")
        yield figure, text
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    drawn = file.getvalue()
    drawn = re.sub(r' id="[a-z]+[\w.]*_\d+"', "", drawn[drawn.index("<svg") :])
    drawn = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", drawn, flags=re.DOTALL)
    text.write(drawn.replace(INK, "currentColor"))


def legend(figure: Figure) -> None:
    """Of all its axes, below them."""
    handles = [one for axes in figure.axes for one in zip(*axes.get_legend_handles_labels(), strict=True)]
    if handles:
        columns = columns_for(label for _, label in handles)
        figure.legend(*zip(*handles, strict=True), loc="outside lower center", ncols=columns)


def columns_for(labels: Iterable[str]) -> int:
    """Of a legend, so that none of them is cut off."""
    return max(1, min(MOST_COLUMNS, LINE // (max(map(len, labels)) + HANDLE)))


def dated(axes: Axes) -> None:
    """Days along its foot."""
    locator = AutoDateLocator(minticks=2, maxticks=8)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
