"""argparse in the laptop's language; what is wrong with the line is raised."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, NoReturn

from trapd.console.language import Language
from trapd.core.errors import WrongUse


class Parser(argparse.ArgumentParser):
    """Its texts are English ones of the catalog, translated as they are shown. To be made by `speaking`."""

    language: Language
    """Of the class: argparse makes the parsers of the commands by itself."""

    def __init__(self, **more: Any) -> None:
        super().__init__(formatter_class=partial(Help, self.language), allow_abbrev=False, add_help=False, **more)
        self.add_argument("-h", "--help", action="help", help="this help")

    def parse_args(  # type: ignore[override]  # which has overloads for namespaces that nobody gives
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> Any:
        """What was typed stands between backquotes: it is the same in every language."""
        known, rest = self.parse_known_args(args, namespace)
        if rest:
            self.error(f"unrecognized arguments: `{' '.join(rest)}`")
        return known

    def error(self, message: str) -> NoReturn:
        raise WrongUse(f"{message}; `{self.prog} --help` shows how")


class Help(argparse.HelpFormatter):
    """What `--help` shows."""

    def __init__(self, language: Language, prog: str, **more: Any) -> None:
        super().__init__(prog, **more)
        self._language = language

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        _ = self._language
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        super().start_section(heading and self._language(heading))

    def add_text(self, text: str | None) -> None:
        super().add_text(text and self._language(text))

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return action.help and self._language(action.help)


def speaking(language: Language) -> type[Parser]:
    """The parser, and those of its commands, in this language."""

    class Speaking(Parser):
        pass

    Speaking.language = language
    return Speaking
