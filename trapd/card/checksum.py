"""The fingerprint of a file as the catalog states it."""

from __future__ import annotations

import hashlib
from pathlib import Path


def sha256(path: Path) -> str:
    """64 hex digits. Reads in pieces: memory stays flat for a clip of any length. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
