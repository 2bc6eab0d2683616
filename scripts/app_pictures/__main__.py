"""Drives the app as a technician would, beside a desktop unit, and keeps what stands on its screen."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import DataTable, Static
from textual_image.widget import HalfcellImage

from trapd.console.language import LANGUAGES, language
from trapd.ctl.client import Client
from trapd.ctl.finding import opener
from trapd.ctl.ui.app import TrapApp, trap_app
from trapd.ctl.ui.status import StatusPane
from trapd.runtime.clock import FieldClock

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"
STARTS = "2026-06-20T10:40:00+10:00"
SIZE = (84, 26)
LONGEST_S = 120


@contextmanager
def unit() -> Iterator[str]:
    """A desktop unit's port."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "trapd",
            "run",
            str(ROOT / "hw_profiles/desktop.toml"),
            "--json",
            "--starts",
            STARTS,
        ]
        environment = os.environ | {"XDG_STATE_HOME": folder}
        with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as run:
            assert run.stdout is not None
            events = map(json.loads, run.stdout)
            yield next(event["port"] for event in events if event["event"] == "console")
            run.terminate()
            for _ in events:
                """It says goodbye."""


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    for _ in range(LONGEST_S * 5):
        if holds():
            break
        await pilot.pause(0.2)
    else:
        raise SystemExit("it did not come onto the screen")
    await pilot.pause(0.5)


async def pictures(port: str, code: str) -> None:
    _ = language(code)
    with Client(opener(port, None), FieldClock()) as client:
        app = trap_app(client, HalfcellImage, _)
        async with app.run_test(size=SIZE) as pilot:
            line = app.query_one("#sharpness", Static)
            await until(pilot, lambda: _("gps") + " ±" in str(app.query_one(StatusPane).content))
            await pilot.press("f2")
            await until(pilot, lambda: app.query_one("#sensors", DataTable).row_count > 1)
            keep(app, "walk-test", code)
            await pilot.press("f3")
            await until(pilot, lambda: "%" in str(line.content))
            keep(app, "picture", code)
            await pilot.press("f1")
            await pilot.pause(3)
            keep(app, "status", code)
            await pilot.press("f4")
            await until(pilot, lambda: app.query_one("#settings", DataTable).row_count > 9)
            await pilot.click("#find")
            await pilot.press(*"night")
            await pilot.press("tab")
            keep(app, "settings", code)
            await pilot.press("down", "down", "down", "enter")
            await pilot.pause(0.5)
            await pilot.press("end", "backspace", "5", "enter")
            await pilot.pause(1)
            await pilot.press("f9")
            await until(pilot, lambda: len(app.screen_stack) > 1)
            keep(app, "commit", code)


def keep(app: TrapApp, name: str, code: str) -> None:
    app.clear_notifications()
    picture = re.sub(r"@font-face \{.*?\}", "", app.export_screenshot(), flags=re.DOTALL)  # of somebody else's server
    (IMAGES / f"trapctl-{name}{'' if code == 'en' else f'.{code}'}.svg").write_text(picture)


for code in LANGUAGES:
    with unit() as port:
        asyncio.run(pictures(port, code))
