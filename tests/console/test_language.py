"""English and Russian: every text in both, and what the core says as well."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from console_texts.__main__ import KEYWORDS, OURS, faults, fields, merged, written
from console_texts.sentences import templates
from hypothesis import given, settings
from hypothesis import strategies as st

import trapd
from trapd.console.language import SENTENCES, language, mark, pattern

CORE = Path(trapd.__file__).parent / "core"
EN, RU = language("en"), language("ru")


def test_no_text_is_missing_or_says_other_things() -> None:
    assert list(faults(merged("ru"))) == []


def test_what_is_in_the_package_is_what_scripts_texts_would_write() -> None:
    stale = [path.name for path, content in written("ru", merged("ru")).items() if path.read_bytes() != content]
    assert stale == []


def blocks() -> list[str]:
    """Every reason that holds a unit back, from the source: the last word of each `block(…)` and `hold(…)`."""
    found = []
    for file in sorted(CORE.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(func=ast.Attribute(attr="block"), args=[_, why]):
                    found += templates(ast.Expression(why))
    return found


def test_every_reason_that_holds_a_unit_back_is_told_in_russian() -> None:
    reasons = blocks()
    assert "disarmed by the technician" in reasons or len(reasons) > 3
    for reason in reasons:
        said = RU.told(reason.format(*("7" for _ in fields(reason))))
        assert not any(letter.isascii() and letter.isalpha() for letter in said.replace("°C", "")), said


@pytest.mark.parametrize(
    ("said", "russian"),
    [
        ("not armed: the arm switch is off", "не взведён: выключатель в положении «выкл.»"),
        ("not now: card: the card /media/x is gone: put it in, and see that it is mounted",
         "не сейчас: карта: карта /media/x отсутствует: вставьте её и проверьте, что она подключена"),
        ("12 of 400 pictures copied and read back, 3 deleted from the card",
         "скопировано и проверено 12 из 400 снимков, удалено с карты: 3"),
        ("forbidden: 5 °C, and li-ion is charged from 0 °C on", "запрещена: 5 °C, а li-ion заряжают от 0 °C"),
        ("a whole number from 0 to 100, in milliseconds", "целое число от 0 до 100, миллисекунды"),
        ("7.26 V, 50% charged ± 5%, 0.6 days (0.4–0.8) left", "7.26 В, заряд 50% ± 5%, хватит на 0.6 дн. (0.4–0.8)"),
        ("motion left -> no shot: the sensor warms up", "движение: left -> съёмки нет: датчик прогревается"),
        ("FAULT gps: no receiver on /dev/ttyS0: No such device; check its plug and gps.port",
         "СБОЙ: приёмник: нет приёмника на /dev/ttyS0: No such device; проверьте разъём и gps.port"),
        ("22 fixes, ±5.3 m", "отсчётов: 22, ±5.3 м"),
        ("96 days (80–115), 41,000 pictures", "96 дн. (80–115), снимков 41 000"),
        ("", ""),
        ("nobody ever said that", "nobody ever said that"),
    ],
)  # fmt: skip
def test_what_the_core_says_is_said_in_russian(said: str, russian: str) -> None:
    assert RU.told(said) == russian
    assert EN.told(said) == said


def test_numbers_have_their_cases() -> None:
    for number, word in ((1, "снимок"), (3, "снимка"), (5, "снимков"), (11, "снимков"), (21, "снимок")):
        assert RU.plural("{number} still", "{number} stills", number) == f"{number} {word}"


def test_every_template_finds_what_was_made_from_it() -> None:
    for template in SENTENCES.read_text("utf-8").splitlines():
        if "{" in template:
            made = template.format(*range(20))
            assert pattern(template).fullmatch(made)
            assert mark(template) in made


@settings(deadline=None)
@given(st.text(max_size=400))
def test_whatever_is_said_is_told(said: str) -> None:
    assert isinstance(RU.told(said), str)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(SENTENCES.read_text("utf-8").splitlines()), max_size=12).map("; ".join))
def test_a_long_chain_of_sentences_is_told_in_a_moment(said: str) -> None:
    assert isinstance(RU.told(said.replace("{", "").replace("}", "")), str)


def test_what_is_typed_stays_as_it_is() -> None:
    """`time` is a command there, and no time."""
    told = RU.told("the following arguments are required: NAME; `trapctl time --help` shows how")
    assert told == "не хватает: NAME; как – `trapctl time --help`"


def test_no_marked_text_stands_within_an_f_string() -> None:
    """What collects the texts does not look there before Python 3.12."""
    hidden = [
        f"{file.name}: {ast.unparse(call)}"
        for glob in OURS
        for file in Path(trapd.__file__).parent.glob(glob)
        for outer in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(outer, ast.JoinedStr)
        for call in ast.walk(outer)
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) in KEYWORDS
        and any(isinstance(text, ast.Constant) for text in call.args)
    ]
    assert hidden == []
