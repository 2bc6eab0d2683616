"""The page, a table in each language, and the card, drawn."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from led_card.words import ENGLISH, RUSSIAN, Words
from trapd.core.led import SPEAKS_NS
from trapd.core.signals import LANGUAGE, Beats, State
from trapd.core.units import S

CHAR_MS = 100
TURNS = 20
SHOWN_MS = 4_000
MINUTES = SPEAKS_NS // S // 60
MM_A_S = 9.0
INKS = "#000", "#444"
ROW_MM, TOP_MM, WIDE_MM, TEXT_MM = 8.2, 13.0, 148.0, 44.0

HEAD = f"""\
# What the status LED says

For whoever stands before the unit without a laptop. The LED (`[led]` in the profile; [wiring](wiring.md)) speaks for
{MINUTES} minutes after somebody was there: the power was switched on, the magnet was led past the arm switch,
somebody typed at the console or pulled its cable. Then it is dark, so that it neither betrays the unit nor takes
energy: **to ask, lead the magnet past, and take it away again.** A unit that a motion woke stays dark.

Where several things are to be told, it tells the one that stands higher in `trapd/core/signals.py`: first what
somebody's hands do, then faults, battery, card, fix. `scripts/led-card` writes this page and
[the card to print](images/led-card.svg) (A6) from the code's own table.

![The card](images/led-card.svg)
"""
ENGLISH_HEAD = "English", "signal (a mark is 0.1 s)", "it means", "to do"
RUSSIAN_HEAD = "По-русски", "сигнал (знак – 0,1 с)", "значит", "что делать"
RUSSIAN_INTRO = f"""\
Светодиод говорит {MINUTES} минут после того, как рядом кто-то был: включили питание, провели магнитом у выключателя,
набрали что-то в консоли или вынули кабель. Потом он тёмный. **Чтобы спросить, поднесите магнит и уберите его.**
"""


def page() -> str:
    """docs/led.md"""
    english, russian = _table(ENGLISH, ENGLISH_HEAD), _table(RUSSIAN, RUSSIAN_HEAD)
    parts = HEAD, f"## {ENGLISH_HEAD[0]}\n", english, f"## {RUSSIAN_HEAD[0]}\n", RUSSIAN_INTRO, russian
    return "\n".join(parts)


def card() -> str:
    """A6, as SVG; lengths in millimetres."""
    return "\n".join(_drawn()) + "\n"


def marks(beats: Beats) -> str:
    """One turn of it, lit and dark, or as many as there are in two seconds."""
    lit = ["■" if number % 2 == 0 else "·" for number in range(len(beats))]
    turn = "".join(mark * (ms // CHAR_MS) for mark, ms in zip(lit, beats, strict=True)) or "·"
    return turn * max(1, TURNS // len(turn))


def _table(words: dict[State, Words], head: tuple[str, str, str, str]) -> str:
    rows = [f"| {' | '.join(head[1:])} |", "|---|---|---|"]
    rows += [f"| `{marks(LANGUAGE[state])}` | {one.means} | {one.do} |" for state, one in words.items()]
    return "\n".join(rows) + "\n"


def _drawn() -> Iterator[str]:
    high_mm = TOP_MM + ROW_MM * len(ENGLISH) + 8
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE_MM}mm" height="{high_mm:g}mm"'
        f' viewBox="0 0 {WIDE_MM} {high_mm:g}" font-family="sans-serif">'
    )
    yield f'<rect width="{WIDE_MM}" height="{high_mm:g}" fill="#fff" stroke="#222" stroke-width="0.4"/>'
    yield '<text x="4" y="8" font-size="4.6" font-weight="bold">trapd: LED</text>'
    yield f'<text x="{TEXT_MM}" y="6" font-size="3">dark after {MINUTES} minutes: ask by the magnet</text>'
    yield f'<text x="{TEXT_MM}" y="10" font-size="3">через {MINUTES} минут гаснет: спросите магнитом</text>'
    for number, state in enumerate(ENGLISH):
        y_mm = TOP_MM + ROW_MM * number
        yield from _bar(LANGUAGE[state], y_mm)
        for line, words in enumerate((ENGLISH, RUSSIAN)):
            text = escape(f"{words[state].means} – {words[state].do}".replace("`", ""))
            place = f'x="{TEXT_MM}" y="{y_mm + 2.4 + 3.2 * line:g}"'
            yield f'<text {place} font-size="2.4" fill="{INKS[line]}">{text}</text>'
    seconds = SHOWN_MS // 1000
    yield f'<text x="4" y="{high_mm - 3:g}" font-size="2.6" fill="#666">{seconds} s | {seconds} с</text>'
    yield "</svg>"


def _bar(beats: Beats, y_mm: float) -> Iterator[str]:
    """Four seconds of it: yellow is light."""
    wide_mm = MM_A_S * SHOWN_MS / 1000
    yield f'<rect x="4" y="{y_mm:g}" width="{wide_mm:g}" height="5.4" fill="#333"/>'
    if len(beats) == 1:
        beats = (SHOWN_MS,)
    at_ms, number = 0, 0
    while beats and at_ms < SHOWN_MS:
        length_ms = min(beats[number % len(beats)], SHOWN_MS - at_ms)
        if number % 2 == 0:
            x_mm, lit_mm = 4 + MM_A_S * at_ms / 1000, MM_A_S * length_ms / 1000
            yield f'<rect x="{x_mm:g}" y="{y_mm:g}" width="{lit_mm:g}" height="5.4" fill="#ffc400"/>'
        at_ms, number = at_ms + length_ms, number + 1
