"""Which file on the host becomes which file of the torrent."""

from pathlib import Path

import pytest

from tribler_core.domain.errors import InvalidParameter, MissingParameter, PathNotAllowed, StorageError
from tribler_core.services.making.layout import lay_out
from tribler_core.services.making.request import MakeRequest


@pytest.fixture
def host(tmp_path) -> Path:
    """A host with two folders of files and an export directory."""
    for name in ("media/film.mkv", "media/extras/a.txt", "media/extras/b.txt", "music/song.mp3", "out/.keep"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    folder: Path = tmp_path
    return folder


@pytest.fixture
def places(host):
    """What lies where in the export directory, for a request."""

    def lay(*files: str, **options) -> dict[str, str]:
        request = MakeRequest(files=tuple(str(host / file) for file in files), export_dir=str(host / "out"), **options)
        layout = lay_out(request, Path)
        return {str(to.relative_to(host / "out")): str(of.relative_to(host)) for to, of in layout.sources.items()}

    return lay


def test_a_single_file_keeps_its_name(places):
    assert places("media/film.mkv") == {"film.mkv": "media/film.mkv"}
    assert places("media/film.mkv", name="film.mkv") == {"film.mkv": "media/film.mkv"}


def test_a_single_file_can_be_called_otherwise(places):
    assert places("media/film.mkv", filenames=("new.mkv",), name="new.mkv") == {"new.mkv": "media/film.mkv"}


def test_a_single_file_under_another_name_gets_a_folder(places):
    assert places("media/film.mkv", name="My film") == {"My film/film.mkv": "media/film.mkv"}


def test_a_folder_stands_for_its_content(places):
    assert places("media") == {
        "media/film.mkv": "media/film.mkv",
        "media/extras/a.txt": "media/extras/a.txt",
        "media/extras/b.txt": "media/extras/b.txt",
    }
    assert places("media/extras", name="Extras") == {
        "Extras/a.txt": "media/extras/a.txt",
        "Extras/b.txt": "media/extras/b.txt",
    }


def test_several_keep_their_places_below_the_folder_that_all_are_in(places):
    assert places("media/film.mkv", "media/extras/a.txt") == {
        "media/film.mkv": "media/film.mkv",
        "media/extras/a.txt": "media/extras/a.txt",
    }
    assert places("media/extras", "music", name="all").keys() == {
        "all/media/extras/a.txt",
        "all/media/extras/b.txt",
        "all/music/song.mp3",
    }


def test_names_inside_can_be_given(places):
    assert places("media/film.mkv", "music/song.mp3", filenames=("x/1.mkv", "2.mp3"), name="n") == {
        "n/x/1.mkv": "media/film.mkv",
        "n/2.mp3": "music/song.mp3",
    }


@pytest.mark.parametrize(
    "names", [("only one",), ("a", "../b"), ("a", "/b"), ("a", ""), ("a", "b//c"), ("a", "b\0"), ("a", "a")]
)
def test_names_inside_must_be_proper_and_different(places, names):
    with pytest.raises(InvalidParameter):
        places("media/film.mkv", "music/song.mp3", filenames=names, name="n")


@pytest.mark.parametrize("name", ["..", ".", "a/b", "a\0b", "x" * 256, "\ud800"])
def test_the_name_must_be_one_that_a_file_can_have(places, name):
    with pytest.raises(InvalidParameter, match="invalid name"):
        places("media", name=name)


def test_something_must_be_there(places, host):
    (host / "empty").mkdir()
    with pytest.raises(MissingParameter, match="files parameter missing"):
        places()
    with pytest.raises(StorageError, match="does not exist"):
        places("media/gone")
    with pytest.raises(InvalidParameter, match="no file"):
        places("empty")


def test_every_file_that_a_link_leads_to_must_be_permitted(host):
    (host / "media" / "secret").symlink_to(host / "music" / "song.mp3")

    def check(path: str | Path) -> Path:
        if "music" in str(Path(path).resolve()):
            raise PathNotAllowed(path)
        return Path(path)

    with pytest.raises(PathNotAllowed):
        lay_out(MakeRequest(files=(str(host / "media"),), export_dir=str(host / "out")), check)


def test_what_may_have_no_end_is_refused():
    with pytest.raises(InvalidParameter, match="neither a file nor a folder"):
        lay_out(MakeRequest(files=("/dev/zero",)), Path)
