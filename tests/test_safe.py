"""`trapd safe`: whatever is wrong with the unit, somebody answers on the line."""

from __future__ import annotations

import os
import pty
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from heard import NoLock
from notify_socket import NotifySocket, ended, started
from runs import DESKTOP, hear
from typist import Typist

from trapd.commands import safe
from trapd.config.profile import Console
from trapd.console.replies import SafeTold
from trapd.console.safe_mode import GREETING, SAFE_COMMANDS, SafeMode
from trapd.runtime import pin

FAILED = {
    "MONITOR_UNIT": "trapd.service",
    "MONITOR_SERVICE_RESULT": "exit-code",
    "MONITOR_EXIT_CODE": "exited",
    "MONITOR_EXIT_STATUS": "78",
}
"""What systemd tells a unit that it starts by `OnFailure=`."""


@pytest.fixture
def line(tmp_path: Path) -> Iterator[tuple[int, str]]:
    """A serial port: the technician's end, and the name of the unit's."""
    near, far = pty.openpty()
    tty.setraw(far)
    yield near, os.ttyname(far)
    os.close(near)
    os.close(far)


def settings(folder: Path, port: str, key: str) -> Path:
    """A profile that names this port, with `camera.width` replaced by the key."""
    path = folder / "unit.toml"
    text = DESKTOP.read_text().replace("width = 1920", key)
    path.write_text(text.replace('[console]\nbackend = "linux"', f'[console]\nbackend = "linux"\nport = "{port}"'))
    return path


def ask(line: int, word: str, until: str) -> str:
    """What is answered, in one row."""
    os.write(line, f"{word}\r".encode())
    return " ".join(hear(line, until).split())


def test_a_wrong_profile_is_told_mended_and_left_behind(tmp_path: Path, line: tuple[int, str]) -> None:
    near, port = line
    wrong = settings(tmp_path, port, "widht = 1920")
    with NotifySocket(tmp_path) as systemd, started(systemd, tmp_path, "safe", wrong, **FAILED) as process:
        systemd.wait_for("READY=1")
        assert "widht" in systemd.wait_for("STATUS=safe mode, not armed: ")
        systemd.wait_for("WATCHDOG=1")
        told = ask(near, "status", "type `arm`")
        assert "SAFE MODE" in told
        assert "trapd.service could not be kept running: exit-code (exited 78)" in told
        assert "unknown key camera.widht; did you mean width?" in told
        assert "next try in 60 min" in told
        assert "mend this first" in ask(near, "arm", "widht")
        settings(tmp_path, port, "width = 1920")
        assert "settings in order" in ask(near, "status", "next try")
        ask(near, "arm", "the whole unit starts")
        assert process.wait(60) == 0
        systemd.wait_for("STOPPING=1")


def test_it_ends_for_another_try_when_nobody_came(
    tmp_path: Path, line: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe, "STAYS_NS", 1_000_000)
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert safe.safe(settings(tmp_path, line[1], "width = 1920")) == 0


def test_a_unit_with_a_pin_asks_for_it_in_safe_mode_too(tmp_path: Path, line: tuple[int, str]) -> None:
    wrong = settings(tmp_path, line[1], "widht = 1920")
    kept = tmp_path / "state" / "trapd" / "DESK-1" / pin.FILE
    pin.choose(kept, "492817")
    with NotifySocket(tmp_path) as systemd, started(systemd, tmp_path, "safe", wrong) as process:
        systemd.wait_for("READY=1")
        assert "`unlock`" in ask(line[0], "status", "`unlock`")
        assert "wrong PIN" in ask(line[0], "unlock 000000", "before a lock")
        ask(line[0], "unlock 492817", "unlocked")
        assert "camera.widht" in ask(line[0], "status", "next try")
        assert ended(process) == 0


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("", "trapd is here, in safe mode: type `help` for the commands"),
        ("shot", "`shot` is for the whole unit, and this is safe mode: type `status`, or `arm`"),
        ("disarm", "`disarm` is for the whole unit, and this is safe mode: type `status`, or `arm`"),
        ("stauts", "there is no command `stauts`: did you mean `status`? Otherwise type `help` for the commands"),
        ("help shot", "there is no command `shot`: type `help` for the commands"),
    ],
)
def test_every_line_is_answered(word: str, answer: str) -> None:
    assert " ".join(at_the_line().says(word)) == answer
    assert [line.split()[0] for line in at_the_line().says("help")] == [
        "status",
        "arm",
        "unlock",
        "lock",
        "lang",
        "help",
    ]


def test_it_speaks_russian_as_well() -> None:
    unit = at_the_line()
    unit.says("lang ru")
    assert unit.says("shot") == ["в аварийном режиме нет `shot`: введите `status` или `arm`"]
    assert unit.says("status") == [
        "состояние    АВАРИЙНЫЙ РЕЖИМ, не взведён: съёмки нет, камера и вспышка",
        "             выключены",
        "настройки    в порядке",
        "след. запуск сам через 1 мин или сейчас: введите `arm`",
    ]
    assert unit.says("arm") == [
        "аварийный режим окончен, прибор запускается: чуть позже введите `status`",
    ]


def at_the_line() -> Typist:
    unit = SafeMode(
        "UNIT-17", "0.1.0", NoLock(), lambda: SafeTold(why=None, problem=None, next_try_s=60), lambda: None
    )
    return Typist(unit.operations(), commands=SAFE_COMMANDS, greeting=GREETING)


def test_a_port_that_is_not_there_is_waited_for(tmp_path: Path, line: tuple[int, str]) -> None:
    near, name = line
    port = tmp_path / "ttyGS0"
    unit = settings(tmp_path, str(port), "width = 1920")
    with NotifySocket(tmp_path) as systemd, started(systemd, tmp_path, "safe", unit) as process:
        systemd.wait_for("READY=1")
        assert "ttyGS0 cannot be opened" in systemd.wait_for("STATUS=safe mode, not armed: started by hand; ")
        port.symlink_to(name)
        systemd.forget()
        assert systemd.wait_for("STATUS=").endswith(f"console at {port}")
        assert "SAFE MODE" in ask(near, "status", "type `arm`")
        assert ended(process) == 0


class TestTheLineThatIsUsed:
    """The profile's own, as far as it can be read."""

    def test_that_of_a_profile_which_is_wrong_elsewhere(self, tmp_path: Path) -> None:
        wrong = settings(tmp_path, "/dev/ttyAMA0", "width = 0")
        assert safe.line_of(safe.tables_of(wrong), served=True) == Console(backend="linux", port="/dev/ttyAMA0")

    @pytest.mark.parametrize("content", [b"[console", b"\xff\xfe", b"console = 3", b"[console]\nport = 7", b"", None])
    def test_the_gadgets_where_the_profile_cannot_be_read(
        self, content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        torn, gadget = tmp_path / "unit.toml", tmp_path / "ttyGS0"
        if content is not None:
            torn.write_bytes(content)
        monkeypatch.setattr(safe, "GADGET", gadget)
        assert safe.line_of(safe.tables_of(torn), served=True) == Console(backend="linux", port=str(gadget)), (
            "it may come late"
        )
        assert safe.line_of(safe.tables_of(torn), served=False).port is None, "a pty"
        gadget.touch()
        assert safe.line_of(safe.tables_of(torn), served=False) == Console(backend="linux", port=str(gadget))

    def test_a_folder_in_the_profiles_place(self, tmp_path: Path) -> None:
        assert "is a folder" in (safe.trouble(tmp_path) or "")
        assert safe.line_of(safe.tables_of(tmp_path), served=True).port == str(safe.GADGET)
