"""Short clips one right after the other, each read back from its file. As a program: many_clips.py N

A motion comes as soon as the clip before is on the card, so that the pre-roll of the one is the end of the other; two
stills are taken meanwhile.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

import av
from pi_unit import PiUnit, pi_unit

from trapd.core.units import MS, S

PRE_S, POST_S = 1, 1
STILLS = 2
HOLE_MS = 250
"""Five frames: a busy machine now and then lets the virtual sensor expose too late; a cut clip lacks far more."""
PLAN = {"stills": STILLS, "interval_ms": 300, "clip": True, "pre_roll_s": PRE_S, "post_roll_s": POST_S}


@dataclass(frozen=True, slots=True)
class Film:
    """What one motion left on the card."""

    edge_ns: int
    frames_ns: list[int]
    """When each picture in the file was exposed, mono_ns."""
    stills: int
    in_catalog: bool

    @property
    def pre_roll_s(self) -> float:
        return (self.edge_ns - self.frames_ns[0]) / S

    @property
    def length_s(self) -> float:
        return (self.frames_ns[-1] - self.frames_ns[0]) / S

    @property
    def longest_hole_ms(self) -> float:
        """Anywhere from the first picture to the end of the post-roll."""
        end_ns = self.edge_ns + POST_S * S
        return max((later - earlier) / MS for earlier, later in pairwise([*self.frames_ns, end_ns]))

    @property
    def faults(self) -> list[str]:
        """What is wrong with it."""
        wrong = {
            f"{self.pre_roll_s:.3f} s of pre-roll": self.pre_roll_s < PRE_S,
            f"a hole of {self.longest_hole_ms:.0f} ms": self.longest_hole_ms > HOLE_MS,
            f"{self.stills} stills": self.stills != STILLS,
            "not in the catalog": not self.in_catalog,
        }
        return [fault for fault, is_so in wrong.items() if is_so]


def films(folder: Path, count: int) -> list[Film]:
    """So many motions, and what came of each."""
    with pi_unit(folder, plan={"day": PLAN}) as unit:
        unit.wait_for("shot", **first_still(unit))
        taken = [film(unit) for _ in range(count)]
        assert unit.stop() == 0
        return taken


def first_still(unit: PiUnit) -> dict[str, int]:
    """The first motion finds no pre-roll: the camera has only just been opened."""
    return {"sequence": unit.motion()["sequence"], "number": 0}


def film(unit: PiUnit) -> Film:
    """One motion, waited for to the end of its clip."""
    motion = unit.motion()
    assert motion["outcome"] == "shot", motion
    sequence = motion["sequence"]
    clip = unit.wait_for("shot", sequence=sequence, media="clip")
    for number in range(1, STILLS + 1):
        unit.wait_for("shot", sequence=sequence, number=number)
    with av.open(unit.card / clip["name"]) as file:
        frames_ns = [clip["taken_mono_ns"] + round(picture.time * S) for picture in file.decode(video=0)]
    stills = len(list((unit.card / clip["name"]).parent.glob(f"*-{sequence:06}-[1-9]*.jpg")))
    return Film(motion["edge_mono_ns"], frames_ns, stills, clip["name"] in (unit.card / "catalog.jsonl").read_text())


def main(count: int) -> int:
    """The figures, and 1 if a clip is not whole."""
    with tempfile.TemporaryDirectory() as folder:
        taken = films(Path(folder), count)
    for name, values, unit in (
        ("pre-roll", [film.pre_roll_s for film in taken], "s"),
        ("length", [film.length_s for film in taken], "s"),
        ("longest hole", [film.longest_hole_ms for film in taken], "ms"),
    ):
        print(f"{name:13} {min(values):8.3f} {median(values):8.3f} {max(values):8.3f} {unit}  least, median, most")
    bad = [(number, film.faults) for number, film in enumerate(taken, start=1) if film.faults]
    for number, faults in bad:
        print(f"clip {number}: {', '.join(faults)}")
    print(f"{len(taken) - len(bad)} of {len(taken)} clips with their file, their pre-roll and their whole length")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
