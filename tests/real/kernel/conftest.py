"""A unit for every test, from one snapshot."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import snapshot
from machine import Machine

HERE = Path(__file__).parent
LINES = 60
"""Of a unit's journal, with a test that failed."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("real")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures that tests measured on their way."""
    for report in terminalreporter.getreports("passed"):
        for what, figure in report.user_properties:
            terminalreporter.write_line(f"{what}: {figure}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Function) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What the unit said of itself stands with the failure: the machine is gone with the run."""
    report = yield
    if report.when == "call" and report.failed:
        for unit in item.funcargs.values():
            machine = getattr(unit, "machine", unit)
            if isinstance(machine, Machine):
                with suppress(Exception):
                    journal = machine.run(f"journalctl --boot --output short-monotonic --lines {LINES}").text
                    report.sections.append(("the unit's journal", journal))
    return report


@pytest.fixture(scope="session")
def armed() -> Path:
    """The folder of the snapshot; the first time it takes some minutes."""
    return snapshot.snapshot()


@pytest.fixture
def unit(armed: Path, tmp_path: Path) -> Iterator[Machine]:
    """A unit of this test's own, armed."""
    machine = snapshot.start(armed, tmp_path)
    yield machine
    machine.cut_power()
    for disk in tmp_path.glob("*.qcow2"):
        disk.unlink()


@pytest.fixture(scope="module")
def shared_unit(armed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """One for the tests of a file that leave it as it was."""
    folder = tmp_path_factory.mktemp("unit")
    machine = snapshot.start(armed, folder)
    yield machine
    machine.cut_power()
    shutil.rmtree(folder)
