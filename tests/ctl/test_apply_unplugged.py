"""`trapctl apply`, and the cable comes out at every step: told, kept in the protocol, and the next unit may come."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from far_end import far_end
from willing_unit import ANSWERS, operations

from trapd.console.requests import Hello
from trapd.ctl import asked, client
from trapd.ctl.__main__ import main

REQUESTS = [Hello, *ANSWERS]
STEPS = [str(request.__struct_config__.tag) for request in REQUESTS]


@pytest.mark.parametrize("step", range(len(STEPS)), ids=STEPS)
def test_unplugged_at(
    step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for request in REQUESTS[step:]:
        monkeypatch.setitem(asked.PATIENCE_S, request, 0.2)
    monkeypatch.setattr(client, "GREETING_S", 0.2)
    monkeypatch.setattr("trapd.ctl.apply.SETTLES_S", 0.2)
    path = tmp_path / "units.toml"
    path.write_text('[[units]]\nserial = "c0ffee"\npin = "2684"\nsettings.plan.night.stills = 4')
    with far_end(operations()) as end:

        def out(frame: bytes) -> bytes:
            """Nobody answers what is asked at this step, nor anything after it."""
            return b"" if any(json.loads(one.body or b"{}").get("ask") == STEPS[step] for one in end.heard) else frame

        end.fault = out
        assert main(["--port", end.port, "apply", str(path), "--json"]) == 1
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    if STEPS[step] == "hello":
        assert told == []
        return
    [protocol] = told
    assert f"no answer to `{STEPS[step]}`" in protocol["problem"]
    assert protocol["armed"] == (STEPS[step] == "config-show")  # it was armed by then
    assert not protocol["in_order"]
    assert "PROBLEM" in (tmp_path / "units.protocol.txt").read_text()
