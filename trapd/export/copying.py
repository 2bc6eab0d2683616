"""The copies of an export, whatever its form: each source is checked against its catalog, each copy is read back.

While one thread waits for a medium others reckon checksums; copies come out in the order in which they were asked
for. What is there and right already is not made again, and what is wrong there is replaced.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import BinaryIO

from trapd.core.value import value
from trapd.export.form import Copy
from trapd.export.original import PIECE, Unfit, pour
from trapd.export.package import Package
from trapd.survey.account import Row
from trapd.survey.capture import Card

THREADS = min(4, os.cpu_count() or 1)


@value
class Copied:
    """One picture is dealt with."""

    copy: Copy
    row: Row
    """What became of the file on the card."""
    there: bool
    """The copy is in the package: of another card that has the same picture, where this one's is not in order."""
    new: bool
    """It was written now, and did not stand there before."""


class _Changed(Exception):
    """Somebody changed the copy since it was made."""


class Copying:
    """Into one package."""

    def __init__(self, package: Package, link: bool) -> None:
        """`link`: unaltered pictures become further names of the originals, where the file system can do that."""
        self._package = package
        self.links = link
        """Whether unaltered pictures become links, as far as that is known by now."""
        self.cannot_link: str | None = None
        """Why pictures are copied though links were asked for."""

    def run(self, copies: Iterable[Copy]) -> Iterator[Copied]:
        """Stop anywhere. Raises OSError for the package's medium, TrapdError if a card goes."""
        pool = ThreadPoolExecutor(THREADS, "export")
        ahead: deque[Future[Copied]] = deque()
        try:
            for copy in copies:
                ahead.append(pool.submit(self._copied, copy))
                if len(ahead) > 4 * THREADS:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)

    def _copied(self, copy: Copy) -> Copied:
        root, name = copy.capture.card.root, copy.capture.picture.name
        unfit: Unfit | None = None
        for card in (copy.capture.card, *copy.capture.spare):
            try:
                new = self._made(copy, card)
            except _Changed:
                why = "somebody changed the copy since it was exported: it is left as it is"
                return Copied(copy, Row(root, name, "exported", copy.to, why), True, False)
            except Unfit as err:
                unfit = unfit or err
                continue
            if unfit is None:
                return Copied(copy, Row(root, name, "exported", copy.to, ""), True, new)
            why = f"{unfit}: that on {card.root} was exported instead"
            return Copied(copy, Row(root, name, unfit.fate, copy.to, why), True, new)
        assert unfit is not None
        return Copied(copy, Row(root, name, unfit.fate, "", str(unfit)), False, False)

    def _made(self, copy: Copy, card: Card) -> bool:
        """False: it was there."""
        capture, picture, package = copy.capture, copy.capture.picture, self._package
        if not copy.through:
            if package.stands(copy.to, picture.sha256):
                return False
            self._respect(copy, card)
            if self.links and self._linked(copy, card):
                return True
        with ExitStack() as stack:
            content = stack.enter_context(package.scratch(picture.size))
            pour(card, picture, content)
            for make in copy.through:
                content.seek(0)
                altered = stack.enter_context(package.scratch(picture.size))
                try:
                    make(capture, content, altered)
                except ValueError as err:
                    raise Unfit("damaged", str(err)) from err
                content = altered
            sha256 = picture.sha256
            if copy.through:
                sha256 = _checksum(content)
                if package.stands(copy.to, sha256):
                    return False
                self._respect(copy, card)
            package.put(content, copy.to, sha256, capture.utc_ns)
        return True

    def _respect(self, copy: Copy, card: Card) -> None:
        """What somebody wrote into a copy, such as the species into a picture, is not written over."""
        if self._package.changed(copy.to, copy.capture.utc_ns, card.root / copy.capture.picture.name):
            raise _Changed

    def _linked(self, copy: Copy, card: Card) -> bool:
        pour(card, copy.capture.picture, None)
        try:
            self._package.link(card.root / copy.capture.picture.name, copy.to)
        except OSError as err:
            self.cannot_link = err.strerror or str(err)
            self.links = False
            return False
        return True


def _checksum(content: BinaryIO) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while piece := content.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()
