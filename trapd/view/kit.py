"""What a unit is made of, as far as it decides how long it lasts: in words, beside others."""

from __future__ import annotations

from trapd.config.pack import pack
from trapd.config.profile import Profile
from trapd.config.readiness import level_windows
from trapd.core.battery.chemistry import WARM_C

TENTHS = [tenth / 10 for tenth in range(11)]


def kit(profile: Profile) -> dict[str, str]:
    """`board`, `pack`, `panel`, `readiness`."""
    panel_w = profile.charger.panel_w
    return {
        "board": profile.board.model or "none named",
        "pack": _pack(profile),
        "panel": f"{panel_w:g} W" if panel_w else "none",
        "readiness": _readiness(profile),
    }


def _pack(profile: Profile) -> str:
    section, of_cells = profile.battery, pack(profile)
    if section is None or of_cells is None:
        return "none named"
    mean_v = sum(of_cells.rest_v(charge, WARM_C) for charge in TENTHS) / len(TENTHS)
    wh = of_cells.rated_ah * mean_v
    return f"{section.chemistry} {section.series}x{section.parallel} of {section.ah:g} Ah, {wh:.0f} Wh"


def _readiness(profile: Profile) -> str:
    """As `gated, cool 06:00..09:00, warm in busy hours`."""
    busy = profile.readiness.busy
    windows = [f"{level} {' '.join(texts)}" for level, texts in level_windows(profile).items()]
    return ", ".join([profile.camera.readiness, *windows, *([f"{busy} in busy hours"] if busy else [])])
