"""English or Russian: texts by gettext, and the core's English sentences by their templates.

Texts of this package are written `_("{mb} MB free", mb=…)`. What the core says reaches the line as a finished
sentence; `told` finds the template that it was made from, and says that one in the other language.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from gettext import NullTranslations, translation
from pathlib import Path
from string import Formatter

LANGUAGES = ("en", "ru")
LOCALES = Path(__file__).parent / "locale"
SENTENCES = LOCALES / "sentences.txt"
"""Every template that the core makes sentences from, one a line; kept by scripts/texts."""
DEPTH = 6
"""Of sentences within sentences: `not armed: {why}`."""
TELLING = 12
"""Letters of a template that make it sure of a sentence, even where its first field holds a pause."""
_PAUSES = ("; ", " -> ", ", ", ": ", " (")
"""Between the pieces of a longer sentence, the strongest first."""
_EDGES = " ,;:"
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
"""A number of thousands, as English writes it; in Russian its comma would be a decimal point."""
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")


def later(text: str) -> str:
    """Marks a text that is translated where it is shown."""
    return text


class Language:
    """Says things in one language. Every text has the same fields in all of them."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._texts: NullTranslations = (
            NullTranslations() if code == "en" else translation("trapd", LOCALES, languages=[code])
        )
        self._by_mark = {} if code == "en" else by_mark()

    def __call__(self, text: str, **facts: object) -> str:
        """The text in this language, with its fields filled in."""
        said = self._texts.gettext(text) if text else ""
        return said.format(**facts) if facts else said

    def plural(self, one: str, many: str, number: int, **facts: object) -> str:
        """The text that suits the number, which is its field `number`."""
        return self._texts.ngettext(one, many, number).format(number=number, **facts)

    def told(self, sentence: str, depth: int = DEPTH) -> str:
        """A sentence of the core in this language; where none of the templates made it, piece by piece, and what is
        not known as it stands."""
        if self.code == "en" or not depth or not sentence:
            return sentence
        if _GROUPED.fullmatch(sentence):
            return sentence.replace(",", " ")
        inner = sentence.strip(_EDGES)
        if inner != sentence:
            before, _, behind = sentence.partition(inner) if inner else (sentence, "", "")
            return before + self.told(inner, depth) + behind
        whole = self._whole(sentence, depth)
        if whole is not None:
            return whole
        part, colon, why = sentence.partition(": ")
        if colon and not any(pause in part for pause in _PAUSES):
            told_why = self._whole(why, depth - 1)
            if told_why is not None:
                return f"{self.told(part, depth - 1)}: {told_why}"
        pause = next((pause for pause in _PAUSES if pause in sentence), None)
        if pause is None:
            return self.told(sentence[:-1], depth - 1) + ")" if sentence.endswith(")") else sentence
        return pause.join(self.told(piece, depth - 1) for piece in sentence.split(pause))

    def _whole(self, sentence: str, depth: int) -> str | None:
        """None if no template made all of it."""
        said = self._texts.gettext(sentence) if sentence else sentence
        if said != sentence:
            return said
        for template in self._candidates(sentence):
            found = pattern(template).fullmatch(sentence)
            if found is not None and _is_sure(template, found[1]):
                fields = zip(found.groups(), backquoted(template), strict=True)
                return self._texts.gettext(template).format(
                    *(field if as_typed else self.told(field, depth - 1) for field, as_typed in fields)
                )
        return None

    def _candidates(self, sentence: str) -> Sequence[str]:
        """Templates that share their mark with the sentence, the most telling ones first."""
        words = set(_WORD.findall(sentence))
        found = [template for word in words for template in self._by_mark.get(word, ())]
        return sorted(found, key=lambda template: (-fixed(template), template))


def by_mark() -> Mapping[str, Sequence[str]]:
    """Templates with fields, by a word that is in whatever was made from them."""
    found = defaultdict(list)
    for line in SENTENCES.read_text("utf-8").splitlines():
        if "{" in line:
            found[mark(line)].append(line)
    return found


def fixed(template: str) -> int:
    """How many characters of it are not filled in."""
    return sum(len(text) for text, *_ in Formatter().parse(template))


def mark(template: str) -> str:
    """Its longest word that stands there whatever is filled in, rather one that no field touches."""
    free = [word for piece in template.split() if "{" not in piece for word in _WORD.findall(piece)]
    return max(free or _WORD.findall(template), key=len, default="")


def backquoted(template: str) -> Iterator[bool]:
    """Of each field whether it stands between backquotes: what is typed is the same in every language."""
    quotes = 0
    for text, name, *_ in Formatter().parse(template):
        quotes += text.count("`")
        if name is not None:
            yield quotes % 2 == 1


def _is_sure(template: str, first: str) -> bool:
    """A field that stands first would take in whatever was said before."""
    return (
        not template.startswith("{")
        or fixed(template) >= TELLING
        or not any(pause in first for pause in _PAUSES[:-1])
    )


@lru_cache(maxsize=512)
def pattern(template: str) -> re.Pattern[str]:
    """Finds what was made from the template; its fields are `{0}`, `{1}` … in this order."""
    parts = (re.escape(text) + ("" if name is None else "(.*?)") for text, name, *_ in Formatter().parse(template))
    return re.compile("".join(parts))


@lru_cache(maxsize=len(LANGUAGES))
def language(code: str) -> Language:
    """Read once, when somebody speaks it: 20 ms on a desktop, and so a worker's business."""
    return Language(code)
