"""A hand from outside on the simulated sensors: lines of text through a Unix socket."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
import wake_ups

from trapd.config import profile
from trapd.core.errors import BadSettings
from trapd.core.events import Event, PirEdge, SensorLost
from trapd.core.units import MS
from trapd.runtime.clock import FieldClock
from trapd.runtime.loop import Loop
from trapd.sim.pir import Pir
from trapd.sim.world import World

DEADLINE_S = 30


class Unit:
    """Two simulated sensors on a running loop, with a socket."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = FieldClock()
        self.loop = Loop(self.clock)
        self.events: list[Event] = []
        self._wanted = 0
        section = profile.Pir(sensors=(profile.Sensor(name="left"), profile.Sensor(name="right")), socket=str(path))
        world = World(profile.World(passes_per_hour=0), self.clock)
        self.pir = Pir(section, self.loop, self._post, world)

    def _post(self, event: Event) -> None:
        self.events.append(event)
        if len(self.events) >= self._wanted:
            self.loop.stop()

    def run_until(self, events: int) -> list[Event]:
        """Run the loop until so many events came."""
        self._wanted = events
        late = self.loop.after(DEADLINE_S * 1_000 * MS, self.loop.stop)
        if len(self.events) < events:
            self.loop.run()
        late.cancel()
        assert len(self.events) == events
        return self.events

    def edges(self, count: int) -> list[tuple[str, bool]]:
        return [(edge.sensor, edge.high) for edge in self.run_until(count) if isinstance(edge, PirEdge)]


@pytest.fixture
def unit(tmp_path: Path) -> Iterator[Unit]:
    unit = Unit(tmp_path / "pir")
    unit.pir.start()
    yield unit
    unit.pir.close()


def hand(path: Path) -> socket.socket:
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.settimeout(DEADLINE_S)
    client.connect(str(path))
    return client


def test_a_hand_raises_and_lowers_a_line_at_the_time_it_says_so(unit: Unit) -> None:
    with hand(unit.path) as client:
        before_ns = unit.clock.now_ns()
        client.sendall(b"left 1\n")
        (edge,) = unit.run_until(1)
        assert isinstance(edge, PirEdge)
        assert before_ns <= edge.mono_ns <= unit.clock.now_ns()
        client.sendall(b"left 0\n")
        assert unit.edges(2) == [("left", True), ("left", False)]


def test_of_a_thousand_pulses_said_at_once_none_is_lost(unit: Unit) -> None:
    with hand(unit.path) as client:
        client.sendall(b"left 1\nleft 0\nright 1\nright 0\n" * 500)
        assert unit.edges(2_000) == [("left", True), ("left", False), ("right", True), ("right", False)] * 500


def test_several_hands_each_move_their_sensor(unit: Unit) -> None:
    with hand(unit.path) as one, hand(unit.path) as other:
        one.sendall(b"left 1\n")
        assert unit.edges(1) == [("left", True)]
        other.sendall(b"right 1\n")
        assert unit.edges(2)[1:] == [("right", True)]
        one.sendall(b"left 0\n")
        assert unit.edges(3)[2:] == [("left", False)]


def test_a_last_line_needs_no_newline(unit: Unit) -> None:
    with hand(unit.path) as client:
        client.sendall(b"left 1")
        client.shutdown(socket.SHUT_WR)
        assert unit.edges(1) == [("left", True)]


def test_pulses_of_a_width(unit: Unit) -> None:
    with hand(unit.path) as client:
        client.sendall(b"left pulse 20 3\n")
        times = [edge.mono_ns for edge in unit.run_until(6) if isinstance(edge, PirEdge)]
    assert [time_ns - times[0] for time_ns in times] == [n * 20 * MS for n in range(6)]


def test_a_sensor_taken_away_and_brought_back(unit: Unit) -> None:
    with hand(unit.path) as client:
        client.sendall(b"left lost\nleft 1\nleft back\n")
        lost, edge = unit.run_until(2)
    assert isinstance(lost, SensorLost)
    assert isinstance(edge, PirEdge)
    assert (edge.sensor, edge.high) == ("left", True)


@pytest.mark.parametrize(
    ("garbage", "told"),
    [
        (b"middle 1\n", '"middle"'),
        (b"left\n", "NAME 1"),
        (b"left 2\n", '"2"'),
        (b"left 1 1\n", '"1 1"'),
        (b"left pulse\n", "pulse"),
        (b"left pulse -5\n", "-5"),
        (b"left pulse 5 0\n", "5 0"),
        (b"left pulse 999999\n", "999999"),
        (b"left pulse \xc2\xb2\n", "pulse"),
        (b"\n", "NAME 1"),
        (b"\xff\xfe\x00\n", "no sensor"),
    ],
)
def test_garbage_gets_an_answer_and_moves_nothing(unit: Unit, garbage: bytes, told: str) -> None:
    with hand(unit.path) as client, client.makefile("rb") as answers:
        client.sendall(garbage)
        answer = answers.readline().decode()
        client.sendall(b"right 1\n")
        assert unit.edges(1) == [("right", True)]
    assert answer.startswith("error: ")
    assert told in answer


def test_a_line_without_end_is_answered_once_and_hung_up_on(unit: Unit) -> None:
    with hand(unit.path) as client, client.makefile("rb") as answers:
        client.sendall(b"x" * 200)
        assert answers.readline().startswith(b"error: ")
        assert answers.readline() == b""
    with hand(unit.path) as client:
        client.sendall(b"left 1\n")
        assert unit.edges(1) == [("left", True)]


def test_with_nobody_at_it_the_socket_costs_no_wake_up(unit: Unit) -> None:
    with hand(unit.path) as client:
        client.sendall(b"left 1\n")
        unit.run_until(1)
        assert wake_ups.none_in_a_second("pir-socket")
        assert wake_ups.none_in_a_second("pir-client")


def test_a_hand_that_reads_no_answers_and_leaves_does_no_harm(unit: Unit) -> None:
    with hand(unit.path) as rude:
        rude.sendall(b"nonsense\n")
    with hand(unit.path) as client:
        client.sendall(b"left 1\n")
        assert unit.edges(1) == [("left", True)]


def test_a_stale_socket_is_replaced(tmp_path: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as crashed:
        crashed.bind(str(tmp_path / "pir"))
    unit = Unit(tmp_path / "pir")
    unit.pir.start()
    with hand(unit.path) as client:
        client.sendall(b"left 1\n")
        assert unit.edges(1) == [("left", True)]
    unit.pir.close()


def test_a_relative_path_lies_in_the_current_directory_and_close_removes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    unit = Unit(Path("pir"))
    unit.pir.start()
    assert (tmp_path / "pir").is_socket()
    monkeypatch.chdir("/")
    unit.pir.close()
    assert not (tmp_path / "pir").exists()


def test_close_hangs_up_and_leaves_no_thread(tmp_path: Path) -> None:
    unit = Unit(tmp_path / "pir")
    unit.pir.start()
    with hand(unit.path) as client:
        client.sendall(b"left 1\n")
        unit.run_until(1)
        closing_thread = Thread(target=unit.pir.close)
        closing_thread.start()
        assert client.recv(1) == b""
        closing_thread.join(DEADLINE_S)
        assert not closing_thread.is_alive()


def test_a_socket_that_another_unit_listens_on_is_bad_settings(unit: Unit) -> None:
    with pytest.raises(BadSettings, match=r"pir\.socket.*another program listens"):
        Unit(unit.path).pir.start()
    assert unit.path.is_socket()


@pytest.mark.parametrize("where", ["missing/pir", "a-file", "n" * 120])
def test_a_path_that_cannot_be_bound_is_bad_settings(tmp_path: Path, where: str) -> None:
    (tmp_path / "a-file").write_text("precious")
    with pytest.raises(BadSettings, match=r"pir\.socket"):
        Unit(tmp_path / where).pir.start()
    assert (tmp_path / "a-file").read_text() == "precious"
