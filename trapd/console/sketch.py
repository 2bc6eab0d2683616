"""A picture made of characters, for a terminal that shows nothing else: enough to see where the unit looks."""

from __future__ import annotations

import io

WIDTH, HEIGHT = 78, 20
SHADES = " .:-=+*#%@"
"""From dark to light, on a dark screen."""
ACROSS, DOWN = ("-", "|")


def sketch(jpeg: bytes) -> list[str]:
    """20 rows of 78 characters with lines at its thirds. Empty if this is no picture."""
    from PIL import Image, ImageOps  # loaded when somebody looks

    try:
        with Image.open(io.BytesIO(jpeg)) as picture:
            picture.draft("L", (4 * WIDTH, 4 * HEIGHT))
            grey = ImageOps.autocontrast(picture.convert("L").resize((WIDTH, HEIGHT)), cutoff=1)
    except (OSError, ValueError, SyntaxError):  # as Pillow says it of what is torn, or none
        return []
    values = grey.tobytes()
    return ["".join(_character(values, row, column) for column in range(WIDTH)) for row in range(HEIGHT)]


def _character(values: bytes, row: int, column: int) -> str:
    if column in (WIDTH // 3, 2 * WIDTH // 3):
        return DOWN
    if row in (HEIGHT // 3, 2 * HEIGHT // 3) and column % 2:
        return ACROSS
    return SHADES[values[row * WIDTH + column] * len(SHADES) // 256]
