"""What becomes of a disk or partition that came: the table of all that a person may plug in."""

from dataclasses import replace

import pytest

from trapd.linux import refusals
from trapd.linux.disks import Device
from trapd.linux.newcard import judge, judge_content

NEW = Device(
    path="/dev/sda",
    system=False,
    mounted=False,
    read_only=False,
    bus="usb",
    disk=True,
    partitioned=False,
    partitions=0,
    signature=None,
    label=None,
    blank=True,
)
"""A reader with a card that has never held anything."""
PARTITION = replace(NEW, path="/dev/sda1", disk=False, partitions=1)
FACTORY = replace(PARTITION, signature="exfat", blank=False)
OURS = replace(FACTORY, label="TRAPD")
SYSTEM = replace(OURS, path="/dev/mmcblk0p3", system=True, bus="mmc", partitions=3)


@pytest.mark.parametrize(
    ("device", "deed"),
    [
        (NEW, "partition"),
        (PARTITION, "format"),
        (replace(NEW, partitioned=True, partitions=1, blank=False), "leave"),
        (FACTORY, "look"),
        (replace(FACTORY, disk=True), "look"),
        (replace(FACTORY, label="CANON"), "look"),
        (OURS, "mount"),
        (replace(OURS, signature="vfat"), "mount"),
        (replace(OURS, signature="ext4"), "mount"),
        (replace(OURS, partitions=2), "mount"),
        (replace(OURS, mounted=True), "leave"),
        (SYSTEM, "mount"),
    ],
)
def test_what_is_a_card_or_becomes_one(device, deed):
    assert judge(device, None).deed == deed


@pytest.mark.parametrize("signature", [None, "ext4", "vfat", "swap", "exfat"])
@pytest.mark.parametrize("media", [None, "partition", "usb", "sd"])
def test_the_systems_disk_is_never_prepared_and_never_searched(signature, media):
    """Not even where it looks blank: only a partition that somebody labelled for us is used."""
    for disk in (True, False):
        device = replace(NEW, system=True, bus="mmc", disk=disk, signature=signature, label="rootfs", blank=True)
        assert judge(device, media).deed == "leave"


@pytest.mark.parametrize(
    ("device", "why"),
    [
        (replace(NEW, blank=False), "it holds data, but no file system that is known"),
        (replace(PARTITION, blank=False), "it holds data, but no file system that is known"),
        (replace(PARTITION, signature="ntfs", blank=False), "it holds ntfs, which is none of exfat, vfat, ext4"),
        (replace(PARTITION, partitions=2), "it is one of several partitions"),
        (replace(NEW, partitioned=True, blank=False), "its partition table holds no partition"),
        (replace(NEW, read_only=True), "write-protected: open the switch"),
    ],
)
def test_what_may_be_somebody_elses_is_refused(device, why):
    verdict = judge(device, None)
    assert verdict.deed == "refuse"
    assert why in verdict.why


@pytest.mark.parametrize(
    ("media", "device", "why"),
    [
        (None, replace(FACTORY, partitions=2), "it is one of several partitions"),
        (None, replace(FACTORY, read_only=True), "write-protected: open the switch"),
        ("partition", FACTORY, "it is not where the profile has the card"),
    ],
)
def test_what_is_no_card_may_still_be_a_disk_for_an_offload(media, device, why):
    verdict = judge(device, media)
    assert verdict.deed == "look"
    assert why in verdict.why
    assert judge_content(["trapd-offload"], verdict.why).deed == "offload"
    assert judge_content([], verdict.why) == judge_content(["catalog.jsonl"], verdict.why)
    assert judge_content([], verdict.why).deed == "refuse"


@pytest.mark.parametrize("media", [None, "partition", "usb", "sd"])
def test_what_is_labelled_as_a_card_is_never_for_an_offload(media):
    assert judge(OURS, media).deed in ("mount", "refuse")


@pytest.mark.parametrize(
    ("media", "device", "deed"),
    [
        ("usb", OURS, "mount"),
        ("usb", NEW, "partition"),
        ("usb", SYSTEM, "leave"),
        ("usb", replace(NEW, bus="mmc"), "refuse"),
        ("sd", replace(NEW, bus="mmc"), "partition"),
        ("sd", NEW, "refuse"),
        ("partition", SYSTEM, "mount"),
        ("partition", NEW, "refuse"),
        ("partition", OURS, "refuse"),
    ],
)
def test_the_profile_says_where_the_card_lives(media, device, deed):
    assert judge(device, media).deed == deed


def test_an_empty_file_system_is_taken_as_it_is():
    assert judge_content([]).deed == "mount"


def test_a_card_of_ours_is_known_by_its_catalog_though_its_label_was_changed():
    assert judge_content(["catalog.jsonl"]).deed == "mount"


def test_somebodys_pictures_are_named_in_the_refusal():
    verdict = judge_content(["DCIM/100CANON/IMG_0001.JPG", "DCIM/100CANON/IMG_0002.JPG"])
    assert verdict.deed == "refuse"
    assert "files of somebody else (DCIM/100CANON/IMG_0001.JPG): copy away" in verdict.why


def test_a_refusal_is_told_while_the_card_is_in(tmp_path):
    notes, blocks = tmp_path / "notes", tmp_path / "blocks"
    blocks.mkdir()
    assert refusals.told(notes, blocks) is None
    refusals.note("sda1", "/dev/sda1 is not used as a card: it is write-protected", notes)
    assert refusals.told(notes, blocks) is None
    (blocks / "sda1").touch()
    assert refusals.told(notes, blocks) == "/dev/sda1 is not used as a card: it is write-protected"
    refusals.forget("sda1", notes)
    assert refusals.told(notes, blocks) is None
