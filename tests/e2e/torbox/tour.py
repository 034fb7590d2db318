"""The whole tour through the official Python SDK, by whichever interpreter has it; told what to do on standard input.

It prints what it was answered, as JSON. Run by test_clients.py.
"""

import base64
import json
import sys
import time
import urllib.request
from typing import Any

from torbox_api import TorboxApi  # type: ignore[import-not-found]  # installed apart, in two versions
from torbox_api.models import CreateTorrentRequest  # type: ignore[import-not-found]  # the same


def main() -> None:
    told = json.load(sys.stdin)
    sdk = TorboxApi(access_token=told["key"], base_url=told["url"], timeout=60000)
    torrents, version = sdk.torrents, told["version"]
    done: dict[str, Any] = {}
    by_magnet = torrents.create_torrent(version, CreateTorrentRequest(magnet=told["magnet"], seed="1", name="renamed"))
    by_file = torrents.create_torrent(version, CreateTorrentRequest(file=base64.b64decode(told["torrent"])))
    again = torrents.create_torrent(version, CreateTorrentRequest(magnet=told["magnet"]))
    done["created"] = [answer.success for answer in (by_magnet, by_file, again)]
    numbers = [int(answer.data.torrent_id) for answer in (by_magnet, by_file)]
    done["same"] = int(again.data.torrent_id) == numbers[0]
    done["listed"] = {int(item.id_): fields(item) for item in until_finished(torrents, version, numbers)}
    torrents.control_torrent(version, json.dumps({"torrent_id": numbers[0], "operation": "pause"}))
    torrents.control_torrent(version, json.dumps({"torrent_id": numbers[0], "operation": "resume"}))
    cached = torrents.get_torrent_cached_availability(
        version, hash=",".join(told["hashes"]), format="list", list_files="true"
    )
    done["cached"] = cached.success
    done["magnet"] = torrents.export_torrent_data(version, torrent_id=str(numbers[0]), type_="magnet").data
    info = torrents.get_torrent_info(version, hash=told["hashes"][0], timeout="10")
    done["info"] = [info.data.name, int(info.data.size)]
    done["bytes"] = [fetch(torrents, told, number) for number in numbers]
    done["user"] = sdk.user.get_user_data(version, settings="true").data.email
    done["up"] = sdk.general.get_up_status().success
    done["stats"] = sdk.general.get_stats(version).success
    sdk.queued.get_queued_downloads(version, type_="torrent")
    done["refused"] = refusal(torrents, version)
    torrents.control_torrent(version, json.dumps({"all": True, "operation": "delete"}))
    done["left"] = len(torrents.get_torrent_list(version).data or [])
    sys.stdout.write("\n" + json.dumps({**done, "numbers": numbers}) + "\n")


def until_finished(torrents: Any, version: str, numbers: list[int]) -> list[Any]:
    """The list, once all of these are there. The caller bounds the time."""
    while True:
        listed = torrents.get_torrent_list(version, bypass_cache="true").data
        if {int(item.id_) for item in listed if item.download_finished} >= set(numbers):
            return list(listed)
        time.sleep(0.2)


def fields(item: Any) -> dict[str, Any]:
    return {
        "name": item.name,
        "state": item.download_state,
        "files": [(file.name, int(file.size)) for file in item.files],
        "progress": item.progress,
    }


def fetch(torrents: Any, told: dict[str, Any], number: int) -> str:
    """The first file of an item, over a link, in base64."""
    url = torrents.request_download_link(told["version"], token=told["key"], torrent_id=str(number), file_id="0").data
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - the daemon's own address
        return base64.b64encode(answer.read()).decode()


def refusal(torrents: Any, version: str) -> list[Any]:
    """How an error comes through."""
    try:
        torrents.request_download_link(version, token="wrong", torrent_id="1", file_id="0")
    except Exception as error:  # noqa: BLE001 - whatever the SDK makes of it
        response = getattr(error, "response", None)
        return [getattr(error, "status", 0), getattr(response, "body", {}).get("error")]
    return [0, ""]


main()
