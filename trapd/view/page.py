"""The pieces of a page that stands in one file: nothing is fetched, it is dark where its reader has it dark, and a
screen reader gets words and tables for every plot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import count

STYLE = """
:root { color-scheme: light dark; --ink: #1c1e21; --paper: #fdfdfb; --rule: #c9ccd1; --soft: #f0f1ee }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --paper: #15171a; --rule: #43484f; --soft: #202327 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 64rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper) }
h1 { font-size: 1.35rem; margin: 0 } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem }
.answer { font-size: 1.2rem; line-height: 1.4; border-left: .3rem solid #2a9d6f; padding: .2rem 0 .2rem .8rem }
.answer.no { border-color: #c4473a }
figure { margin: 0; max-width: 32rem } figure svg { width: 100%; height: auto; display: block }
.beside { display: grid; gap: 1rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)) }
.beside > * { min-width: 0 }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-size: .9rem } caption { text-align: left; font-weight: 600 }
th, td { padding: .2rem .5rem; border-bottom: 1px solid var(--rule); text-align: right; vertical-align: top }
th:first-child, .words { text-align: left } td.words { min-width: 6rem } thead th { background: var(--soft) }
.units th, .units td { text-align: left }
summary { cursor: pointer; padding: .3rem 0 } footer { margin-top: 2rem; font-size: .85rem }
"""

DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
POINTER, ID = re.compile(r'(?:url\(|href=")#([^)"]+)'), re.compile(r' id="([^"]+)"')
"""In a drawing. Many stand in one page, and no name may be there twice."""


def page(title: str, parts: Iterable[str], lang: str = "en", style: str = "") -> str:
    """The whole file. `style` is added to that of all pages."""
    drawn = count(1)
    body = DRAWING.sub(lambda found: _named(found[0], f"p{next(drawn)}-"), "\n".join(parts))
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>{STYLE}{style}</style>\n'
        f"</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def text(words: str, tag: str = "p", kind: str = "") -> str:
    """A heading or a paragraph."""
    return f"<{tag}{f' class={kind!r}' if kind else ''}>{escape(words)}</{tag}>"


def section(title: str, *parts: str, beside: bool = False, id: str = "") -> str:
    """`beside`: in two columns where there is room; `id`: for links to it."""
    inside = "\n".join(parts)
    opened = f'<section id="{id}">' if id else "<section>"
    return f"{opened}\n{text(title, 'h2')}\n{f'<div class=beside>{inside}</div>' if beside else inside}\n</section>"


def plot(svg: str, alt: str) -> str:
    """`alt`: what it shows, for those who do not see it."""
    return f'<figure><div role="img" aria-label="{escape(alt)}">{svg}</div></figure>'


def table(caption: str, rows: Sequence[Sequence[str]], kind: str = "wide") -> str:
    """The first row is the head, the first column names the others; it scrolls where it is too wide. `kind` "wide
    units": a column for each unit, words and figures below each other."""
    head, *body = rows
    left = [any(_is_words(row[column]) for row in body) for column in range(len(head))]
    cells = "".join(
        f'<th scope="col"{_words(words)}>{escape(cell)}</th>' for cell, words in zip(head, left, strict=True)
    )
    lines = "".join(f"<tr>{_cells(row, left)}</tr>\n" for row in body)
    name = escape(caption)
    return (
        f'<div class="{kind}" role="region" aria-label="{name}" tabindex="0"><table><caption>{name}</caption>\n'
        f"<thead><tr>{cells}</tr></thead>\n<tbody>\n{lines}</tbody></table></div>"
    )


def folded(summary: str, *parts: str, opened: bool = False) -> str:
    """Opened by a tap."""
    inside = "\n".join(parts)
    return f"<details{' open' if opened else ''}><summary>{escape(summary)}</summary>\n{inside}\n</details>"


def _named(drawing: str, own: str) -> str:
    """With names of its own for what something in it points to, and no others."""
    wanted = set(POINTER.findall(drawing))
    drawing = ID.sub(lambda found: f' id="{own}{found[1]}"' if found[1] in wanted else "", drawing)
    return POINTER.sub(lambda found: found[0].replace("#", f"#{own}"), drawing)


def _cells(row: Sequence[str], left: Sequence[bool]) -> str:
    first, *others = (escape(cell) for cell in row)
    cells = (f"<td{_words(words)}>{cell}</td>" for cell, words in zip(others, left[1:], strict=True))
    return f'<th scope="row">{first}</th>' + "".join(cells)


def _words(left: bool) -> str:
    return ' class="words"' if left else ""


def _is_words(cell: str) -> bool:
    """Not a number, with its unit or without."""
    return any(map(str.isalpha, cell)) and not cell.lstrip("<>+-–")[:1].isdigit()
