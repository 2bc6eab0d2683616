"""What a unit tells, in a person's words: lines of at most 80 columns."""

from __future__ import annotations

from typing import Any

import msgspec

from trapd.console import replies as t
from trapd.console.folding import rows, within
from trapd.console.language import Language
from trapd.console.status_page import moment, status_rows, time_text
from trapd.core.units import S


class Words:
    """Speaks one language, in the station's time."""

    def __init__(self, _: Language, utc_offset_min: int) -> None:
        self._ = _
        self._utc_offset_min = utc_offset_min

    def lines(self, told: t.Told) -> list[str]:
        """Several where it is a page, or long."""
        return [narrow for row in self._said(told) for narrow in within(row)]

    def _said(self, told: t.Told) -> list[str]:
        _ = self._
        match told:
            case t.StatusTold():
                return status_rows(told, _)
            case t.SafeTold():
                return self._safe(told)
            case t.TimeTold():
                return rows("", time_text(told, _))
            case t.Said():
                return rows("", _.told(told.text))
            case t.Failed():
                return rows("", _.told(told.why))
            case t.BriefTold():
                return self._brief(told)
            case t.Line():
                return rows(self._clock(told.utc_ns, told.mono_ns), _.told(told.text))
            case t.Seen():
                return [self._seen(told)]
            case t.Looked():
                return self._looked(told)
            case t.Tested():
                return rows(_.told(told.part), ("" if told.ok else _("FAILED: ")) + _.told(told.text))
            case t.Setting():
                return self._setting(told)
            case t.Difference():
                return self._difference(told)
            case t.Committed():
                return self._committed(told)
            case t.ReadinessTold():
                return self._readiness(told)
            case t.FilesTold():
                return self._files(told)
            case t.FileTold():
                return rows("", _("{name}  {mb:.1f} MB", name=told.name, mb=told.size / 1e6))
            case t.Offloading():
                return rows("", _("no disk was plugged in") if told.state is None else _.told(told.state))
        return rows("", msgspec.json.encode(told).decode())  # told by a part of the unit that is for programs alone

    def _brief(self, told: t.BriefTold) -> list[str]:
        _ = self._
        battery = _("voltage unknown") if told.battery_v is None else _("{v:.2f} V", v=told.battery_v)
        if told.charge is not None:
            battery += _(", {charge:.0%} charged", charge=told.charge)
        free = _("{mb} MB free", mb=told.card_free_mb) if told.card_free_mb is not None else None
        return [
            *rows(_("unit"), _("{unit}, trapd {version}", unit=told.unit, version=told.firmware)),
            *rows(_("state"), _("armed") if told.armed else _("NOT armed")),
            *rows(_("battery"), battery),
            *rows(
                _("card"), free or _("takes no pictures: {why}", why=_.told(told.card_why or "it is being opened"))
            ),
        ]

    def _safe(self, told: t.SafeTold) -> list[str]:
        _ = self._
        state = _("SAFE MODE, not armed: no pictures are taken, the camera is off, the flash is dark")
        settings = _("in order") if told.problem is None else _.told(told.problem)
        minutes = told.next_try_s / 60
        return [
            *rows(_("state"), state),
            *([] if told.why is None else rows(_("why"), _.told(told.why))),
            *rows(_("settings"), settings),
            *rows(_("next try"), _("in {min:.0f} min by itself, or now: type `arm`", min=minutes)),
        ]

    def _clock(self, utc_ns: int | None, mono_ns: int | None) -> str:
        if utc_ns is not None:
            return moment(utc_ns, self._utc_offset_min)[5:19]
        return "" if mono_ns is None else f"{mono_ns / S:+.1f} s"

    def _seen(self, told: t.Seen) -> str:
        _ = self._
        when = self._clock(told.utc_ns, None)[6:]
        if not told.high:
            return _("{when:8}  {sensor:<12} quiet", when=when, sensor=told.sensor)
        return _(
            "{when:8}  {sensor:<12} MOTION no. {count}, heard after {latency:.1f} ms",
            when=when,
            sensor=told.sensor,
            count=told.count,
            latency=told.latency_ms,
        )

    def _looked(self, told: t.Looked) -> list[str]:
        _ = self._
        light = _("night") if told.night else _("day")
        flash = _(", with flash") if told.flash else ""
        return [
            *rows(
                _("sharpness"), _("{sharpness:.1f}: the higher the sharper, of one scene", sharpness=told.sharpness)
            ),
            *rows(
                _("light"),
                _("{light}{flash}; brightness {mean:.0%}", light=light, flash=flash, mean=told.brightness)
                + _(", exposure {ms:.1f} ms, gain {gain:.1f}", ms=told.exposure_us / 1e3, gain=told.gain),
            ),
        ]

    def _setting(self, told: t.Setting) -> list[str]:
        _ = self._
        origin = {
            "technician": _("   (set here)"),
            "pending": _("   (noted, not in force)"),
            "default": "",
            "profile": "",
        }.get(told.origin, "")
        page = rows("", f"{told.name} = {typed(told.value)}{origin}", indent=4)
        return page + rows("    ", meaning(told.about, _), indent=4) if told.about else page

    def _difference(self, told: t.Difference) -> list[str]:
        _ = self._
        page = [row for change in told.changes for row in _change(change)]
        if not page:
            page = rows("", _("nothing is noted: all settings are in force"))
        if told.problem is not None:
            return page + rows("", _("cannot be committed: {why}", why=_.told(told.problem)))
        if told.expected_now is not None and told.changes:
            page += rows(_("now"), _.told(told.expected_now))
        if told.expected is not None:
            page += rows(_("expected"), _.told(told.expected))
        return page

    def _committed(self, told: t.Committed) -> list[str]:
        _ = self._
        page = [
            row for setting in told.settings for row in rows("", f"{setting.name} = {typed(setting.value)}", indent=4)
        ]
        if told.restarts:
            page += rows(
                "", _("committed: the unit starts anew with it, and goes back by itself if it does not become armed")
            )
        return page or rows("", _("committed"))

    def _readiness(self, told: t.ReadinessTold) -> list[str]:
        _ = self._
        page = rows("", _("{level}, by {by}", level=told.level, by=_.told(told.by)))
        for level, watts in told.watts.items():
            late = told.latency_s.get(level)
            page.append(
                _("  {level:<8} {watts:.2f} W", level=level, watts=watts)
                + ("" if late is None else _(", first picture after {s:.2f} s", s=late))
            )
        if told.pending is not None:
            page += rows("", _("noted: {level}, from the next `config commit` on", level=told.pending))
        return page

    def _files(self, told: t.FilesTold) -> list[str]:
        _ = self._
        if not told.count:
            return rows("", _("no more pictures"))
        return rows("", _("{left} more; `files after NAME` goes on", left=told.left)) if told.left else []


def meaning(about: str, _: Language) -> str:
    """Of a setting, and in brackets what it must be."""
    said, bracket, must = about.rpartition(" (")
    return _.told(said) + bracket + _.told(must)


def typed(value: Any) -> str:
    """A setting's value, as it would be typed."""
    if isinstance(value, str):
        return value
    return "none" if value is None else msgspec.json.encode(value).decode()


def _change(change: t.Change) -> list[str]:
    return rows("", f"{change.name}: {typed(change.was)} -> {typed(change.becomes)}", indent=4)
