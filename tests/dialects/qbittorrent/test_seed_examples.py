"""The examples of the first documentation, byte for byte where that matters (specification, section 7)."""

from typing import Any

import pytest

from tests.builders import a_metainfo, an_add
from tests.dialects.qbittorrent.house import API, PASSWORD, USER, QbHouse
from tribler_core.domain.download.settings import ContentLayout
from tribler_core.domain.torrent.source import TorrentSource

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BOUNDARY = "-------------------------acebdf13572468"
ONE, TWO = a_metainfo(1), a_metainfo(2)
ID = str(ONE.infohash)


async def say(house: QbHouse, method: str, body: bytes, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    sent = {"Cookie": house.cookie, **(headers or FORM)}
    answer = await house.call("POST", f"{API}/{method}", key="", data=body, headers=sent)
    return answer.status, answer.body


def a_form(*parts: tuple[str, bytes]) -> bytes:
    """As in the documentation: each part with its disposition, and a boundary with two dashes more."""
    told = b"".join(b"--%s\n%s\n\n%s\n" % (BOUNDARY.encode(), head.encode(), data) for head, data in parts)
    return told.replace(b"\n", b"\r\n") + b"--%s--\r\n" % BOUNDARY.encode()


def a_file(name: str, data: bytes) -> bytes:
    """A part whose bytes stay as they are."""
    head = (
        f'Content-Disposition: form-data; name="torrents"; filename="{name}"\r\nContent-Type: application/x-bittorrent'
    )
    return b"--%s\r\n%s\r\n\r\n%s\r\n" % (BOUNDARY.encode(), head.encode(), data)


async def test_the_cookie_is_sent_back_as_it_came(house: QbHouse) -> None:
    body = f"username={USER}&password={PASSWORD.replace(' ', '+')}".encode()
    answer = await house.call("POST", f"{API}/auth/login", key="", data=body, headers=FORM)
    house.cookie = answer.headers["Set-Cookie"]  # attributes, `path=/` and all

    assert await say(house, "app/version", b"") == (200, b"v5.1.4")


async def test_preferences_are_sent_as_unencoded_json(house: QbHouse) -> None:
    body = (
        b'json={"save_path":"/srv/down loads","queueing_enabled":false,"scan_dirs":["/srv/a","/srv/b"],'
        b'"download_in_scan_dirs":[false,true]}'
    )

    assert await say(house, "app/setPreferences", body) == (200, b"")
    shown = (await house.get("app/preferences")).json()
    assert (shown["save_path"], shown["queueing_enabled"]) == ("/srv/down loads", False)
    assert shown["scan_dirs"] == {"/srv/a": 1, "/srv/b": 0}


async def test_two_files_are_uploaded_in_one_form(house: QbHouse) -> None:
    body = a_file("one.torrent", ONE.data) + a_file("two.torrent", TWO.data) + b"--%s--\r\n" % BOUNDARY.encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}

    assert await say(house, "torrents/add", body, headers) == (200, b"Ok.")
    listed = (await house.get("torrents/info")).json()
    assert {each["hash"] for each in listed} == {str(ONE.infohash), str(TWO.infohash)}


async def test_links_are_sent_in_a_form_with_everything_else(house: QbHouse) -> None:
    links = f"magnet:?xt=urn:btih:{'c' * 40}\nmagnet:?xt=urn:btih:{'d' * 40}\n".encode()
    fields = (("urls", links), ("savepath", b"/srv/films"), ("cookie", b"ui=28979218048197"), ("category", b"movies"))
    more = (
        ("skip_checking", b"true"),
        ("paused", b"true"),
        ("root_folder", b"true"),
        ("contentLayout", b"NoSubfolder"),
    )
    body = a_form(*((f'Content-Disposition: form-data; name="{name}"', data) for name, data in (*fields, *more)))
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}

    assert await say(house, "torrents/add", body, headers) == (200, b"Ok.")
    (row, _) = (await house.get("torrents/info", category="movies")).json()
    assert (row["save_path"], row["state"]) == ("/srv/films", "stoppedDL")
    assert house.settings_of("c" * 40).content_layout is ContentLayout.NO_SUBFOLDER  # the later name counts


@pytest.mark.parametrize("command", ["setForceStart", "setSuperSeeding"])
@pytest.mark.parametrize("value", ["true", "false"])
async def test_a_misprint_of_the_documentation_is_understood(house: QbHouse, command: str, value: str) -> None:
    await house.downloads.add(_an_add())

    assert await say(house, f"torrents/{command}", f"hashes={ID}?value={value}".encode()) == (200, b"")
    settings = house.settings_of(ID)
    assert (settings.forced if command == "setForceStart" else settings.super_seeding) is (value == "true")


async def test_both_names_of_a_thing_may_come_together(house: QbHouse) -> None:
    form: dict[str, Any] = {
        "paused": "true",
        "stopped": "false",
        "skip_checking": "false",
        "seedMode": "true",
        "urls": f"magnet:?xt=urn:btih:{ID}",
    }
    assert (await house.post("torrents/add", **form)).body == b"Ok."
    await house.post("torrents/addTrackers", hash=ID, urls="http://a/announce")
    same: dict[str, Any] = {"url": "http://a/announce", "origUrl": "http://a/announce", "newUrl": "http://b/announce"}
    await house.post("torrents/editTracker", hash=ID, **same)

    told = (await house.get("torrents/trackers", hash=ID)).json()
    assert [each["url"] for each in told if not each["url"].startswith("**")] == ["http://b/announce"]
    assert (await house.get("torrents/info")).json()[0]["state"] != "stoppedDL"


def _an_add() -> Any:

    return an_add(source=TorrentSource(ONE.data))
