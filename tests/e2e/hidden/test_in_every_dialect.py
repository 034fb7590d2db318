"""Hops in the other dialects, and addresses that nobody may fetch in the open for what hides."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from tests.anonymity.test_circuits import udp_tracker
from tests.e2e.api import Api
from tests.e2e.daemon_process import DaemonProcess
from tests.e2e.hidden.test_killed_while_changing import CALM, options
from tests.e2e.qbittorrent.room import USER, password_of
from tests.onion import LOUD, SEEDER, Onion, visitors
from tests.swarm import PIECE, FileServer, Seeder, infohashes_of, make_content, make_torrent, until

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Shows</title>
<item><title>secret show</title><guid>1</guid><link>{url}/secret.torrent</link></item>
<item><title>open show</title><guid>2</guid><link>{url}/open.torrent</link></item>
</channel></rss>"""
GUEST = {"resttorrent.enabled": "true"}


async def rest(api: Api, method: str, path: str, **body: Any) -> dict[str, Any]:
    async with api.daemon.client.request(method, f"/v1/sessions{path}", data=body) as answer:
        said: dict[str, Any] = await answer.json()
    assert said["status"] == "success", said
    return said


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_a_session_of_resttorrent_hides_a_torrent_and_leaves_circuits_to_others(tmp_path: Path) -> None:
    sizes = {"rest.bin": 8 * PIECE, "main.bin": 8 * PIECE}
    content = make_content(tmp_path / "source", sizes)
    guest = {**GUEST, "resttorrent.root_dir": str(tmp_path / "rest")}
    (tmp_path / "rest").mkdir()
    async with (
        Onion(relays=1, exits=2, pace=CALM) as onion,
        DaemonProcess(tmp_path, {**options(onion), **guest}) as daemon,
    ):
        with Seeder(host=SEEDER, **LOUD) as seeder, udp_tracker(seeder.address) as (url, asked):
            api = Api(daemon)
            torrents = {name: make_torrent(content / name, trackers=[url]) for name in sizes}
            for name in sizes:
                seeder.share(make_torrent(content / name), content)
            session = f"/{(await rest(api, 'POST', '', port_range='0,0'))['session']['id']}"
            where = f"{session}/torrents"
            added = await rest(
                api, "POST", where, file=b64encode(torrents["rest.bin"]).decode(), save_path="x", hops="1"
            )
            path = f"{where}/{added['infohash']}"
            shown = await complete(api, path)
            assert (shown["hops"], shown["waiting"]) == (1, "")
            await rest(api, "DELETE", session)

            main = await api.add(torrents["main.bin"], anon_hops=1, safe_seeding=True)
            await api.until_complete(main)
            assert visitors(seeder) | asked <= onion.exits
            assert asked
    assert (tmp_path / "rest" / "x" / "rest.bin").read_bytes() == (content / "rest.bin").read_bytes()


async def complete(api: Api, path: str) -> dict[str, Any]:
    shown = await rest(api, "GET", path)
    while not shown["torrent"]["is_finished"]:
        shown = await rest(api, "GET", path)
    return dict(shown["torrent"])


async def test_no_address_is_fetched_in_the_open_for_what_hides(tmp_path: Path) -> None:
    """In any dialect, nor by the rule of a feed; one that does not hide is fetched, and last of all."""
    content = make_content(tmp_path / "source", {"open.bin": 10})
    plain = make_torrent(content / "open.bin")
    (tmp_path / "served").mkdir()
    (tmp_path / "served" / "open.torrent").write_bytes(plain)
    set_up = {**GUEST, "fetching.allow_private": "true", "resttorrent.url_allow_private": "true"}
    with FileServer(tmp_path / "served") as server:
        (tmp_path / "served" / "feed.xml").write_text(FEED.format(url=server.url))
        labels = {"anonymity.label_hops": ["secret=1"]}
        async with DaemonProcess(tmp_path, {**set_up, **labels}) as daemon:
            api, url = Api(daemon), f"{server.url}/secret.torrent"
            await refuse(api, "PUT", "/api/downloads", json={"uri": url, "anon_hops": 1, "safe_seeding": True})
            await refuse(api, "POST", "/api/torrentinfo/uri", json={"uri": url, "hops": 2})
            await refuse(api, "GET", "/torrentinfo", params={"uri": url, "hops": 1})
            session = f"/{(await rest(api, 'POST', '', port_range='0,0'))['session']['id']}"
            said = await fails(api, f"/v1/sessions{session}/torrents", url=url, save_path="x", hops="1")
            assert said["error"]["message"].startswith("hops")
            qbittorrent = await Qbittorrent.login(api)
            assert "Fails" in await qbittorrent.ask("torrents/add", urls=url, hops="1")
            assert "Fails" in await qbittorrent.ask("torrents/add", urls=url, category="secret")
            await qbittorrent.follow(f"{server.url}/feed.xml")
            await api.until(str(infohashes_of(plain).identity), lambda row: row["hops"] == 0)

            await until(lambda: "secret show was found by a rule and could not be added" in daemon.log)
            assert "/open.torrent" in server.requests
            assert "/secret.torrent" not in server.requests


async def refuse(api: Api, method: str, path: str, **body: Any) -> None:
    async with api.daemon.client.request(method, path, **body) as answer:
        assert answer.status >= 400, await answer.text()
        assert '"handled":false' not in await answer.text()


async def fails(api: Api, path: str, **body: Any) -> dict[str, Any]:
    async with api.daemon.client.post(path, data=body) as answer:
        said: dict[str, Any] = await answer.json()
    assert said["status"] == "fail"
    return said


class Qbittorrent:
    """A client of its dialect."""

    def __init__(self, api: Api, cookie: str) -> None:
        self._client = api.daemon.client
        self._headers = {"Cookie": cookie}

    @classmethod
    async def login(cls, api: Api) -> "Qbittorrent":
        told = {"username": USER, "password": await password_of(api.daemon)}
        async with api.daemon.client.post("/api/v2/auth/login", data=told) as answer:
            assert answer.status == 200
            return cls(api, answer.headers["Set-Cookie"].partition(";")[0])

    async def ask(self, method: str, **body: str) -> str:
        async with self._client.post(f"/api/v2/{method}", data=body, headers=self._headers) as answer:
            return await answer.text()

    async def follow(self, url: str) -> None:
        """A rule for each category."""
        switched = '{"rss_processing_enabled": true, "rss_auto_downloading_enabled": true}'
        await self.ask("app/setPreferences", json=switched)
        for name in ("secret", "open"):
            await self.ask("torrents/createCategory", category=name)
            rule = {"enabled": True, "mustContain": f"{name} show", "affectedFeeds": [url], "assignedCategory": name}
            await self.ask("rss/setRule", ruleName=name, ruleDef=json.dumps(rule))
        await self.ask("rss/addFeed", url=url, path="shows")
        await self.ask("rss/refreshItem", itemPath="shows")
