"""Content is thrown away."""

from pathlib import Path

import pytest

from tribler_core.domain.errors import StorageError
from tribler_core.services.downloads.commands import trash
from tribler_core.services.downloads.commands.trash import throw_away


@pytest.fixture
def thrown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of what went to the trash, which is none of this machine's."""
    names: list[str] = []

    def send(path: Path) -> None:
        names.append(path.name)
        path.unlink()

    monkeypatch.setattr(trash, "send2trash", send)
    return names


def test_files_go_and_so_do_the_folders_that_they_leave_empty(tmp_path: Path, thrown: list[str]) -> None:
    for name in ("top/a", "top/deep/b.!qB", "other"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")

    throw_away(tmp_path, ["top/a", "top/deep/b", "top/gone", "../outside"])

    assert thrown == ["a", "b.!qB"]
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_a_volume_without_trash_keeps_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise OSError("no trash here")

    monkeypatch.setattr(trash, "send2trash", refuse)
    (tmp_path / "a").write_text("x")

    with pytest.raises(StorageError, match="no trash here"):
        throw_away(tmp_path, ["a"])
    assert (tmp_path / "a").exists()


def test_the_freedesktop_trash_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from send2trash import plat_other

    monkeypatch.setattr(plat_other, "XDG_DATA_HOME", bytes(tmp_path))
    monkeypatch.setattr(plat_other, "HOMETRASH_B", bytes(tmp_path / "Trash"))
    monkeypatch.setattr(trash, "send2trash", plat_other.send2trash)
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "a").write_text("x")

    throw_away(folder, ["a"])

    assert [path.name for path in (tmp_path / "Trash" / "files").iterdir()] == ["a"]
