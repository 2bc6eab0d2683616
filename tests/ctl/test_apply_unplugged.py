"""`trapctl apply`, and the cable comes out at every step: told, kept in the protocol, and the next unit may come."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from far_end import far_end

from trapd.console import replies
from trapd.console.desk import Operation, Reply, Session
from trapd.console.replies import Change, Committed, Difference, Said, Told
from trapd.console.requests import (
    Arm,
    ConfigCommit,
    ConfigDiff,
    ConfigSet,
    Hello,
    Request,
    SelfTest,
    SetPin,
    TellTime,
)
from trapd.ctl import client
from trapd.ctl.__main__ import main

CHANGE = Change(name="plan.night.stills", was=3, becomes=4)
ANSWERS: dict[type[Request], Told] = {
    TellTime: Said(text="taken"),
    SetPin: Said(text="set"),
    ConfigSet: Said(text="noted"),
    ConfigDiff: Difference(changes=[CHANGE], problem=None, expected="96 days", expected_now="99 days"),
    ConfigCommit: Committed(settings=[], restarts=False),
    SelfTest: Said(text="1 part"),
    Arm: Said(text="armed"),
}
STEPS = ["hello", *(str(request.__struct_config__.tag) for request in ANSWERS)]


def operation(told: Told) -> Operation:
    def answer(session: Session, request: Request, reply: Reply) -> None:
        if isinstance(request, SelfTest):
            reply.part(replies.Tested(part="camera", ok=True, text="a picture"))
        reply.done(told)

    return answer


@pytest.mark.parametrize("step", range(len(STEPS)), ids=STEPS)
def test_unplugged_at(
    step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for request in ANSWERS:
        monkeypatch.setitem(client.PATIENCE_S, request, 0.2)
    monkeypatch.setitem(client.PATIENCE_S, Hello, 0.2)
    monkeypatch.setattr(client, "GREETING_S", 0.2)
    monkeypatch.setattr("trapd.ctl.apply.SETTLES_S", 0.2)
    path = tmp_path / "units.toml"
    path.write_text('[[units]]\nserial = "c0ffee"\npin = "2684"\nsettings.plan.night.stills = 4')
    with far_end({request: operation(told) for request, told in ANSWERS.items()}) as end:
        # Nobody answers what is asked at this step, nor anything after it: a self-test has two frames.
        sent = itertools.count()
        silent_from = step + (step > STEPS.index("self-test"))
        end.fault = lambda frame: frame if next(sent) < silent_from else b""
        assert main(["--port", end.port, "apply", str(path), "--json"]) == 1
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    if STEPS[step] == "hello":
        assert told == []
        return
    [protocol] = told
    assert f"no answer to `{STEPS[step]}`" in protocol["problem"]
    assert (protocol["armed"], protocol["in_order"]) == (False, False)
    assert "PROBLEM" in (tmp_path / "units.protocol.txt").read_text()
