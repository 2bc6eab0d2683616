"""What becomes of a disk that is plugged in for the pictures: udev, `trapd-offload@.service`, light, and the copy."""

from __future__ import annotations

import pytest
from machine import Machine
from services import armed, picture, tells
from technician import types
from usb_disk import PARTITION, copied, fill_card, marked, note, plug, pull, put_in
from waiting import wait_for

SLOW_S = 300
LIGHT = "/sys/devices/platform/gpio-sim.0/gpiochip0/sim_gpio21/value"
FOR_PICTURES = (
    f"mkfs.{{kind}} {PARTITION} >/dev/null; mount {PARTITION} /mnt; mkdir /mnt/trapd-offload /mnt/thesis"
    "; echo leopard >/mnt/thesis/chapter; umount /mnt"
)
OTHERS = "cd /mnt && find . -path ./trapd-offload -prune -o -type f -print && cat thesis/chapter"
VERIFY = "/opt/trapd/bin/trapd verify ."
LOOKS = 12
"""At the light, 0.3 s apart: more than one period of its slow blinking."""


def light(unit: Machine) -> set[str]:
    """Its levels over some seconds: one of them is steady."""
    return set(unit.sh(f"for _ in $(seq {LOOKS}); do cat {LIGHT}; sleep 0.3; done").split())


def others(unit: Machine) -> str:
    """Everything on the disk that is none of ours."""
    unit.sh(f"mount -o ro {PARTITION} /mnt")
    try:
        return unit.sh(OTHERS)
    finally:
        unit.sh("umount /mnt")


def ended(unit: Machine) -> bool:
    return "may be pulled" in note(unit) or "NOT DONE" in note(unit)


@pytest.mark.parametrize("kind", ["exfat", "vfat", "ext4"])
def test_a_disk_is_filled_read_back_and_may_be_pulled(unit: Machine, kind: str) -> None:
    picture(unit)
    put_in(unit, 64, FOR_PICTURES.format(kind=kind))
    wait_for(lambda: ended(unit), SLOW_S)
    assert "the disk may be pulled" in note(unit)
    assert "may be pulled" in types(unit, "status", "read back")
    assert light(unit) == {"1"}
    assert armed(unit)

    assert copied(unit) == marked(unit) != {}
    unit.sh(f"mount -o ro {PARTITION} /mnt && (cd /mnt/trapd-offload/*/ && {VERIFY}) && umount /mnt")
    pull(unit)
    wait_for(lambda: tells(unit, "ActiveState", "trapd-offload@sdb1.service") == "inactive")
    assert light(unit) == {"0"}


def test_a_disk_pulled_in_the_middle_is_filled_when_it_is_back(unit: Machine) -> None:
    fill_card(unit, pictures=60)
    put_in(unit, 64, FOR_PICTURES.format(kind="exfat"))
    wait_for(lambda: note(unit)[:1] in set("123456789"), SLOW_S)
    pull(unit)
    wait_for(lambda: "plug it in again" in note(unit), SLOW_S)
    wait_for(lambda: tells(unit, "ActiveState", "trapd-offload@sdb1.service") == "inactive")
    assert light(unit) == {"0"}
    wait_for(lambda: armed(unit), SLOW_S)

    plug(unit)
    wait_for(lambda: "the disk may be pulled" in note(unit), SLOW_S)
    assert len(copied(unit)) == 60
    assert others(unit) == "./thesis/chapter\nleopard"
    assert copied(unit) == marked(unit)


def test_a_disk_that_is_too_small_keeps_what_it_has_and_says_so(unit: Machine) -> None:
    fill_card(unit, pictures=60)
    put_in(unit, 4, FOR_PICTURES.format(kind="vfat"))
    wait_for(lambda: ended(unit), SLOW_S)
    assert "NOT DONE" in note(unit)
    assert "is full: plug in another for the rest" in note(unit)
    assert light(unit) == {"0", "1"}
    assert 5 < len(copied(unit)) < 60
    assert copied(unit) == marked(unit)
    assert others(unit) == "./thesis/chapter\nleopard"


def test_a_bit_that_flips_on_the_medium_is_noticed_where_the_kernel_remembers_otherwise(shared_unit: Machine) -> None:
    """A loop device stands for the disk; behind its file system's back a byte of its file is changed."""
    told = shared_unit.sh(
        "set -e; cd /tmp; truncate -s 32M disk; mkfs.vfat disk >/dev/null; mkdir -p there; mount -o loop disk there"
        "; printf 'leopard%.0s' $(seq 2000) >there/picture; sync; sum=$(sha256sum <there/picture | cut -d' ' -f1)"
        "; at=$(grep -obUa -m1 leopardleopard disk | head -n1 | cut -d: -f1)"
        "; printf L | dd of=disk bs=1 seek=$at conv=notrunc status=none; sync disk"
        "; echo $sum $(sha256sum <there/picture | cut -d' ' -f1)"
        "; /opt/trapd/bin/python -c 'from trapd.card import medium; from pathlib import Path"
        '; print(medium.sha256(Path("there/picture")))\''
        "; umount there"
    )
    written, remembered, on_the_medium = told.split()
    assert written == remembered
    assert on_the_medium != written
