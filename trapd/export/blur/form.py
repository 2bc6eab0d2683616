"""Any form of export, with copies that tell no exact place."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace
from typing import BinaryIO

from trapd.export.form import Copy, Form
from trapd.export.package import Package
from trapd.media import comment, redate
from trapd.survey.account import Row
from trapd.survey.capture import Capture


class Hidden:
    """`form` is that of a survey that is told by fields: its tables are as they should be."""

    def __init__(self, form: Form) -> None:
        self._form = form

    def copies(self) -> Iterator[Copy]:
        return (replace(copy, through=(_rewrite, *copy.through)) for copy in self._form.copies())

    def refused(self) -> Iterator[Row]:
        return self._form.refused()

    def tell(self, package: Package, left_out: Container[str]) -> Iterator[str]:
        return self._form.tell(package, left_out)


def _rewrite(capture: Capture, source: BinaryIO, to: BinaryIO) -> None:
    """What may be told of the capture in the place of what its file told; the picture itself stays as it is."""
    caption = comment.caption(capture.facts())
    if caption.media == "clip":
        redate.clip(source, to, caption)
    else:
        to.write(redate.still(source.read(), caption))
