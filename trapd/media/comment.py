"""What a file says about itself: one line for people, and every fact as JSON for programs.

JPEG and MP4 carry the same two texts, so a picture that has lost its card and catalog still tells all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec

from trapd.core.caption import Caption

SCHEMA_VERSION = 1
"""Of the JSON. It is read for years: a field that changes its meaning raises this."""
LONGEST_TEXT = 200
"""Characters of one text: the whole must fit one segment of a JPEG (65,533 bytes)."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def local_time(caption: Caption) -> datetime:
    """When the picture was taken, in the station's standard time, to the microsecond."""
    return moment(caption.utc_ns, caption.utc_offset_min)


def moment(utc_ns: int, utc_offset_min: int) -> datetime:
    """To the microsecond, in standard time so many minutes east of UTC."""
    zone = timezone(timedelta(minutes=utc_offset_min))
    return (EPOCH + timedelta(microseconds=utc_ns // 1000)).astimezone(zone)


def unique_id(caption: Caption) -> str:
    """32 hex digits, the same for the same picture for ever and for no other."""
    whose = f"{caption.unit}/{caption.boot}/{caption.sequence}/{caption.number}"
    if caption.part is not None:
        whose += f"/{caption.part}"
    return hashlib.blake2s(whose.encode(), digest_size=16).hexdigest()


def headline(caption: Caption) -> str:
    """One line of ASCII: station, unit, why it was taken, and a warning where the clock was never set."""
    words = f"{caption.station} {caption.unit} {caption.trigger}"
    return words if caption.synchronised else f"{words}, clock not set"


def dump(caption: Caption) -> str:
    """Every known fact as one line of JSON in ASCII; the names say the units."""
    facts = {
        name: value[:LONGEST_TEXT] if isinstance(value, str) else value for name, value in caption.facts().items()
    }
    return json.dumps({"schema_version": SCHEMA_VERSION, **facts}, separators=(",", ":"))


def load(text: str) -> dict[str, Any]:
    """The caption's facts that `dump` wrote. ValueError: this is no such text."""
    facts = json.loads(text)
    if not isinstance(facts, dict) or facts.pop("schema_version", None) is None:
        raise ValueError("the comment is not trapd's: no schema_version in it")
    return facts


def caption(facts: Mapping[str, Any]) -> Caption:
    """The caption that `facts` are of; what else stands among them is left out. ValueError: they are of none."""
    try:
        return msgspec.convert(facts, Caption)
    except msgspec.ValidationError as err:
        raise ValueError(f"no caption of trapd's: {err}") from err
