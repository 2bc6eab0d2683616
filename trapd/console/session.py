"""From a typed line to the lines of its answer."""

from __future__ import annotations

from trapd.console.commands import help_lines, parse, status_lines, time_line
from trapd.core.commands import Command, Obey, Status


def answer(line: str, obey: Obey) -> list[str]:
    """Every line gets an answer: someone who only presses Enter learns that the unit lives, and what to type."""
    if not line.strip():
        return ["trapd is here: type `help` for the commands"]
    command = parse(line)
    if isinstance(command, str):
        return [command]
    if command is Command.HELP:
        return help_lines()
    told = obey(command)
    if command is Command.TIME and isinstance(told, Status):
        return [time_line(told)]
    return status_lines(told) if isinstance(told, Status) else [told]
