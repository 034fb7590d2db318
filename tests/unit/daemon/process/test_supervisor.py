"""systemd hears how things stand."""

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tribler_core.daemon.process.supervisor import Supervisor


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[socket.socket]:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as made:
        made.bind(str(tmp_path / "notify"))
        made.settimeout(60)
        yield made


def test_it_hears_through_its_socket(listener: socket.socket) -> None:
    Supervisor({"NOTIFY_SOCKET": listener.getsockname()}).tell("READY=1", "STATUS=ready")
    assert listener.recv(1000) == b"READY=1\nSTATUS=ready"


def test_an_abstract_socket_will_do() -> None:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as made:
        made.bind(f"\0triblerd-test-{os.getpid()}")
        made.settimeout(60)
        Supervisor({"NOTIFY_SOCKET": f"@triblerd-test-{os.getpid()}"}).tell("STOPPING=1")
        assert made.recv(1000) == b"STOPPING=1"


def test_nobody_listening_stops_nothing(tmp_path: Path) -> None:
    Supervisor({}).tell("READY=1")
    Supervisor({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).tell("READY=1")


@pytest.mark.parametrize(
    ("environment", "interval"),
    [
        ({"WATCHDOG_USEC": "30000000"}, 15.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 15.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_signs_of_life_come_twice_as_often_as_asked(environment: dict[str, str], interval: float | None) -> None:
    assert Supervisor({"NOTIFY_SOCKET": "/x", **environment}).interval == interval


async def test_signs_of_life_go_on_until_cancelled(listener: socket.socket) -> None:
    supervisor = Supervisor({"NOTIFY_SOCKET": listener.getsockname(), "WATCHDOG_USEC": "2000"})
    alive = asyncio.create_task(supervisor.keep_alive())
    for _ in range(3):
        assert await asyncio.to_thread(listener.recv, 1000) == b"WATCHDOG=1"
    alive.cancel()
    with suppress(asyncio.CancelledError):
        await alive
