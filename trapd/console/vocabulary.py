"""Every command that can be typed: what it means, how it is typed, and what it asks of the unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from trapd.console import reading, talks
from trapd.console import requests as r
from trapd.console.dialogue import Around, Dialogue
from trapd.console.helping import help_on
from trapd.console.language import LANGUAGES
from trapd.console.language import later as _
from trapd.console.setup import setup
from trapd.core.readiness import LEVELS

Read = Callable[[list[str], Around], r.Request | Dialogue]
"""From the words behind the command. Raises `NotUnderstood`."""


@dataclass(frozen=True, slots=True)
class Command:
    about: str
    """A few words for the list."""
    read: Read
    forms: tuple[tuple[str, str], ...]
    """How it is typed, and what that does; none: it is known, and not to be had here."""
    words: tuple[str, ...] = ()
    """What may stand behind it, for Tab."""
    example: str = ""
    """Where the forms alone are none."""


def _alone(request: type[r.Request]) -> Read:
    def read(words: list[str], around: Around) -> r.Request:
        reading.no_more(words)
        return request()

    return read


def _by_hand(talk: Callable[[Around], Dialogue]) -> Read:
    def read(words: list[str], around: Around) -> Dialogue:
        reading.no_more(words)
        return talk(around)

    return read


def _plain(read: Callable[[list[str]], r.Request]) -> Read:
    return lambda words, around: read(words)


COMMANDS: Mapping[str, Command] = {
    "status": Command(
        _("how the unit is: armed, time, position, battery, card"),
        _by_hand(talks.status),
        (("status", _("all that matters, on one screen")),),
    ),
    "setup": Command(
        _("sets the unit up, one question at a time"),
        _by_hand(setup),
        (
            (
                "setup",
                _(
                    "asks for name, station, position, pictures and PIN; Enter keeps what is there, `?` explains,"
                    " `quit` leaves"
                ),
            ),
        ),
    ),
    "walk-test": Command(
        _("shows each sensor as it fires; no pictures are taken"),
        talks.walk_test,
        (
            ("walk-test", _("for 10 minutes, or until Enter or Ctrl-C")),
            ("walk-test 60", _("for 60 seconds")),
        ),
    ),
    "aim": Command(
        _("a picture now, that is not kept: where the unit looks, how sharp"),
        talks.aim,
        (
            ("aim", _("as the light is now; the picture itself is for `trapctl aim`, a sketch of it is shown here")),
            ("aim flash", _("with the flash")),
        ),
        words=("flash",),
    ),
    "shot": Command(
        _("takes pictures now, as a motion would"),
        _alone(r.Shot),
        (("shot", _("they are kept, and marked as `test`")),),
    ),
    "self-test": Command(
        _("tests each part: in order, or what to do"),
        talks.self_test,
        (("self-test", _("takes up to a minute")),),
    ),
    "arm": Command(
        _("a motion leads to pictures again"),
        _alone(r.Arm),
        (("arm", _("left alone, the unit arms itself as well")),),
    ),
    "disarm": Command(
        _("no motion leads to a picture while you are here"),
        _alone(r.Disarm),
        (("disarm", _("until `arm`, or until nobody has typed for a while")),),
    ),
    "time": Command(
        _("what time it is, and who told it; sets it"),
        talks.time,
        (
            ("time", _("what time the unit has, from whom, how exact")),
            (reading.BY_STATION, _("sets it by your watch, if that shows the station's time")),
            (reading.FORM, _("sets it by your watch, with its zone")),
            (f"{reading.FORM} peer", _("… as read from the pair's other unit")),
            (f"{reading.FORM} anyway", _("… though the unit knows it otherwise")),
        ),
        words=("peer", "anyway"),
        example="time 2026-11-23T09:30:00+10:00",
    ),
    "config": Command(
        _("settings: show, get, set, diff, commit, rollback"),
        talks.config,
        (
            ("config show", _("all settings")),
            ("config show plan", _("those below `plan`")),
            ("config get plan.night.stills", _("one setting")),
            ("config set plan.night.stills 5", _("notes a new value; several pairs may follow each other")),
            ("config set plan.night.stills default", _("back to the value of the profile")),
            ("config diff", _("what was noted, and what follows from it")),
            ("config commit", _("writes it all, and starts the unit anew with it")),
            ("config rollback", _("forgets what was noted; if nothing was, back to the settings before")),
        ),
        words=("show", "get", "set", "diff", "commit", "rollback"),
    ),
    "readiness": Command(
        _("how ready the camera waits, and what that costs"),
        _plain(reading.readiness),
        (
            ("readiness", _("each level, with its watts and its delay")),
            ("readiness warm", _("notes another level, as `config set` does; `config commit` follows")),
        ),
        words=LEVELS,
    ),
    "effort": Command(
        _("when the unit watched, and when not and why"),
        _plain(reading.effort),
        (("effort", _("the newest 20 entries")), ("effort 100", _("the newest 100"))),
    ),
    "logs": Command(
        _("what happened since the start"),
        _plain(reading.logs),
        (("logs", _("the newest 20 reports")), ("logs 100", _("the newest 100"))),
    ),
    "files": Command(
        _("the pictures on the card"),
        _plain(reading.files),
        (
            ("files", _("the first 20")),
            ("files 100", _("the first 100")),
            (_("files after NAME"), _("those behind this one; Tab fills a name in")),
        ),
        words=("after",),
    ),
    "fetch": Command(
        _("how pictures come to a laptop"),
        talks.fetch,
        (("fetch", _("a terminal cannot take files: `trapctl fetch` does")),),
    ),
    "offload": Command(
        _("what becomes of the disk that you plugged in"),
        _alone(r.Offload),
        (("offload", _("a disk with a folder `trapd-offload` is filled by itself")),),
    ),
    "format": Command(
        _("empties the card"),
        talks.format_card,
        (
            ("format", _("asks for the unit's name first; refuses while pictures are on no other disk")),
            ("format anyway", _("though they are on no other disk: they are LOST")),
        ),
        words=("anyway",),
    ),
    "reboot": Command(_("starts the whole board anew"), _alone(r.Reboot), (("reboot", _("takes about a minute")),)),
    "unlock": Command(
        _("says the PIN, for all but what anyone may know"),
        talks.unlock,
        (("unlock", _("asks for the PIN, and does not show it")),),
    ),
    "lock": Command(
        _("done: whoever types next has to say the PIN"),
        _by_hand(talks.lock),
        (("lock", _("closing a terminal program alone locks nothing; pulling the cable does")),),
    ),
    "pin": Command(
        _("sets or removes the PIN"),
        _by_hand(talks.pin),
        (("pin", _("asks for it twice; Enter alone removes it")),),
    ),
    "lang": Command(
        _("English or Russian: `lang ru`"),
        talks.speak,
        (
            ("lang ru", _("Russian from now on")),
            ("lang en", _("English from now on")),
            ("config set console.lang ru", _("… and after every start, once committed")),
        ),
        words=LANGUAGES,
    ),
    "help": Command(
        _("this list; `help aim` tells more of one command"),
        help_on,
        (("help", _("every command")), ("help config", _("one command, with examples"))),
    ),
    "?": Command("", help_on, ()),
    "exit": Command("", _by_hand(talks.leave), ()),
    "quit": Command("", _by_hand(talks.leave), ()),
}
"""In the order of a visit."""
