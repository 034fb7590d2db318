"""An engine beside the daemon's own listens where it is told, and nowhere else."""

import socket
from collections.abc import AsyncIterator

import pytest

from tests.engine.workspaces.office import free_ports, occupy, separate_engine
from tests.swarm import Ears
from tribler_core.domain.events import ListenChanged
from tribler_core.engine.separate import SeparateEngine


@pytest.fixture
async def engines() -> AsyncIterator[list[SeparateEngine]]:
    """Three that are not started."""
    made = [separate_engine(Ears()) for _ in range(3)]
    yield made
    for engine in made:
        await engine.close()


async def test_two_engines_share_a_range_and_not_a_port(engines: list[SeparateEngine]) -> None:
    first, last = free_ports(3)
    ports = range(first, last + 1)

    one, other = await engines[0].start(ports), await engines[1].start(ports)

    assert (one.port, other.port) == (first, first + 1)
    assert (one.refusal, other.refusal) == ("", "")


async def test_tcp_and_udp_share_the_port() -> None:
    ears = Ears()
    engine = separate_engine(ears)
    first, _ = free_ports(1)

    await engine.start([first])

    assert {(event.protocol, event.port) for event in ears.heard(ListenChanged)} == {("tcp", first), ("udp", first)}
    await engine.close()


async def test_a_port_that_udp_has_taken_is_not_used(engines: list[SeparateEngine]) -> None:
    first, last = free_ports(2)
    with socket.socket(type=socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", first))

        listening = await engines[0].start([first, last])

    assert listening.port == last


async def test_a_range_without_a_free_port_is_told_with_the_reason(engines: list[SeparateEngine]) -> None:
    first, _ = free_ports(1)
    with occupy(first):
        listening = await engines[0].start([first])

    assert (listening.port, listening.refusal) == (0, "Address already in use")


async def test_one_that_could_not_listen_may_try_again(engines: list[SeparateEngine]) -> None:
    first, _ = free_ports(1)
    with occupy(first):
        await engines[0].start([first])
        again = await engines[0].listen([first])
    assert (again.port, again.refusal) == (0, "Address already in use")

    assert (await engines[0].listen([first])).port == first
    assert engines[0].sessions.listening_now().port == first


async def test_any_port_is_one_that_the_system_chooses(engines: list[SeparateEngine]) -> None:
    assert (await engines[0].start([0])).port > 0


async def test_a_port_is_free_again_when_the_engine_has_stopped() -> None:
    first, _ = free_ports(1)
    for _ in range(3):
        engine = separate_engine(Ears())
        assert (await engine.start([first])).port == first
        await engine.close()

        with occupy(first):
            pass


async def test_a_changed_configuration_leaves_it_where_it_listens(engines: list[SeparateEngine]) -> None:
    first, _ = free_ports(1)
    await engines[0].start([first])

    await engines[0].follow()

    assert engines[0].sessions.listening_now().port == first
