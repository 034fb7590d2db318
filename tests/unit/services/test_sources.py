"""From what a user names a torrent by to the torrent."""

import os
from pathlib import Path

import pytest

from tests.builders import a_magnet, a_metainfo, an_infohash
from tests.fakes.content import FakeContent
from tests.fakes.network import FakeFetcher
from tribler_core.domain.errors import FetchError, PathNotAllowed, StorageError, TorrentDecodeError
from tribler_core.domain.ports import Fetched
from tribler_core.domain.torrent.infohash import InfoHashes
from tribler_core.domain.torrent.source import HostFileSource, Magnet, TorrentSource, UrlSource
from tribler_core.services import sources
from tribler_core.services.sources import SourceReader

URL = "http://example.org/a"


@pytest.fixture
def fetcher() -> FakeFetcher:
    return FakeFetcher()


@pytest.fixture
def reader(fetcher: FakeFetcher, tmp_path: Path) -> SourceReader:
    async def permit(path: Path) -> Path:
        if not path.is_relative_to(tmp_path):
            raise PathNotAllowed(path)
        return path

    return SourceReader(FakeContent(), fetcher, permit)


async def test_a_magnet_is_what_it_is(reader: SourceReader) -> None:
    assert await reader.read(a_magnet()) == a_magnet()


async def test_bytes_are_parsed(reader: SourceReader) -> None:
    assert await reader.read(TorrentSource(a_metainfo().data)) == a_metainfo()


async def test_a_url_is_fetched_and_parsed(reader: SourceReader, fetcher: FakeFetcher) -> None:
    fetcher.answers[URL] = Fetched(a_metainfo().data)

    assert await reader.read(UrlSource(URL)) == a_metainfo()


async def test_a_url_may_lead_to_a_magnet(reader: SourceReader, fetcher: FakeFetcher) -> None:
    fetcher.answers[URL] = Fetched(magnet=f"magnet:?xt=urn:btih:{an_infohash()}")

    assert await reader.read(UrlSource(URL)) == Magnet(infohashes=InfoHashes(an_infohash(), None))


async def test_what_cannot_be_fetched_is_told(reader: SourceReader) -> None:
    with pytest.raises(FetchError):
        await reader.read(UrlSource(URL))


async def test_a_file_is_read_where_that_is_allowed(reader: SourceReader, tmp_path: Path) -> None:
    (tmp_path / "a.torrent").write_bytes(a_metainfo().data)

    assert await reader.read(HostFileSource(tmp_path / "a.torrent")) == a_metainfo()
    with pytest.raises(PathNotAllowed):
        await reader.read(HostFileSource(Path("/etc/passwd")))


async def test_a_file_that_cannot_be_read_is_told(reader: SourceReader, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="No such file"):
        await reader.read(HostFileSource(tmp_path / "none"))
    with pytest.raises(StorageError, match="no file"):
        await reader.read(HostFileSource(tmp_path))


async def test_a_file_that_is_too_large_is_no_torrent(
    reader: SourceReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "TORRENT_AT_MOST", 10)
    (tmp_path / "a.torrent").write_bytes(a_metainfo().data)

    with pytest.raises(TorrentDecodeError, match="too large"):
        await reader.read(HostFileSource(tmp_path / "a.torrent"))


async def test_a_pipe_is_no_file_and_holds_nobody_up(reader: SourceReader, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(StorageError, match="no file"):
        await reader.read(HostFileSource(tmp_path / "pipe"))
