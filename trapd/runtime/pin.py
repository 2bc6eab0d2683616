"""The technician's PIN: a salted scrypt hash in the state folder, and how often it was guessed wrongly.

A try is counted, durably, before it is judged: whoever cuts the power in between had it all the same. Five wrong ones
lock the line for a minute, each further one for twice as long, up to a day. No clock is believed over a restart, so
the lock runs anew from there: to switch the unit off and on again never makes it shorter.

The functions take a second on a small board, and write: they are called on a worker.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from trapd.core.units import S
from trapd.runtime import slots

FILE = "pin.json"
SHORTEST, LONGEST = 4, 64
"""Characters. With the lock, ten thousand PINs of four digits take a guesser longer than any unit lives."""
FREE_TRIES = 5
FIRST_LOCK_S, LONGEST_LOCK_S = 60, 86_400
N, R, P = 2**14, 8, 1
"""Of scrypt: 16 MB for each try, as its author takes for interactive logins (C. Percival 2009, RFC 7914)."""
Size = Annotated[int, Meta(ge=1, le=32)]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What is in the file."""

    schema_version: int = 1
    salt: bytes
    hash: bytes
    n: Annotated[int, Meta(ge=2, le=2**17)] = N
    r: Size = R
    p: Size = P
    wrong: Annotated[int, Meta(ge=0)] = 0
    """Tries since the last right one, one that is being judged included."""

    @property
    def locked_ns(self) -> int:
        """For so long after the last of them, or after a restart."""
        if self.wrong < FREE_TRIES:
            return 0
        doubled = min(self.wrong - FREE_TRIES, LONGEST_LOCK_S.bit_length())
        return min(FIRST_LOCK_S << doubled, LONGEST_LOCK_S) * S


class Unreadable(Exception):
    """The file is there, and says nothing: nobody gets in, but by a reset."""


def read(path: Path) -> Kept | None:
    """What is kept; None where there is no PIN. Raises Unreadable."""
    try:
        content = slots.read(path)
        # A first write that was cut short: nobody was promised that PIN.
        kept = msgspec.json.decode(content, type=Kept | None) if content else None
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as err:
        raise Unreadable(f"{path}: {err}") from err
    if kept is not None and kept.n & (kept.n - 1):
        raise Unreadable(f"{path}: scrypt's N is a power of two, {kept.n} is none")
    return kept


def problem(pin: str) -> str | None:
    """Why this can be no PIN, and the mend."""
    if not SHORTEST <= len(pin) <= LONGEST:
        return f"a PIN has {SHORTEST} to {LONGEST} characters: choose one of six digits, or a word"
    if not pin.isprintable() or " " in pin:
        return "a PIN has neither spaces nor control characters: choose digits and letters"
    return None


def choose(path: Path, pin: str, n: int = N) -> Kept:
    """This one from now on; `n`: of scrypt, to be raised as boards become faster. Raises OSError: it was not kept."""
    kept = Kept(salt=os.urandom(16), hash=b"", n=n)
    kept = replace(kept, hash=_hash(kept, pin))
    _write(path, kept)
    return kept


def attempt(path: Path, kept: Kept, pin: str) -> tuple[Kept, bool]:
    """What is kept from now on, and whether this was the PIN. Raises OSError: it could not be counted, and so was not
    judged."""
    counted = replace(kept, wrong=kept.wrong + 1)
    _write(path, counted)
    if not hmac.compare_digest(_hash(kept, pin), kept.hash):
        return counted, False
    right = replace(kept, wrong=0)
    _write(path, right)
    return right, True


def wipe(path: Path) -> None:
    """None from now on, and nothing left of the old one in either place of the file. Raises OSError."""
    if path.exists():
        for _ in range(2):
            _write(path, None)


def _hash(kept: Kept, pin: str) -> bytes:
    said = unicodedata.normalize("NFKC", pin).encode("utf-8", "replace")
    most = 128 * kept.r * (kept.n + kept.p + 2)  # bytes, as OpenSSL reckons them
    return hashlib.scrypt(said, salt=kept.salt, n=kept.n, r=kept.r, p=kept.p, maxmem=2 * most, dklen=32)


def _write(path: Path, kept: Kept | None) -> None:
    slots.write(path, msgspec.json.encode(kept))
