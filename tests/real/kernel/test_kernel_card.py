"""What becomes of a card that is put into the installed unit: udev, `trapd-card@.service`, mount, sandbox, trap."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest
from machine import CARD, Machine
from services import armed, catalog, checksums, on_reserve, reports, tells
from waiting import wait_for

SLOW_S = 240
CARD_MB = 128
DEVICE = "/dev/sda"
PARTITION = f"{DEVICE}1"
PIR = "/sys/devices/platform/gpio-sim.0/gpiochip*/sim_gpio12/pull"
ONE_PARTITION = f"echo 'start=8192, type=7' | sfdisk -q {DEVICE}; udevadm settle"
BY_UDEV = "trapd-card@sda.service trapd-card@sda1.service"
ANOTHER = "another"
CARD_FOLDER = "/media/trapd"
RESERVE = "/var/lib/trapd/reserve"


def state(unit: Machine) -> str:
    return tells(unit, "StatusText")


def mounted(unit: Machine) -> dict[str, str]:
    """What is mounted as the card: `SOURCE`, `FSTYPE`, `LABEL`, `OPTIONS`; nothing if nothing is."""
    done = unit.run("findmnt --pairs --output SOURCE,FSTYPE,LABEL,OPTIONS /media/trapd")
    pairs = (word.split("=", 1) for word in done.text.split() if "=" in word)
    return {name: value.strip('"') for name, value in pairs}


def swap(unit: Machine, recipe: str = "") -> str:
    """The card goes out; a blank one comes in, or what `recipe` makes of it. Returns its checksum then."""
    image = unit.folder / "another.qcow2"
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", str(image), f"{CARD_MB}M"], check=True)
    backend = {"driver": "file", "filename": str(image)}
    unit.qmp("blockdev-add", **{"driver": "qcow2", "node-name": ANOTHER, "file": backend})
    pull(unit)
    checksum = ""
    if recipe:
        unit.sh(f"systemctl mask --runtime {BY_UDEV}")
        put(unit)
        unit.sh(f"set -e; {recipe}; sync")
        checksum = unit.sh(f"sha256sum <{DEVICE}")
        pull(unit)
        unit.sh(f"systemctl unmask --runtime {BY_UDEV}")
    put(unit)
    return checksum


def pull(unit: Machine) -> None:
    unit.pull_card()
    wait_for(lambda: unit.run(f"test -e {DEVICE}").code != 0)
    wait_for(lambda: on_reserve(unit), SLOW_S)


def put(unit: Machine) -> None:
    unit.qmp("device_add", driver="usb-storage", id=CARD, drive=ANOTHER, bus="usb.0", serial=ANOTHER)
    wait_for(lambda: unit.run(f"test -b {DEVICE}").code == 0)


def takes_a_picture(unit: Machine) -> bool:
    """A motion leads to a file on the card."""
    taken(unit, CARD_FOLDER)
    return True


def taken(unit: Machine, where: str) -> None:
    """Somebody walks past, again if need be: by night an emulated camera may miss the flash."""
    before = len(pictures(unit, where))

    def seen() -> bool:
        unit.sh(f"echo pull-up >{PIR}; sleep 0.2; echo pull-down >{PIR}; sleep 10")
        return len(pictures(unit, where)) > before

    wait_for(seen, SLOW_S)


def pictures(unit: Machine, where: str = CARD_FOLDER) -> set[str]:
    return set(unit.sh(f"cd {where} && find . -name '*.jpg'").split())


def test_a_blank_card_was_prepared_at_the_first_start(shared_unit: Machine) -> None:
    card = mounted(shared_unit)
    assert (card["SOURCE"], card["FSTYPE"], card["LABEL"]) == (PARTITION, "exfat", "TRAPD")
    assert {"noatime", "nosuid", "nodev", "noexec"} <= set(card["OPTIONS"].split(","))
    assert shared_unit.sh("stat -c %U /media/trapd /media/trapd/catalog.jsonl").split() == ["trapd", "trapd"]
    assert armed(shared_unit)


def test_the_systems_disk_is_left_alone(shared_unit: Machine) -> None:
    look = "blkid -p /dev/vda; findmnt --noheadings /media/trapd"
    before = shared_unit.sh(look)
    assert shared_unit.sh("/opt/trapd/bin/trapd card /etc/trapd/profile.toml /dev/vda") == ""
    assert shared_unit.sh(look) == before


def test_a_card_with_a_loose_contact_is_the_card_again(unit: Machine) -> None:
    unit.pull_card()
    unit.put_card()

    def back() -> bool:
        source = mounted(unit).get("SOURCE", "nothing")
        return unit.run(f"test -b {source}").code == 0 and armed(unit)

    wait_for(back, SLOW_S)
    assert takes_a_picture(unit)


def test_a_card_pulled_and_put_back_gets_what_was_taken_without_it(unit: Machine) -> None:
    takes_a_picture(unit)
    before = pictures(unit)
    pull(unit)
    assert not mounted(unit)
    assert "the card /media/trapd is gone" in state(unit)
    for _ in range(2):
        taken(unit, RESERVE)
    spared = checksums(unit, RESERVE)
    unit.put_card()
    wait_for(lambda: armed(unit), SLOW_S)
    wait_for(lambda: not pictures(unit, RESERVE), SLOW_S)
    assert pictures(unit) == before | spared.keys()
    assert spared.items() <= checksums(unit).items()
    announced = {f"./{record['name']}": record["sha256"] for record in catalog(unit)}
    assert spared.items() <= announced.items()
    assert takes_a_picture(unit)


# What a repair of the file system costs, without a card that needs one: systemd-fsck is the same unit, only longer.
REPAIR = "/run/systemd/system/systemd-fsck@.service.d/slow.conf"
REPAIRED = "/run/repaired"


def test_while_its_file_system_is_repaired_the_unit_is_armed_on_its_reserve(
    unit: Machine, record_property: Callable[[str, object], None]
) -> None:
    pull(unit)
    unit.guest.write(REPAIR, f"[Service]\nExecStartPre=/bin/sh -c 'until [ -e {REPAIRED} ]; do sleep 0.5; done'\n")
    unit.sh("systemctl daemon-reload")
    unit.put_card()
    repairing = "systemctl list-units --no-legend --state=activating 'systemd-fsck@*'"
    wait_for(lambda: unit.sh(repairing), SLOW_S)
    assert on_reserve(unit)
    taken(unit, RESERVE)
    assert unit.sh(repairing)
    spared = checksums(unit, RESERVE)
    unit.sh(f"touch {REPAIRED}")
    wait_for(lambda: armed(unit), SLOW_S)
    wait_for(lambda: spared.items() <= checksums(unit).items(), SLOW_S)
    mounted_s = int(tells(unit, "ActiveEnterTimestampMonotonic", "media-trapd.mount")) / 1e6
    used_s, carried_s = (reports(unit, event)[-1]["mono_ns"] / 1e9 for event in ("card", "carried"))
    record_property("seconds from mounted to used, emulated", round(used_s - mounted_s, 2))
    record_property("seconds from mounted to all carried over, emulated", round(carried_s - mounted_s, 2))


NEW = {
    "nothing on it, not even a partition": "",
    "exFAT from the factory": f"{ONE_PARTITION}; mkfs.exfat {PARTITION}",
    "ext4 without a partition": f"mkfs.ext4 -q -F {DEVICE}",
}


@pytest.mark.parametrize("recipe", NEW.values(), ids=NEW)
def test_a_new_card_is_recognised_prepared_and_armed(unit: Machine, recipe: str) -> None:
    swap(unit, recipe)
    wait_for(lambda: armed(unit), SLOW_S)
    assert mounted(unit)["LABEL"] == "TRAPD"
    assert unit.sh("stat -c %U /media/trapd/catalog.jsonl") == "trapd"
    assert takes_a_picture(unit)


FOREIGN = {
    "data without a file system": (
        f"echo leopard | dd of={DEVICE} bs=1M seek={CARD_MB - 1} conv=notrunc status=none",
        "it holds data, but no file system that is known",
    ),
    "somebody's pictures": (
        f"{ONE_PARTITION}; mkfs.vfat {PARTITION}; mount {PARTITION} /mnt; mkdir -p /mnt/DCIM"
        "; echo leopard >/mnt/DCIM/IMG_0001.JPG; umount /mnt",
        "it holds files of somebody else (DCIM/IMG_0001.JPG)",
    ),
}


@pytest.mark.parametrize(("recipe", "why"), FOREIGN.values(), ids=FOREIGN)
def test_a_foreign_card_is_refused_untouched_and_the_technician_is_told_why(
    unit: Machine, recipe: str, why: str
) -> None:
    checksum = swap(unit, recipe)
    wait_for(lambda: why in unit.sh("cat /run/trapd-card/* 2>/dev/null || true"), SLOW_S)
    assert why in unit.sh("journalctl --boot --no-pager --unit 'trapd-card@*'")
    wait_for(lambda: why in state(unit), SLOW_S)
    assert not mounted(unit)
    assert unit.sh(f"sha256sum <{DEVICE}") == checksum
