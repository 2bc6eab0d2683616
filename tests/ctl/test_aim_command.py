"""The picture to aim by: in a file, in a terminal, of both units of a pair."""

from __future__ import annotations

import fcntl
import io
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from far_end import FarEnd, far_end
from PIL import Image
from runs import ROOT, hear

from trapd.console.desk import Operation, Reply, Session
from trapd.console.replies import Looked
from trapd.console.requests import Aim
from trapd.ctl.__main__ import main
from trapd.ctl.picture import GAP_PX, side_by_side


def jpeg(colour: str, width: int = 64, height: int = 36) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


def looks(data: bytes, sharpness: float) -> Operation:
    def look(session: Session, request: Aim, reply: Reply) -> None:
        reply.data(data)
        reply.done(
            Looked(
                width=64,
                height=36,
                sharpness=sharpness,
                brightness=0.4,
                exposure_us=8_000,
                gain=1.5,
                flash=request.flash,
                night=False,
                size=len(data),
            )
        )

    return look


def named(end: FarEnd, name: str) -> FarEnd:
    end.name = name
    return end


def test_both_units_of_a_pair(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    red, blue = jpeg("red"), jpeg("blue")
    with far_end({Aim: looks(red, 12.0)}) as left, far_end({Aim: looks(blue, 34.5)}) as right:
        named(left, "LEFT"), named(right, "RIGHT")
        out = tmp_path / "pair.jpg"
        ports = ["--port", left.port, "--port", right.port]
        assert main([*ports, "aim", "--once", "--flash", "--out", str(out)]) == 0
        told = capsys.readouterr()
        assert [line.split()[:3] for line in told.out.splitlines()] == [
            ["LEFT", "sharpness", "12.0"],
            ["RIGHT", "sharpness", "34.5"],
        ]
        assert (tmp_path / "pair-LEFT.jpg").read_bytes() == red
        assert (tmp_path / "pair-RIGHT.jpg").read_bytes() == blue
        page = (tmp_path / "pair.html").read_text()
        assert "pair-LEFT.jpg" in page
        assert "pair-RIGHT.jpg" in page
        assert main([*ports, "aim", "--once", "--json", "--out", str(out)]) == 0
        assert [json.loads(line)["unit"] for line in capsys.readouterr().out.splitlines()] == ["LEFT", "RIGHT"]


def test_side_by_side_as_high_as_the_first() -> None:
    whole = side_by_side({"LEFT": jpeg("red", 64, 36), "RIGHT": jpeg("blue", 128, 72)})
    assert whole.size == (64 + GAP_PX + 64, 36)


def shown_by(answer: str) -> str:
    """What `trapctl aim --once` writes to a terminal that answers so when it is asked what it is.

    The answer waits already: textual-image waits for it a tenth of a second, and this machine may be busy.
    """
    with far_end({Aim: looks(jpeg("red"), 12.0)}) as end:
        near, far = pty.openpty()
        fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 800, 480))
        os.write(near, answer.encode())
        with subprocess.Popen(
            [sys.executable, "-m", "trapd.ctl", "--port", end.port, "aim", "--once"],
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLORTERM": "truecolor"},
            stdin=far,
            stdout=far,
            stderr=far,
        ) as command:
            os.close(far)
            heard = hear(near)
            assert command.wait() == 0, heard
        os.close(near)
    assert "sharpness 12.0" in heard
    return heard


def test_in_a_terminal_without_graphics_there_is_half_a_character_a_pixel() -> None:
    """And the file as well, to focus by."""
    heard = shown_by("")
    assert "▀" in heard
    assert "file:///" in heard


def test_in_a_terminal_with_sixels() -> None:
    """A VT220, 62, with sixels, 4."""
    heard = shown_by("\x1b[?62;4c")
    assert "\x1bP" in heard
    assert "file:///" not in heard


def test_in_kitty() -> None:
    """No sixels; but its own graphics, when it is asked for them."""
    heard = shown_by("\x1b[?62c\x1b_Gi=31;OK\x1b\\")
    assert "\x1b_Ga=p" in heard
    assert "file:///" not in heard
