"""Options are changed all together or not at all, file first."""

import asyncio
import stat
from pathlib import Path

import pytest

from tribler_core.config.loader import Invocation, load, load_or_create
from tribler_core.config.options import as_nested
from tribler_core.config.sections import Config
from tribler_core.config.store import ConfigStore
from tribler_core.domain.errors import InvalidParameter, StorageError

TEXT = """\
# head
[api]  # at the section
# above the key
key = 0123456789abcdef  # beside it
[libtorrent]
port = 3

# end
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "triblerd.conf").write_text(TEXT, encoding="utf-8")
    return tmp_path / "triblerd.conf"


def store_of(file: Path, **environment: str) -> ConfigStore:
    return ConfigStore(load(Invocation({"--state-dir": str(file.parent)}, environment)))


async def test_a_change_is_in_effect_and_in_the_file_with_its_comments(file: Path) -> None:
    store = store_of(file)
    changed = await store.change(
        {"libtorrent": {"port": 4, "proxy_auth": 'a,b:#"c"'}, "paths": {"roots": ["/a", "/b"]}}
    )
    assert changed.changed == {"libtorrent.port", "libtorrent.proxy_auth", "paths.roots"}
    assert changed.restart_required == ()
    assert store.current.libtorrent.port == 4
    assert store_of(file).current == store.current
    text = file.read_text(encoding="utf-8")
    for comment in ("# head", "# at the section", "# above the key", "# beside it", "# end"):
        assert comment in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_what_was_written_by_hand_meanwhile_stays(file: Path) -> None:
    store = store_of(file)
    file.write_text(TEXT + "[fetching]\ntimeout = 5\n")
    await store.change({"libtorrent": {"port": 4}})
    assert store_of(file).current.fetching.timeout == 5.0


async def test_posting_everything_back_changes_nothing(file: Path) -> None:
    store = store_of(file, TRIBLERD_HTTP_PORT="9")
    before = file.stat()
    assert (await store.change(as_nested(store.stored))).changed == frozenset()
    assert file.stat() == before


async def test_one_wrong_option_refuses_all(file: Path) -> None:
    store = store_of(file)
    with pytest.raises(InvalidParameter, match=r"^libtorrent.max_uploads: must be"):
        await store.change({"libtorrent": {"port": 4, "max_uploads": 0}})
    with pytest.raises(InvalidParameter, match=r"^libtorrent.port: must be a whole number"):
        await store.change({"libtorrent": {"port": None}, "api": {"debug": True}})
    assert store.current == store_of(file).current
    assert file.read_text() == TEXT


async def test_unknown_sections_and_options_are_passed_over(file: Path) -> None:
    changed = await store_of(file).change(
        {"versioning": {"enabled": True}, "libtorrent": {"new": 1}, "api": 5, "x": None}
    )
    assert changed.changed == frozenset()


async def test_a_listener_is_stored_and_waits_for_the_next_start(file: Path) -> None:
    store = store_of(file)
    changed = await store.change({"api": {"http_port": 9000, "debug": True}})
    assert changed.restart_required == ("api.http_port",)
    assert (store.current.api.http_port, store.stored.api.http_port) == (8085, 9000)
    assert store.current.api.debug
    back = await store.change({"api": {"http_port": 8085}})
    assert back.changed == {"api.http_port"}
    assert back.restart_required == ()


async def test_the_key_cannot_be_emptied_while_the_listener_in_effect_is_open(file: Path) -> None:
    file.write_text("[api]\nkey = 0123456789abcdef\nhttp_host = 0.0.0.0\n")
    store = store_of(file)
    with pytest.raises(InvalidParameter, match=r"^api.key: must not be empty"):
        await store.change({"api": {"key": "", "http_host": "127.0.0.1"}})


async def test_an_option_fixed_from_outside_cannot_be_changed(file: Path) -> None:
    store = store_of(file, TRIBLERD_LIBTORRENT__PORT="5")
    with pytest.raises(InvalidParameter, match=r"^libtorrent.port: is fixed by TRIBLERD_LIBTORRENT__PORT"):
        await store.change({"libtorrent": {"port": 6}})
    assert (await store.change({"libtorrent": {"port": 5, "dht": False}})).changed == {"libtorrent.dht"}
    assert store_of(file).current.libtorrent.port == 3


async def test_subscribers_hear_what_was_and_what_is(file: Path) -> None:
    store = store_of(file)
    heard: list[tuple[Config, Config]] = []
    leave = store.subscribe(lambda old, new: heard.append((old, new)))
    await store.change({"libtorrent": {"port": 4}})
    leave()
    await store.change({"libtorrent": {"port": 5}})
    assert [(old.libtorrent.port, new.libtorrent.port) for old, new in heard] == [(3, 4)]


async def test_changes_at_one_time_follow_one_another(file: Path) -> None:
    store = store_of(file)
    await asyncio.gather(*(store.change({"libtorrent": {"port": port}}) for port in range(100, 110)))
    assert store_of(file).current == store.current


async def test_a_file_that_cannot_be_written_changes_nothing(file: Path) -> None:
    store = store_of(file)
    file.unlink()
    file.parent.rmdir()
    with pytest.raises(StorageError, match="cannot be written"):
        await store.change({"libtorrent": {"port": 4}})
    assert store.current.libtorrent.port == 3


async def test_a_file_broken_meanwhile_is_left_as_it_is(file: Path) -> None:
    store = store_of(file)
    file.write_text("[broken\n")
    with pytest.raises(StorageError, match="while it is broken"):
        await store.change({"libtorrent": {"port": 4}})
    assert file.read_text() == "[broken\n"


async def test_a_text_that_the_file_cannot_hold_is_refused(file: Path) -> None:
    with pytest.raises(InvalidParameter, match="cannot be safely quoted"):
        await store_of(file).change({"libtorrent": {"proxy_auth": "a:'''b\"\"\""}})
    assert file.read_text() == TEXT


@pytest.mark.parametrize("text", ["", " x ", "#", "'", '"', "a'b\"c", "=", "[x]", "${home}", "%(x)s", ",", "a,", "ä€"])
async def test_any_text_survives_the_file(tmp_path: Path, text: str) -> None:
    invocation = Invocation({"--state-dir": str(tmp_path)}, {})
    store = ConfigStore(load_or_create(invocation))
    await store.change({"libtorrent": {"proxy_auth": f"u:{text}"}, "api": {"allowed_hosts": [f"h{text}", "b"]}})
    assert load(invocation).config == store.stored
    assert store.stored.libtorrent.proxy_auth == f"u:{text}"
