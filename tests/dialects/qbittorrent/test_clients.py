"""The client that everybody's scripts are made of judges us: `qbittorrent-api`."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
import qbittorrentapi

from tests.builders import a_metainfo
from tests.dialects.qbittorrent.conftest import OpenQbHouse
from tests.dialects.qbittorrent.house import PASSWORD, USER, QbHouse
from tribler_core.domain.torrent.infohash import InfoHash

METAINFO = a_metainfo(files={"a.bin": 100_000, "b.bin": 200_000}, trackers=["http://tracker.example/announce"])
MAGNET = f"magnet:?xt=urn:btih:{'b' * 40}&dn=a_magnet"


@pytest.fixture(autouse=True)
def present(house: QbHouse) -> None:
    """A client throws a cookie away that ended years ago."""
    house.clock._now = time.time()


def a_client(house: QbHouse, prefix: str = "") -> qbittorrentapi.Client:
    return qbittorrentapi.Client(host=house.url + prefix, username=USER, password=PASSWORD)


@pytest.mark.parametrize(
    ("prefix", "version"), [("", "v5.1.4"), ("/qb52", "v5.2.3"), ("/qb46", "v4.6.7"), ("/qb20", "v4.1.0")]
)
async def test_it_logs_in_and_learns_the_version(house: QbHouse, prefix: str, version: str) -> None:
    def talk() -> list[object]:
        with a_client(house, prefix) as client:
            client.auth_log_in()
            found = [client.is_logged_in, client.app.version]
            client.auth_log_out()
            return [*found, client.is_logged_in]

    assert await asyncio.to_thread(talk) == [True, version, False]


async def test_a_wrong_password_is_told(house: QbHouse) -> None:
    client = qbittorrentapi.Client(host=house.url, username=USER, password="wrong one")

    with pytest.raises(qbittorrentapi.LoginFailed):
        await asyncio.to_thread(client.auth_log_in)


@pytest.mark.parametrize("prefix", ["", "/qb52", "/qb46"])
async def test_a_torrent_lives_its_life(house: QbHouse, prefix: str) -> None:
    def talk() -> None:
        with a_client(house, prefix) as client:
            added = client.torrents_add(torrent_files=METAINFO.data, is_stopped=True, rename="mine")
            assert added == "Ok." if isinstance(added, str) else added.success_count == 1
            (torrent,) = client.torrents_info()
            assert (torrent.name, torrent.hash) == ("mine", METAINFO.infohash)
            assert torrent.state_enum.is_stopped
            assert torrent.properties.save_path == str(house.downloads_folder)
            assert [file.name for file in torrent.files] == ["imagined 1/a.bin", "imagined 1/b.bin"]
            assert torrent.trackers[-1].url == "http://tracker.example/announce"
            torrent.start()
            client.torrents_rename(torrent.hash, "yours")
            torrent.set_download_limit(limit=1000)
            torrent.set_upload_limit(limit=2000)
            torrent.toggle_sequential_download()
            torrent.set_force_start(enable=True)
            torrent.file_priority(file_ids=[0], priority=0)
            torrent.add_trackers(urls=["http://other.example/announce"])
            torrent.rename_file(old_path="imagined 1/b.bin", new_path="imagined 1/c.bin")
            torrent.recheck()
            torrent.reannounce()
            assert torrent.export() == METAINFO.data
            fresh = torrent.info
            assert (fresh.name, fresh.dl_limit, fresh.up_limit, fresh.seq_dl, fresh.force_start) == (
                "yours",
                1000,
                2000,
                True,
                True,
            )
            assert [file.priority for file in torrent.files] == [0, 1]
            assert torrent.download_limit == 1000
            client.torrents_delete(torrent_hashes=torrent.hash, delete_files=True)
            assert client.torrents_info() == []

    await asyncio.to_thread(talk)


async def test_it_polls(house: QbHouse) -> None:
    await house.has(METAINFO.data)

    def talk(client: qbittorrentapi.Client, rid: int) -> Any:
        return client.sync_maindata(rid=rid)

    client = a_client(house)
    first = await asyncio.to_thread(talk, client, 0)
    house.engine.change(InfoHash(METAINFO.infohash), download_rate=77)
    second = await asyncio.to_thread(talk, client, first.rid)

    assert first.full_update
    assert set(first.torrents) == {METAINFO.infohash}
    assert second.torrents[METAINFO.infohash]["dlspeed"] == 77
    assert "name" not in second.torrents[METAINFO.infohash]
    peers = await asyncio.to_thread(client.sync_torrent_peers, METAINFO.infohash)
    assert peers.full_update


async def test_an_api_key_opens_everything_but_logging_in(house: QbHouse) -> None:
    key = (await house.post("app/rotateAPIKey")).json()["apiKey"]

    bearer = {"Authorization": f"Bearer {key}"}
    assert (await house.call("GET", "/api/v2/app/version", key="", headers=bearer)).body == b"v5.1.4"
    assert (await house.call("POST", "/api/v2/auth/login", key="", headers=bearer)).status == 403


async def test_the_whole_application_answers(open_house: OpenQbHouse, tmp_path: Path) -> None:
    house = await open_house()

    def talk() -> None:
        with a_client(house) as client:
            assert client.app.web_api_version == "2.11.4"
            assert client.app.build_info.bitness in (32, 64)
            assert client.app.default_save_path == str(house.downloads_folder)
            assert client.app.network_interface_list
            assert "127.0.0.1" in client.app.network_interface_address_list()
            assert str(house.downloads_folder) in client.app.get_directory_content(str(tmp_path))
            assert client.transfer.info.dl_info_speed == 0
            client.transfer.set_download_limit(limit=5000)
            assert client.transfer.download_limit == 5000
            client.transfer.ban_peers(peers=["1.2.3.4:80", "nonsense"])
            client.log.main()
            assert [entry.ip for entry in client.log.peers()] == ["1.2.3.4"]
            client.app.shutdown()

    await asyncio.to_thread(talk)
    assert house.stops == [False]
    assert house.banned == ["1.2.3.4"]


async def test_a_magnet_is_there_when_the_add_answers(house: QbHouse) -> None:
    def talk() -> Any:
        with a_client(house) as client:
            assert client.torrents_add(urls=MAGNET) == "Ok."
            assert client.torrents_add(urls=MAGNET) == "Fails."
            return client.torrents_properties("B" * 40).name

    assert await asyncio.to_thread(talk) == "a_magnet"
