"""What becomes of the copies in an analyst's hands: they are sorted into folders of species, below their station's.

camtrapR reads the species off the folder. An export of the next cards into the same package goes on with each copy
where it lies now.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from trapd.export.camtrapr.naming import MEDIA
from trapd.export.moments import Named

_NAME = re.compile(r".+__.+__\d{4}-\d\d-\d\d__\d\d-\d\d-\d\d\(\d+\)\.(JPG|MP4)")


def by_hand(root: Path) -> dict[str, str]:
    """Where copies lie that were moved: by the place that they had, both below `root`. Raises OSError."""
    found: dict[str, str] = {}
    for path in copies(root):
        _, station, *folders, name = path.split("/")
        if folders:
            found.setdefault(f"{MEDIA}/{station}/{name}", path)
    return {to: path for to, path in found.items() if not (root / to).exists()}


def placed(named: Iterable[Named], moved: Mapping[str, str]) -> Iterator[Named]:
    """Each where it lies now."""
    return (replace(one, to=moved.get(one.to, one.to)) for one in named)


def copies(root: Path) -> Iterator[str]:
    """The path of every file in a station's folder, or below, that has a name as copies have, in order."""
    for folder, folders, names in os.walk(root / MEDIA):
        folders.sort()
        below = Path(folder).relative_to(root)
        if len(below.parts) > 1:
            yield from ((below / name).as_posix() for name in sorted(names) if _NAME.fullmatch(name))
