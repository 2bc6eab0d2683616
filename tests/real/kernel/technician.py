"""A technician's laptop at the unit's USB port."""

from __future__ import annotations

from machine import Machine

SLOW_S = 240
TYPE = """
import serial, sys
with serial.Serial("/dev/ttyACM0", 115200, timeout=60) as line:
    line.write(sys.argv[1].encode() + b"\\r")
    sys.stdout.write(line.read_until(sys.argv[2].encode()).decode(errors="replace"))
"""


def types(unit: Machine, word: str, until: str) -> str:
    """What is answered, up to these words or a minute's silence."""
    return unit.sh(f"/opt/trapd/bin/python - {word} '{until}' <<'END'{TYPE}END", patience_s=SLOW_S)
