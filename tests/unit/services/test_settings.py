"""The configuration as clients see and change it."""

from pathlib import Path

import pytest

from tests.fakes.engine import FakeEngine
from tribler_core.config.loader import Invocation, load
from tribler_core.config.store import ConfigStore
from tribler_core.domain.errors import InvalidParameter, NotAllowed, PathNotAllowed
from tribler_core.services.settings import SettingsService

TEXT = """\
[api]
key = 0123456789abcdef
expose_secrets = {expose}
[libtorrent]
proxy_type = 3
proxy_server = proxy.example:1080
proxy_auth = me:hunter2
[storage]
url = postgresql://me:hunter2@db.example/triblerd
"""


def service_of(folder: Path, *, expose: bool = False) -> tuple[SettingsService, ConfigStore]:
    (folder / "triblerd.conf").write_text(TEXT.format(expose=str(expose).lower()))
    store = ConfigStore(load(Invocation({"--state-dir": str(folder)}, {})))
    return SettingsService(store, FakeEngine(lambda _: None), lambda: {"api": 8085}), store


def test_secrets_are_left_out_or_masked(tmp_path):
    view = service_of(tmp_path)[0].view()

    assert "key" not in view["api"]
    assert view["libtorrent"]["proxy_auth"] == "me:***"
    assert view["storage"]["url"] == "postgresql://me:***@db.example/triblerd"
    assert "hunter2" not in str(view)


def test_secrets_are_shown_where_the_operator_wants_it(tmp_path):
    view = service_of(tmp_path, expose=True)[0].view()

    assert view["api"]["key"] == "0123456789abcdef"
    assert view["libtorrent"]["proxy_auth"] == "me:hunter2"


def test_an_unset_secret_is_shown_as_empty(tmp_path):
    service, _ = service_of(tmp_path)
    (tmp_path / "triblerd.conf").write_text("[api]\nkey = 0123456789abcdef\n")
    service = SettingsService(
        ConfigStore(load(Invocation({"--state-dir": str(tmp_path)}, {}))), FakeEngine(lambda _: None), dict
    )

    assert service.view()["libtorrent"]["proxy_auth"] == ""
    assert service.view()["storage"]["url"] == ""


def test_the_view_is_whole_and_nested_as_in_the_file(tmp_path):
    view = service_of(tmp_path)[0].view()

    assert view["libtorrent"]["download_defaults"]["number_hops"] == 1
    assert view["watch_folder"]["enabled"] is False


async def test_a_view_that_is_posted_back_changes_nothing(tmp_path):
    service, store = service_of(tmp_path)
    before = store.stored

    changed = await service.change(service.view())

    assert not changed.changed
    assert store.stored == before
    assert store.stored.libtorrent.proxy_auth == "me:hunter2"


async def test_another_password_is_a_change(tmp_path):
    service, store = service_of(tmp_path)
    given = {"libtorrent": {"proxy_auth": "you:***"}}

    await service.change(given)

    assert store.stored.libtorrent.proxy_auth == "you:***"
    assert given == {"libtorrent": {"proxy_auth": "you:***"}}


async def test_what_is_not_ours_is_passed_over(tmp_path):
    service, _ = service_of(tmp_path)

    changed = await service.change({"ipv8": {"x": 1}, "libtorrent": {"unknown": 1, "port": 5}, "api": 3})

    assert changed.changed == {"libtorrent.port"}


async def test_one_bad_value_refuses_all(tmp_path):
    service, store = service_of(tmp_path)

    with pytest.raises(InvalidParameter, match=r"libtorrent\.max_uploads"):
        await service.change({"libtorrent": {"port": 5, "max_uploads": "many"}})

    assert store.stored.libtorrent.port == 0


async def test_ports_are_named(tmp_path):
    assert service_of(tmp_path)[0].ports() == {"api": 8085, "libtorrent": 6881}


def confined_service_of(folder: Path) -> SettingsService:
    (folder / "triblerd.conf").write_text(
        f"[api]\nkey = 0123456789abcdef\n[paths]\npolicy = confined\n"
        f"[libtorrent]\n[[download_defaults]]\nsaveas = {folder}/downloads\n"
    )
    return SettingsService(
        ConfigStore(load(Invocation({"--state-dir": str(folder)}, {}))), FakeEngine(lambda _: None), dict
    )


@pytest.mark.parametrize(
    "escape",
    [
        {"paths": {"policy": "open"}},
        {"paths": {"roots": ["/"]}},
    ],
)
async def test_confined_clients_cannot_let_themselves_out(tmp_path, escape):
    with pytest.raises(NotAllowed):
        await confined_service_of(tmp_path).change(escape)


async def test_no_client_chooses_the_database(tmp_path):
    with pytest.raises(InvalidParameter, match="can only be changed"):
        await confined_service_of(tmp_path).change({"storage": {"url": "sqlite:////etc/new.sqlite"}})


@pytest.mark.parametrize(
    "path",
    [
        {"libtorrent": {"download_defaults": {"saveas": "/"}}},
        {"libtorrent": {"download_defaults": {"torrent_folder": "/etc"}}},
        {"libtorrent": {"ip_filter_file": "/etc/shadow"}},
        {"watch_folder": {"directory": "/"}},
        {"api": {"unix_socket": "/run/other.sock"}},
    ],
)
async def test_confined_clients_cannot_set_a_path_that_is_closed_to_them(tmp_path, path):
    with pytest.raises(PathNotAllowed):
        await confined_service_of(tmp_path).change(path)


async def test_confined_clients_set_what_is_open_to_them(tmp_path):
    service = confined_service_of(tmp_path)

    changed = await service.change(
        {
            "paths": {"policy": "confined", "low_space": 5},
            "watch_folder": {"directory": f"{tmp_path}/downloads/watched"},
        }
    )

    assert changed.changed == {"paths.low_space", "watch_folder.directory"}
