"""docs/trapctl.md names every command that there is, and none that is not."""

from __future__ import annotations

import re

import pytest
from runs import ROOT

from trapd.ctl.__main__ import main


def choices(words: list[str], capsys: pytest.CaptureFixture[str]) -> set[str]:
    """The commands that this help lists."""
    with pytest.raises(SystemExit):
        main([*words, "--help"])
    return set(re.findall(r"^    ([a-z][a-z-]+)  ", capsys.readouterr().out, re.MULTILINE))


def test_its_table(capsys: pytest.CaptureFixture[str]) -> None:
    rows = re.findall(r"^\| (`.*?`.*?) (?<!\\)\| ", (ROOT / "docs" / "trapctl.md").read_text("utf-8"), re.MULTILINE)
    told = {words.split()[0] for row in rows for words in re.findall(r"`(.*?)`", row)}
    deeds = choices(["config"], capsys)
    assert told - deeds == choices([], capsys)
    assert deeds - told <= {"show"}  # stands behind `config` itself
