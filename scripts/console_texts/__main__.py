"""Collects, merges, compiles; or checks that all of it was done."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import trapd
from console_texts.sentences import sentences
from trapd.console.language import LANGUAGES, LOCALES, SENTENCES

ROOT = Path(trapd.__file__).parent
OURS = ("console/*.py", "commands/safe.py", "ctl/*.py", "ctl/ui/*.py", "view/survey/*.py")
"""Where texts are marked for gettext."""
UNSAID = tuple(
    f'"{key}'.encode() for key in ("POT-C", "PO-R", "Project", "Report", "Last-", "Language-T", "Generated")
)
"""Lines of a header that tell nothing, or change by themselves."""
NEVER = datetime(2026, 1, 1, tzinfo=UTC)
"""The same texts make the same file at any time."""
KEYWORDS = {"_": None, "N_": None, "later": None, "plural": (1, 2)}


def collected() -> Catalog:
    """Every text and sentence there is."""
    catalog = Catalog(project="trapd", charset="utf-8")
    for file in sorted(file for glob in OURS for file in ROOT.glob(glob)):
        for _, text, _, _ in extract_from_file("python", file, keywords=KEYWORDS):
            catalog.add(text)
    for sentence in sentences(ROOT):
        catalog.add(sentence)
    return catalog


def merged(code: str) -> Catalog:
    """What is translated, brought up to what there is."""
    path = po(code)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=code)
    else:
        catalog = Catalog(locale=code, charset="utf-8")
    catalog.header_comment = f"# Texts in {code}; scripts/texts keeps it."
    catalog.fuzzy = False
    catalog.update(collected(), no_fuzzy_matching=True, keep_user_comments=False)
    catalog.obsolete.clear()
    catalog.creation_date = catalog.revision_date = NEVER
    return catalog


def po(code: str) -> Path:
    return LOCALES / code / "LC_MESSAGES" / "trapd.po"


def as_po(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=118, sort_output=True, no_location=True, omit_header=False)
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(UNSAID))


def as_mo(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def as_list() -> bytes:
    return "".join(f"{sentence}\n" for sentence in sentences(ROOT)).encode()


def faults(catalog: Catalog) -> Iterator[str]:
    """One line each."""
    for message in catalog:
        if not message.id:
            continue
        first = message.id if isinstance(message.id, str) else message.id[0]
        said = [message.string] if isinstance(message.string, str) else list(message.string or ())
        if not said or not all(said):
            yield f"not translated: {first!r}"
        elif message.fuzzy:
            yield f"fuzzy: {first!r}"
        elif any(fields(text) != fields(first) for text in said):
            yield f"other fields than the English text has: {first!r}"
        elif any(edges(text) != edges(first) for text in said):
            yield f"blanks at its edges differ: {first!r}"


def fields(text: str) -> set[str]:
    """Names of what is filled in."""
    return {name for _, name, *_ in Formatter().parse(text) if name is not None}


def edges(text: str) -> tuple[int, int]:
    """Blanks before and behind."""
    return len(text) - len(text.lstrip()), len(text) - len(text.rstrip())


def languages() -> Iterator[tuple[str, Catalog]]:
    return ((code, merged(code)) for code in LANGUAGES if code != "en")


def written(code: str, catalog: Catalog) -> dict[Path, bytes]:
    """Files and what belongs into them."""
    return {po(code): as_po(catalog), po(code).with_suffix(".mo"): as_mo(catalog), SENTENCES: as_list()}


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/texts", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    wrong = []
    for code, catalog in languages():
        for path, content in written(code, catalog).items():
            if check and (not path.exists() or path.read_bytes() != content):
                wrong.append(f"{path.relative_to(ROOT.parent)} is stale: run scripts/texts")
            elif not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        wrong += [f"{code}: {fault}" for fault in faults(catalog)]
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
