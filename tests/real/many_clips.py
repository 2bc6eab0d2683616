"""Short clips one right after the other, each read back from its file. As a program: many_clips.py N

A motion comes as soon as the clip before is on the card, so that the pre-roll of the one is the end of the other; two
stills are taken meanwhile.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import av
from pi_unit import FPS, PiUnit, pi_unit

from trapd.core.units import MS, S

PRE_S, POST_S = 1, 1
STILLS = 2
PLAN = {"stills": STILLS, "interval_ms": 300, "clip": True, "pre_roll_s": PRE_S, "post_roll_s": POST_S}


@dataclass(frozen=True, slots=True)
class Film:
    """What one motion left on the card."""

    edge_ns: int
    exposed_ns: list[int]
    """When each frame that reached picamera2 was exposed, so far; all in mono_ns."""
    frames_ns: list[int]
    """When each picture in the file was."""
    stills: int
    in_catalog: bool

    @property
    def pre_roll_s(self) -> float:
        return (self.edge_ns - self.frames_ns[0]) / S

    @property
    def length_s(self) -> float:
        """As a player shows it, the last picture too."""
        return (self.frames_ns[-1] - self.frames_ns[0]) / S + 1 / FPS

    @property
    def missing(self) -> int:
        """Frames that were there, from the first in the file to the end of the post-roll, and are not in it."""
        begin_ns, end_ns = self.frames_ns[0], self.edge_ns + POST_S * S
        there = {round(at_ns / MS) for at_ns in self.exposed_ns if begin_ns <= at_ns < end_ns}
        here = {round(at_ns / MS) + slack for at_ns in self.frames_ns for slack in (-1, 0, 1)}
        return len(there - here)

    @property
    def faults(self) -> list[str]:
        """What is wrong with it."""
        wrong = {
            f"{self.pre_roll_s:.3f} s of pre-roll": self.pre_roll_s < PRE_S,
            f"{self.missing} frames missing": self.missing > 0,
            f"{self.stills} stills": self.stills != STILLS,
            "not in the catalog": not self.in_catalog,
        }
        return [fault for fault, is_so in wrong.items() if is_so]


def films(folder: Path, count: int) -> list[Film]:
    """So many motions, and what came of each."""
    exposures = folder / "frames.txt"
    with pi_unit(folder, "--frames", str(exposures), plan={"day": PLAN}) as unit:
        # The first motion finds no pre-roll: the camera has only just been opened.
        unit.wait_for("shot", sequence=unit.motion()["sequence"], media="clip")
        taken = [film(unit, exposures) for _ in range(count)]
        assert unit.stop() == 0
        return taken


def film(unit: PiUnit, exposures: Path) -> Film:
    """One motion, waited for to the end of its clip."""
    motion = unit.motion()
    assert motion["outcome"] == "shot", motion
    sequence = motion["sequence"]
    clip = unit.wait_for("shot", sequence=sequence, media="clip")
    for number in range(1, STILLS + 1):
        unit.wait_for("shot", sequence=sequence, number=number)
    with av.open(unit.card / clip["name"]) as file:
        frames_ns = [clip["taken_mono_ns"] + round(picture.time * S) for picture in file.decode(video=0)]
    exposed_ns = [int(line) for line in exposures.read_text().split("\n")[:-1]]
    assert exposed_ns
    return Film(
        edge_ns=motion["edge_mono_ns"],
        exposed_ns=exposed_ns,
        frames_ns=frames_ns,
        stills=len(list(unit.card.glob(f"*/*-{sequence:06}-[1-9]_*.jpg"))),
        in_catalog=clip["name"] in (unit.card / "catalog.jsonl").read_text(),
    )


def main(count: int) -> int:
    """The figures, and 1 if a clip is not whole."""
    with tempfile.TemporaryDirectory() as folder:
        taken = films(Path(folder), count)
    for name, values, unit in (
        ("pre-roll", [film.pre_roll_s for film in taken], "s"),
        ("length", [film.length_s for film in taken], "s"),
        ("frame rate", [len(film.frames_ns) / film.length_s for film in taken], "Hz"),
    ):
        print(f"{name:10} {min(values):8.3f} {median(values):8.3f} {max(values):8.3f} {unit}  least, median, most")
    bad = [(number, film.faults) for number, film in enumerate(taken, start=1) if film.faults]
    for number, faults in bad:
        print(f"clip {number}: {', '.join(faults)}")
    print(f"{len(taken) - len(bad)} of {len(taken)} clips with their file, their pre-roll and their whole length")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
