"""`trapctl ui` beside a desktop unit: keys pressed, screens read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from time import monotonic

import pytest
from beside_unit import Technician, technician
from far_end import far_end
from runs import DEADLINE_S
from textual.pilot import Pilot
from textual.widgets import DataTable, Static
from textual_image.widget import HalfcellImage

from trapd.console.desk import Reply, Session
from trapd.console.language import language
from trapd.console.replies import Failed
from trapd.console.requests import AskStatus
from trapd.ctl.client import Client
from trapd.ctl.finding import opener
from trapd.ctl.ui.app import TrapApp, trap_app
from trapd.ctl.ui.settings import Commit, Edit
from trapd.ctl.ui.status import StatusPane
from trapd.runtime.clock import FieldClock

LOOK_S = 0.1
SIZE = (100, 34)


class AtScreen:
    """Somebody before the app."""

    def __init__(self, app: TrapApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def sees(self, what: Callable[[], bool]) -> None:
        deadline = monotonic() + DEADLINE_S
        while not what():
            assert monotonic() < deadline, "it did not come onto the screen"
            await self.pilot.pause(LOOK_S)

    def status(self) -> str:
        return str(self.app.query_one(StatusPane).content)

    def cells(self, table: str) -> dict[str, list[str]]:
        """Rows by their first column."""
        shown = self.app.query_one(table, DataTable)
        rows = (shown.get_row_at(number) for number in range(shown.row_count))
        return {row[0]: row[1:] for row in rows}

    def said(self) -> str:
        return " | ".join(note.message for note in self.app._notifications)


def before_the_app(
    port: str,
    story: Callable[[AtScreen], Coroutine[None, None, None]],
    lang: str = "en",
    size: tuple[int, int] = SIZE,
) -> None:
    async def run() -> None:
        with Client(opener(port, None), FieldClock()) as unit:
            app = trap_app(unit, HalfcellImage, language(lang))
            async with app.run_test(size=size) as pilot:
                await story(AtScreen(app, pilot))

    asyncio.run(run())


@pytest.fixture(scope="module")
def at_unit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Technician]:
    with technician(tmp_path_factory.mktemp("unit")) as one:
        one.run.wait_for("armed")
        yield one


def test_status_and_orders(at_unit: Technician) -> None:
    async def story(at: AtScreen) -> None:
        await at.sees(lambda: "DESK-1 at KP-07" in at.status())
        await at.pilot.press("f6")
        await at.sees(lambda: "NOT armed" in at.status())
        await at.pilot.press("f5")
        await at.sees(lambda: "NOT armed" not in at.status())
        await at.pilot.press("f7")
        await at.sees(lambda: "technician" in at.said() or "gps" in at.said())

    before_the_app(at_unit.port, story)


@pytest.mark.filterwarnings("ignore:Image.Image.getdata:DeprecationWarning")  # textual-image on Pillow 13
def test_a_walk_and_a_picture(at_unit: Technician) -> None:
    async def story(at: AtScreen) -> None:
        await at.pilot.press("f2")
        await at.sees(lambda: any(int(row[1]) > 0 for row in at.cells("#sensors").values()))
        await at.pilot.press("f3", "f8")
        line = at.app.query_one("#sharpness", Static)
        await at.sees(lambda: "sharpness" in str(line.content) and "flash" in str(line.content))
        await at.sees(lambda: at.app.query_one("#picture", HalfcellImage).image is not None)
        await at.pilot.press("f1")
        await at.sees(lambda: "state        armed" in at.status())

    before_the_app(at_unit.port, story)


def test_a_russian_screen(at_unit: Technician) -> None:
    async def story(at: AtScreen) -> None:
        await at.sees(lambda: "DESK-1 на станции KP-07" in at.status())
        await at.pilot.press("f6")
        await at.sees(lambda: "НЕ ВЗВЕДЁН: снят со взвода техником" in at.status())
        await at.pilot.press("f5")
        await at.sees(lambda: "НЕ ВЗВЕДЁН" not in at.status())
        assert "Выход" in at.app.export_screenshot(), "the last key has room on the narrowest terminal"
        await at.pilot.press("f4")
        await at.sees(lambda: "plan.night.stills" in at.cells("#settings"))
        await at.pilot.click("#find")
        await at.pilot.press(*"night.st", "tab", "enter")
        await at.sees(lambda: isinstance(at.app.screen, Edit))
        assert "целое число от 0" in str(at.app.screen.query_one(".about", Static).content)
        await at.pilot.press("end", "x", "enter")
        await at.sees(lambda: "целое число" in at.said())

    before_the_app(at_unit.port, story, lang="ru", size=(80, 24))


def test_a_setting_is_found_edited_and_committed(at_unit: Technician) -> None:
    async def story(at: AtScreen) -> None:
        await at.pilot.press("f4")
        await at.sees(lambda: "plan.night.stills" in at.cells("#settings"))
        await at.pilot.click("#find")
        await at.pilot.press(*"night.st", "tab")
        assert [*at.cells("#settings")] == ["plan.night.stills"]
        await at.pilot.press("enter")
        await at.sees(lambda: isinstance(at.app.screen, Edit))
        await at.pilot.press("end", "backspace", "5", "enter")
        await at.sees(lambda: at.cells("#settings")["plan.night.stills"] == ["5", "pending"])
        await at.pilot.press("f9")
        await at.sees(lambda: isinstance(at.app.screen, Commit))
        await at.pilot.click("#commit")
        await at.sees(lambda: "DESK-1 keeps these settings" in at.said())
        await at.sees(lambda: at.cells("#settings")["plan.night.stills"] == ["5", "technician"])

    before_the_app(at_unit.port, story)
    assert value_at(at_unit, "plan.night.stills") == 5


def test_a_value_that_cannot_be_is_told_and_nothing_is_noted(at_unit: Technician) -> None:
    async def story(at: AtScreen) -> None:
        await at.pilot.press("f4")
        await at.sees(lambda: "plan.night.stills" in at.cells("#settings"))
        await at.pilot.click("#find")
        await at.pilot.press(*"night.st", "tab", "enter")
        await at.sees(lambda: isinstance(at.app.screen, Edit))
        await at.pilot.press("end", "x", "enter")
        await at.sees(lambda: "a whole number" in at.said())
        await at.pilot.press("enter")
        await at.sees(lambda: isinstance(at.app.screen, Edit))
        await at.pilot.press("escape")
        await at.sees(lambda: not isinstance(at.app.screen, Edit))

    before = value_at(at_unit, "plan.night.stills")
    before_the_app(at_unit.port, story)
    assert value_at(at_unit, "plan.night.stills") == before


def test_a_lost_line_is_told_and_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(session: Session, request: AskStatus, reply: Reply) -> None:
        reply.failed(Failed(why="not today"))

    with far_end({AskStatus: refuse}) as first, far_end({AskStatus: refuse}) as second:
        lines = iter([first.opener, second.opener])

        async def story() -> None:
            with Client(lambda: next(lines)(), FieldClock()) as unit:
                app = trap_app(unit, HalfcellImage, language("en"))
                async with app.run_test(size=SIZE) as pilot:
                    at = AtScreen(app, pilot)
                    await at.sees(lambda: "not today" in at.said())
                    trouble = app.query_one("#trouble", Static)
                    seen: list[str] = []
                    monkeypatch.setattr(trouble, "update", lambda text: seen.append(str(text)))
                    first.pull()
                    await at.sees(lambda: seen[-1:] == [""])
                    assert "plug the cable in" in seen[0]
                    assert not trouble.display

        asyncio.run(story())


def value_at(at_unit: Technician, name: str) -> object:
    """As the unit has it."""
    return at_unit.is_told("config", "get", name)[0]["value"]
