"""Whatever may come over the technician's line."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

from trapd.console.wire import Kind, encode

WORDS = (
    "help", "status", "walk-test", "aim", "config show", "config get plan.day", "config set plan.day.stills 3",
    "config diff", "config rollback", "time", "time 2026-01-15T21:04:33+10:00", "self-test", "arm", "disarm",
    "effort", "logs", "files", "offload", "readiness", "readiness cool", "lang ru", "lang en", "brief", "unlock 1234",
    "shot", "format", "fetch", "помощь", "статус", "", "?", "sudo reboot", "$(reboot)", "../../etc/passwd", "{}",
    "%s%n",
)  # fmt: skip
"""All but what ends the run."""
CONTROL = tuple(bytes([code]) for code in (*range(32), 0x7F, 0x9B, 0xC0, 0xDB, 0xFF))
ESCAPES = (
    b"\x1b[A",
    b"\x1b[B",
    b"\x1b[1;5C",
    b"\x1bOP",
    b"\x1b[200~",
    b"\x1b]0;title\x07",
    b"\x1b[999999999999C",
    b"\x1b",
)
REQUESTS: tuple[dict[str, Any], ...] = (
    {"ask": "hello"},
    {"ask": "brief"},
    {"ask": "status"},
    {"ask": "logs", "count": 3},
    {"ask": "effort", "count": 3},
    {"ask": "walk-test", "seconds": 0.01},
    {"ask": "aim", "width": 64},
    {"ask": "arm"},
    {"ask": "disarm"},
    {"ask": "config-show", "under": "plan.day"},
    {"ask": "config-set", "changes": {"plan.day.stills": 3}},
    {"ask": "config-diff"},
    {"ask": "config-rollback"},
    {"ask": "readiness"},
    {"ask": "time"},
    {"ask": "set-time", "utc_ns": 1_768_475_073_000_000_000},
    {"ask": "files", "count": 5},
    {"ask": "read", "name": "KP-07/none.jpg"},
    {"ask": "read", "name": "../../../../etc/passwd"},
    {"ask": "offload"},
    {"ask": "unlock", "pin": "1234"},
)
"""All but what ends the run, or its card."""
ODD: tuple[Any, ...] = (None, -1, 0, 2**63, 10**40, 1e308, "", "x" * 2_000, "я\0\x1b", [], {}, [[[[]]]], True)


def an_input(chance: random.Random) -> bytes:
    """One of them; most are short."""
    return chance.choices(KINDS, SHARES)[0](chance)


def noise(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randint(1, 24))


def typed(chance: random.Random) -> bytes:
    word = chance.choice(WORDS)
    if chance.random() < 0.3:
        at = chance.randint(0, len(word))
        word = word[:at] + chance.choice("xЖ \t-.") + word[at:]
    return word.encode() + chance.choice((b"\r", b"\n", b"\r\n", b"", b"\t", b"\x03"))


def keys(chance: random.Random) -> bytes:
    return b"".join(chance.choice(CONTROL + ESCAPES) for _ in range(chance.randint(1, 6)))


def asked(chance: random.Random) -> bytes:
    request = dict(chance.choice(REQUESTS))
    if chance.random() < 0.4:
        request[chance.choice([*request, "more"])] = chance.choice(ODD)
    return encode(Kind.REQUEST, chance.randrange(40), json.dumps(request).encode())


def framed(chance: random.Random) -> bytes:
    return encode(chance.randrange(256), chance.getrandbits(32), chance.randbytes(chance.randint(0, 40)))


def cancelled(chance: random.Random) -> bytes:
    return encode(Kind.CANCEL, chance.randrange(40))


def broken(chance: random.Random) -> bytes:
    frame = bytearray(asked(chance))
    match chance.randrange(4):
        case 0:
            frame[chance.randrange(len(frame))] ^= 1 << chance.randrange(8)
        case 1:
            del frame[chance.randrange(len(frame)) :]
        case 2:
            del frame[: chance.randrange(len(frame))]
        case 3:
            frame += frame[: chance.randrange(len(frame))]
    return bytes(frame)


def long(chance: random.Random) -> bytes:
    begin = chance.choice((b"", b"\xc0\x01", b"\x1b[", b'{"ask": '))
    return begin + chance.choice((b"x", b"\xc0", b"\xdb", b"\x1b", "ж".encode(), b"[")) * 20_000


KINDS: tuple[Callable[[random.Random], bytes], ...] = (noise, typed, keys, asked, framed, cancelled, broken, long)
SHARES = (300, 100, 200, 150, 50, 50, 150, 0.2)
