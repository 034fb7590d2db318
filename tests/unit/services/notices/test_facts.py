"""What is told of a download, and how it gets into a command."""

from pathlib import PurePath

import pytest

from tests.builders import a_download, some_infohashes, some_settings
from tribler_core.domain.swarm.tracker import Tracker
from tribler_core.domain.torrent.files import DownloadFile, TorrentFile
from tribler_core.foundation.units import Bytes
from tribler_core.services.notices.facts import facts_of, filled

SETTINGS = some_settings(name="A film", category="films", tags=("a", "b"), comment="seen", destination=PurePath("/d"))


def files(*paths: str) -> list[DownloadFile]:
    return [DownloadFile(TorrentFile(index, path, Bytes(1)), 4, Bytes(1)) for index, path in enumerate(paths)]


def test_every_variable_has_its_fact() -> None:
    row = a_download(settings=SETTINGS, trackers=(Tracker("http://t/", 0),))
    facts = facts_of(row, files("film/a.mkv", "film/b.srt"))

    text = filled("%N|%L|%G|%F|%R|%D|%C|%Z|%T|%I|%J|%K|%M|%n|%f", facts)

    v1 = row.infohashes.v1
    assert text.split("|") == [
        "A film", "films", "a,b", "/d/film", "/d/film", "/d", "2", "1048576", "http://t/", v1, "-", v1, "seen",
        "A film", "/d/film",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("paths", "content", "root"),
    [
        (("film.mkv",), "/d/film.mkv", "/d/film.mkv"),
        (("film/a.mkv",), "/d/film/a.mkv", "/d/film"),
        (("a.mkv", "b.srt"), "/d", "/d"),
        ((), "/d", "/d"),
    ],
)
def test_the_content_is_the_only_file_or_the_folder_of_all(paths: tuple[str, ...], content: str, root: str) -> None:
    facts = facts_of(a_download(settings=SETTINGS), files(*paths))

    assert (facts.content_path, facts.root_path) == (content, root)


def test_a_fact_is_not_searched_for_variables() -> None:
    facts = facts_of(a_download(settings=some_settings(name="100 %N %% of %")), [])

    assert filled("%N", facts) == "100 %N %% of %"
    assert filled("100% %X %", facts) == "100% %X %"


def test_a_hybrid_goes_by_its_second_name_cut() -> None:
    row = a_download(infohashes=some_infohashes(hybrid=True))
    facts = facts_of(row, [])

    assert facts.id == (row.infohashes.v2 or "")[:40]
    assert facts.infohash_v2 == row.infohashes.v2
