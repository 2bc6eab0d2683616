"""`trapd card`: a disk or partition came; udev starts this as root, through `trapd-card@.service`.

A card of ours is checked and mounted, a blank one is made one of ours, anything else is left as it is and the reason
is told, on stderr and in a note that `status` shows (`linux/refusals.py`).
"""

from __future__ import annotations

import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from trapd.config.profile import Profile
from trapd.core.errors import TrapdError
from trapd.linux import disks, refusals
from trapd.linux.disks import Device
from trapd.linux.mounts import mounted_on, mounts
from trapd.linux.newcard import CATALOG, LABEL, Verdict, judge, judge_content

USER = "trapd"
"""Who writes to the card: the service's user."""
SERVICE = "trapd.service"
SAFE = "noatime,nosuid,nodev,noexec"
"""What stands on a card is pictures: nothing of it is ever run, and looking at one writes nothing."""
OWNED = ("exfat", "vfat")
"""They know no owners: the mount says whose the files are."""
NEW_KIND = "exfat"
"""docs/decisions/0007-the-card.md says why."""
FIRST_SECTOR = 32_768
"""16 MiB: a multiple of every boundary that the SD Association's formatter keeps to, up to 2 TB (m)."""
SFDISK = f"label: dos\nstart={FIRST_SECTOR}, type=7\n"
"""One partition of the type that exFAT shares with NTFS, up to the end."""
LABELLERS = {"exfat": "exfatlabel", "vfat": "fatlabel", "ext4": "e2label"}
HOUSEKEEPING = {
    "System Volume Information",
    "lost+found",
    "$RECYCLE.BIN",
    ".Trashes",
    ".fseventsd",
    ".Spotlight-V100",
}
"""What Windows, macOS and mkfs leave on an empty card."""
FEW = 3


def card(profile: Profile, path: str) -> int:
    """Raises TrapdError with the reason why the device at `path` is no card for this unit."""
    name = Path(path).resolve().name
    target = os.path.realpath(profile.card.path)
    try:
        _admit(_look(name, target), target, profile.board.media)
    except (TrapdError, OSError) as err:
        why = f"{path} is not used as a card: {err}"
        refusals.note(name, why)
        raise TrapdError(why) from err
    refusals.forget(name)
    return 0


def _look(name: str, target: str) -> Device:
    return disks.look(disks.Kernel(), name, list(mounts()), target)


def _admit(device: Device, target: str, media: str | None) -> None:
    verdict = judge(device, media)
    if verdict.deed in ("look", "mount", "partition", "format"):
        _make_room(target)
    kind = device.signature
    if verdict.deed == "look":
        verdict = judge_content(_files(device))
        if verdict.deed == "mount" and device.label != LABEL:
            _run(LABELLERS[str(kind)], device.path, LABEL)
    match verdict:
        case Verdict("refuse", why):
            raise TrapdError(why)
        case Verdict("partition"):
            _run("sfdisk", "--quiet", device.path, told=SFDISK)  # its partition comes next, as a device of its own
        case Verdict("format"):
            _run(f"mkfs.{NEW_KIND}", "-L", LABEL, device.path)
            _mount(device.path, NEW_KIND, target)
        case Verdict("mount"):
            _mount(device.path, str(kind), target)


def _make_room(target: str) -> None:
    """A card with a loose contact is back before systemd has let go of it."""
    there = mounted_on(target)
    if there is not None and not Path(there.source).exists():
        subprocess.run(["systemd-umount", target], capture_output=True, check=False)  # systemd may be at it itself
        there = mounted_on(target)
    if there is not None:
        raise TrapdError(f"{there.source} is the card already: pull that one first")


def _files(device: Device) -> list[str]:
    """The catalog if there is one, else the first few files on it, housekeeping aside."""
    with _mounted_for_a_look(device) as root:
        if (root / CATALOG).is_file():
            return [CATALOG]
        return list(islice(_walk(root, root), FEW))


def _walk(folder: Path, root: Path) -> Iterator[str]:
    for entry in sorted(folder.iterdir()):
        if entry.is_symlink() or not entry.is_dir():
            yield str(entry.relative_to(root))
        elif entry.name not in HOUSEKEEPING:
            yield from _walk(entry, root)


@contextmanager
def _mounted_for_a_look(device: Device) -> Iterator[Path]:
    """Read-only, and without replaying a journal: a foreign card stays as it is, to the last bit."""
    options = f"ro,{SAFE}" + (",noload" if device.signature == "ext4" else "")
    with tempfile.TemporaryDirectory(prefix="trapd-look-", dir="/run") as folder:
        _run("mount", "-t", str(device.signature), "-o", options, device.path, folder)
        try:
            yield Path(folder)
        finally:
            _run("umount", folder)


def _mount(path: str, kind: str, target: str) -> None:
    """As a unit of systemd, which checks it first (systemd-fsck), lets go when the card is pulled, and unmounts it
    after trapd has stopped."""
    try:
        owner = pwd.getpwnam(USER)
    except KeyError as err:
        raise TrapdError(f"there is no user {USER}: run scripts/install") from err
    options = f"{SAFE},uid={owner.pw_uid},gid={owner.pw_gid},umask=022" if kind in OWNED else SAFE
    _run(
        *("systemd-mount", "--quiet", "--collect", "--no-ask-password"),
        *("--property=LazyUnmount=yes", f"--property=Before={SERVICE}"),
        *("--type", kind, "--options", options, path, target),
    )
    if kind not in OWNED:
        os.chown(target, owner.pw_uid, owner.pw_gid)


def _run(*command: str, told: str | None = None) -> None:
    """Raises TrapdError with what the program said last."""
    try:
        done = subprocess.run(command, input=told, capture_output=True, text=True, check=False)
    except FileNotFoundError as err:
        raise TrapdError(f"{command[0]} is missing: run scripts/install") from err
    if done.returncode != 0:
        said = " ".join((done.stderr or done.stdout).split()) or f"exit code {done.returncode}"
        raise TrapdError(f"{command[0]} failed ({said}): check the card on a computer, or put in another")
