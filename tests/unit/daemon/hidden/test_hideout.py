"""When the anonymity network must not be used although it is wanted."""

import asyncio
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.catalogue import FakeStore
from tribler_core.anonymity.tunnels import Tunnels
from tribler_core.config.sections import AnonymitySection, Config, LibtorrentSection, ProxyType
from tribler_core.daemon.hidden import hideout as module
from tribler_core.daemon.hidden.hideout import Hideout, obstacle
from tribler_core.domain.anonymity import ReadinessChanged
from tribler_core.domain.download.settings import Hops
from tribler_core.foundation.clock import SystemClock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds

PROXY: dict[str, Any] = {"proxy_type": ProxyType.SOCKS5, "proxy_server": "192.0.2.8:1080"}
REFUSED: dict[str, dict[str, Any]] = {
    "a device, and the network on every other": {"bind_interface": "eth0"},
    "a proxy for the swarm": PROXY,
}
NOWHERE = "192.0.2.1"
"""No address of this machine."""
FINE: dict[str, dict[str, Any]] = {
    "nothing special": {},
    "a proxy for other things alone": {**PROXY, "proxy_swarm": False},
}


def a_config(folder: Path, **libtorrent: Any) -> Config:
    hidden = AnonymitySection(enabled=True, community="test", address="127.0.1.1", threads=2)
    return Config(state_dir=folder, anonymity=hidden, libtorrent=LibtorrentSection(**libtorrent))


def at(address: str, config: Config) -> Config:
    return replace(config, anonymity=replace(config.anonymity, address=address))


def everywhere(config: Config) -> Config:
    return at("0.0.0.0", config)


@pytest.mark.parametrize("options", REFUSED.values(), ids=REFUSED)
def test_what_it_cannot_go_with_is_said(tmp_path: Path, options: dict[str, Any]) -> None:
    assert next(iter(options)).partition("_")[0] in obstacle(everywhere(a_config(tmp_path, **options)))


@pytest.mark.parametrize("options", FINE.values(), ids=FINE)
def test_anything_else_is_no_obstacle(tmp_path: Path, options: dict[str, Any]) -> None:
    assert obstacle(everywhere(a_config(tmp_path, **options))) == ""


def test_a_device_is_none_where_the_network_is_on_an_address_of_it(tmp_path: Path) -> None:
    assert obstacle(a_config(tmp_path, bind_interface="eth0")) == ""


@pytest.mark.parametrize("options", REFUSED.values(), ids=REFUSED)
async def test_then_it_is_not_entered_and_what_hides_stays_held(
    tmp_path: Path, options: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    tasks = TaskOwner()
    tunnels = Tunnels(lambda _: None, SystemClock(), tasks)
    config = everywhere(a_config(tmp_path, **options))
    hideout = Hideout(lambda: config, FakeStore(), tunnels, tasks)
    with caplog.at_level(logging.ERROR):
        await hideout.follow()

    assert tunnels.overlay is None
    assert not tunnels.readiness(Hops(1)).available
    assert "hidden downloads stay held" in caplog.text
    await tasks.close()


async def test_it_is_left_as_soon_as_a_proxy_is_set(tmp_path: Path) -> None:
    tasks, config = TaskOwner(), a_config(tmp_path)
    tunnels = Tunnels(lambda _: None, SystemClock(), tasks)
    hideout = Hideout(lambda: config, FakeStore(), tunnels, tasks)
    await hideout.follow()
    entered = tunnels.overlay is not None

    config = a_config(tmp_path, **PROXY)
    await hideout.follow()

    assert entered
    assert tunnels.overlay is None
    await tasks.close()


async def test_it_is_entered_once_its_address_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TRY_AGAIN", Seconds(0.01))
    tasks, entered, config = TaskOwner(), asyncio.Event(), at(NOWHERE, a_config(tmp_path))
    tunnels = Tunnels(
        lambda event: entered.set() if isinstance(event, ReadinessChanged) else None, SystemClock(), tasks
    )
    hideout = Hideout(lambda: config, FakeStore(), tunnels, tasks)
    await hideout.follow()
    before = tunnels.overlay

    config = a_config(tmp_path)  # stands for the machine, which gets that address
    await asyncio.wait_for(entered.wait(), 60)

    assert before is None
    assert tunnels.overlay is not None
    await hideout.stop()
    await tasks.close()


async def test_at_the_end_nobody_tries_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "TRY_AGAIN", Seconds(0.01))
    tasks, config = TaskOwner(), at(NOWHERE, a_config(tmp_path))
    tunnels = Tunnels(lambda _: None, SystemClock(), tasks)
    hideout = Hideout(lambda: config, FakeStore(), tunnels, tasks)
    await hideout.follow()

    await hideout.stop()
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    loop.call_later(0.05, over.set)  # later than the next attempt would have come
    await over.wait()

    assert not [task for task in asyncio.all_tasks() if task.get_name() == "return to the anonymity network"]
    assert caplog.text.count("hidden downloads stay held") == 1
    await tasks.close()
