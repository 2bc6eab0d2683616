"""Copies in which camtrapR reads the right time. Compressed pictures stay as they are: nothing is encoded again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from trapd.core.units import S
from trapd.export.camtrapr.local import local_ns
from trapd.export.form import Make
from trapd.export.moments import Named, clip
from trapd.media import comment, mp4_dates
from trapd.survey.capture import Capture


def through(named: Named) -> tuple[Make, ...]:
    """What its copy needs. A clip says UTC, as its standard has it, and camtrapR takes that for local time. A still
    says local time already: it is altered only where the survey knows its time better than its file."""
    capture = named.capture
    if clip(capture):
        return (partial(_clip, local_ns(named.moment_ns, capture.post.utc_offset_min) // S),)
    if capture.utc_ns != capture.picture.utc_ns:
        return (_still,)
    return ()


def _clip(local_s: int, capture: Capture, source: BinaryIO, to: BinaryIO) -> None:
    shutil.copyfileobj(source, to)
    mp4_dates.write(to, local_s)


def _still(capture: Capture, source: BinaryIO, to: BinaryIO) -> None:
    from trapd.media import redate  # and with it all that a unit needs to make pictures

    caption = comment.caption(capture.facts())
    to.write(redate.still(source.read(), replace(caption, utc_ns=capture.utc_ns)))
