"""The form that an export takes, as it was asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from trapd.core.units import S
from trapd.export.form import Form
from trapd.runtime.clock import FieldClock
from trapd.survey.gather import Survey

if TYPE_CHECKING:
    from trapd.export.blur.blurred import Blurred


def form(to: str, survey: Survey, blur: Blurred | None, out: Path) -> Form:
    """`to`: `camtrap-dp` or `camtrapr`. Raises TrapdError if the survey cannot take it, OSError from `out`."""
    if blur is None:
        return _plain(to, survey, None, out)
    from trapd.export.blur.form import Hidden

    return Hidden(_plain(to, blur.survey, blur.precision_deg, out))


def _plain(to: str, survey: Survey, precision_deg: float | None, out: Path) -> Form:
    if to == "camtrapr":
        from trapd.export.camtrapr.form import CamtrapR

        return CamtrapR(survey, out)
    from trapd.export.camtrap_dp.form import CamtrapDp

    now = datetime.fromtimestamp(FieldClock().utc_ns() // S, UTC)
    return CamtrapDp(survey, f"{now:%Y-%m-%dT%H:%M:%SZ}", precision_deg)
