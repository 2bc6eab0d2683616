"""Cards by chance, as they may come home: several units and starts on each, copies, gaps, foreign files."""

import shutil
from pathlib import Path

from hung_units import HungUnit
from hypothesis import strategies as st

HOUR = 3_600
S = 1_000_000_000
STATES = [
    ("armed",),
    ("armed", "blind"),
    ("armed", "card-gone"),
    ("disarmed",),
    ("battery-low",),
    ("gated", "off"),
    ("off",),
]
STATIONS = ["KP-07", "KP-09"]
UNITS = ["KP-07-L", "KP-07-R"]
PLACES = [{}, {"lat": 43.2}, {"lat": None, "lon": None}]

hours = st.integers(0, 200)
change = st.tuples(hours, st.sampled_from(STATES))
picture = st.tuples(hours, st.sampled_from(["motion", "proof-of-life", "test"]), st.sampled_from(PLACES))
start = st.tuples(
    st.sampled_from(UNITS),
    st.sampled_from(STATIONS),
    st.booleans(),  # whether somebody told it the time
    st.lists(change, max_size=4),
    st.lists(picture, max_size=4),
)
card = st.tuples(
    st.lists(start, max_size=3),
    st.booleans(),  # whether there is a copy of it
    st.lists(st.integers(0, 20), max_size=2),  # which of its files are gone
    st.lists(st.sampled_from(["DCIM/IMG_0001.JPG", "my photos/x.jpg", "KP-07/notes.txt"]), max_size=2),
)
homecomings = st.lists(card, min_size=1, max_size=3)


class _Untold(HungUnit):
    """A start whom nobody tells the time; its clock is three years behind."""

    def utc(self, at):
        return super().utc(at) - 1_000 * 24 * HOUR * S

    def note(self, kind, at, **facts):
        super().note(kind, at, **{"time_source": "none"} | facts)


def lay(folder: Path, cards) -> list[Path]:
    """The cards as folders."""
    roots, marks = [], iter(range(0x1000, 0xFFFF))
    for number, (starts, copied, gone, foreign) in enumerate(cards):
        root = folder / f"card-{number}"
        HungUnit(root, boot=f"{next(marks):04x}")  # a card that was in a unit at least once
        for unit, station, dated, changes, pictures in starts:
            one = (HungUnit if dated else _Untold)(root, station, unit, boot=f"{next(marks):04x}")
            for hour, states in sorted(changes):
                one.effort(hour * HOUR, *states)
            for hour, trigger, place in sorted(pictures, key=lambda told: told[:2]):
                told = {} if dated else {"time_source": "none", "time_uncertainty_s": None}
                one.motion(hour * HOUR, data=b"%d" % hour, trigger=trigger, position_fixes=30, **place, **told)
        roots.append(root)
        if copied:
            roots.append(shutil.copytree(root, folder / f"copy-{number}"))
        pictures = sorted(path for path in root.rglob("*.jpg"))
        for index in gone:
            if index < len(pictures):
                pictures[index].unlink(missing_ok=True)
        for name in foreign:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).touch()
    return roots
