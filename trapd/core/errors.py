"""The exceptions of trapd, one tree:

    TrapdError                what, where and the mend, on one line; `exit_code` says how the program ends
    ├── WrongUse       64     the command line
    ├── HardwareMissing 69    no picture possible at all
    └── BadSettings    78     profile, settings or scenario

Trouble that comes later – a camera that hangs, a card that fills – is no exception: it crosses its port as an
event (`core/events.py`), and the unit goes on with what works. Exit codes are those of sysexits.h.
"""


class TrapdError(Exception):
    """What went wrong, where, and how to mend it."""

    exit_code = 1


class WrongUse(TrapdError):
    """The command line asks for something that cannot be."""

    exit_code = 64


class HardwareMissing(TrapdError):
    """A part is missing without which no picture is possible."""

    exit_code = 69


class BadSettings(TrapdError):
    """A profile, a settings file or a scenario that cannot be followed."""

    exit_code = 78
