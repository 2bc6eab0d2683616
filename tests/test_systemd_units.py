"""The shipped units: understood by systemd, closed to what they do not need, and never given up."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

SYSTEMD = Path(__file__).parents[1] / "systemd"
SERVICES = {"trapd.service": 1.5, "trapd-safe.service": 1.5, "trapd-offload@.service": 2.0}
"""With the largest exposure, of 10, as `systemd-analyze security` counts. Who mounts a disk must be root."""
OF_SYSTEMD_254 = "'RestartMode'"
"""Debian 12 has 252, which passes this setting over and says so."""

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")


def instance(name: str) -> str:
    """Of one that is started for a device."""
    return name.replace("@", "@sdb1")


COMMANDS = r"/opt/trapd/bin/trapd|/opt/trapd/libexec/trapd-off|/usr/bin/systemctl"


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The services in a folder, with a command that exists in place of the installed one: the form is judged."""
    for name in SERVICES:
        text = (SYSTEMD / name).read_text()
        (tmp_path / instance(name)).write_text(re.sub(COMMANDS, "/bin/true", text))
    return tmp_path


def analyze(*words: str | Path) -> str:
    done = subprocess.run(
        ["systemd-analyze", *words],
        env=os.environ | {"SYSTEMD_PAGER": "", "SYSTEMD_COLORS": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout


def settings(name: str) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string((SYSTEMD / name).read_text())
    return unit


@needs_systemd
@pytest.mark.parametrize("name", SERVICES)
def test_systemd_understands_it(units: Path, name: str) -> None:
    told = [line for line in analyze("verify", units / instance(name)).splitlines() if "trapd" in line]
    assert [line for line in told if OF_SYSTEMD_254 not in line] == []


@needs_systemd
@pytest.mark.parametrize(("name", "largest"), SERVICES.items())
def test_it_is_hardly_exposed(units: Path, name: str, largest: float) -> None:
    told = analyze("security", "--offline=true", "--no-pager", units / instance(name))
    (exposure,) = re.findall(r"Overall exposure level for \S+: ([\d.]+)", told)
    assert float(exposure) <= largest, told


def test_each_of_the_two_leads_to_the_other() -> None:
    """A crash loop ends in safe mode, and safe mode in another try."""
    assert settings("trapd.service")["Unit"]["OnFailure"] == "trapd-safe.service"
    safe = settings("trapd-safe.service")
    assert safe["Unit"]["OnSuccess"] == safe["Unit"]["Conflicts"] == "trapd.service"
    assert safe["Unit"]["StartLimitIntervalSec"] == "0"


def test_a_device_that_comes_late_finds_its_driver_loaded() -> None:
    """DeviceAllow= names drivers by /proc/devices at the start of the service; those of a Pi's own are built in."""
    allowed = set(re.findall(r"^DeviceAllow=char-(\S+) rw$", (SYSTEMD / "trapd.service").read_text(), re.M))
    modules = {
        line for line in (SYSTEMD / "modules-load.d" / "trapd.conf").read_text().split("\n") if line[:1] != "#"
    }
    loaded = {
        "mc": "media",
        "videodev": "video4linux",
        "usb_f_acm": "ttyGS",
        "cdc_acm": "ttyACM",
        "usbserial": "ttyUSB",
    }
    assert modules - {""} == set(loaded)
    assert allowed - set(loaded.values()) == {"gpiochip", "dma_heap", "ttyAMA", "ttyS"}
