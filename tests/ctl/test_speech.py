"""trapctl speaks the laptop's language, or the one that it is told to."""

from __future__ import annotations

import json
import locale
import re

import pytest
from far_end import far_end

from trapd.console.desk import Reply, Session
from trapd.console.replies import Failed, TimeTold
from trapd.console.requests import AskTime, Request
from trapd.ctl.__main__ import main
from trapd.ctl.speech import VARIABLES, of_laptop


def tell(session: Session, request: Request, reply: Reply) -> None:
    reply.done(TimeTold(utc_ns=0, utc_offset_min=600, source="technician", uncertainty_s=0.5, refused=None))


@pytest.fixture(autouse=True)
def no_word_of_the_laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(locale, "getlocale", lambda: (None, None))


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({}, "en"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C.UTF-8", "LC_ALL": "", "LC_MESSAGES": "ru"}, "ru"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_laptop_s_own(variables: dict[str, str], code: str) -> None:
    assert of_laptop(variables) == code


@pytest.mark.parametrize(
    ("said", "code"), [("Russian_Russia", "ru"), ("ru_RU", "ru"), ("English_United States", "en"), (None, "en")]
)
def test_windows_has_no_variables(said: str | None, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda: (said, "1251"))
    assert of_laptop({}) == code


def test_a_mac_s_locale_that_python_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise ValueError("unknown locale: UTF-8")

    monkeypatch.setattr(locale, "getlocale", refuse)
    assert of_laptop({}) == "en"


def test_an_answer_in_the_language_that_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with far_end({AskTime: tell}) as end:
        monkeypatch.setenv("LANG", "ru_RU.UTF-8")
        assert main(["--port", end.port, "time"]) == 0
        assert "источник: техник" in capsys.readouterr().out
        assert main(["--port", end.port, "--lang", "en", "time"]) == 0
        assert "from a technician" in capsys.readouterr().out
        assert main(["--port", end.port, "time", "--json", "--lang=ru"]) == 0
        assert json.loads(capsys.readouterr().out)["source"] == "technician"


def test_a_refusal_of_the_unit_is_told_in_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(session: Session, request: Request, reply: Reply) -> None:
        reply.failed(Failed(why="there is no card to empty: the card is gone", code=69))

    with far_end({AskTime: refuse}) as end:
        assert main(["--lang", "ru", "--port", end.port, "time"]) == 69
    assert capsys.readouterr().err.startswith("trapctl: очищать нечего, карты нет")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--lang", "ru"], "не хватает: COMMAND"),
        (["--lang", "ru", "logs", "--count", "0"], "от 1 до 100000; как – `trapctl logs --help`"),
        (["--lang", "ru", "find", "more"], "лишнее: `more`"),
        (["--lang", "ru", "apply", "/nowhere/units.toml"], "такого файла нет; папки /nowhere тоже нет"),
        (["--lang", "ru", "--port", "/dev/none", "status"], "/dev/none не открывается"),
        (["--lang", "tlh", "find"], "argument --lang: invalid choice"),
        (["find", "--lang"], "expected one argument"),
    ],
)
def test_what_is_wrong_with_the_line(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) in (64, 69, 78)
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


@pytest.mark.parametrize("words", [[], ["config"], ["fetch"], ["config", "commit"]])
def test_its_help(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--lang", "ru", *words, "--help"])
    usage, about, *lists = re.split(r"\n\n+", capsys.readouterr().out)
    assert usage.startswith("вызов: trapctl")
    entries = [entry for part in lists for entry in re.findall(r"^ +\S.*?   *\S.*", part, re.MULTILINE)]
    assert len(entries) > 4
    assert [entry for entry in (about, *entries) if not re.search("[а-я]", entry)] == []
