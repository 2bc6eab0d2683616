"""A coverage-guided fuzzer on one target. As a program: fuzz.py TARGET INPUTS

libFuzzer, by atheris: it keeps what reaches new code, and goes on from there. Ends with 0 when so many inputs were
tried and none crashed or hung.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import atheris

HANG_S = 20
"""One input may take as long."""
LONGEST = 16_384
"""Bytes of one input: profiles and clips of the seeds are shorter."""

with atheris.instrument_imports(include=["trapd", "pynmeagps"]):
    import wild_targets


def main(name: str, inputs: int) -> None:
    target = wild_targets.TARGETS[name]
    with tempfile.TemporaryDirectory(prefix="corpus-") as corpus:
        for number, seed in enumerate(target.seeds(name)):
            (Path(corpus) / str(number)).write_bytes(seed)
        options = [f"-runs={inputs}", f"-timeout={HANG_S}", f"-max_len={LONGEST}", "-rss_limit_mb=2048"]
        found = Path(os.environ.get("WILD_FINDINGS", "."))
        atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={found}/{name}-", corpus], target.throw)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
