"""A card full of announced stills."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np

from benchmarks.captions import caption
from trapd.card import catalog, line, names
from trapd.card.catalog import Catalog
from trapd.media import exif, jpeg

WIDTH, HEIGHT = 2304, 1296


def fill(card: Path, pictures: int, of: tuple[int, int] = (WIDTH, HEIGHT)) -> int:
    """Announced stills that look like foliage to an encoder, all with the same pixels; their size in bytes."""
    card.mkdir(parents=True)
    width, height = of
    rng = np.random.default_rng(25)
    noise = rng.integers(60, 150, (height // 4, width // 4), np.uint8).repeat(4, 0).repeat(4, 1)
    chroma = np.full((height // 2, width // 2), 128, np.uint8)
    encoded = jpeg.encode((np.ascontiguousarray(noise), chroma, chroma), 90)
    size = 0
    book = Catalog(card)
    book.close()
    with (card / catalog.FILE).open("ab") as lines:
        for sequence in range(1, pictures + 1):
            facts = caption("still", sequence, sequence * 1_000_000_000, sequence * 1_000_000_000)
            picture = jpeg.splice(encoded, exif.block(facts, width, height))
            name = names.name(facts)
            (card / names.folder(facts)).mkdir(parents=True, exist_ok=True)
            (card / name).write_bytes(picture)
            record = catalog.media(name, hashlib.sha256(picture).hexdigest(), len(picture), facts.facts())
            lines.write(line.encode(record) + b"\n")
            size += len(picture)
    os.sync()
    return size
