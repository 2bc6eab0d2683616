"""What systemd would read on its socket."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from notify_socket import NotifySocket

from trapd.linux.service_manager import service_manager


def test_without_systemd_there_is_nobody_to_tell() -> None:
    assert service_manager({}) is None


def test_each_message_is_one_datagram(tmp_path: Path) -> None:
    with NotifySocket(tmp_path) as systemd:
        manager = service_manager({"NOTIFY_SOCKET": str(systemd.path)})
        assert manager is not None
        manager.status("not armed: card: gone\n  READY=1")
        manager.ready()
        manager.alive()
        manager.stopping()
        manager.close()
        systemd.wait_for("STOPPING")
    assert systemd.heard == ["STATUS=not armed: card: gone READY=1", "READY=1", "WATCHDOG=1", "STOPPING=1"]


def test_an_abstract_socket_is_found_by_its_at_sign() -> None:
    name = f"trapd-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(f"\0{name}")
        manager = service_manager({"NOTIFY_SOCKET": f"@{name}"})
        assert manager is not None
        manager.ready()
        manager.close()
        assert systemd.recv(100) == b"READY=1"


@pytest.mark.parametrize(
    ("environment", "watchdog_ns"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30_000_000_000),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30_000_000_000),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
    ],
    ids=["none", "wanted", "wanted of this process", "wanted of another process"],
)
def test_how_often_it_wants_to_hear(environment: dict[str, str], watchdog_ns: int | None) -> None:
    manager = service_manager(environment | {"NOTIFY_SOCKET": "/nowhere"})
    assert manager is not None
    assert manager.watchdog_ns == watchdog_ns
    manager.close()


def test_a_manager_that_is_gone_costs_nothing() -> None:
    manager = service_manager({"NOTIFY_SOCKET": "/nowhere/at/all"})
    assert manager is not None
    manager.ready()
    manager.close()


def test_a_manager_that_does_not_read_holds_nobody_up(tmp_path: Path) -> None:
    with NotifySocket(tmp_path) as systemd:
        manager = service_manager({"NOTIFY_SOCKET": str(systemd.path)})
        assert manager is not None
        for _ in range(10_000):
            manager.alive()
        manager.close()
        assert systemd.wait_for("WATCHDOG") == "WATCHDOG=1"
