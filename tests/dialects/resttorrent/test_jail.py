"""No path leads out of the root, whatever links there are on the disk."""

from pathlib import Path

import pytest

from tests.dialects.resttorrent.conftest import OpenRestHouse
from tests.dialects.resttorrent.house import FILES, RestHouse
from tests.swarm import magnet_of, make_content, make_torrent
from tribler_core.dialects.resttorrent.errors import FieldRefused, SavePathMissing
from tribler_core.dialects.resttorrent.jail import Jail
from tribler_core.domain.errors import PathNotAllowed

MAGNET = "magnet:?xt=urn:btih:" + "ab" * 20


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "database").mkdir()
    return tmp_path / "data"


@pytest.fixture
def jail(root: Path) -> Jail:
    return Jail(lambda: root, lambda: False)


@pytest.mark.parametrize("path", ["a", "a/b/../c", ".", "~", "a//b/", "./a"])
async def test_what_is_relative_is_below_the_root(jail: Jail, root: Path, path: str) -> None:
    assert (await jail.permit_text(path)).is_relative_to(root)


async def test_what_is_absolute_has_to_be_inside(jail: Jail, root: Path) -> None:
    assert await jail.permit_text(str(root / "a")) == root / "a"
    for path in ("/", "/etc", str(root.parent), f"{root}base", f"{root}/../database", "../database", "..", "a/../../x"):
        with pytest.raises(PathNotAllowed):
            await jail.permit_text(path)


async def test_what_is_absolute_is_below_the_root_where_the_operator_wants_that(root: Path) -> None:
    jail = Jail(lambda: root, lambda: True)

    assert await jail.permit_text("/films/new") == root / "films" / "new"
    assert await jail.permit_text("/") == root
    with pytest.raises(PathNotAllowed):
        await jail.permit_text("/../database")


@pytest.mark.parametrize("path", ["a\0b", "\0", "a" * 300, "a/" * 2100, "\ud800"])
async def test_what_is_no_path_is_refused(jail: Jail, path: str) -> None:
    with pytest.raises(FieldRefused, match="save_path"):
        await jail.permit_text(path)


async def test_no_path_is_no_folder(jail: Jail) -> None:
    with pytest.raises(SavePathMissing):
        await jail.permit_text("")


async def test_links_are_followed_before_it_is_decided(jail: Jail, root: Path) -> None:
    (root / "out").symlink_to(root.parent / "database")
    (root / "in").symlink_to(root / "elsewhere")
    (root / "ring").symlink_to(root / "ring")

    assert await jail.permit_text("in/a") == root / "elsewhere" / "a"
    for path in ("out", "out/new/folder"):
        with pytest.raises(PathNotAllowed):
            await jail.make(path)
    with pytest.raises((PathNotAllowed, FieldRefused)):
        await jail.make("ring/a")
    assert not list((root.parent / "database").iterdir())


async def test_a_root_behind_a_link_is_the_root(root: Path) -> None:
    link = root.parent / "link"
    link.symlink_to(root)
    jail = Jail(lambda: link, lambda: False)

    assert await jail.make(str(link / "a")) == root / "a"
    assert (root / "a").is_dir()


async def test_a_link_that_comes_between_is_noticed(jail: Jail, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Path.mkdir

    def mkdir(self: Path, *args: bool, **kwargs: bool) -> None:
        made(self, *args, **kwargs)
        self.rename(self.with_name("was"))
        self.symlink_to(root.parent / "database")

    monkeypatch.setattr(Path, "mkdir", mkdir)

    with pytest.raises(PathNotAllowed):
        await jail.make("a")


async def test_torrents_whose_folder_is_a_link_out_are_refused(house: RestHouse) -> None:
    session, torrent = await house.session(), house.content("given")
    outside = house.folder / "outside"
    outside.mkdir()
    (house.root / "here").mkdir()
    (house.root / "here" / "stuff").symlink_to(outside)

    said = await house.upload(session, torrent, save_path="here")

    assert said["error"]["code"] == "access denied"
    assert not list(outside.iterdir())


async def test_a_magnet_that_would_lead_out_is_removed_when_its_files_are_known(house: RestHouse) -> None:
    giver, taker = await house.session(), await house.session()
    torrent = house.content("given")
    added = await house.upload(giver, torrent, save_path="given")
    outside = house.folder / "outside"
    outside.mkdir()
    (house.root / "here").mkdir()
    (house.root / "here" / "stuff").symlink_to(outside)
    table = house.workspace(taker).downloads.table
    revision = table.revision

    magnet = magnet_of(torrent, peers=[("127.0.0.1", giver["port"])])
    said = await house.ask("POST", f"/{taker['id']}/torrents", json={"magnet": magnet, "save_path": "here"})

    assert said["infohash"] == added["infohash"]
    while len(table) or table.revision == revision:
        await table.wait_changed(table.revision)
    assert (await house.ask("GET", f"/{taker['id']}/torrents"))["torrents"] == []


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x"])
async def test_an_upload_out_of_the_root_is_denied(house: RestHouse, path: str) -> None:
    session = await house.session()

    await house.fails("access denied", "POST", f"/{session['id']}/torrents", json={"magnet": MAGNET, "save_path": path})

    assert (await house.ask("GET", f"/{session['id']}/torrents"))["torrents"] == []


async def test_names_inside_a_torrent_stay_below_its_folder(house: RestHouse) -> None:
    session = await house.session()
    torrent = make_torrent(make_content(house.folder / "x" / "stuff", FILES))
    escaping = torrent.replace(b"5:a.bin", b"5:../..")

    said = await house.upload(session, escaping, save_path="here")

    shown = await house.ask("GET", f"/{session['id']}/torrents/{said['infohash']}")
    assert all(".." not in file["path"].split("/") for file in shown["files"])


async def test_absolute_paths_of_clients_for_another_root(open_house: OpenRestHouse) -> None:
    house = await open_house(absolute_as_relative="true")
    session = await house.session()

    said = await house.ask("POST", f"/{session['id']}/torrents", json={"magnet": MAGNET, "save_path": "/films"})

    assert said["save_path"] == str(house.root / "films")
