"""A commit in `trapctl ui` is seen through: the screen goes on meanwhile, and the verdict is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from far_end import far_end
from test_app import SIZE, AtScreen
from test_verdict import Unit
from textual_image.widget import HalfcellImage

from trapd.console.language import language
from trapd.ctl.client import Client
from trapd.ctl.ui import app as ui
from trapd.ctl.ui import trial
from trapd.ctl.ui.settings import Commit
from trapd.runtime.clock import FieldClock


@pytest.fixture
def unit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Unit]:
    monkeypatch.setattr(ui, "LOOK_S", 0.01)
    unit = Unit()
    with far_end(unit.operations) as unit.end:
        yield unit


def commit(unit: Unit, verdict: str) -> None:
    """Until this is told."""

    async def story() -> None:
        with Client(unit.end.opener, FieldClock()) as client:
            async with ui.trap_app(client, HalfcellImage, language("en")).run_test(size=SIZE) as pilot:
                at = AtScreen(pilot.app, pilot)
                await at.sees(lambda: "TINY-1" in at.status())
                await pilot.press("f9")
                await at.sees(lambda: isinstance(pilot.app.screen, Commit))
                unit.asked = 0
                await pilot.press("enter")
                await at.sees(lambda: verdict in at.said())

    asyncio.run(story())


def test_the_unit_keeps_it(unit: Unit) -> None:
    commit(unit, "TINY-1 keeps these settings, and is armed")
    assert unit.asked > unit.looks


def test_the_unit_goes_back(unit: Unit) -> None:
    unit.keeps = False
    commit(unit, "the unit went back to its last good settings: plan.night.stills = 3")


def test_the_unit_does_not_decide(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "VERDICT_S", 0.1)
    unit.looks = 10**6
    commit(unit, "no verdict")
