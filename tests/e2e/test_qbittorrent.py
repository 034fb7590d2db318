"""A qBittorrent client and a real daemon: preferences reach libtorrent, and outlive a restart."""

import json
import re
from pathlib import Path
from typing import Any

from tests.e2e.daemon_process import DaemonProcess

_API = "api/v2"
_PASSWORD = re.compile(r"user admin, password (\S+)")


async def ask(daemon: DaemonProcess, method: str, cookie: str = "", **form: Any) -> tuple[str, str]:
    """The text, and the cookie that came with it."""
    async with daemon.client.post(f"/{_API}/{method}", data=form, headers={"Cookie": cookie}) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text(), answer.headers.get("Set-Cookie", "").partition(";")[0]


async def engine_settings(daemon: DaemonProcess) -> dict[str, Any]:
    async with daemon.client.get("/api/libtorrent/settings", params={"hop": 0}) as answer:
        settings: dict[str, Any] = await answer.json()
        return settings


async def test_preferences_reach_libtorrent_and_outlive_a_restart(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path, {"qbittorrent.enabled": "true"}) as daemon:
        assert daemon._process is not None
        assert daemon._process.stdout is not None
        told = _PASSWORD.search((await daemon._process.stdout.readline()).decode())
        assert told is not None
        word, cookie = await ask(daemon, "auth/login", username="admin", password=told[1])
        assert word == "Ok."
        wanted = {"queueing_enabled": False, "peer_turnover": 7, "bittorrent_protocol": 1, "locale": "de"}
        await ask(daemon, "app/setPreferences", cookie, json=json.dumps(wanted))

        settings = json.dumps(await engine_settings(daemon))
        assert '"active_downloads": -1' in settings
        assert '"peer_turnover": 7' in settings
        assert '"enable_outgoing_utp": false' in settings

        await daemon.kill()
        await daemon.start()
        _, cookie = await ask(daemon, "auth/login", username="admin", password=told[1])
        after = json.loads((await ask(daemon, "app/preferences", cookie))[0])
        assert {name: after[name] for name in wanted} == wanted
