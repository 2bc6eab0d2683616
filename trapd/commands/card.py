"""`trapd card`: a disk or partition came; udev starts this as root, through `trapd-card@.service`.

A card of ours is checked and mounted, a blank one is made one of ours, a disk with the folder `trapd-offload` is left
to `trapd disk`; anything else stays as it is and the reason is told, on stderr and in a note that `status` shows
(`linux/refusals.py`).
"""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from trapd.config.profile import Profile
from trapd.core.errors import TrapdError
from trapd.linux import disks, refusals
from trapd.linux.disks import Device
from trapd.linux.mounts import mounted_on, mounts
from trapd.linux.newcard import CATALOG, LABEL, OFFLOAD, Verdict, judge, judge_content
from trapd.linux.private_mounts import SAFE, looked_into
from trapd.linux.tool import root_alone, run

USER = "trapd"
"""Who writes to the card: the service's user."""
SERVICE = "trapd.service"
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
    root_alone("trapd card")
    name = Path(path).resolve().name
    target = os.path.realpath(profile.card.path)
    if _offloads(name):
        return 0
    refusals.forget(name, refusals.OFFLOADS)
    try:
        _admit(_look(name, target), target, profile.board.media)
    except (TrapdError, OSError) as err:
        why = f"{path} is not used as a card: {err}"
        refusals.note(name, why)
        raise TrapdError(why) from err
    refusals.forget(name)
    return 0


def _offload(name: str) -> str:
    return f"trapd-offload@{name}.service"


def _offloads(name: str) -> bool:
    """What an offload does to its disk makes udev tell of the disk again."""
    return subprocess.run(["systemctl", "is-active", "--quiet", _offload(name)], check=False).returncode == 0


def _look(name: str, target: str) -> Device:
    return disks.look(disks.Kernel(), name, list(mounts()), target)


def _admit(device: Device, target: str, media: str | None) -> None:
    verdict = judge(device, media)
    kind = device.signature
    if verdict.deed == "look":
        verdict = judge_content(_files(device), verdict.why)
    if verdict.deed in ("mount", "partition", "format"):
        _make_room(target)
    if verdict.deed == "mount" and device.label != LABEL:
        run(LABELLERS[str(kind)], device.path, LABEL)
    match verdict:
        case Verdict("refuse", why):
            raise TrapdError(why)
        case Verdict("partition"):
            run("sfdisk", "--quiet", device.path, told=SFDISK)  # its partition comes next, as a device of its own
        case Verdict("format"):
            run(f"mkfs.{NEW_KIND}", "-L", LABEL, device.path)
            _mount(device.path, NEW_KIND, target)
        case Verdict("offload"):
            run("systemctl", "start", "--no-block", _offload(Path(device.path).name))
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
    """The folder for an offload or the catalog if there is one, else the first few files, housekeeping aside."""
    with looked_into(device.path, str(device.signature)) as root:
        if (root / OFFLOAD).is_dir():
            return [OFFLOAD]
        if (root / CATALOG).is_file():
            return [CATALOG]
        return list(islice(_walk(root, root), FEW))


def _walk(folder: Path, root: Path) -> Iterator[str]:
    for entry in sorted(folder.iterdir()):
        if entry.is_symlink() or not entry.is_dir():
            yield str(entry.relative_to(root))
        elif entry.name not in HOUSEKEEPING:
            yield from _walk(entry, root)


def _mount(path: str, kind: str, target: str) -> None:
    """As a unit of systemd, which checks it first (systemd-fsck), lets go when the card is pulled, and unmounts it
    after trapd has stopped."""
    try:
        owner = pwd.getpwnam(USER)
    except KeyError as err:
        raise TrapdError(f"there is no user {USER}: run scripts/install") from err
    options = f"{SAFE},uid={owner.pw_uid},gid={owner.pw_gid},umask=022" if kind in OWNED else SAFE
    run(
        *("systemd-mount", "--quiet", "--collect", "--no-ask-password"),
        *("--property=LazyUnmount=yes", f"--property=Before={SERVICE}"),
        *("--type", kind, "--options", options, path, target),
    )
    if kind not in OWNED:
        os.chown(target, owner.pw_uid, owner.pw_gid)
