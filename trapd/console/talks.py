"""Commands that ask the person something, or nothing of the unit."""

from __future__ import annotations

from trapd.console.desk import LOCKED
from trapd.console.dialogue import Around, Dialogue, Draw, Got, Question, Show, Speak, asked
from trapd.console.language import LANGUAGES, language
from trapd.console.language import later as N_
from trapd.console.reading import NotUnderstood, no_more, number, said
from trapd.console.replies import Failed
from trapd.console.requests import Aim, AskStatus, Brief, Format, Request, SelfTest, SetPin, Unlock, WalkTest

KEEPS = N_("English. `config set console.lang en` keeps it after a start.")


def status(around: Around) -> Dialogue:
    """The whole screen, or what anyone may know."""
    told = yield AskStatus()
    if isinstance(told, Failed) and told.code == LOCKED:
        yield Show((yield Brief()))
    yield Show(told)


def unlock(words: list[str], around: Around) -> Dialogue:
    """Says the PIN."""
    no_more(words[1:])
    return _unlock(words[0] if words else None, around)


def _unlock(pin: str | None, around: Around) -> Dialogue:
    if pin is None:
        pin = yield Question(around._("PIN: "), secret=True)
    yield Show((yield Unlock(pin=pin)))


def walk_test(words: list[str], around: Around) -> Dialogue:
    """Each sensor as it fires."""
    return _shown_as_it_comes(WalkTest(seconds=number(words, 600, 3_600)), around)


def self_test(words: list[str], around: Around) -> Dialogue:
    """Each part, one after the other."""
    no_more(words)
    return _shown_as_it_comes(SelfTest(), around)


def _shown_as_it_comes(request: Request, around: Around) -> Dialogue:
    yield around._("Enter or Ctrl-C ends it.")
    yield from asked(request)


def aim(words: list[str], around: Around) -> Dialogue:
    """A picture now."""
    return _aim(said(words, "flash"))


def _aim(flash: bool) -> Dialogue:
    looked = yield Aim(flash=flash)
    if isinstance(looked, Got):
        yield from (yield Draw(looked.data))
        looked = looked.told
    yield Show(looked)


def pin(around: Around) -> Dialogue:
    """A new one, or none."""
    _ = around._
    first = yield Question(_("new PIN, Enter alone for none: "), secret=True)
    again = yield Question(_("once more: "), secret=True)
    if first != again:
        yield _("these are two different ones: nothing was changed, type `pin` again")
        return
    yield Show((yield SetPin(pin=first)))


def format_card(words: list[str], around: Around) -> Dialogue:
    """Empties the card, once the unit's name was typed."""
    return _format(said(words, "anyway"), around)


def _format(anyway: bool, around: Around) -> Dialogue:
    _ = around._
    yield _("ALL pictures on the card of {unit} will be gone.", unit=around.unit)
    name = yield Question(_("the unit's name, or Enter to leave: "))
    if not name.strip():
        yield _("nothing was erased")
        return
    yield Show((yield Format(erase=name.strip(), anyway=anyway)))


def fetch(words: list[str], around: Around) -> Dialogue:
    """Files need a program at the other end."""
    return _fetch(around)


def _fetch(around: Around) -> Dialogue:
    _ = around._
    yield _("A terminal cannot take files. Close it, and type on the laptop:")
    yield "  trapctl fetch --new pictures"
    yield _("It goes on where it was interrupted, and checks every picture.")


def speak(words: list[str], around: Around) -> Dialogue:
    """Another language."""
    no_more(words[1:])
    code = words[0].casefold() if words else around._.code
    if code not in LANGUAGES:
        raise NotUnderstood(N_("`{word}` is no language: `lang en`, or `lang ru`"), word=code)
    return _speak(code)


def _speak(code: str) -> Dialogue:
    yield Speak(code)
    yield language(code)(KEEPS)
