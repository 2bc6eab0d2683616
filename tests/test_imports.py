"""What a start may load before the unit is armed: told by module list, since times differ from board to board."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

HEAVY = {
    "numpy",
    "av",
    "PIL",
    "simplejpeg",
    "rich",
    "astral",
    "pynmeagps",
    "gpiozero",
    "picamera2",
    "libcamera",
    "lgpio",
    "matplotlib",
}
"""Each takes 0.1 s to several seconds on a Zero 2 W; the ports load their own, in the background."""
FOR_TESTS = {"pytest", "hypothesis", "fake_rpi"}


def modules_of(code: str) -> set[str]:
    """Of a fresh interpreter after this code."""
    script = f"import sys, json\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return set(json.loads(done.stdout))


def loaded_by(code: str) -> set[str]:
    """The same, top-level ones only."""
    return {name.partition(".")[0] for name in modules_of(code)}


@pytest.mark.parametrize(
    "code",
    [
        "import trapd.__main__",
        "import trapd.app",
        "import trapd.commands.run",
        "import trapd.commands.season",
        "import trapd.commands.report",
        "from pathlib import Path\nfrom trapd.config.read import load\nload(Path('hw_profiles/desktop.toml'))",
        "import trapd.unit",
    ],
)
def test_nothing_heavy_before_the_unit_is_armed(code: str) -> None:
    loaded = loaded_by(code)
    assert "msgspec" in loaded or "unit" in code
    assert loaded & (HEAVY | FOR_TESTS) == set()


@pytest.mark.parametrize("form", ["camtrap-dp", "camtrapr"])
def test_an_export_needs_nothing_that_a_laptop_lacks(form: str) -> None:
    loaded = loaded_by(
        f"form = {form!r}"
        """
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from trapd.__main__ import main
with TemporaryDirectory() as folder, redirect_stdout(StringIO()):
    survey = Path(folder, "survey.toml")
    survey.write_text("title = 'x'\\ncontributor = [{ title = 'y' }]\\nproject = { sampling_design = 'targeted' }")
    words = ["tests/golden/schema-2/card", f"{folder}/out", "--to", form, "--survey", str(survey)]
    assert main(["export", *words]) == 0
"""
    )
    assert loaded & (HEAVY | FOR_TESTS) == set()


def test_what_dates_pictures_anew_is_loaded_when_that_is_to_be_done() -> None:
    loaded = modules_of("import trapd.linux.card, trapd.linux.card_writer")
    assert "trapd.linux.places" in loaded
    assert loaded & {"trapd.core.dating", "trapd.core.boots", "trapd.card.repair"} == set()


def test_the_command_line_alone_needs_no_scheduler() -> None:
    assert loaded_by("import trapd.__main__") & {"apscheduler", "serial"} == set()
