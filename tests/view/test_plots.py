"""Plots of the season's report: that nothing of them is cut off."""

from __future__ import annotations

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from trapd.view import drawing


def width_of_legend(names: list[str]) -> float:
    """As a share of the figure's width."""
    figure = Figure((drawing.WIDTH_IN, 3), layout="constrained")
    axes = figure.subplots()
    for name in names:
        axes.plot([0, 1], label=name)
    drawing.legend(figure)
    FigureCanvasAgg(figure).draw()
    return float(figure.legends[0].get_window_extent().width / figure.bbox.width)


def test_a_legend_of_long_names_is_no_wider_than_its_plot() -> None:
    with rc_context(drawing.STYLE):
        assert width_of_legend(["Zero 2 W, LiFePO4 4x1, 100 Ah and panel, cool"] * 4) <= 1
        assert width_of_legend(["board", "camera", "dimmed flash", "receiver", "stills", "halted"]) <= 1
    assert drawing.columns_for(["board", "camera", "flash", "gps"]) == drawing.MOST_COLUMNS
