"""The clock chip through the kernel's files: a folder like sysfs."""

from __future__ import annotations

from pathlib import Path

import pytest

from trapd.core.events import Event, RtcRead
from trapd.core.units import S
from trapd.linux import rtc
from trapd.runtime.clock import VirtualClock
from trapd.runtime.worker import InlineWorker

NOON_S = 1_782_907_200


def chip(folder: Path, **files: str) -> Path:
    """As `/sys/class/rtc/rtc0`; `device_name`: what its driver calls the I2C device."""
    (folder / "device").mkdir(parents=True)
    for name, text in files.items():
        (folder / name.replace("_name", "/name")).write_text(text + "\n")
    return folder


def read(which: Path | str) -> RtcRead:
    told: list[Event] = []
    rtc.Rtc(str(which), InlineWorker(), told.append, VirtualClock(0, start_ns=7 * S)).read()
    [event] = told
    assert isinstance(event, RtcRead)
    return event


def test_a_compensated_chip_is_known_by_its_name(tmp_path: Path) -> None:
    path = chip(tmp_path / "rtc0", since_epoch=str(NOON_S), name="rtc-ds1307 1-0068", device_name="ds3231")
    assert read(path) == RtcRead(7 * S, NOON_S * S, "rtc-ds1307 1-0068", 3.5)


def test_any_other_drifts_like_a_plain_crystal_in_the_cold(tmp_path: Path) -> None:
    path = chip(tmp_path / "rtc0", since_epoch=str(NOON_S), name="rpi-rtc soc:rpi_rtc")
    assert read(path) == RtcRead(7 * S, NOON_S * S, "rpi-rtc soc:rpi_rtc", rtc.PLAIN_PPM)


@pytest.mark.parametrize("text", ["", "soon", None])
def test_a_chip_that_cannot_be_read_says_nothing(tmp_path: Path, text: str | None) -> None:
    path = chip(tmp_path / "rtc0", name="rtc-pcf85063 1-0051", **({} if text is None else {"since_epoch": text}))
    assert read(path) == RtcRead(7 * S, None)


def test_of_several_the_one_that_the_kernel_sets_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtc, "CHIPS", tmp_path)
    assert rtc.find("auto") is None
    assert read("auto") == RtcRead(7 * S, None)
    chip(tmp_path / "rtc0", since_epoch="1", hctosys="0")
    assert rtc.find("auto") == tmp_path / "rtc0"
    chip(tmp_path / "rtc1", since_epoch="2", hctosys="1")
    assert rtc.find("auto") == tmp_path / "rtc1"
    assert rtc.find(str(tmp_path / "rtc0")) == tmp_path / "rtc0"
