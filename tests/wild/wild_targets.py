"""Everything that reads what it did not write itself, as functions that any bytes may be thrown at.

Each takes bytes and returns nothing. It raises AssertionError, or what the code under test should not have raised.
"""

from __future__ import annotations

import errno
import io
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from captions import caption
from h264 import packets
from heard import NoLock
from line_inputs import REQUESTS, WORDS

from trapd.card import alive, catalog, ledger, names
from trapd.card.catalog import Catalog
from trapd.card.duplicate import NAME
from trapd.card.found import Torn, Whole
from trapd.card.inventory import inventory
from trapd.config import read
from trapd.config.profile import Profile
from trapd.config.scenario import Scenario
from trapd.console.desk import Desk, Reply, Session
from trapd.console.framed import Framed
from trapd.console.replies import Said
from trapd.console.requests import ConfigSet, Hello, Read, Request
from trapd.console.shell import Shell
from trapd.console.voices import Voices
from trapd.console.wire import LONGEST_REPLY, Frame, Frames, Kind, encode
from trapd.core.boots import Boots
from trapd.core.dating import Dating
from trapd.core.effort import intervals
from trapd.core.errors import BadSettings, WrongUse
from trapd.core.gps_time import dated, impossible
from trapd.linux import leftover
from trapd.linux.epochs import Epochs
from trapd.linux.nmea import Sentences
from trapd.media import agreement, exif, jpeg, mp4
from trapd.runtime.memory import Memory
from trapd.runtime.worker import InlineWorker
from trapd.survey import plan_file
from trapd.survey.events import events
from trapd.survey.gather import gather
from trapd.survey.plan import SurveyPlan

ROOT = Path(__file__).parents[2]
UTC_NS = 1_768_475_073_123_456_789
IN_MEMORY = Path("/dev/shm")
"""Where files cost no disk; elsewhere they go to the usual place."""


FOUND = Path(__file__).with_name("found")
"""What was too much once, by its target's name and why."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the bytes are thrown at, and good bytes."""

    throw: Callable[[bytes], None]
    good: Callable[[], list[bytes]]
    share: float
    """Of all inputs: the slow ones get fewer."""

    def seeds(self, name: str) -> list[bytes]:
        """What to begin with."""
        return self.good() + [file.read_bytes() for file in sorted(FOUND.glob(f"{name}-*"))]


class Place:
    """A folder of this process's own, made when it is first asked for."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def fresh(self) -> Path:
        """Empty."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="wild-", dir=IN_MEMORY if IN_MEMORY.is_dir() else None))
        for entry in self._folder.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        return self._folder

    def remove(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder)
            self._folder = None


PLACE = Place()


def nmea(data: bytes) -> None:
    """The first byte says how the rest arrives in pieces."""
    refused = Counter[str]()
    sentences, epochs = Sentences(refused), Epochs(refused)
    piece, text = 1 + (data[0] if data else 0), data[1:]
    for at in range(0, len(text), piece):
        for sentence in sentences.feed(text[at : at + piece], at):
            fix = epochs.take(sentence)
            if fix is not None:
                assert -90 <= fix.lat <= 90
                assert -180 <= fix.lon <= 180
                judged = dated(fix, None)
                assert isinstance(judged, str) or impossible(judged.utc_ns) is None
    epochs.flush()


def a_catalog(data: bytes) -> None:
    """It is read and folded, and what is appended to it is read back."""
    root = PLACE.fresh()
    (root / catalog.FILE).write_bytes(data)
    before = _read(root)
    try:
        book = Catalog(root)
    except OSError as error:
        if error.errno != errno.ENOTSUP:  # a newer trapd's
            raise
        return
    new = catalog.media("KP-07/new.jpg", "0" * 64, 1, {"sequence": 1})
    book.append(new)
    book.close()
    assert _read(root) == [*before, new]
    assert ledger.fold(root).pictures["KP-07/new.jpg"].size == 1


def _read(root: Path) -> list[dict[str, Any]]:
    return [record for record in catalog.read(root / catalog.FILE) if record.get("kind") != "header"]


def lines(data: bytes) -> None:
    """Lines without checks, as schema 1 has them, may say anything: what a unit was fit for, when its starts were,
    and what `verify` finds. The second half of the data is the last sign of life."""
    root = PLACE.fresh()
    (root / catalog.FILE).write_bytes(data)
    (root / alive.FILE).write_bytes(data[len(data) // 2 :])
    for one in intervals(catalog.read(root / catalog.FILE)):
        assert one.begin_ns < one.end_ns
    boots = Boots("DESK-1")
    for record in catalog.read(root / catalog.FILE):
        boots.take(record)
    dating = Dating(boots)
    for mark in ("1a2b", "a1b2", ""):
        moment = dating.moment(mark, 10**12)
        assert moment is None or moment.uncertainty_s is None or moment.uncertainty_s >= 0
    with suppress(WrongUse):  # a newer trapd's
        assert inventory(root).ledger.pictures.keys() == ledger.fold(root).pictures.keys()
        for name in filter(NAME.fullmatch, ledger.fold(root).pictures):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).touch()
        survey = gather([root], SurveyPlan(gap_h=1))
        for one in survey.deployments:
            assert one.begin_ns <= one.end_ns
            list(events(one, survey.captures(one), gap_s=120))


def settings(data: bytes) -> None:
    """A profile or a scenario is taken, or refused in one line."""
    path = PLACE.fresh() / "profile.toml"
    path.write_bytes(data)
    for form in (Profile, Scenario):
        with suppress(BadSettings):
            read.read(path, form)
    for load in (read.load, plan_file.load):
        with suppress(BadSettings):
            load(path)


def a_memory(data: bytes) -> None:
    """What is no memory is as none, and is told."""
    folder = PLACE.fresh()
    (folder / "memory.json").write_bytes(data)
    memory = Memory(folder, "boot", InlineWorker())
    assert memory.value.boot_id == "boot"
    memory.count(memory.value.sequence + 1)
    memory.close()
    assert Memory(folder, "boot", InlineWorker()).value == memory.value


def a_still(data: bytes) -> None:
    """What a sweep learns of an unannounced JPEG, and `verify` of an announced one."""
    path = PLACE.fresh() / "left.jpg"
    path.write_bytes(data)
    found = leftover.inspect(path)
    assert found is None or isinstance(found, Whole)
    assert all(agreement.still(io.BytesIO(data), caption().facts()))


def a_clip(data: bytes) -> None:
    """The same of an MP4."""
    path = PLACE.fresh() / "left.mp4"
    path.write_bytes(data)
    found = leftover.inspect(path)
    assert found is None or isinstance(found, Whole | Torn)
    assert all(agreement.clip(io.BytesIO(data), caption(media="clip", number=0).facts()))
    if isinstance(found, Torn):
        with path.with_name("closed.mp4").open("w+b") as file:
            found.close(file)
        assert isinstance(leftover.inspect(path.with_name("closed.mp4")), Whole)


def a_line(data: bytes) -> None:
    """Both voices of the technician's line. The first byte says how the rest arrives in pieces. What goes out are
    whole frames, and text that commands no terminal."""
    piece, stream = 1 + (data[0] if data else 0), data[1:]
    said, frames, session = list[str](), list[bytes](), Session("1a2b3c4d")
    desk = Desk(NoLock(), {Hello: _echo, ConfigSet: _echo, Read: _echo})
    framed = Framed(desk, lambda frame: not frames.append(frame), lambda: None)
    worker = InlineWorker()
    shell = Shell(desk, said.append, unit="U-1", post=lambda job, *args: job(*args), worker=worker, utc_offset_min=0)
    shell.begin(session)
    take = partial(framed.take, session)
    voices = Voices(lambda job: job(), shell.feed, take, lambda port: None, lambda: None)
    for at in range(0, len(stream), piece):
        for job in voices.heard(stream[at : at + piece]):
            job()
    assert all(letter.isprintable() or letter in "\r\n\b" for letter in "".join(said))
    assert all(isinstance(item, Frame) for item in Frames(LONGEST_REPLY).feed(b"".join(frames)))


def _echo(session: Session, request: Request, reply: Reply) -> None:
    reply.done(Said(text=str(request)))


def _lines_typed() -> list[bytes]:
    asked = [encode(Kind.REQUEST, id, json.dumps(request).encode()) for id, request in enumerate(REQUESTS)]
    typed = [word.encode() + b"\r" for word in WORDS]
    return [
        b"\x1f" + b"".join(asked),
        b"\x07" + b"".join(typed),
        b"\x03" + b"\x1b[A\t\x7f".join(typed[:9] + asked[:9]),
    ]


def _logs() -> list[bytes]:
    return [b"\x1f" + log.read_bytes()[:2_000] for log in sorted((ROOT / "tests" / "replay").glob("*.nmea"))]


def _catalogs() -> list[bytes]:
    root = PLACE.fresh()
    book = Catalog(root)
    book.append(catalog.media("KP-07/1.jpg", "1" * 64, 1, caption().facts()))
    for kind in ("protected", "deleted", "offloaded", "effort"):
        book.append({"kind": kind, "name": "KP-07/1.jpg", "sha256": "1" * 64})
    book.append({"kind": "repaired", "name": "KP-07/2.jpg", "was": "KP-07/1.jpg", "sha256": "2" * 64, "size": 2})
    book.close()
    whole = book.path.read_bytes()
    return [whole, whole[:-30], b'{"kind":"header","schema_version":1,"format":"trapd catalog"}\n{"kind":"media"']


def _lines() -> list[bytes]:
    start = {"boot": "1a2b", "boot_id": "b", "unit": "DESK-1", "station": "KP-07", "mono_ns": 10**9}
    told = [
        {"kind": "boot", **start, "utc_ns": UTC_NS, "time_source": "none", "rtc_utc_ns": UTC_NS},
        {"kind": "effort", **start, "utc_ns": UTC_NS, "time_source": "none", "states": ["armed"]},
        {"kind": "anchor", **start, "utc_ns": UTC_NS, "source": "gps", "uncertainty_s": 0.9, "drift_ppm": 1.0},
        {"kind": "effort", **start, "utc_ns": UTC_NS, "states": ["blind"], "since": {"blind": 5 * 10**8}},
        {"kind": "effort", **start, "utc_ns": UTC_NS, "time_source": "gps", "states": ["off"], "ended": "power cut"},
        {"kind": "bounds", "boot_id": "b", "not_before_utc_ns": 1, "not_after_utc_ns": 2},
        catalog.media("KP-07/1.jpg", "1" * 64, 1, caption().facts()),
    ]
    for sequence, source in enumerate(("none", "rtc", "gps", "order")):
        facts = caption(boot="1a2b", sequence=sequence, time_source=source)
        told.append(catalog.media(names.name(facts), "1" * 64, 1, facts.facts()))
    return [b"".join(json.dumps(line).encode() + b"\n" for line in told)]


def _profiles() -> list[bytes]:
    return [file.read_bytes() for file in sorted(ROOT.glob("hw_profiles/*.toml")) + sorted(ROOT.glob("scenarios/*"))]


def _memories() -> list[bytes]:
    folder = PLACE.fresh()
    memory = Memory(folder, "boot", InlineWorker())
    memory.sensors({"left": 5})
    memory.count(7)
    memory.close()
    return [(folder / "memory.json").read_bytes()]


def _stills() -> list[bytes]:
    import numpy as np

    planes = (np.zeros((16, 16), np.uint8), *(np.full((8, 8), 128, np.uint8),) * 2)
    whole = jpeg.splice(jpeg.encode(planes, 80), exif.block(caption(), 16, 16))
    return [whole, whole[:-20]]


def _clips() -> list[bytes]:
    path = PLACE.fresh() / "clip.mp4"
    frames = packets(frames=8, width=32, height=32, gop=4)
    with path.open("w+b") as file:
        writer = mp4.ClipWriter(file, caption(media="clip", number=0), 30)
        for packet in frames:
            writer.write(packet)
        file.flush()
        torn = path.read_bytes()
        writer.close(lambda: None)
    return [path.read_bytes(), torn]


TARGETS = {
    "nmea": Target(nmea, _logs, 0.33),
    "line": Target(a_line, _lines_typed, 0.02),
    "catalog": Target(a_catalog, _catalogs, 0.15),
    "lines": Target(lines, _lines, 0.1),
    "settings": Target(settings, _profiles, 0.1),
    "memory": Target(a_memory, _memories, 0.14),
    "still": Target(a_still, _stills, 0.1),
    "clip": Target(a_clip, _clips, 0.06),
}
