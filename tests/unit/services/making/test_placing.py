"""Content linked or copied to where it is seeded from."""

import os
from pathlib import Path

import pytest

from tribler_core.domain.errors import StorageError
from tribler_core.services.making.layout import Layout
from tribler_core.services.making.placing import Placement


@pytest.fixture
def layout(tmp_path) -> Layout:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a").write_text("a")
    (tmp_path / "in" / "b").write_text("b")
    out = tmp_path / "out"
    return Layout(out, "n", {out / "n" / "a": tmp_path / "in" / "a", out / "n" / "deep" / "b": tmp_path / "in" / "b"})


@pytest.fixture
def over_volumes(monkeypatch):
    def refuse(*_, **__) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)


def test_within_a_volume_files_are_linked(layout):
    Placement(layout).place()

    assert all(target.samefile(source) for target, source in layout.sources.items())


def test_over_volumes_they_are_copied(layout, over_volumes):
    Placement(layout).place()

    assert [target.read_text() for target in layout.sources] == ["a", "b"]
    assert not any(target.samefile(source) for target, source in layout.sources.items())


def test_what_lies_there_already_stays_and_is_not_taken_back(layout, tmp_path):
    Placement(layout).place()
    second = Placement(layout)
    second.place()

    second.take_back()

    assert all(target.exists() for target in layout.sources)


def test_what_was_put_there_can_be_taken_back(layout):
    placement = Placement(layout)
    placement.place()

    placement.take_back()

    assert not layout.directory.exists()
    assert all(source.exists() for source in layout.sources.values())


def test_another_file_in_the_way_is_not_overwritten(layout):
    in_the_way = layout.directory / "n" / "deep" / "b"
    in_the_way.parent.mkdir(parents=True)
    in_the_way.write_text("mine")

    with pytest.raises(StorageError):
        Placement(layout).place()

    assert in_the_way.read_text() == "mine"
    assert not (layout.directory / "n" / "a").exists()


@pytest.mark.usefixtures("over_volumes")
def test_when_it_is_stopped_nothing_is_left(layout):
    placement = Placement(layout)
    placement.stop()

    with pytest.raises(StorageError, match="cancelled"):
        placement.place()

    assert not layout.directory.exists()


def test_a_file_is_written_whole_and_not_through_a_link(layout, tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("old")
    target = tmp_path / "x.torrent"
    target.symlink_to(precious)

    Placement(layout).write(target, b"new")

    assert target.read_bytes() == b"new"
    assert precious.read_text() == "old"
    assert not list(tmp_path.glob(".*"))


def test_what_cannot_be_written_is_told(layout):
    with pytest.raises(StorageError):
        Placement(layout).write(Path("/proc/nowhere/x.torrent"), b"")
