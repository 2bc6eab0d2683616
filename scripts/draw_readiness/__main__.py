"""Two plots on one page: how late each level is, and what it sees for what it takes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from draw_readiness.levels import LEVELS, ROOT, Level, measured
from trapd.sim.animals import way_m

OUT = ROOT / "docs" / "images" / "readiness.svg"
COLOURS = dict(zip(LEVELS, ("#b2182b", "#e08214", "#2166ac", "#4d9221", "#1b7837"), strict=True))
PACK_WH = 54
LEOPARD_MPS, DISTANCE_M = 1.2, 3.75
"""A walk along the trail, as the desktop's world has it."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/draw-readiness", allow_abbrev=False)
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--seeds", type=int, default=3)
    wish = parser.parse_args()
    found = measured(wish.days, wish.seeds)
    for one in found:
        days = PACK_WH / one.watts / 24
        print(f"{one.name:<20}{one.late_s:8.2f} s {one.watts:8.3f} W {days:8.1f} days {one.taken:6.0%} seen")
    draw(found, OUT)
    return 0


def draw(found: list[Level], out: Path) -> None:
    # Letters stay letters, so that a reader can search them; the same input gives the same file.
    mpl.rcParams |= {
        "svg.fonttype": "none",
        "svg.hashsalt": "readiness",
        "font.family": "sans-serif",
        "font.size": 11,
    }
    figure = Figure(figsize=(7, 7.4), layout="constrained")
    late, seen = figure.subplots(2, 1, height_ratios=(2, 3))
    _how_late(late, found)
    _what_it_sees(seen, found)
    figure.savefig(out, format="svg", metadata={"Date": None})


def _how_late(axes: Axes, found: list[Level]) -> None:
    names = [one.name for one in found]
    in_view_s = way_m(DISTANCE_M) / LEOPARD_MPS
    axes.axvspan(0, in_view_s, color="#dddddd", zorder=0)
    axes.text(in_view_s / 2, -0.75, "leopard in view", ha="center", va="center", fontsize=10, color="#555555")
    for place, one in enumerate(found):
        axes.barh(place, one.late_s, color=COLOURS[one.name], height=0.55, zorder=2)
        text = f"{-one.late_s:g} s before it" if one.late_s < 0 else f"{one.late_s:.2g} s"
        axes.text(max(one.late_s, 0) + 0.25, place, text, va="center", zorder=3)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -1.1)
    axes.set_xlim(-3.5, 17)
    axes.set_xlabel("seconds from the sensor's edge to the first frame")
    axes.spines[["top", "right"]].set_visible(False)


def _what_it_sees(axes: Axes, found: list[Level]) -> None:
    axes.set_xscale("log")
    for one in found:
        days = PACK_WH / one.watts / 24
        above = one.name == "hot" or one.taken < 0.5
        axes.plot(
            one.watts, 100 * one.taken, "o", markersize=16 if one.name == "hot" else 11, color=COLOURS[one.name]
        )
        lasts = f"{days:.0f} days" if days >= 2 else f"{24 * days:.0f} h"
        axes.annotate(
            f"{one.name}\n{one.taken:.0%} seen, {lasts}",
            (one.watts, 100 * one.taken),
            xytext=(0, 12 if above else -12),
            textcoords="offset points",
            ha="right" if one.name == "cool" else "center",
            va="bottom" if above else "top",
        )
    axes.set_ylim(0, 105)
    axes.set_xlim(0.006, 5)
    axes.set_xticks([0.01, 0.03, 0.1, 0.3, 1, 3], ["0.01", "0.03", "0.1", "0.3", "1", "3"])
    axes.set_xlabel(f"watts out of the pack, mean; days are those of {PACK_WH} Wh")
    axes.set_ylabel("animals in a picture, %")
    axes.grid(color="#eeeeee", zorder=0)
    axes.spines[["top", "right"]].set_visible(False)


if __name__ == "__main__":
    sys.exit(main())
