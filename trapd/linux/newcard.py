"""A disk or partition came: is it a card of ours, may it become one, is it for an offload, or none of our business?

Nothing that holds data is ever written to. What is written to is blank all over; what is taken over is a file system
without a single file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trapd.linux.disks import Device

LABEL = "TRAPD"
KINDS = ("exfat", "vfat", "ext4")
"""File systems that the recipe of `card/durable.py` was proven on."""
CATALOG = "catalog.jsonl"
OFFLOAD = "trapd-offload"
"""A folder in the root of a disk that takes the card's pictures: somebody made it to say so."""
MEND = "copy away what is on it and format it as exFAT, or put in another"
Deed = Literal["leave", "partition", "format", "look", "mount", "offload", "refuse"]
MISPLACED = 'it is not where the profile has the card: board.media = "{}", {}'
WHERE = {"partition": "a partition of the system's own card", "usb": "a USB reader", "sd": "an SD slot"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done with a device."""

    deed: Deed
    why: str = ""
    """It is refused; with `look`: it is refused as a card, but may be for an offload."""


LEAVE = Verdict("leave")


def judge(device: Device, media: str | None) -> Verdict:
    """`media`: where the profile says that the card lives (`board.media`); None: anywhere but with the system."""
    fits = media is None or media == _place(device)
    if device.mounted:
        return LEAVE
    if device.signature in KINDS and device.label == LABEL and fits:
        return Verdict("mount")
    if device.system or (device.partitioned and device.partitions):
        return LEAVE  # each partition is judged by itself
    why = "" if fits else MISPLACED.format(media, WHERE[media or ""])
    why = why or _no_card(device)
    if device.signature in KINDS and device.label != LABEL:
        return Verdict("look", why)
    if why:
        return Verdict("refuse", why)
    return Verdict("partition" if device.disk else "format")


def judge_content(files: list[str], why: str = "") -> Verdict:
    """Of a file system that is not labelled as ours: `files` are its first few, without their folders' own; `why`: as
    `judge` had it."""
    if OFFLOAD in files:
        return Verdict("offload")
    if why:
        return Verdict("refuse", why)
    if not files or CATALOG in files:
        return Verdict("mount")
    return Verdict("refuse", f"it holds files of somebody else ({files[0]}): {MEND}")


def _no_card(device: Device) -> str:
    """Why it cannot be one, whatever is on it; empty if it can."""
    if device.read_only:
        return "it is write-protected: open the switch on its side"
    if device.partitioned:
        return f"its partition table holds no partition: {MEND}"
    if device.partitions > 1:
        return f"it is one of several partitions, and none is labelled {LABEL}: {MEND}"
    if device.signature is None:
        return "" if device.blank else f"it holds data, but no file system that is known: {MEND}"
    if device.signature not in KINDS:
        return f"it holds {device.signature}, which is none of {', '.join(KINDS)}: {MEND}"
    return ""


def _place(device: Device) -> str | None:
    if device.system:
        return "partition"
    return {"usb": "usb", "mmc": "sd"}.get(device.bus)
