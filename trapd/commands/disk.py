"""`trapd disk`: a disk with the folder `trapd-offload` came; `trapd card` starts this as root, through
`trapd-offload@.service`, and systemd ends it when the disk is pulled.

The light and a note for `status` (`linux/refusals.py`) say how it goes.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import closing
from pathlib import Path

from trapd.app import offload_light
from trapd.card import disk_trouble
from trapd.card.offload import FOLDER, Need, Step
from trapd.commands.offloading import Outcome, carry_out
from trapd.config.profile import Profile
from trapd.core.errors import HardwareMissing, TrapdError
from trapd.core.ports import OffloadLight
from trapd.linux import disks, refusals
from trapd.linux.mounts import MountWatch, mounted_on, mounts
from trapd.linux.newcard import judge
from trapd.linux.private_mounts import written_to
from trapd.linux.tool import root_alone
from trapd.runtime.absent import NoLight

CARD_WITHIN_S = 60
"""A unit that was switched on with the disk in it: its card comes within this time, or not at all."""


def disk(profile: Profile, path: str) -> int:
    """0 when all is on the disk, and it may be pulled; 1 if not. Raises `WrongUse` for anybody but root."""
    root_alone("trapd disk")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # from systemd, when the disk is gone
    name = Path(path).resolve().name
    outcome, note, well = Outcome(), Note(name), False
    try:
        with closing(_light(profile)) as light:
            light.busy()
            well, told = _carried(profile, name, note, outcome)
            note.ends(told)
            if profile.offload.light_pin is not None:
                (light.may_be_pulled if well else light.failed)()
                signal.pause()  # until the disk is pulled: a line is let go with its owner
    except KeyboardInterrupt:  # once, and anywhere: while an error of the vanished disk is being told, too
        if not note.ended:
            note.ends(_too_soon(outcome))
    return 0 if well else 1


def _carried(profile: Profile, name: str, note: Note, outcome: Outcome) -> tuple[bool, str]:
    """Whether all is on the disk, and what to say of it. Raises nothing but KeyboardInterrupt."""
    try:
        _copy(profile, name, note, outcome)
    except (TrapdError, OSError) as err:
        if not disks.there(name):
            return False, _too_soon(outcome)
        why = disk_trouble.in_words(err, Path("/dev", name)) if isinstance(err, OSError) else err
        return False, f"NOT DONE, {outcome.in_words()}: {why}"
    whys = sorted(set(outcome.left_out.values()))
    return not whys, "; ".join([f"the disk may be pulled: {outcome.in_words()}", *whys])


def _too_soon(outcome: Outcome) -> str:
    return f"pulled too soon, {outcome.in_words()}: plug it in again, and it goes on"


class Note:
    """How it goes, for `status`; and how it ended, for the journal too."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.ended = False

    def says(self, text: str) -> None:
        refusals.note(self._name, text, refusals.OFFLOADS)

    def ends(self, text: str) -> None:
        self.says(text)
        self.ended = True
        print(f"/dev/{self._name}: {text}", file=sys.stderr)

    def begins(self, need: Need, keeps_marks: bool) -> None:
        room = "" if need.fits else ", more than there is room for: another disk gets the rest"
        self.says(f"0 of {need.pictures} pictures copied{room}")

    def copied(self, step: Step, so_far: Outcome) -> None:
        self.says(so_far.in_words())

    def deleted(self, step: Step) -> None:
        self.says(f"{step.name} is on the disk, and deleted from the card")


def _copy(profile: Profile, name: str, note: Note, outcome: Outcome) -> None:
    """All of it, and the disk unmounted. Raises TrapdError, and OSError for a system that is in disorder."""
    card = os.path.realpath(profile.card.path)
    if profile.card.mounted:
        note.says(f"waits for the card {card}")
        _wait_for(card)
    device = disks.look(disks.Kernel(), name, list(mounts()), card)
    if judge(device, profile.board.media).deed != "look":
        raise TrapdError(f"{device.path} is no disk for an offload: docs/offload.md says what is")
    with written_to(device.path, str(device.signature), refusals.OFFLOADS) as root:
        if not (root / FOLDER).is_dir():
            raise TrapdError(f"{device.path} has no folder {FOLDER}: make one on it, if it is for the pictures")
        carry_out(Path(card), root, profile.offload.after == "delete", note, outcome)
        note.says(f"{outcome.in_words()}, the disk is being unmounted: wait")


def _wait_for(card: str) -> None:
    came = threading.Event()
    with closing(MountWatch(Path(card), came.set)):
        if mounted_on(card) is None and not came.wait(CARD_WITHIN_S):
            raise TrapdError(f"the card {card} is gone: put it in, then plug the disk in again")


def _light(profile: Profile) -> OffloadLight:
    """Without it the pictures are copied all the same."""
    try:
        return offload_light(profile)
    except HardwareMissing as err:
        print(err, file=sys.stderr)
        return NoLight()
