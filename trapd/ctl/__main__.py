"""`trapctl`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from trapd.console.language import language
from trapd.core.errors import TrapdError
from trapd.ctl.grammar import parser
from trapd.ctl.out import forgive_letters, printable
from trapd.ctl.speech import spoken

INTERRUPTED = 130
"""128 + SIGINT, as shells count."""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the line asks; the exit code is 0 or that of the error, which is one line on stderr."""
    forgive_letters()
    speaks = language(spoken(argv))
    try:
        wish = parser(speaks).parse_args(argv)
        return int(wish.command(wish))
    except TrapdError as err:
        print("trapctl:", printable(speaks.told(" ".join(str(err).splitlines()))), file=sys.stderr)
        return err.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on: `trapctl files | head`
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
