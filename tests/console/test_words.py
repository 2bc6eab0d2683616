"""What a unit tells, as lines: whatever it is, narrow and whole."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trapd.console import replies as t
from trapd.console.language import LANGUAGES, language
from trapd.console.words import Words

KINDS = t.AnyTold.__args__
FIGURES = st.floats(allow_nan=False, allow_infinity=False, width=32)
COUNTS = st.integers(0, 10**12)
MOMENTS = st.integers(0, 2**62)


def values(name: str, kind: Any) -> st.SearchStrategy[Any]:
    """Of one field, as wild as its type lets it be."""
    if name.endswith("_ns"):
        return MOMENTS
    if name == "utc_offset_min":
        return st.integers(-720, 840)
    if name == "changes":
        return st.lists(st.builds(t.Change, st.text(), st.text(), st.none() | COUNTS), max_size=4)
    if name == "settings":
        return st.lists(st.builds(t.Setting, name=st.text(), value=st.text(), origin=st.just("profile")), max_size=4)
    if name == "value":
        return st.one_of(st.none(), st.text(), COUNTS, st.booleans(), st.lists(st.text(), max_size=3))
    return st.from_type(kind) if kind is not float else FIGURES


def told(kind: type[t.Told]) -> st.SearchStrategy[t.Told]:
    fields = msgspec.structs.fields(kind)
    return st.builds(kind, **{field.name: values(field.name, field.type) for field in fields})


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(LANGUAGES), st.one_of(*map(told, KINDS)))
def test_whatever_is_told_is_narrow_and_printable(code: str, said: t.Told) -> None:
    for row in Words(language(code), 600).lines(said):
        assert len(row) < 80
        assert row.isprintable()


EN = Words(language("en"), 600)


@pytest.mark.parametrize(
    ("said", "rows"),
    [
        (t.Tested(part="camera", ok=True, text="fine"), ["camera       fine"]),
        (t.Tested(part="card", ok=False, text="gone"), ["card         FAILED: gone"]),
        (t.Line(mono_ns=1_500_000_000, utc_ns=None, event="x", text="early"), ["+1.5 s       early"]),
        (
            t.Setting(name="plan.day.clip", value=True, origin="technician", about="Yes or no (true or false)"),
            ["plan.day.clip = true   (set here)", "    Yes or no (true or false)"],
        ),
        (t.FileTold(name="KP-07/a.jpg", size=1_234_567, sha256="", utc_ns=None, media="still", trigger="motion"),
         ["KP-07/a.jpg  1.2 MB"]),
        (t.FilesTold(count=0, left=0), ["no more pictures"]),
        (t.FilesTold(count=20, left=380), ["380 more; `files after NAME` goes on"]),
        (
            t.Difference(
                changes=[t.Change("unit.side", None, "left")], problem="no", expected=None, expected_now=None
            ),
            ["unit.side: none -> left", "cannot be committed: no"],
        ),
        (t.Offloading(state=None), ["no disk was plugged in"]),
        (
            t.BriefTold(
                unit="U-1", firmware="0.1.0", armed=True, battery_v=7.2, charge=None, card_free_mb=12, card_why=None
            ),
            ["unit         U-1, trapd 0.1.0", "state        armed", "battery      7.20 V", "card         12 MB free"],
        ),
    ],
)  # fmt: skip
def test_each_reads_like_a_line_of_a_notebook(said: t.Told, rows: list[str]) -> None:
    assert EN.lines(said) == rows
