"""The system's own programs: what they said last is told."""

import pytest

from trapd.core.errors import TrapdError
from trapd.linux.tool import run


def test_what_a_program_said_is_told_with_the_mend():
    with pytest.raises(TrapdError, match=r"sh failed \(no such disk\): check the card or disk on a computer"):
        run("sh", "-c", "echo no such disk >&2; exit 3")


def test_a_program_that_said_nothing_is_told_by_its_exit_code():
    with pytest.raises(TrapdError, match=r"sh failed \(exit code 3\)"):
        run("sh", "-c", "exit 3", well=1)


def test_fsck_has_more_ways_to_end_well_than_one():
    run("sh", "-c", "exit 1", well=1)


def test_what_it_reads_is_told_to_it():
    run("sh", "-c", 'read -r line; [ "$line" = leopard ]', told="leopard\n")


def test_a_program_that_is_missing_is_installed_by_our_script():
    with pytest.raises(TrapdError, match=r"mkfs\.leopard is missing: run scripts/install"):
        run("mkfs.leopard")
