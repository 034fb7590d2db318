"""What clients see of the host's folders."""

from dataclasses import replace

import pytest

from tribler_core.config.sections import Config, PathPolicyName
from tribler_core.domain.errors import NotFound, PathNotAllowed, StorageError
from tribler_core.services import host_files
from tribler_core.services.host_files import HostFiles
from tribler_core.services.paths import PathPolicy


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "root"
    (folder / "b" / "deep").mkdir(parents=True)
    (folder / "A").mkdir()
    (folder / "b" / "deep" / "x.txt").write_text("x")
    (folder / "z.txt").write_text("z")
    (folder / "Y.txt").write_text("y")
    return folder


@pytest.fixture
def host(tmp_path, root):
    def make(policy: PathPolicyName = PathPolicyName.CONFINED) -> HostFiles:
        config = Config(state_dir=tmp_path)
        defaults = replace(config.download_defaults, saveas=root)
        config = replace(config, paths=replace(config.paths, policy=policy), download_defaults=defaults)
        return HostFiles(PathPolicy(lambda: config))

    return make


async def test_folders_come_first_and_files_when_asked_for(host, root):
    listing = await host().browse("", files=True)

    assert listing.current == root
    assert [entry.name for entry in listing.entries] == ["A", "b", "Y.txt", "z.txt"]
    assert [entry.is_dir for entry in listing.entries] == [True, True, False, False]
    assert [entry.name for entry in (await host().browse("")).entries] == ["A", "b"]


async def test_a_missing_folder_is_answered_by_the_nearest_one_above(host, root):
    assert (await host().browse("b/not/there")).current == root / "b"
    assert (await host().browse("z.txt")).current == root


async def test_the_way_up_is_shown_as_far_as_it_is_open(host, root):
    assert (await host().browse("b")).parent == root
    assert (await host().browse("")).parent is None
    assert (await host(PathPolicyName.OPEN).browse("")).parent == root.parent
    assert (await host(PathPolicyName.OPEN).browse("/")).parent is None


async def test_outside_of_the_roots_nothing_is_shown(host, root):
    for path in ("..", "/", str(root.parent)):
        with pytest.raises(PathNotAllowed):
            await host().browse(path)


async def test_links_that_lead_out_are_not_shown(host, root, tmp_path):
    (root / "out").symlink_to(tmp_path)
    (root / "in").symlink_to(root / "A")
    (root / "nowhere").symlink_to(root / "gone")

    assert [entry.name for entry in (await host().browse("")).entries] == ["A", "b", "in"]
    assert "out" in [entry.name for entry in (await host(PathPolicyName.OPEN).browse("")).entries]


async def test_files_are_listed_through_all_folders(host, root):
    names = [entry.name for entry in (await host().list_files("")).entries]

    assert sorted(names) == ["Y.txt", "x.txt", "z.txt"]
    assert len((await host().list_files("", recursively=False)).entries) == 2


async def test_folders_behind_links_are_not_walked(host, root):
    (root / "again").symlink_to(root)

    assert len((await host().list_files("")).entries) == 3


async def test_a_long_answer_is_cut_and_says_so(host, monkeypatch):
    monkeypatch.setattr(host_files, "MOST_ENTRIES", 1)

    assert (await host().browse("")).truncated
    listing = await host().list_files("")
    assert listing.truncated
    assert len(listing.entries) == 1


async def test_files_of_a_folder_that_is_not_there_are_not_found(host):
    with pytest.raises(NotFound):
        await host().list_files("nowhere")


async def test_a_folder_is_made_with_those_above_it(host, root):
    made = await host().create("new/deep")

    assert made.path == root / "new" / "deep"
    assert made.path.is_dir()
    assert await host().create("new/deep") == made


async def test_a_folder_is_not_made_outside_or_over_a_file(host):
    with pytest.raises(PathNotAllowed):
        await host().create("../new")
    with pytest.raises(StorageError):
        await host().create("z.txt/new")


async def test_room_is_measured_where_a_folder_would_be(host):
    space = await host().space("not/there/yet")

    assert space.total >= space.used > 0
    assert space == await host().space("") or space.total == (await host().space("")).total
