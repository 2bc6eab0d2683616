"""Makes the golden card of today's schema: `python tests/golden/make.py` from the checkout, once a schema is final.

A unit with small pictures is killed twice in the middle of a clip; in between its card is protected, offloaded and
thinned out as a technician's laptop would do it. What the second kill left stays as it is.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from trapd.card import catalog, ledger
from trapd.card.volume import Volume
from trapd.config.read import load

ROOT = Path(__file__).parents[2]
SMALL = {
    "width = 1920": "width = 320",
    "height = 1080": "height = 192",
    "fps = 30": "fps = 15\nbitrate_kbps = 200\njpeg_quality = 50",
    "pre_roll_s = 3": "pre_roll_s = 0.5",
    "post_roll_s = 5": "post_roll_s = 1",
    "stills = 3": "stills = 2",
    "passes_per_hour = 150": "passes_per_hour = 400",
    "first_pass_s = 10 ": "first_pass_s = 2.5 ",
}
"""The first animal comes before the first fix."""
STILLS = [("shot", {"media": "still"})] * 2
"""After them their clip still runs."""


def main() -> None:
    version = Path(__file__).parent / f"schema-{catalog.SCHEMA_VERSION}"
    shutil.rmtree(version, ignore_errors=True)
    version.mkdir()
    card, profile = version / "card", version / "profile.toml"
    text = (ROOT / "hw_profiles" / "desktop.toml").read_text()
    for large, small in SMALL.items():
        assert large in text, large
        text = text.replace(large, small)
    profile.write_text(text)
    with TemporaryDirectory() as name:
        state, disk = Path(name) / "state", Path(name) / "disk"
        disk.mkdir()
        run_until_killed(profile, card, state, [("repaired", {}), ("shot", {"media": "clip"}), *STILLS])
        tear_last_picture(card)
        run_until_killed(profile, card, state, [("swept", {})])
        trapd("protect", card, stills(card)[0])
        trapd("offload", card, disk)
        thin_out(card)
        run_until_killed(profile, card, state, [("swept", {}), *STILLS])
        tear_last_picture(card)
        shutil.copy(state / "trapd" / load(profile).unit.name / "memory.json", version)


def run_until_killed(profile: Path, card: Path, state: Path, until: list[tuple[str, dict[str, str]]]) -> None:
    """Until these events came, one after the other."""
    command = [sys.executable, "-m", "trapd", "run", profile, "--card", card, "--json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(state)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as unit:
        for line in unit.stdout or ():
            told, (event, facts) = json.loads(line), until[0]
            if told["event"] == event and facts.items() <= told.items():
                del until[0]
            if not until:
                break
        unit.send_signal(signal.SIGKILL)


def stills(card: Path) -> list[str]:
    return [name for name in ledger.fold(card).pictures if name.endswith(".jpg")]


def tear_last_picture(card: Path) -> None:
    """As if the power had gone while the newest picture's line was written."""
    path = card / catalog.FILE
    at = ledger.fold(card).pictures[stills(card)[-1]].at
    os.truncate(path, at + 400)


def thin_out(card: Path) -> None:
    """One still goes."""
    pictures = ledger.fold(card).pictures
    volume = Volume(card, 0)
    for name in stills(card)[1:2]:
        volume.note({"kind": "deleted", "name": name, "sha256": pictures[name].sha256, "why": "made room"})
        (card / name).unlink()
    volume.close()


def trapd(*arguments: object) -> None:
    subprocess.run([sys.executable, "-m", "trapd", *map(str, arguments)], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
