"""What can be asked of a unit, by a person's words or by a program's frames: one value each.

Both ends of the line share this file, and it needs nothing of a unit: docs/console-protocol.md tells what stays. On
the wire a request is JSON, `{"ask": "read", "name": …}`; unknown keys of a later version are left alone.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

VERSION = 1
"""Of requests and replies. A request may gain keys, never lose one."""


class Request(msgspec.Struct, frozen=True, kw_only=True, tag_field="ask"):
    """Something that is asked; a subclass a thing."""


# -- before the PIN ------------------------------------------------------------------------------------------------


class Hello(Request, tag="hello", frozen=True, kw_only=True):
    """The handshake: which version the program speaks, and who it is."""

    version: int = VERSION
    program: str = ""


class Brief(Request, tag="brief", frozen=True, kw_only=True):
    """What anyone may know: number, firmware, battery, room, armed or not."""


class Unlock(Request, tag="unlock", frozen=True, kw_only=True):
    """The PIN, for this session, until `lock` or the next `hello`."""

    pin: str


class LockAgain(Request, tag="lock", frozen=True, kw_only=True):
    """Whoever goes on at this line has to say the PIN."""


# -- how it is -----------------------------------------------------------------------------------------------------


class AskStatus(Request, tag="status", frozen=True, kw_only=True):
    """The whole unit, on one screen."""


class Logs(Request, tag="logs", frozen=True, kw_only=True):
    """The newest reports of this start, the last one last."""

    count: int = 20


class AskEffort(Request, tag="effort", frozen=True, kw_only=True):
    """What it was fit for, from the card's own lines."""

    count: int = 20


# -- hands at the unit ---------------------------------------------------------------------------------------------


class WalkTest(Request, tag="walk-test", frozen=True, kw_only=True):
    """Each sensor as it fires, for so long or until it is cancelled; no picture is taken meanwhile."""

    seconds: float = 600


class Aim(Request, tag="aim", frozen=True, kw_only=True):
    """One picture now that is not kept: a small JPEG as data, with lines at its thirds, and how sharp it is."""

    flash: bool = False
    width: int = 640
    """Pixels of the picture that comes back."""


class Shot(Request, tag="shot", frozen=True, kw_only=True):
    """Pictures now, as a motion would take them; they are kept as `test`."""


class SelfTest(Request, tag="self-test", frozen=True, kw_only=True):
    """Each part: in order, or the mend."""


class Arm(Request, tag="arm", frozen=True, kw_only=True):
    """Answer motion with pictures again."""


class Disarm(Request, tag="disarm", frozen=True, kw_only=True):
    """Leave motion unanswered until `arm`, or until it is left alone."""


class Hold(Request, tag="hold", frozen=True, kw_only=True):
    """While somebody sets the unit up no motion leads to a picture; left alone it arms itself all the same."""

    on: bool


class Reboot(Request, tag="reboot", frozen=True, kw_only=True):
    """The whole board, cleanly."""


# -- settings ------------------------------------------------------------------------------------------------------


class ConfigShow(Request, tag="config-show", frozen=True, kw_only=True):
    """Every setting below this word, as `plan.night`; empty: all."""

    under: str = ""


class ConfigSet(Request, tag="config-set", frozen=True, kw_only=True):
    """Dotted names to values; None takes a setting back to the profile's word. Nothing happens before the commit."""

    changes: dict[str, Any]


class ConfigDiff(Request, tag="config-diff", frozen=True, kw_only=True):
    """What was set and not committed, and what follows from it."""


class ConfigCommit(Request, tag="config-commit", frozen=True, kw_only=True):
    """Checked whole, written durably, then a restart; without becoming armed it goes back by itself."""


class ConfigRollback(Request, tag="config-rollback", frozen=True, kw_only=True):
    """What was set is forgotten; if nothing was, back to the settings before the last commit."""

    undo: bool = True
    """False: never back; fails with code 64 where that is what there is to do."""


class SetPin(Request, tag="set-pin", frozen=True, kw_only=True):
    """Empty: none from now on."""

    pin: str


class AskReadiness(Request, tag="readiness", frozen=True, kw_only=True):
    """How ready the camera waits, and what that takes; `level`: from the next commit on."""

    level: Literal["hot", "warm", "cool", "gated"] | None = None


class AskTime(Request, tag="time", frozen=True, kw_only=True):
    """What time it is, from whom, how good."""


class TellTime(Request, tag="set-time", frozen=True, kw_only=True):
    """It is `utc_ns` now, by a person's watch, a laptop's clock or the pair's other unit."""

    utc_ns: int
    source: Literal["technician", "peer"] = "technician"
    anyway: bool = False


# -- the card ------------------------------------------------------------------------------------------------------


class Files(Request, tag="files", frozen=True, kw_only=True):
    """Pictures on the card in the order of their names, behind `after`."""

    after: str = ""
    count: int = 100


class Read(Request, tag="read", frozen=True, kw_only=True):
    """Bytes of one file that `files` tells of, as data; shorter at its end, empty behind it."""

    name: str
    offset: int = 0
    length: int = 65_536


class Offload(Request, tag="offload", frozen=True, kw_only=True):
    """What becomes of a disk that was plugged in for the pictures."""


class Format(Request, tag="format", frozen=True, kw_only=True):
    """An empty card: `erase` is the unit's name, typed; `anyway` though pictures are on no other disk."""

    erase: str = ""
    anyway: bool = False


AnyRequest = (
    Hello | Brief | Unlock | LockAgain | AskStatus | Logs | AskEffort | WalkTest | Aim | Shot | SelfTest | Arm
    | Disarm | Hold | Reboot | ConfigShow | ConfigSet | ConfigDiff | ConfigCommit | ConfigRollback | SetPin
    | AskReadiness | AskTime | TellTime | Files | Read | Offload | Format
)  # fmt: skip
WITHOUT_PIN = (Hello, Brief, Unlock, LockAgain)
"""What anyone may ask, whether the unit has a PIN or not."""
