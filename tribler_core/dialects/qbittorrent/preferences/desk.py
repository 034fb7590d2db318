"""Preferences are shown, and changed: all that was sent or nothing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tribler_core.config.document import write_whole
from tribler_core.config.options import OPTIONS, plain
from tribler_core.config.sections import Config
from tribler_core.config.store import ConfigStore
from tribler_core.dialects.qbittorrent.access.authenticator import Access
from tribler_core.dialects.qbittorrent.preferences.codecs import Unfit
from tribler_core.dialects.qbittorrent.preferences.row import Draft, View
from tribler_core.dialects.qbittorrent.preferences.table import PREFERENCES
from tribler_core.domain.download.limits import over
from tribler_core.domain.download.settings import SeedingLimits
from tribler_core.domain.errors import StorageError
from tribler_core.domain.ports import KeyValueStore
from tribler_core.services.downloads.defaults import settings_of

log = logging.getLogger(__name__)

STORED_AS = "qbittorrent.preferences"
_TLS_FOLDER = "tls"
Change = Callable[[Mapping[str, Any]], Awaitable[None]]
"""Takes options as the file nests them; all or none. Raises: InvalidParameter, NotAllowed, StorageError."""
_LARGEST_PEM = 64 * 1024
"""Bytes."""


class Preferences:
    """What `app/preferences` shows and `app/setPreferences` changes."""

    def __init__(
        self,
        store: ConfigStore,
        change: Change,
        memory: KeyValueStore,
        access: Access,
        fetched_trackers: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        """`change` stores options and puts them in effect; `memory` keeps what is only kept."""
        self._fetched_trackers = fetched_trackers
        self._store = store
        self._change = change
        self._memory = memory
        self._access = access
        self._turn = asyncio.Lock()

    async def show(self, *, early: bool = False) -> dict[str, Any]:
        """All of them; `early`: as the first release did."""
        view = await self._view()
        return {
            name: row.early(row.read(view)) if early and row.early else row.read(view)
            for name, row in PREFERENCES.items()
            if not (row.late if early else row.early_only)
        }

    async def change(self, sent: Mapping[str, Any]) -> None:
        """Apply what differs from what is shown. Durable when it returns.

        Names that nobody knows, and values of which nothing can be made, are passed over and logged.

        Raises: InvalidParameter, NotAllowed, StorageError; then nothing was changed.
        """
        async with self._turn:
            view = await self._view()
            draft = Draft(view=view, posted=_readable(sent))
            for name, row in PREFERENCES.items():
                if name in draft.posted and draft.posted[name] != row.read(view):
                    row.write(draft, draft.posted[name])
            await self._carry_out(draft)

    async def _carry_out(self, draft: Draft) -> None:
        for full_name, content in draft.pem.items():
            draft.set(full_name, await asyncio.to_thread(self._write_pem, full_name, content))
        wanted = _nested(draft.options)
        if draft.limits != SeedingLimits():
            wanted = _merged(wanted, settings_of(over(draft.limits, draft.view.limits)))
        if wanted:
            await self._change(wanted)
        _tell_kept(draft.kept)
        if draft.kept:
            await self._memory.put(STORED_AS, {**draft.view.kept, **draft.kept})
        if draft.password is not None:
            await self._access.passwords.set(draft.password)
        elif "qbittorrent.username" in draft.options:
            self._access.username_changed()

    async def _view(self) -> View:
        config = self._store.stored
        return View(
            config=config,
            kept=await self._memory.get(STORED_AS) or {},
            api_key=await self._access.keys.masked(),
            fetched_trackers=tuple(self._fetched_trackers()),
            certificate=await asyncio.to_thread(_certificate, config),
        )

    def _write_pem(self, full_name: str, content: str) -> Path:
        """For the daemon's user alone. Touches the disk."""
        file = self._store.stored.state_dir / _TLS_FOLDER / f"{OPTIONS[full_name].name}.pem"
        try:
            file.parent.mkdir(mode=0o700, exist_ok=True)
            write_whole(file, content)
        except OSError as error:
            raise StorageError(f"{file} cannot be written: {error.strerror}") from None
        return file


def _tell_kept(names: Iterable[str]) -> None:
    for name in names:
        if name in PREFERENCES and (why := PREFERENCES[name].only_kept):
            log.info("the preference %s is kept and has no effect: %s", name, why)


def _readable(sent: Mapping[str, Any]) -> dict[str, Any]:
    posted: dict[str, Any] = {}
    for name, raw in sent.items():
        row = PREFERENCES.get(name)
        if row is None:
            log.info("a preference that nobody knows was passed over: %s", name[:100])
            continue
        try:
            posted[name] = row.codec.read(raw)
        except Unfit as error:
            log.warning("the preference %s was passed over: it %s", name, error)
    return posted


def _nested(options: Mapping[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for full_name, value in options.items():
        folder = nested
        for part in OPTIONS[full_name].place:
            folder = folder.setdefault(part, {})
        folder[OPTIONS[full_name].name] = plain(value)
    return nested


def _merged(nested: dict[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in other.items():
        nested[name] = _merged(nested.get(name, {}), value) if isinstance(value, Mapping) else value
    return nested


def _certificate(config: Config) -> str:
    """Touches the disk."""
    file = config.api.https_certfile
    try:
        if file is None or not file.is_file() or file.stat().st_size > _LARGEST_PEM:
            return ""
        text = file.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    return text if "PRIVATE KEY" not in text else ""
