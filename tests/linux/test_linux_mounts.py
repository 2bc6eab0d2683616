"""A card that comes and goes is known at once: with real mounts, in a mount namespace of the test's own."""

import os
import queue
import subprocess
import sys
from pathlib import Path

import pytest

from trapd.config import profile
from trapd.core.events import CardLost, CardReady, CardSwept, ChoreDone, ChoreFailed
from trapd.linux.card import DirectoryCard
from trapd.linux.mounts import mounts
from trapd.runtime.clock import FieldClock

PATIENCE_S = 30
INSIDE = ("unshare", "--user", "--map-root-user", "--mount")
"""An ordinary user may mount in namespaces of its own, where the machine allows them."""


def mount(path):
    subprocess.run(["mount", "-t", "tmpfs", "card", path], check=True)


def umount(path):
    subprocess.run(["umount", "--lazy", path], check=True)


class Visit:
    """The stories; each runs in a process that has its own mounts."""

    def __init__(self, path):
        self.path = path
        self.events = queue.SimpleQueue()
        section = profile.Card(path=str(path), mounted=True, reserve_mb=0)
        self.card = DirectoryCard(section, profile.Camera(), 0, self._heard, FieldClock())
        self.card.open()

    def _heard(self, event):
        """What is done in the background is told at a time of its own."""
        if not isinstance(event, CardSwept | ChoreFailed | ChoreDone):
            self.events.put(event)

    def next(self):
        return self.events.get(timeout=PATIENCE_S)

    def a_card_put_in_is_opened_without_being_asked(self):
        assert isinstance(self.next(), CardLost)
        mount(self.path)
        assert isinstance(self.next(), CardReady)

    def a_card_pulled_is_missed_before_the_next_picture(self):
        mount(self.path)
        self.card.open()
        while not isinstance(self.next(), CardReady):
            pass
        umount(self.path)
        lost = self.next()
        while isinstance(lost, CardReady):
            lost = self.next()
        assert "is gone: put it in" in lost.why

    def another_card_in_its_place_is_swept_anew(self):
        self.a_card_put_in_is_opened_without_being_asked()
        (first,) = self.path.iterdir()
        mount(self.path)
        assert isinstance(self.next(), CardLost)
        assert isinstance(self.next(), CardReady)
        (second,) = self.path.iterdir()
        assert first.name == second.name == "catalog.jsonl"

    def mounts_elsewhere_say_nothing(self):
        assert isinstance(self.next(), CardLost)
        elsewhere = self.path.with_name("elsewhere")
        elsewhere.mkdir()
        mount(elsewhere)
        umount(elsewhere)
        mount(self.path)
        assert isinstance(self.next(), CardReady)
        assert self.events.empty()


STORIES = [name for name in vars(Visit) if name.startswith(("a_", "another_", "mounts_"))]


@pytest.mark.skipif(
    subprocess.run([*INSIDE, "true"], capture_output=True, check=False).returncode != 0,
    reason="this machine gives no mount namespace",
)
@pytest.mark.parametrize("story", STORIES)
def test_cards_come_and_go(story, tmp_path):
    (tmp_path / "card").mkdir()
    done = subprocess.run(
        [*INSIDE, sys.executable, __file__, story, tmp_path / "card"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_table_is_read_as_the_kernel_writes_it(tmp_path):
    table = tmp_path / "mountinfo"
    table.write_text(
        "36 35 8:17 / /media/my\\040card rw,noatime shared:7 - exfat /dev/sdb1 rw,uid=990\n"
        "42 36 0:39 / /media/my\\040card rw - tmpfs none rw\n"
    )
    below, above = mounts(table)
    assert (below.device, below.path, below.kind, below.source) == ("8:17", "/media/my card", "exfat", "/dev/sdb1")
    assert (above.id, above.kind) == ("42", "tmpfs")


if __name__ == "__main__":
    visit = Visit(Path(sys.argv[2]))
    getattr(visit, sys.argv[1])()
    visit.card.close()
