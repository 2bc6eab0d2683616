"""The program itself, in a venv of the system's own Python that sees the system's libcamera."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from installing.facts import Facts
from installing.machine import OPT, Change, Ledger, Machine, Trouble

PYTHON = "/usr/bin/python3"
"""Another one does not see what the distribution brings, libcamera above all."""
ABOUT_PYTHON = "import sys; print('%d.%d' % sys.version_info[:2])"
ABOUT_NUMPY = "import numpy; print(numpy.__version__)"
BROUGHT_BY_PIP = {
    "picamera2": "picamera2>=0.3.25",
    "gpiod": "gpiod>=2",
    "lgpio": "lgpio>=0.2.2",
    "RPi.GPIO": "RPi.GPIO>=0.7.1",
    "smbus2": "smbus2>=0.4",
}
"""Where the distribution has no package of it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the program comes from: a wheel, or the checkout."""

    checkout: Path
    wheel: Path | None = None
    wheelhouse: Path | None = None
    """A folder with every wheel that is needed: nothing goes to the network."""

    def digest(self) -> str:
        """Of all that becomes the program."""
        files = (
            [self.wheel]
            if self.wheel
            else [self.checkout / "pyproject.toml", *(self.checkout / "trapd").rglob("*.py")]
        )
        total = hashlib.sha256()
        for file in sorted(files):
            total.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
        return total.hexdigest()

    def __str__(self) -> str:
        return str(self.wheel or self.checkout)


def changes(machine: Machine, facts: Facts, source: Source, ledger: Ledger) -> list[Change]:
    if source.wheel and not source.wheel.is_file():
        raise Trouble(
            f"there is no wheel {source.wheel}: build one with `pip wheel --no-deps .`, or leave --wheel out"
        )
    stamp = f"python {machine.answer(PYTHON, '-c', ABOUT_PYTHON)} {source.digest()}"
    if ledger.program == stamp and machine.at(OPT / "bin" / "trapd").exists():
        return []

    def fill() -> None:
        _fill(machine, facts, source)
        ledger.program = stamp

    return [Change(f"fill {OPT} with trapd from {source}", fill)]


def _fill(machine: Machine, facts: Facts, source: Source) -> None:
    _forget_other_pythons(machine)
    machine.run(PYTHON, "-m", "venv", "--system-site-packages", str(OPT))
    with tempfile.TemporaryDirectory() as folder:
        workshop = Path(folder)
        package = source.wheel or _copy(source.checkout, workshop)
        pip = [str(OPT / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if source.wheelhouse:
            pip += ["--no-index", "--find-links", str(source.wheelhouse)]
        if version := machine.answer(PYTHON, "-c", ABOUT_NUMPY):
            # The system's picamera2 and simplejpeg are built for the system's numpy: a newer one would shadow it.
            (workshop / "constraints").write_text(f"numpy=={version}\n")
            pip += ["--constraint", str(workshop / "constraints")]
        machine.run(*pip, f"trapd[unit] @ {package.resolve().as_uri()}", *_by_pip(machine, facts))
        # The same version number again is news too: pip alone would keep what is there.
        machine.run(*pip, "--no-deps", "--force-reinstall", str(package))


def _by_pip(machine: Machine, facts: Facts) -> list[str]:
    wanted = ["picamera2"] if facts.pi_camera else []
    wanted += {"gpiod": [], "lgpio": ["lgpio"], "rpigpio": ["RPi.GPIO"]}[facts.pins] + ["gpiod"] if facts.pins else []
    wanted += ["smbus2"] if facts.power_board else []
    find = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)"
    return [BROUGHT_BY_PIP[name] for name in wanted if machine.answer(PYTHON, "-c", find, name) is None]


def _copy(checkout: Path, workshop: Path) -> Path:
    """Building leaves its litter beside what it builds from."""
    place = workshop / "checkout"
    place.mkdir()
    shutil.copytree(checkout / "trapd", place / "trapd", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(checkout / name, place)
    return place


def _forget_other_pythons(machine: Machine) -> None:
    """After an upgrade of the distribution the old Python's packages are only weight."""
    version = machine.answer(PYTHON, "-c", ABOUT_PYTHON)
    for folder in machine.at(OPT / "lib").glob("python3.*"):
        if folder.name != f"python{version}":
            shutil.rmtree(folder)
