"""The real qbittorrent-nox and triblerd as 4.6: the same torrent, the same commands, the same answers.

Debian has 4.5.2. Where it and 4.6 are known to differ, or we differ on purpose, it is in `commands`, in LATER_KEYS or
in OTHER_TYPES, and docs/dialects/qbittorrent.md says why.
"""

import asyncio
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from bench.programs.qbittorrent import QBittorrent
from tests.e2e.offers import Offer, Swarm
from tests.e2e.qbittorrent.beside import commands
from tests.e2e.qbittorrent.beside.commands import Command
from tests.e2e.qbittorrent.beside.servers import Server, the_real_one
from tests.e2e.qbittorrent.room import a_daemon

LATER_KEYS = Path(__file__).with_name("later_keys.json")
"""By document: what we tell and 4.5.2 does not."""
OTHER_TYPES = {"app/preferences.proxy_type": "a text from 4.6 on"}
SIZES = {"a.bin": 150_000, "sub/b.bin": 90_000}
ONCE = ("app/buildInfo", "app/preferences", "transfer/info", "log/main", "torrents/categories", "torrents/tags")
OF_ONE = ("properties", "trackers", "files", "webseeds", "pieceStates", "pieceHashes")
_MAPS = ("categories", "torrents", "trackers", "peers")
MANUAL = Path(__file__).parents[4] / "docs" / "dialects" / "qbittorrent.md"

Pair = tuple[Server, Server]


@pytest.mark.slow
async def test_both_answer_the_same(tmp_path: Path) -> None:
    if reason := QBittorrent.missing():
        pytest.skip(reason)
    options = {"qbittorrent.profile": "4.6", "libtorrent.queueing": "false"}
    with Swarm(tmp_path / "swarm") as swarm:
        offer = swarm.offer("a", SIZES, trackers=[swarm.tracker.announce_url])
        async with a_daemon(tmp_path, options) as (daemon, password):
            await asyncio.to_thread(compare, daemon.url, daemon.downloads, password, offer)


def test_the_manual_explains_every_difference() -> None:
    manual = " ".join(MANUAL.read_text().split())
    told = [*commands.first_words(), *commands.about("a" * 40), *commands.last_words()]

    reasons = {command.differs for command in told if command.differs} | set(OTHER_TYPES.values())
    assert {reason for reason in reasons if reason not in manual} == set()
    assert LATER_KEYS.name in manual


def compare(url: str, downloads: Path, password: str, offer: Offer) -> None:
    """Whatever is not the same, or not as different as it was said to be, is told at the end."""
    ours = Server(url, downloads)
    with the_real_one(downloads.parent / "real") as real:
        ours.log_in(password)
        wrong, later = _walk((real, ours), offer)
    ours.close()
    assert not wrong, "\n".join(wrong)
    if "RECORD" in os.environ:
        LATER_KEYS.write_text(json.dumps(later, indent=1) + "\n")
    assert later == json.loads(LATER_KEYS.read_text())


def _walk(both: Pair, offer: Offer) -> tuple[list[str], dict[str, list[str]]]:
    documents = Documents(both)
    wrong = list(_told(both, commands.first_words()))
    for server in both:
        added = server.ask(
            "torrents/add",
            {"paused": "true", "category": "films", "tags": "x,y", "savepath": "{downloads}"},
            file=offer.torrent,
        )
        assert added.text == "Ok."
        assert server.ask("torrents/add", {}, file=offer.torrent).text == "Fails."
        assert server.ask("torrents/add", {}, file=b"nonsense").status == 415
        server.until(offer.infohash, "pausedDL")
    documents.look(offer.infohash)
    for server in both:
        assert server.ask("torrents/resume", {"hashes": offer.infohash}) == server.ask(
            "torrents/createTags", {"tags": "x"}
        )
        server.until(offer.infohash, "stalledUP", "uploading")
    documents.look(offer.infohash)
    wrong += _told(both, commands.about(offer.infohash))
    wrong += _told(both, commands.last_words())
    documents.compare("rss/rules", {})
    documents.compare("rss/items", {"withData": "true"})
    wrong += _told(both, [Command("torrents/delete", {"hashes": offer.infohash, "deleteFiles": "true"})])
    assert [server.ask("torrents/info", {}).document for server in both] == [[], []]
    return [*wrong, *documents.wrong], {name: sorted(keys) for name, keys in sorted(documents.later.items())}


def _told(both: Pair, told: Sequence[Command]) -> Iterator[str]:
    """The commands whose answers are not as alike as they should be."""
    for command in told:
        theirs, ours = (server.ask(command.method, command.form, verb=command.verb) for server in both)
        if (theirs != ours) is not bool(command.differs):
            yield f"{command}: {theirs} {ours}"


class Documents:
    """Keys and types of documents, compared."""

    def __init__(self, both: Pair) -> None:
        self._both = both
        self.wrong: list[str] = []
        self.later: dict[str, set[str]] = {}

    def look(self, infohash: str) -> None:
        """At everything that tells something of a torrent, or of the server."""
        for name in ONCE:
            self.compare(name, {})
        self.compare("torrents/info", {"hashes": infohash})
        self.compare("sync/maindata", {})
        self.compare("sync/torrentPeers", {"hash": infohash})
        for name in OF_ONE:
            self.compare(f"torrents/{name}", {"hash": infohash})

    def compare(self, method: str, form: dict[str, str]) -> None:
        theirs, ours = (server.ask(method, form) for server in self._both)
        assert (theirs.status, ours.status) == (200, 200), (method, theirs, ours)
        self._compare(method, theirs.document, ours.document)

    def _compare(self, path: str, theirs: Any, ours: Any) -> None:
        if isinstance(theirs, dict) and isinstance(ours, dict):
            if path.rpartition(".")[2].rpartition("/")[2] in (*_MAPS, "items", "rules"):
                self._compare_some(path, list(theirs.values()), list(ours.values()))
                return
            if ours.keys() - theirs.keys():
                self.later.setdefault(path, set()).update(ours.keys() - theirs.keys())
            self.wrong += [f"{path}: we do not tell {name}" for name in theirs.keys() - ours.keys()]
            for name in theirs.keys() & ours.keys():
                self._compare(f"{path}.{name}", theirs[name], ours[name])
        elif isinstance(theirs, list) and isinstance(ours, list):
            self._compare_some(path, theirs, ours)
        elif (
            path not in OTHER_TYPES
            and _kind(theirs) != _kind(ours)
            and {_kind(theirs), _kind(ours)} != {"int", "float"}
        ):
            self.wrong.append(f"{path}: {theirs!r} is {ours!r} here")

    def _compare_some(self, path: str, theirs: list[Any], ours: list[Any]) -> None:
        """The last ones, if there are any: of trackers, the first are not trackers."""
        if theirs and ours:
            self._compare(f"{path}.*", theirs[-1], ours[-1])


def _kind(value: Any) -> str:
    """A float without a fraction is told as a whole number by both."""
    return "int" if isinstance(value, float) and value.is_integer() else type(value).__name__
