"""The path jail (specification D-21)."""

from dataclasses import replace
from pathlib import Path

import pytest

from tribler_core.config.sections import Config, PathPolicyName
from tribler_core.domain.errors import InvalidParameter, PathNotAllowed
from tribler_core.services.paths import PathPolicy


@pytest.fixture
def downloads(tmp_path) -> Path:
    folder: Path = tmp_path / "downloads"
    folder.mkdir()
    return folder


@pytest.fixture
def policy(tmp_path, downloads):
    """A policy whose download directory is there; options of [paths] and [api] can be named."""

    def make(policy: PathPolicyName = PathPolicyName.CONFINED, roots=(), **api) -> PathPolicy:
        config = Config(state_dir=tmp_path)
        config = replace(
            config,
            api=replace(config.api, key="k" * 64, **api),
            paths=replace(config.paths, policy=policy, roots=roots),
            download_defaults=replace(config.download_defaults, saveas=downloads),
        )
        return PathPolicy(lambda: config)

    return make


@pytest.mark.parametrize("path", ["", "a", "a/../b", "not/there/yet", "./x"])
def test_what_is_below_the_download_directory_is_permitted(policy, downloads, path):
    assert policy().check(path) == (downloads / path).resolve()


@pytest.mark.parametrize("path", ["..", "../other", "a/../../other", "/etc/passwd", "/", "~", "~/x", "a/../.."])
def test_what_is_outside_is_refused(policy, path):
    with pytest.raises(PathNotAllowed):
        policy().check(path)


def test_a_neighbour_with_the_same_beginning_is_outside(policy, downloads):
    with pytest.raises(PathNotAllowed):
        policy().check(f"{downloads}-of-others/x")


def test_links_are_followed_before_it_is_decided(policy, downloads, tmp_path):
    (tmp_path / "secret").mkdir()
    (downloads / "out").symlink_to(tmp_path / "secret")
    (downloads / "in").symlink_to(downloads / "real")

    with pytest.raises(PathNotAllowed):
        policy().check("out/file")
    assert policy().check("in/file") == downloads / "real" / "file"


def test_a_ring_of_links_is_refused(policy, downloads):
    (downloads / "a").symlink_to(downloads / "b")
    (downloads / "b").symlink_to(downloads / "a")

    with pytest.raises(InvalidParameter):
        policy().check("a")


@pytest.mark.parametrize("path", ["a\0b", "\ud800", "~nobody-of-this-name/x"])
@pytest.mark.parametrize("name", list(PathPolicyName))
def test_what_can_be_no_path_is_refused_whatever_the_policy(policy, name, path):
    with pytest.raises(InvalidParameter):
        policy(name).check(path)


def test_configured_roots_are_open(policy, tmp_path):
    assert policy(roots=(tmp_path / "media",)).check(tmp_path / "media" / "x") == tmp_path / "media" / "x"


def test_an_open_policy_permits_everything_as_it_is_written(policy, downloads):
    opened = policy(PathPolicyName.OPEN)

    assert opened.check("/etc/passwd") == Path("/etc/passwd")
    assert opened.check("~/x") == Path.home() / "x"
    assert opened.check("a") == downloads / "a"


@pytest.mark.parametrize(
    ("api", "roots", "confined"),
    [
        ({}, (), False),
        ({"http_host": "localhost"}, (), False),
        ({"http_host": "0.0.0.0"}, (), True),
        ({"http_host": "::"}, (), True),
        ({}, (Path("/srv"),), True),
    ],
)
def test_auto_confines_who_is_reachable_or_has_roots(policy, api, roots, confined):
    assert policy(PathPolicyName.AUTO, roots, **api).confined is confined


async def test_the_event_loop_can_ask_too(policy, downloads):
    assert await policy().permit("x") == downloads / "x"


@pytest.mark.parametrize("path", ["a" * 256, "a/" * 2048, f"ok/{'ü' * 128}"])
def test_what_no_file_system_can_name_is_refused(policy, path):
    for rule in PathPolicyName:
        with pytest.raises(InvalidParameter):
            policy(rule).check(path)
