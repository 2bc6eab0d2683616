"""One unit after the other in the same process: what is set anew holds from the start on."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn


def become(words: Sequence[str]) -> NoReturn:
    """This process becomes trapd with these arguments, under the same number, terminal and supervisor; of what was
    open only what was made inheritable stays so. Everything must be ended and written."""
    interpreter = len(sys.orig_argv) - len(sys.argv[1:])
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:interpreter], *words])
