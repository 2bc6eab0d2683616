"""What a disk is known by: a folder in the place of sysfs, image files in the place of disks, blkid as it is."""

import shutil
import subprocess

import pytest

from trapd.core.errors import TrapdError
from trapd.linux.disks import Kernel, blank, look, signature
from trapd.linux.mounts import Mount

MIB = 1 << 20
BLKID = shutil.which("blkid", path="/usr/sbin:/sbin:/usr/bin:/bin")
needs_blkid = pytest.mark.skipif(BLKID is None, reason="util-linux is not installed")


class Board:
    """A Raspberry Pi with its card in the slot and a reader at the USB port, as its kernel shows them."""

    def __init__(self, root):
        self.root = root
        self.blocks = root / "sys/class/block"
        self.numbers = root / "sys/dev/block"
        for folder in (self.blocks, self.numbers, root / "proc", root / "dev"):
            folder.mkdir(parents=True)
        (root / "proc/swaps").write_text("Filename Type Size Used Priority\n")
        (root / "proc/cmdline").write_text("console=tty1 root=PARTUUID=8a-02 rootwait\n")
        self.disk("mmcblk0", "179:0", "soc/mmc_host/mmc0", ("mmcblk0p1", "mmcblk0p2", "mmcblk0p3"))
        self.disk("sda", "8:0", "soc/usb1/1-1/host0", ("sda1",))

    def disk(self, name, number, place, partitions=()):
        folder = self.root / "sys/devices" / place / name
        folder.mkdir(parents=True)
        (folder / "ro").write_text("0\n")
        (self.blocks / name).symlink_to(folder)
        (self.root / "dev" / name).touch()
        major, minor = number.split(":")
        for n, partition in enumerate(partitions, start=1):
            (folder / partition).mkdir()
            (folder / partition / "partition").write_text(f"{n}\n")
            (self.blocks / partition).symlink_to(folder / partition)
            (self.numbers / f"{major}:{int(minor) + n}").symlink_to(folder / partition)
            (self.root / "dev" / partition).touch()

    def kernel(self):
        return Kernel(self.root)


@pytest.fixture
def board(tmp_path):
    return Board(tmp_path)


def mount(source, path, device="0:1"):
    return Mount("1", device, path, "ext4", source)


def test_a_partition_knows_its_disk_and_its_neighbours(board):
    kernel = board.kernel()
    assert kernel.disk("mmcblk0p3") == kernel.disk("mmcblk0") == "mmcblk0"
    assert kernel.partitions("mmcblk0") == ["mmcblk0p1", "mmcblk0p2", "mmcblk0p3"]
    assert (kernel.bus("mmcblk0p1"), kernel.bus("sda1")) == ("mmc", "usb")


def test_the_write_protect_switch_is_the_disks(board):
    (board.blocks / "sda/ro").write_text("1\n")
    assert board.kernel().read_only("sda1")
    assert not board.kernel().read_only("mmcblk0p1")


def test_the_system_is_what_is_mounted_by_name_or_by_number(board):
    mounts = [mount("/dev/root", "/", "179:2"), mount("/dev/mmcblk0p1", "/boot/firmware"), mount("tmpfs", "/tmp")]
    assert board.kernel().in_use(mounts) == {"mmcblk0p1", "mmcblk0p2"}


def test_the_system_is_what_the_board_started_from_though_an_overlay_hides_it(board):
    (board.root / "dev/disk/by-partuuid").mkdir(parents=True)
    (board.root / "dev/disk/by-partuuid/8a-02").symlink_to("../../mmcblk0p2")
    assert board.kernel().in_use([mount("overlayroot", "/")]) == {"mmcblk0p2"}


def test_the_system_is_what_it_swaps_to(board):
    with (board.root / "proc/swaps").open("a") as swaps:
        swaps.write("/dev/sda1 partition 1000 0 -2\n")
    assert board.kernel().in_use([]) == {"sda1"}


def test_the_system_is_what_an_encrypted_root_is_made_of(board):
    board.disk("dm-0", "254:0", "virtual/block")
    (board.blocks / "dm-0/slaves").mkdir()
    (board.blocks / "dm-0/slaves/sda1").symlink_to(board.blocks / "sda1")
    assert board.kernel().in_use([mount("/dev/dm-0", "/")]) == {"dm-0", "sda1"}


def test_where_nobody_knows_the_systems_disk_nothing_is_touched(board):
    with pytest.raises(TrapdError, match="nothing here tells which disk is the system's"):
        look(board.kernel(), "sda1", [mount("overlay", "/")], "/media/trapd")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (bytes(20 * MIB), True),
        (b"\xff" * (20 * MIB), True),
        (bytes(10 * MIB) + b"\xff" * (10 * MIB), False),
        (bytes(20 * MIB - 1) + b"x", False),
        (bytes(10 * MIB) + b"diary" * (MIB // 5) + bytes(9 * MIB), False),
        (b"", False),
    ],
    ids=["zeros", "fresh flash", "half and half", "a last byte", "something in the middle", "no size"],
)
def test_blank_is_one_byte_all_over(tmp_path, content, expected):
    image = tmp_path / "image"
    image.write_bytes(content)
    assert blank(str(image)) is expected


@needs_blkid
def test_blkid_tells_nothing_from_something(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/usr/sbin:/sbin:/usr/bin:/bin")
    image = tmp_path / "image"
    image.write_bytes(bytes(20 * MIB))
    assert signature(str(image)) == (None, None, False)
    with pytest.raises(FileNotFoundError):
        signature(str(tmp_path / "no-such"))


@needs_blkid
@pytest.mark.parametrize(("kind", "labelled"), [("ext4", "-L"), ("vfat", "-n"), ("exfat", "-L")])
def test_blkid_knows_the_file_system_and_its_label(tmp_path, monkeypatch, kind, labelled):
    monkeypatch.setenv("PATH", "/usr/sbin:/sbin:/usr/bin:/bin")
    if shutil.which(f"mkfs.{kind}") is None:
        pytest.skip(f"mkfs.{kind} is not installed")
    image = tmp_path / "image"
    image.write_bytes(bytes(20 * MIB))
    subprocess.run([f"mkfs.{kind}", labelled, "TRAPD", image], check=True, capture_output=True)
    assert signature(str(image)) == (kind, "TRAPD", False)
