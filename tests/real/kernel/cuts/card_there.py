"""The card in its place, as udev has it: `trapd card` checks the file system and mounts it, as a unit of systemd. And
the other disk, as `trapd disk` mounts it."""

import subprocess
from pathlib import Path

from trapd.card.offload import FOLDER
from trapd.commands.card import card
from trapd.config import read
from trapd.linux.private_mounts import written_to

PROFILE = Path("/etc/trapd/profile.toml")
CARD = "/dev/sda"
OTHER = "/dev/sdb"
ROOT = Path("/media/trapd")
DISK = FOLDER
"""The folder of the copies on the other disk."""


def put(tell):
    card(read.load(PROFILE), CARD)


def pull(tell):
    """Let go of it, so that it is checked again when it comes back."""
    check = f"systemd-fsck@dev-{Path(CARD).name}.service"
    subprocess.run(["systemd-umount", ROOT], check=False, capture_output=True)
    subprocess.run(["systemctl", "stop", check], check=True)
    for device in (CARD, OTHER):
        subprocess.run(["blockdev", "--flushbufs", device], check=True)


def other(kind):
    """Its root, in a `with` block."""
    return written_to(OTHER, kind, Path("/run"))
