"""The card in its place, as udev has it: `trapd card` checks the file system and mounts it, as a unit of systemd. And
the other disk, as `trapd disk` mounts it."""

import subprocess
import time
from pathlib import Path

from trapd.card.offload import FOLDER
from trapd.commands.card import card
from trapd.config import read
from trapd.linux.private_mounts import written_to

PROFILE = Path("/etc/trapd/profile.toml")
CARD = "/dev/sda"
OTHER = "/dev/sdb"
ROOT = Path("/media/trapd")
PATIENCE_S = 30
DISK = FOLDER
"""The folder of the copies on the other disk."""


def put(tell):
    card(read.load(PROFILE), CARD)


def pull(tell):
    """Let go of it, so that it is checked again when it comes back."""
    check = f"systemd-fsck@dev-{Path(CARD).name}.service"
    subprocess.run(["systemd-umount", ROOT], check=False, capture_output=True)
    subprocess.run(["systemctl", "stop", check], check=True)
    deadline = time.monotonic() + PATIENCE_S
    while _knows("media-trapd.mount"):
        assert time.monotonic() < deadline, "systemd does not forget the mount"
        subprocess.run(["systemctl", "reset-failed", "media-trapd.mount"], check=False, capture_output=True)
        time.sleep(0.1)
    for device in (CARD, OTHER):
        subprocess.run(["blockdev", "--flushbufs", device], check=True)


def _knows(unit):
    """Whether systemd has it in its memory still: then it takes no new one of that name."""
    asked = ["systemctl", "list-units", "--all", "--plain", "--no-legend", unit]
    return subprocess.run(asked, check=True, capture_output=True).stdout != b""


def other(kind):
    """Its root, in a `with` block."""
    return written_to(OTHER, kind, Path("/run"))
