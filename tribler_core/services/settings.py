"""The configuration as clients see and change it."""

import asyncio
import copy
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tribler_core.config.options import as_nested
from tribler_core.config.sections import Config, WatchFolderSection
from tribler_core.config.store import ConfigStore, SettingsChanged
from tribler_core.domain.errors import NotAllowed
from tribler_core.domain.ports import EngineSessions
from tribler_core.services.paths import PathPolicy

_HIDDEN = "***"
_CONFINING = frozenset({"paths.policy", "paths.roots"})
"""Options with which a client could let itself out."""


class SettingsService:
    """Shows what is stored, without its secrets, and changes it all or not at all."""

    def __init__(
        self, store: ConfigStore, sessions: EngineSessions, listening: Callable[[], Mapping[str, int]]
    ) -> None:
        """`listening`: the TCP ports of our own listeners by name (`api`, `api_https`), as they are now."""
        self._store = store
        self._sessions = sessions
        self._listening = listening
        self._paths = PathPolicy(lambda: store.current)

    def view(self) -> dict[str, Any]:
        """All options as the file nests them, `download_defaults` inside `libtorrent`.

        The key is left out and passwords are masked, unless `api.expose_secrets` is set: a client that posts
        the whole view back changes nothing.
        """
        stored = self._store.stored
        nested = as_nested(stored)
        if not stored.api.expose_secrets:
            del nested["api"]["key"]
            for section, option, mask in _masks(stored):
                nested[section][option] = mask
        return nested

    async def change(self, nested: Mapping[str, Any]) -> SettingsChanged:
        """Set what is given; sections and options that we do not have are passed over, and so are masks.

        Confined clients can neither change what confines them nor name a path that is closed to them.

        Raises: InvalidParameter naming the option; NotAllowed, PathNotAllowed, StorageError.
        """
        wanted = copy.deepcopy(dict(nested))
        for section, option, mask in _masks(self._store.stored):
            values = wanted.get(section)
            if isinstance(values, dict) and mask and values.get(option) == mask:
                del values[option]
        return await self._store.change(wanted, self._permit)

    async def _permit(self, values: Mapping[str, Any]) -> None:
        if not self._paths.confined:
            return
        for name, value in values.items():
            if name in _CONFINING:
                raise NotAllowed(f"{name} can be changed in the file alone while clients are confined to some folders")
            for path in _paths_in(name, value):
                await asyncio.to_thread(self._paths.check, path)

    def ports(self) -> dict[str, int]:
        """Ports in use by name: ours, and `libtorrent` (`libtorrent_<hops>`) for the peers'; 0: not listening."""
        peers = {f"libtorrent_{hops}" if hops else "libtorrent": port for hops, port in self._listening_for_peers()}
        return {**self._listening(), **peers}

    def _listening_for_peers(self) -> list[tuple[int, int]]:
        return sorted((int(hops), port) for hops, port in self._sessions.listen_ports().items())


def _paths_in(name: str, value: Any) -> Iterable[Path]:
    """The paths that an option's value names."""
    if name == "watch_folder.more":
        watched = WatchFolderSection(more=value).watched
        return (*watched, *(target for target in watched.values() if target is not None))
    return (value,) if isinstance(value, Path) else ()


def _masks(config: Config) -> tuple[tuple[str, str, str | list[str]], ...]:
    """Section, option and what is shown instead, of the options that hold a password; empty: there is none."""
    return (
        ("libtorrent", "proxy_auth", _masked_login(config.libtorrent.proxy_auth)),
        ("storage", "url", _masked_url(config.storage.url)),
        ("anonymity", "community", _HIDDEN if config.anonymity.community else ""),
        ("mail", "password", _HIDDEN if config.mail.password else ""),
        ("dyndns", "password", _HIDDEN if config.dyndns.password else ""),
        ("webhooks", "urls", [_HIDDEN for _ in config.webhooks.urls]),
    )


def _masked_login(login: str) -> str:
    user, colon, _ = login.partition(":")
    return f"{user}:{_HIDDEN}" if colon else ""


def _masked_url(url: str) -> str:
    login, at, _ = urlsplit(url).netloc.rpartition("@")
    if not at or ":" not in login:
        return url
    return url.replace(f"{login}@", f"{_masked_login(login)}@", 1)
