"""After a commit or a rollback: `trapctl` waits until the unit keeps its settings, and says so if it does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from far_end import FarEnd, far_end
from willing_unit import STATUS, operations

from trapd.console.desk import Reply, Session
from trapd.console.replies import Committed, Failed, Setting
from trapd.console.requests import AskStatus, ConfigCommit, ConfigRollback, ConfigShow, Request
from trapd.ctl import verdict
from trapd.ctl.__main__ import main

WANTED = Setting(name="plan.night.stills", value=4, origin="technician")
PLAN = '[[units]]\nserial = "c0ffee"\nsettings.plan.night.stills = 4'


class Unit:
    """Commits, begins anew, and tries its settings for some looks."""

    def __init__(self) -> None:
        self.looks = 3
        """At its status until the verdict."""
        self.keeps = True
        self.restarts = True
        self.asked = 0
        self.end: FarEnd
        self.operations = operations() | {
            ConfigCommit: self._commit,
            ConfigRollback: self._commit,
            AskStatus: self._status,
            ConfigShow: self._show,
        }

    def _commit(self, session: Session, request: Request, reply: Reply) -> None:
        reply.done(Committed(settings=[WANTED], restarts=self.restarts))
        if self.restarts:
            self.end.restart()

    def _status(self, session: Session, request: Request, reply: Reply) -> None:
        self.asked += 1
        if self.asked == 2 and not self.keeps:
            reply.failed(Failed(why="greet first", code=64))  # it has just begun anew
        else:
            reply.done(msgspec.structs.replace(STATUS, on_trial=self.asked <= self.looks))

    def _show(self, session: Session, request: Request, reply: Reply) -> None:
        reply.done(msgspec.structs.replace(WANTED, value=4 if self.keeps else 3))


@pytest.fixture
def unit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Unit]:
    monkeypatch.setattr(verdict, "LOOK_S", 0.01)
    unit = Unit()
    with far_end(unit.operations) as unit.end:
        yield unit


DEEDS = pytest.mark.parametrize("deed", [["commit"], ["rollback", "--yes"]], ids=["commit", "rollback"])


@DEEDS
def test_it_is_done_when_the_unit_keeps_it(unit: Unit, deed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", unit.end.port, "config", *deed]) == 0
    assert unit.asked > unit.looks
    assert capsys.readouterr().out.endswith("TINY-1 keeps these settings, and is armed\n")


@DEEDS
def test_who_does_not_wait_is_not_told(unit: Unit, deed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", unit.end.port, "config", *deed, "--no-wait"]) == 0
    assert unit.asked == 0
    assert "starts anew with it" in capsys.readouterr().out


@DEEDS
def test_one_that_goes_back_is_told(unit: Unit, deed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    unit.keeps = False
    assert main(["--port", unit.end.port, "config", *deed]) == 1
    told = capsys.readouterr()
    assert "went back to its last good settings: plan.night.stills = 3" in told.err
    assert "armed" not in told.out.rpartition("is back")[2]


def test_one_that_never_decides_is_told(
    unit: Unit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(verdict, "VERDICT_S", 0.05)
    unit.looks = 10**6
    assert main(["--port", unit.end.port, "config", "commit"]) == 1
    assert "no verdict" in capsys.readouterr().err


def test_what_was_only_noted_needs_no_verdict(unit: Unit, capsys: pytest.CaptureFixture[str]) -> None:
    unit.restarts = False
    assert main(["--port", unit.end.port, "config", "rollback"]) == 0
    assert unit.asked == 0
    assert "is back" not in capsys.readouterr().out


def test_the_verdict_and_the_protocol_in_russian(
    unit: Unit, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "units.toml").write_text(PLAN)
    assert main(["--lang", "ru", "--port", unit.end.port, "config", "commit"]) == 0
    assert capsys.readouterr().out.endswith("TINY-1 принял эти настройки, взведён\n")
    unit.keeps, unit.asked = False, 0
    assert main(["--lang", "ru", "--port", unit.end.port, "config", "commit"]) == 1
    assert "прибор вернулся к прежним исправным настройкам: plan.night.stills = 3" in capsys.readouterr().err
    assert main(["--lang", "ru", "--port", unit.end.port, "apply", str(tmp_path / "units.toml")]) == 1
    kept = (tmp_path / "units.protocol.txt").read_text("utf-8")
    assert "TINY-1 (c0ffee)  ВЗВЕДЁН, но не по плану" in kept
    assert "  ПРОБЛЕМА   прибор вернулся к прежним исправным настройкам: plan.night.stills = 3" in kept
    assert "  в порядке  камера: " in kept


@pytest.mark.parametrize("keeps", [True, False])
def test_the_protocol_says_what_became_of_it(
    unit: Unit, tmp_path: Path, capsys: pytest.CaptureFixture[str], keeps: bool
) -> None:
    unit.keeps = keeps
    (tmp_path / "units.toml").write_text(PLAN)
    assert main(["--port", unit.end.port, "apply", str(tmp_path / "units.toml"), "--json"]) == (0 if keeps else 1)
    told = json.loads(capsys.readouterr().out)
    assert (told["in_order"], told["armed"]) == (keeps, True)
    kept = (tmp_path / "units.protocol.txt").read_text()
    assert ("ARMED, not as planned" in kept) != keeps
    assert ("PROBLEM    the unit went back to its last good settings: plan.night.stills = 3" in kept) != keeps
