"""What the last word of a half typed line may become."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from trapd.console.vocabulary import Command


def completions(
    line: str, commands: Mapping[str, Command], settings: Callable[[], Iterable[str]], files: Iterable[str]
) -> Sequence[str]:
    """Commands, their words, names of settings as far as the next dot, names of files."""
    *before, last = line.split(" ")
    known: Iterable[str]
    match [word.casefold() for word in before if word]:
        case [] | ["help"]:
            known = (name for name, command in commands.items() if command.forms)
        case ["config", "get" | "set" | "show", *_]:
            known = _up_to_a_dot(settings(), last)
        case ["files", "after"]:
            known = files
        case [name] if name in commands:
            known = commands[name].words
        case _:
            known = ()
    return [word for word in known if word.startswith(last)]


def _up_to_a_dot(names: Iterable[str], typed: str) -> set[str]:
    found = (name for name in names if name.startswith(typed))
    return {name[: name.find(".", len(typed)) + 1] or name for name in found}
