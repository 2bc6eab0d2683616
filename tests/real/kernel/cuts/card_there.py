"""The card in its place, as udev has it: `trapd card` checks the file system and mounts it, as a unit of systemd."""

import subprocess
from pathlib import Path

from trapd.commands.card import card
from trapd.config import read

PROFILE = Path("/etc/trapd/profile.toml")
ROOT = Path("/media/trapd")


def put(tell, device):
    card(read.load(PROFILE), device)


def pull(tell, device):
    """Let go of it, so that it is checked again when it comes back."""
    check = f"systemd-fsck@dev-{Path(device).name}.service"
    subprocess.run(["systemd-umount", ROOT], check=False, capture_output=True)
    subprocess.run(["systemctl", "stop", check], check=True)
    subprocess.run(["blockdev", "--flushbufs", device], check=True)
