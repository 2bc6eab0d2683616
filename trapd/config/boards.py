"""Which profile is for which Raspberry Pi, by what its device tree says."""

from __future__ import annotations

import re

PROFILES = {
    "Raspberry Pi Zero 2 W": "zero2w",
    "Raspberry Pi 3 Model A Plus": "3a-plus",
    "Raspberry Pi 4 Model B": "4b",
    "Raspberry Pi 5 Model B": "5",
    "Raspberry Pi Compute Module 4": "cm4",
}
"""Names of `hw_profiles/*.toml` by `board.model`."""
ONE_PORT = ("Raspberry Pi Zero 2 W", "Raspberry Pi 3 Model A Plus", "Raspberry Pi Compute Module 4")
"""Their only USB port is the chip's own: a gadget or a host, never both."""
RELATIVES = {"brcm,bcm2837": "3a-plus", "brcm,bcm2711": "4b", "brcm,bcm2712": "5"}
"""The nearest profile for any other board of the same chip."""


def plain_model(model: str) -> str:
    """Without the revision. Linux's own device trees write `A+` where Raspberry Pi's firmware writes `A Plus`."""
    name = re.sub(r" Rev \d.*$", "", model.strip("\0 \n"))
    return re.sub(r"\+$", " Plus", name)


def advice(model: str, compatible: tuple[str, ...]) -> str:
    """Which profile to take on this board; `compatible` as in its device tree, the board first, the chip last."""
    if own := PROFILES.get(plain_model(model)):
        return f"use hw_profiles/{own}.toml"
    for chip in compatible:
        if chip in RELATIVES:
            return f"none of ours is for it; copy hw_profiles/{RELATIVES[chip]}.toml (same chip), and change [board]"
    return "none of ours is for it, and none is of the same chip; copy one, and change [board]"
