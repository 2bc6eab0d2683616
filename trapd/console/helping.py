"""`help`, and what was meant by a word that is no command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from trapd.console.dialogue import Around, Dialogue
from trapd.console.folding import rows
from trapd.console.language import Language
from trapd.console.language import later as N_
from trapd.console.reading import NotUnderstood

if TYPE_CHECKING:
    from trapd.console.vocabulary import Command

LAYOUT = str.maketrans(
    "йцукенгшщзфывапролдячсмитьЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ", "qwertyuiopasdfghjklzxcvbnmqwertyuiopasdfghjklzxcvbnm"
)
"""The same keys on a keyboard that is switched to Russian."""


def help_on(words: list[str], around: Around) -> Dialogue:
    """All commands, or one with its examples. Raises `NotUnderstood` for one that there is not."""
    known = {name: command for name, command in around.commands.items() if command.forms}
    if not words:
        return _all(around._, known)
    name = words[0].casefold()
    if name not in known:
        raise unknown(" ".join(words), known)
    return _one(around._, known[name])


def _all(_: Language, commands: Mapping[str, Command]) -> Dialogue:
    for name, command in commands.items():
        yield from rows(name, _(command.about))


def _one(_: Language, command: Command) -> Dialogue:
    yield _(command.about)
    for typed, meaning in command.forms:
        yield f"  {_(typed)}"
        yield from rows(" ", _(meaning), indent=6)
    if command.example:
        yield "  " + _("for example: {line}", line=command.example)


def unknown(typed: str, commands: Iterable[str]) -> NotUnderstood:
    """There is no such command; names the one that was meant, if one is near."""
    if "\ufffd" in typed:
        return NotUnderstood(N_("this terminal does not send UTF-8: switch it to UTF-8, and type `help`"))
    meant = near(typed, commands)
    if meant is None:
        return NotUnderstood(N_("there is no command `{typed}`: type `help` for the commands"), typed=typed)
    return NotUnderstood(
        N_("there is no command `{typed}`: did you mean `{meant}`? Otherwise type `help` for the commands"),
        typed=typed,
        meant=meant,
    )


def near(typed: str, known: Iterable[str]) -> str | None:
    """The word that was meant, most likely: mistyped, or typed on a Russian keyboard."""
    names = list(known)
    for guess in (typed.casefold(), typed.translate(LAYOUT), typed.casefold().partition(" ")[0]):
        found = get_close_matches(guess, names, n=1)
        if found:
            return found[0]
    return None
