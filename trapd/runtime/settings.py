"""The technician's settings, as a file in the state folder: those committed, and those to go back to.

    commit ──> on trial ── armed, a picture kept ──> good
                  ├── not so in time ─────────┐
                  └── started twice in vain ──┴──> those before them are in force again

Each step is one write of one small file that no power cut leaves half (slots.py).
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from trapd.config import overlay, read
from trapd.config.known import SECRET
from trapd.config.overlay import Overlay, Tables
from trapd.config.profile import Profile
from trapd.core.errors import BadSettings
from trapd.core.geotag import Geotag
from trapd.runtime import slots
from trapd.runtime.state import state_folder

FILE = "settings.json"
STARTS = 2
"""On trial. systemd gives up after five in ten minutes, and the one that goes back must be among them."""
LONGEST = 3_500
"""Bytes of all that was set, as JSON: twice that and the trial fit into one place of slots.py."""
TOLD = 300
"""Characters of a reason that are kept."""
NEVER = f"the unit started {STARTS} times and never became armed"


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """Settings that have yet to prove themselves."""

    session: str
    """That committed them."""
    amiss: list[str]
    """What was amiss at the commit already, and is not their fault."""
    starts: int = 0


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file; unknown keys of a later version are left alone on reading."""

    schema_version: int = 1
    committed: dict[str, Any] = {}
    before: dict[str, Any] | None = None
    """The last good ones before these; None: none are known."""
    trial: Trial | None = None
    went_back: str | None = None
    """Why newer ones than these are not in force; until the next commit."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What one start goes by."""

    path: Path
    """Of the profile."""
    tables: Tables
    """The profile's own."""
    folder: Path
    kept: Kept
    overlay: Overlay
    """In force."""
    profile: Profile
    """With the overlay over it."""
    trouble: str | None = None
    """Why not those that were committed."""
    gave_up: str | None = None
    """The session whose settings this very start went back from."""

    @property
    def file(self) -> Path:
        return self.folder / FILE


def in_force(path: Path, *, begins: bool = False) -> Settings:
    """The profile of this file with its settings, as far as they can be followed. Those that cannot be, after an
    update of the software or in a broken file, are left out, and `trouble` tells why.

    `begins`: the unit starts with them, which counts while they are on trial. Raises `BadSettings` for a profile that
    is wrong by itself.
    """
    tables = read.tables(path)
    folder = state_folder(read.convert(path, tables, Profile))
    kept, trouble = _read(folder / FILE)
    gave_up = None
    if begins and kept.trial is not None:
        session, kept = kept.trial.session, _started(kept)
        gave_up = session if kept.trial is None else None
        trouble = _written(folder / FILE, kept)
    ways = [kept.committed, kept.before or {}, {}] if kept.committed else [{}]
    for settings in ways:
        try:
            profile = overlay.settled(path, tables, settings)
        except BadSettings as err:
            if settings is ways[-1]:
                raise
            trouble = trouble or f"{err}: this version cannot follow what was committed; set it anew, or roll back"
        else:
            break
    return Settings(path, tables, folder, kept, settings, profile, trouble or kept.went_back, gave_up)


def committed(now: Settings, kept: Kept, settings: Overlay, trial: Trial) -> Kept:
    """These from the next start on, on trial; those in force are the last good ones, unless they are on trial too."""
    before = dict(now.overlay) if kept.trial is None else kept.before
    return Kept(committed=dict(settings), before=before, trial=trial)


def passed(now: Settings, kept: Kept) -> Kept:
    """They are good. What they forbid to tell of the place is no longer known to those before them, either."""
    geotag, before = Geotag(now.profile.privacy.geotag), dict(kept.before or {})
    if any(isinstance(before.get(name), float) and geotag.is_fine(before[name]) for name in SECRET):
        before = {name: value for name, value in before.items() if name not in SECRET}
    return replace(kept, before=before, trial=None)


def back(kept: Kept, why: str) -> Kept:
    """Those before them are in force again."""
    return Kept(committed=kept.before or {}, went_back=why[:TOLD])


def too_long(settings: Overlay) -> str | None:
    """Why so many cannot be kept, and the mend."""
    length = len(msgspec.json.encode(settings))
    if length <= LONGEST:
        return None
    return f"all that was set takes {length} bytes, and there is room for {LONGEST}; take some of it into the profile"


def keep(file: Path, kept: Kept) -> Kept:
    """Durable when this returns, and as it is read from the file again. Raises OSError."""
    slots.write(file, msgspec.json.encode(kept))
    again, trouble = _read(file)
    if trouble is not None:
        raise OSError(errno.EIO, trouble)
    return again


def keep_alone(file: Path, kept: Kept) -> Kept:
    """The same, and nothing else is left in the file. Raises OSError."""
    keep(file, kept)
    return keep(file, kept)


def _started(kept: Kept) -> Kept:
    """Once more."""
    trial = kept.trial
    assert trial is not None
    if trial.starts >= STARTS:
        return back(kept, f"went back to the settings before: with those of session {trial.session} {NEVER}")
    return replace(kept, trial=replace(trial, starts=trial.starts + 1))


def _written(file: Path, kept: Kept) -> str | None:
    """What went wrong, if anything did."""
    try:
        keep(file, kept)
    except OSError as err:
        return f"{file}: {err.strerror}; a start on trial cannot be counted"
    return None


def _read(file: Path) -> tuple[Kept, str | None]:
    """What it holds, and what is wrong with it."""
    try:
        content = slots.read(file)
        return msgspec.json.decode(content, type=Kept) if content else Kept(), None
    except FileNotFoundError:
        return Kept(), None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as err:
        return Kept(), f"{file}: {err}; the profile's own settings are in force: set them anew"
