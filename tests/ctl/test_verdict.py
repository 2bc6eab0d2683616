"""After a commit: `trapctl` waits until the unit keeps its new settings, and says so if it does not."""

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
from trapd.console.requests import AskStatus, ConfigCommit, ConfigShow, Request
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
        self.asked = 0
        self.end: FarEnd
        self.operations = operations() | {
            ConfigCommit: self._commit,
            AskStatus: self._status,
            ConfigShow: self._show,
        }

    def _commit(self, session: Session, request: Request, reply: Reply) -> None:
        reply.done(Committed(settings=[WANTED], restarts=True))
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


def test_a_commit_is_done_when_the_unit_keeps_it(unit: Unit, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", unit.end.port, "config", "commit"]) == 0
    assert unit.asked > unit.looks
    assert capsys.readouterr().out.endswith("TINY-1 keeps these settings, and is armed\n")


def test_one_that_goes_back_is_told(unit: Unit, capsys: pytest.CaptureFixture[str]) -> None:
    unit.keeps = False
    assert main(["--port", unit.end.port, "config", "commit"]) == 1
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
