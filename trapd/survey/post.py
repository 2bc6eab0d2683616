"""Where and how a unit hung, as the captions of its pictures say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trapd.core.place import is_place
from trapd.core.value import value

LEAST_SENSELESS = 1e9
"""No degree, metre or number of fixes is so large: a damaged line of schema 1 may say anything."""


@value
class Post:
    """Nearly the same for all pictures of a deployment: shared by them."""

    side: str | None
    model: str
    utc_offset_min: int
    lat: float | None
    """The averaged fixes, as far as the unit tells them; None (with `lon`) where it does not."""
    lon: float | None
    error_m: float
    """Radius in which that lies; 0 where nobody says."""
    fixes: int
    rounded: bool
    """It is the middle of a field, not a place."""

    @property
    def place(self) -> tuple[float, float] | None:
        """Latitude and longitude."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


class Posts:
    """Makes one value of all that are alike."""

    def __init__(self) -> None:
        self._known: dict[Post, Post] = {}

    def of(self, caption: Mapping[str, Any]) -> Post:
        """What the record of a picture says. Damaged ones of schema 1 may say anything: that counts as not said."""
        lat, lon = _number(caption, "lat"), _number(caption, "lon")
        there = is_place(lat, lon)
        offset = caption.get("utc_offset_min")
        post = Post(
            side=_text(caption, "side"),
            model=" ".join(filter(None, [_text(caption, "make"), _text(caption, "model")])),
            utc_offset_min=offset if isinstance(offset, int) and abs(offset) <= 840 else 600,
            lat=lat if there else None,
            lon=lon if there else None,
            error_m=max(0.0, _number(caption, "position_error_m") or 0.0),
            fixes=round(_number(caption, "position_fixes") or 0),
            rounded=there and caption.get("hdop") is None,
        )
        return self._known.setdefault(post, post)


def _text(caption: Mapping[str, Any], key: str) -> str | None:
    value = caption.get(key)
    return value if isinstance(value, str) and value else None


def _number(caption: Mapping[str, Any], key: str) -> float | None:
    value = caption.get(key)
    return value if isinstance(value, int | float) and abs(value) < LEAST_SENSELESS else None
