"""Our programs of `pins/`, run inside the machine."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

from machine import Machine

TOOLS = Path(__file__).parent / "pins"
PYTHON = "PYTHONPATH=/root/choices:/root/trapd/scripts RPI_LGPIO_REVISION=c03115 /opt/trapd/bin/python"
"""In /root/choices may be libraries that the unit itself does not need. The revision is for rpi-lgpio, which looks
for it in a Pi's device tree alone."""


def carry(machine: Machine) -> None:
    """Put them there."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        tar.add(TOOLS, "pins", filter=lambda file: None if "__pycache__" in file.name else file)
    machine.sh("tar -x -C /root", stdin=packed.getvalue())


def tool(machine: Machine, command: str, patience_s: float = 300) -> Any:
    """What one of them prints."""
    return json.loads(machine.sh(f"{PYTHON} /root/pins/{command}", patience_s).splitlines()[-1])
