"""One offload from its first look to its end, told as it goes: for `trapd offload` and `trapd disk`."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from trapd.card.offload import Need, Offload, Step


@dataclass(slots=True)
class Outcome:
    """So far."""

    need: Need = field(default_factory=lambda: Need(0, 0, 0))
    copied: int = 0
    deleted: int = 0
    left_out: dict[str, str] = field(default_factory=dict)
    """Name -> why."""
    kept: dict[str, str] = field(default_factory=dict)
    """Name -> why it was not deleted."""
    keeps_marks: bool = True
    """The card knows what was copied."""

    def in_words(self) -> str:
        pictures = max(self.need.pictures, self.copied)
        deleted = f", {self.deleted} deleted from the card" if self.deleted else ""
        whys = sorted(Counter(self.kept.values()).items())
        kept = "".join(f", {count} kept on the card: {why}" for why, count in whys)
        left_out = f", {len(self.left_out)} LEFT OUT" if self.left_out else ""
        marks = "" if self.keeps_marks else "; the card cannot be written, and does not know of it"
        return f"{self.copied} of {pictures} pictures copied and read back{deleted}{kept}{left_out}{marks}"


class Listener(Protocol):
    """Whom it is told, after each step."""

    def begins(self, need: Need, keeps_marks: bool) -> None: ...

    def copied(self, step: Step, so_far: Outcome) -> None: ...

    def deleted(self, step: Step) -> None: ...


def carry_out(card: Path, disk: Path, delete: bool, told: Listener, outcome: Outcome) -> None:
    """`outcome` is kept up to date, and so is right after an error too. Raises TrapdError."""
    with closing(Offload(card, disk)) as offload:
        outcome.need = offload.need()
        told.begins(outcome.need, offload.keeps_marks)
        for step in offload.copy():
            outcome.copied += step.why_not is None
            told.copied(step, outcome)
        outcome.left_out, outcome.kept = offload.left_out, offload.kept
        outcome.keeps_marks = offload.keeps_marks
        if delete:
            for step in offload.delete():
                if step.why_not is None:
                    outcome.deleted += 1
                    told.deleted(step)
                else:
                    outcome.left_out[step.name] = step.why_not
