"""Commands that ask the person something, or nothing of the unit."""

from __future__ import annotations

from trapd.console import reading
from trapd.console.desk import LOCKED
from trapd.console.dialogue import Around, Dialogue, Draw, Forget, Got, Question, Show, Speak, asked
from trapd.console.folding import rows
from trapd.console.language import LANGUAGES, language
from trapd.console.language import later as N_
from trapd.console.reading import YES, NotUnderstood, no_more, number, said
from trapd.console.replies import Failed
from trapd.console.requests import (
    Aim,
    AskStatus,
    AskTime,
    Brief,
    ConfigRollback,
    Format,
    LockAgain,
    Request,
    SelfTest,
    SetPin,
    Unlock,
    WalkTest,
)

WRONG_USE = 64
"""As in sysexits.h."""
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


def lock(around: Around) -> Dialogue:
    """Nothing of this session is left to whoever comes next."""
    yield Show((yield LockAgain()))
    yield Forget()


def leave(around: Around) -> Dialogue:
    """There is nothing to leave: the line stays open."""
    yield from rows("", around._("Pulling the cable is enough: the unit goes on, and arms itself when left alone."))
    yield from lock(around)


def time(words: list[str], around: Around) -> Dialogue:
    """Asks it, or tells it by a watch."""
    told = reading.at_station(words, around.utc_offset_min)
    return _time(told, reading.time(told), told != words and not around.locked, around)


def _time(words: list[str], request: Request, by_station: bool, around: Around) -> Dialogue:
    if by_station:
        yield from rows("", around._("the station's time, {time}:", time=words[0].replace("T", " ")))
    yield from asked(request)


def config(words: list[str], around: Around) -> Dialogue:
    """Settings; what would undo a commit is asked for twice."""
    request = reading.config(words)
    return _rollback(around) if isinstance(request, ConfigRollback) else asked(request)


def _rollback(around: Around) -> Dialogue:
    _ = around._
    told = yield ConfigRollback(undo=False)
    if isinstance(told, Failed) and told.code == WRONG_USE:
        yield from rows("", _("Nothing is noted: this undoes the last commit, and starts the unit anew."))
        if (yield Question(_("yes, or Enter to leave: "))).strip().casefold() not in YES:
            yield _("nothing was changed")
            return
        told = yield ConfigRollback()
    yield Show(told)


def walk_test(words: list[str], around: Around) -> Dialogue:
    """Each sensor as it fires."""
    return _shown_as_it_comes(WalkTest(seconds=number(words, 600, 3_600)), around)


def self_test(words: list[str], around: Around) -> Dialogue:
    """Each part, one after the other."""
    no_more(words)
    return _shown_as_it_comes(SelfTest(), around)


def _shown_as_it_comes(request: Request, around: Around) -> Dialogue:
    if not around.locked:
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
    if around.locked:
        yield from asked(AskTime())  # refused, as any request is
        return
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
    if around.locked:
        yield from asked(Format())
        return
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
