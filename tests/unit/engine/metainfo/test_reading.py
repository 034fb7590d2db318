"""Torrents that others wrote, well or badly or with bad intent."""

from pathlib import Path
from typing import Any

import libtorrent as lt
import pytest

from tests.swarm import bencode, infohashes_of, make_content, make_torrent
from tribler_core.domain.errors import TorrentDecodeError
from tribler_core.engine.metainfo.reading import SMALL, TorrentReader, read_torrent

PIECE = 16384


def raw(info: dict[bytes, Any] | None = None, **outer: Any) -> bytes:
    """A torrent of one file of one piece, with whatever a test changes."""
    single = {b"name": b"file", b"piece length": PIECE, b"length": 100, b"pieces": b"p" * 20}
    return bencode({b"info": {**single, **(info or {})}, **{key.encode(): value for key, value in outer.items()}})


def with_files(*paths: list[bytes], **more: Any) -> bytes:
    """A torrent of several files of five bytes."""
    files = [{b"length": 5, b"path": path} for path in paths]
    info = {b"name": b"folder", b"piece length": PIECE, b"files": files, b"pieces": b"p" * 20}
    return bencode({b"info": info, **{key.encode(): value for key, value in more.items()}})


@pytest.mark.parametrize("version", ["v1", "v2", "hybrid"])
def test_a_torrent_is_read_whole(tmp_path: Path, version: str) -> None:
    content = make_content(tmp_path / "stuff", {"a": 20_000, "b/c": 30_000})
    data = make_torrent(
        content, version=version, trackers=["http://one/announce", "udp://two:1"], web_seeds=["http://w/"], private=True
    )

    metainfo = read_torrent(data)

    assert metainfo.infohashes == infohashes_of(data)
    assert (metainfo.name, metainfo.size, metainfo.piece_length) == ("stuff", 50_000, PIECE)
    assert sorted((file.path, file.size) for file in metainfo.files) == [("stuff/a", 20_000), ("stuff/b/c", 30_000)]
    assert metainfo.trackers == (("http://one/announce",), ("udp://two:1",))
    assert metainfo.web_seeds == ("http://w/",)
    assert metainfo.private
    assert metainfo.data == data
    assert metainfo.selection is None


def test_what_a_web_page_appended_is_taken_off_and_the_identity_stays() -> None:
    data = raw(comment=b"hello", announce=b"http://t/announce")
    appended = data[:-1] + b"14:selected_filesli0ei2eee"

    metainfo = read_torrent(appended)

    assert metainfo.selection == (0, 2)
    assert metainfo.data == data
    assert metainfo.comment == "hello"


def test_an_info_dictionary_with_unsorted_keys_keeps_its_hash() -> None:
    info = b"d6:pieces20:" + b"p" * 20 + b"4:name4:file12:piece lengthi16384e6:lengthi100ee"
    data = b"d7:comment1:x4:info" + info + b"8:announce3:urle"

    metainfo = read_torrent(data)

    assert info in metainfo.data
    assert str(lt.torrent_info(metainfo.data).info_hashes().v1) == metainfo.infohash
    assert metainfo.data.index(b"8:announce") < metainfo.data.index(b"7:comment") < metainfo.data.index(b"4:info")


@pytest.mark.parametrize(
    "path",
    [
        [b"..", b"..", b"etc", b"passwd"],
        [b"/etc/passwd"],
        [b"a/../../b"],
        [b"..\\..\\windows"],
        [b"C:", b"evil"],
        [b"C:\\evil"],
        [b"nul\x00byte"],
        [b".."],
        [b""],
        [b"", b"x"],
        [b"ok", b"..", b"..", b"..", b"out"],
        [b"~", b"x"],
        [b"\xff\xfe", b"x"],
        [b"a" * 1000],
    ],
)
def test_no_name_leads_out_of_the_folder(path: list[bytes], tmp_path: Path) -> None:
    metainfo = read_torrent(with_files(path, [b"other"]))

    for file in metainfo.files:
        target = (tmp_path / file.path).resolve()
        assert target.is_relative_to(tmp_path / "folder"), file.path
        assert "\x00" not in file.path


@pytest.mark.parametrize("name", [b"../../x", b"/abs", b"C:\\x", b"a\x00b", b"a/b", b"...", b"~"])
def test_no_torrent_name_leads_out_of_the_folder(name: bytes, tmp_path: Path) -> None:
    for data in (raw({b"name": name}), with_files([b"x"], [b"y"]).replace(b"6:folder", b"%d:%s" % (len(name), name))):
        for file in read_torrent(data).files:
            target = (tmp_path / file.path).resolve()
            assert target.is_relative_to(tmp_path), file.path
            assert target != tmp_path


@pytest.mark.parametrize("name", [b"..", b".", b""])
def test_a_torrent_name_that_is_no_name_is_refused(name: bytes) -> None:
    with pytest.raises(TorrentDecodeError):
        read_torrent(raw({b"name": name}))


def test_symbolic_links_stay_inside_the_torrent(tmp_path: Path) -> None:
    link = {b"length": 0, b"path": [b"link"], b"attr": b"l", b"symlink path": [b"..", b"..", b"etc", b"passwd"]}
    files = [{b"length": 100, b"path": [b"file"]}, link]
    info = {b"name": b"folder", b"piece length": PIECE, b"files": files, b"pieces": b"p" * 20}
    params = lt.load_torrent_buffer(bencode({b"info": info}))
    assert params.ti is not None
    layout = params.ti.layout()

    for index in range(params.ti.num_files()):
        if layout.file_flags(index) & lt.file_flags_t.flag_symlink:
            assert (tmp_path / layout.symlink(index)).resolve().is_relative_to(tmp_path / "folder")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"de",
        b"d4:infodee",
        b"l" * 2000 + b"e" * 2000,
        b"d4:info" + b"l" * 2000 + b"e" * 2000 + b"e",
        b"d1:x" + b"l" * 2000 + b"e" * 2000 + raw()[1:],
        raw({b"pieces": b"p" * 19}),
        raw({b"pieces": b"p" * 40}),
        raw({b"pieces": b""}),
        raw({b"length": 10**9}),
        raw({b"length": 0}),
        raw({b"length": -5}),
        raw({b"length": 2**62}),
        raw({b"piece length": 0}),
        raw({b"piece length": -1}),
        raw({b"piece length": 2**40}),
        raw()[:-3],
        raw().replace(b"20:pppp", b"99:pppp"),
    ],
)
def test_what_is_no_torrent_or_contradicts_itself_is_refused(data: bytes) -> None:
    with pytest.raises(TorrentDecodeError):
        read_torrent(data)


@pytest.mark.parametrize("appended", [b"14:selected_filesi5e", b"14:selected_filesl1:xe", b"14:selected_filesd1:ai1ee"])
def test_a_selection_that_makes_no_sense_is_no_selection(appended: bytes) -> None:
    assert read_torrent(raw()[:-1] + appended + b"e").selection is None


async def test_large_torrents_are_read_beside_the_event_loop() -> None:
    data = with_files(*([b"%d" % number] for number in range(3000)))

    assert len(data) > SMALL
    assert len((await TorrentReader().read(data)).files) == 3000
