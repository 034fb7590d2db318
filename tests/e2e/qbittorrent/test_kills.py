"""Killed right after an answer: what was answered is there after the next start."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.daemon_process import DaemonProcess

OPTIONS = {"qbittorrent.bypass_local": "true"}
PROXIED = {"X-Forwarded-For": "203.0.113.7"}
"""Nobody is let in without a password who comes through a proxy."""


class Client:
    """Changes something of each kind, another in each round, and knows what must be there since."""

    def __init__(self, daemon: DaemonProcess) -> None:
        self._daemon = daemon
        self.expected: dict[str, Any] = {}
        self.password = ""
        self.kinds: tuple[Callable[[int], Awaitable[None]], ...] = (
            self._category,
            self._tag,
            self._feed,
            self._rule,
            self._option,
            self._kept_preference,
            self._password,
            self._client_data,
        )

    async def found(self) -> dict[str, Any]:
        """What the daemon has of all that is expected."""
        shown = await self._get("app/preferences")
        return {
            "categories": {name: told["savePath"] for name, told in (await self._get("torrents/categories")).items()},
            "tags": await self._get("torrents/tags"),
            "feeds": {name: told["url"] for name, told in (await self._get("rss/items")).items()},
            "rules": {name: told["mustContain"] for name, told in (await self._get("rss/rules")).items()},
            "client data": await self._get("clientdata/load"),
            "preferences": {name: shown[name] for name in self.expected["preferences"]},
        }

    async def _category(self, number: int) -> None:
        await self._post("torrents/createCategory", category="changing")
        await self._post("torrents/editCategory", category="changing", savePath=f"/srv/{number}")
        await self._post("torrents/createCategory", category=f"c{number}", savePath="/srv/c")
        self._expect("categories", changing=f"/srv/{number}", **{f"c{number}": "/srv/c"})

    async def _tag(self, number: int) -> None:
        await self._post("torrents/createTags", tags=f"tag{number}")
        self.expected["tags"] = sorted([*self.expected.get("tags", ()), f"tag{number}"])

    async def _feed(self, number: int) -> None:
        url = f"http://127.0.0.1:1/{number}"
        await self._post("rss/addFeed", url=url, path=f"feed{number}")
        self._expect("feeds", **{f"feed{number}": url})

    async def _rule(self, number: int) -> None:
        await self._post("rss/setRule", ruleName=f"rule{number}", ruleDef=json.dumps({"mustContain": f"word{number}"}))
        self._expect("rules", **{f"rule{number}": f"word{number}"})

    async def _option(self, number: int) -> None:
        await self._set(max_connec=100 + number, add_trackers=f"http://127.0.0.1:1/{number}", max_ratio=float(number))

    async def _kept_preference(self, number: int) -> None:
        await self._set(locale=f"l{number}", confirm_torrent_deletion=number % 2 == 0)

    async def _password(self, number: int) -> None:
        await self._post("app/setPreferences", json=json.dumps({"web_ui_password": f"password {number}"}))
        self.password = f"password {number}"

    async def _client_data(self, number: int) -> None:
        await self._post("clientdata/store", data=json.dumps({f"key{number}": number}))
        self._expect("client data", **{f"key{number}": number})

    async def _set(self, **preferences: Any) -> None:
        await self._post("app/setPreferences", json=json.dumps(preferences))
        self._expect("preferences", **preferences)

    def _expect(self, what: str, **values: Any) -> None:
        self.expected[what] = {**self.expected.get(what, {}), **values}

    async def logs_in(self) -> bool:
        """With the password that was set last."""
        pair = {"username": "admin", "password": self.password}
        async with self._daemon.client.post("/api/v2/auth/login", data=pair, headers=PROXIED) as answer:
            return await answer.text() == "Ok."

    async def _get(self, method: str) -> Any:
        async with self._daemon.client.get(f"/api/v2/{method}") as answer:
            assert answer.status == 200
            return await answer.json()

    async def _post(self, method: str, **form: str) -> None:
        """An answer that is no 200 was a refusal of what is there already."""
        async with self._daemon.client.post(f"/api/v2/{method}", data=form) as answer:
            assert answer.status in (200, 409), await answer.text()


@pytest.mark.slow
async def test_what_was_answered_outlives_a_kill(tmp_path: Path) -> None:
    """Each kind of change is the last one before a kill once."""
    async with DaemonProcess(tmp_path, OPTIONS) as daemon:
        client = Client(daemon)
        for number in range(len(client.kinds)):
            for kind in (*client.kinds[number + 1 :], *client.kinds[: number + 1]):
                await kind(number)
            await daemon.kill()
            await daemon.start()
            assert await client.found() == client.expected
        assert await client.logs_in()
    assert "Traceback" not in daemon.log
