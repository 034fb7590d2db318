"""The host's folders, and the jail that every path of a client is in."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.builders import a_metainfo
from tests.dialects.tribler.conftest import OpenHouse
from tests.dialects.tribler.house import Answer, House
from tribler_core.dialects.tribler.shapes.host_files import BrowseShape, CreatedFolderShape, FileListShape

METAINFO = a_metainfo()
FACES = ["", "/api"]
Try = Callable[[House, str], Awaitable[Answer]]


@pytest.fixture
async def confined(open_house: OpenHouse) -> House:
    """A house that opens its download folder alone, with one download in it and a link that leads out."""
    house = await open_house(paths__policy="confined")
    await house.has(METAINFO.data)
    outside = house.folder / "outside"
    outside.mkdir()
    (outside / "secret.torrent").write_bytes(METAINFO.data)
    (house.downloads_folder / "link").symlink_to(outside)
    return house


async def patch(house: House, **body: str) -> Answer:
    return await house.call("PATCH", f"/api/downloads/{METAINFO.infohash}", json=body)


async def make(house: House, **body: Any) -> Answer:
    return await house.call("POST", "/api/createtorrent", json={"files": ["x"], **body})


PARAMETERS: dict[str, Try] = {
    "destination": lambda house, path: house.call("PUT", "/downloads", json={"uri": "1" * 40, "destination": path}),
    "completed_dir": lambda house, path: house.call("PUT", "/downloads", json={"uri": "1" * 40, "completed_dir": path}),
    "file uri": lambda house, path: house.call(
        "PUT", "/downloads", json={"uri": f"file:{house.downloads_folder}/{path}/secret.torrent"}
    ),
    "torrentinfo": lambda house, path: house.call(
        "POST", "/api/torrentinfo/uri", json={"uri": f"file:{house.downloads_folder}/{path}/secret.torrent"}
    ),
    "dest_dir": lambda house, path: patch(house, state="move_storage", dest_dir=path),
    "completed_dir of a move": lambda house, path: patch(
        house, state="move_storage", dest_dir=str(house.downloads_folder), completed_dir=path
    ),
    "completed_dir of a patch": lambda house, path: patch(house, completed_dir=path),
    "export_dir": lambda house, path: make(house, export_dir=path),
    "files": lambda house, path: make(house, files=[path]),
    "dryrun": lambda house, path: house.call(
        "POST", "/api/createtorrent/dryrun", json={"name": "a", "export_dir": path}
    ),
    "list": lambda house, path: house.call("GET", "/api/files/list", params={"path": path}),
    "create": lambda house, path: house.call("POST", "/api/files/create", json={"path": f"{path}/new"}),
    "create by GET": lambda house, path: house.call("GET", "/api/files/create", params={"path": f"{path}/new"}),
    "dirspace": lambda house, path: house.call("PUT", "/api/statistics/dirspace", json={"directory": path}),
}


@pytest.mark.parametrize("path", ["../outside", "link", "{outside}"])
@pytest.mark.parametrize("parameter", PARAMETERS)
async def test_no_parameter_leads_out_of_the_jail(confined: House, parameter: str, path: str) -> None:
    outside = str(confined.folder / "outside")
    if "{outside}" in path and parameter in ("file uri", "torrentinfo"):
        path = f"../{Path(outside).name}"
    answer = await PARAMETERS[parameter](confined, path.format(outside=outside))

    assert (answer.status, answer.json()["error"]["code"]) == (403, "PathNotAllowed"), answer.body
    assert not Path(outside, "new").exists()


async def test_the_chooser_falls_back_when_a_folder_is_closed(confined: House) -> None:
    await confined.ask("GET", "/api/files/browse", params={"path": "/etc"}, expect=404)


async def test_the_documented_paths_are_open_on_loopback(house: House) -> None:
    file = house.folder / "a.torrent"
    file.write_bytes(METAINFO.data)
    form = f"uri=file:{file}&destination={house.folder / 'far' / 'away'}"

    assert (await house.ask("PUT", "/downloads", data=form.encode()))["started"]


@pytest.mark.parametrize("face", FACES)
async def test_folders_are_browsed(house: House, face: str) -> None:
    (house.folder / "b.txt").write_text("b")
    bare = await house.ask("GET", f"{face}/files/browse", params={"path": str(house.folder)})
    full = await house.ask("GET", f"{face}/files/browse", params={"path": str(house.folder), "files": "1"})

    assert BrowseShape().validate(full) == {}
    assert (bare["current"], bare["separator"]) == (str(house.folder), "/")
    assert [entry["name"] for entry in bare["paths"]] == ["..", "downloads"]
    assert [(entry["name"], entry["dir"]) for entry in full["paths"]] == [
        ("..", True),
        ("downloads", True),
        ("b.txt", False),
        ("triblerd.conf", False),
    ]


async def test_a_missing_folder_falls_back_to_the_nearest_above(house: House) -> None:
    document = await house.ask("GET", "/api/files/browse", params={"path": str(house.folder / "no" / "where")})

    assert document["current"] == str(house.folder)


async def test_files_are_listed_here_or_below(house: House) -> None:
    (house.downloads_folder / "in").mkdir()
    for place in ("a.txt", "in/b.txt"):
        (house.downloads_folder / place).write_text("x")
    path = str(house.downloads_folder)
    below = await house.ask("GET", "/api/files/list", params={"path": path})
    here = await house.ask("GET", "/api/files/list", params={"path": path, "recursively": "0"})

    assert FileListShape().validate(below) == {}
    assert [entry["name"] for entry in below["paths"]] == ["a.txt", "b.txt"]
    assert [entry["name"] for entry in here["paths"]] == ["a.txt"]
    await house.ask("GET", "/api/files/list", params={"path": f"{path}/none"}, expect=404)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_folder_is_made(house: House, face: str, method: str) -> None:
    folder = house.downloads_folder / "new" / "one"
    document = await house.ask(method, f"{face}/files/create", params={"path": str(folder), "recursively": "1"})

    assert CreatedFolderShape().validate(document) == {}
    assert document["paths"] == [{"name": "one", "path": str(folder), "dir": True}]
    assert folder.is_dir()


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_another_site_s_page_makes_no_folder(house: House, method: str) -> None:
    folder = house.downloads_folder / "new"
    answer = await house.call(
        method,
        "/api/files/create",
        key="",
        params={"path": str(folder)},
        cookies={"api_key": "0123456789abcdef0123456789abcdef"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status == 403
    assert not folder.exists()
