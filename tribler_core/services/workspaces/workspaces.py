"""Every workspace there is: opened, found, closed, and there again after a restart."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from tribler_core.domain.ports import Publish
from tribler_core.foundation.units import Seconds
from tribler_core.services.workspaces.errors import (
    BindFailed,
    TooManyWorkspaces,
    WorkspaceNotFound,
    WorkspaceProtected,
)
from tribler_core.services.workspaces.events import WorkspaceClosed, WorkspaceOpened
from tribler_core.services.workspaces.opening import Materials, OpenWorkspace
from tribler_core.services.workspaces.record import WorkspaceRecord, from_document, to_document
from tribler_core.services.workspaces.workspace import Workspace

log = logging.getLogger(__name__)

KEY = "workspaces"
RETRY = Seconds(60.0)
"""How often one that does not listen tries again."""
PATIENCE = Seconds(5.0)
"""For those who still work with a workspace that is closed."""
_IN_USE = "Address already in use"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceRules:
    """What the operator says, at the moment it is asked."""

    limit: Callable[[], int]
    reserved: Callable[[], Collection[int]]
    """Ports that are the daemon's."""


class Workspaces:
    """Opens one at a time, so that no two are given the same port."""

    def __init__(self, materials: Materials, rules: WorkspaceRules, publish: Publish) -> None:
        self._materials = materials
        self._rules = rules
        self._publish = publish
        self._open: dict[str, OpenWorkspace] = {}
        self._resident: Workspace | None = None
        self._changing = asyncio.Lock()
        self._restored = asyncio.Event()

    def show_resident(self, workspace: Workspace) -> None:
        """List the daemon's own downloads as well."""
        self._resident = workspace

    async def all(self) -> list[Workspace]:
        """In the order of their making."""
        await self._restored.wait()
        return self.now()

    def now(self) -> list[Workspace]:
        """Those that are there already."""
        resident = [] if self._resident is None else [self._resident]
        return [*resident, *(each.workspace for each in self._open.values())]

    @asynccontextmanager
    async def using(self, name: str) -> AsyncIterator[Workspace]:
        """The workspace of this id, which stays whole meanwhile. Raises: WorkspaceNotFound."""
        await self._restored.wait()
        if self._resident is not None and name == self._resident.id:
            yield self._resident
            return
        opened = self._open.get(name)
        if opened is None:
            raise WorkspaceNotFound(name)
        async with opened.workspace.used():
            yield opened.workspace

    async def create(self, first_port: int, last_port: int, *, durable: bool) -> Workspace:
        """Return when it listens. Raises: TooManyWorkspaces, BindFailed, CatalogueError; then nothing is left."""
        await self._restored.wait()
        async with self._changing:
            if len(self._open) >= self._rules.limit():
                raise TooManyWorkspaces(self._rules.limit())
            record = WorkspaceRecord(
                id=secrets.token_hex(16),
                first_port=first_port,
                last_port=last_port,
                port=0,
                durable=durable,
                created=self._materials.clock.now(),
            )
            opened = await self._listen(record)
            try:
                await opened.load()
                await self._store({**self._open, record.id: opened})
            except BaseException:
                await opened.destroy(with_data=False)
                raise
            self._open[record.id] = opened
        self._publish(WorkspaceOpened(record.id))
        return opened.workspace

    async def remove(self, name: str, *, with_data: bool) -> None:
        """Return when its port is free again. Raises: WorkspaceNotFound, WorkspaceProtected, CatalogueError."""
        await self._restored.wait()
        if self._resident is not None and name == self._resident.id:
            raise WorkspaceProtected
        async with self._changing:
            opened = self._open.get(name)
            if opened is None:
                raise WorkspaceNotFound(name)
            if opened.workspace.record.durable:
                await self._store({key: each for key, each in self._open.items() if key != name})
            del self._open[name]
            try:
                async with asyncio.timeout(PATIENCE):
                    await opened.workspace.until_unused()
            except TimeoutError:
                log.warning("the workspace %s is closed while it is used", name)
            await opened.destroy(with_data=with_data)
        self._publish(WorkspaceClosed(name))

    async def restore(self) -> None:
        """Open what was durable when the daemon last ran. What is stored and cannot be read is told in the log."""
        try:
            documents = await self._materials.store.get(KEY) or ()
            records = [record for document in documents if (record := _readable(document)) is not None]
            for record in records:
                opened = OpenWorkspace(record, self._materials)
                await opened.engine.start(self._allowed(record) or [record.port])
                self._note_port(opened)
                await opened.load()
                self._open[record.id] = opened
            await self._materials.downloads.forget_others({record.id for record in records})
        finally:
            self._restored.set()

    async def run(self) -> None:
        """Now and then let those that do not listen try again."""
        while True:
            await asyncio.sleep(RETRY)
            await self.listen_again()

    async def listen_again(self) -> None:
        """Every workspace that does not listen tries to, once."""
        async with self._changing:
            for opened in self._open.values():
                ports = self._allowed(opened.workspace.record)
                if not opened.workspace.listening.port and ports:
                    await opened.engine.listen(ports)
                    self._note_port(opened)

    async def follow(self) -> None:
        """The configuration of the daemon has changed. Raises: OSError when the IP filter cannot be read."""
        for opened in list(self._open.values()):
            async with opened.workspace.used():
                await opened.engine.follow()

    async def stop(self, saving: Seconds) -> None:
        """Save and close them all."""
        async with self._changing:
            ending, self._open = self._open, {}
            if any(opened.workspace.record.durable for opened in ending.values()):
                await self._store(ending)
            await asyncio.gather(*(opened.close(saving) for opened in ending.values()))

    async def _listen(self, record: WorkspaceRecord) -> OpenWorkspace:
        """Raises: BindFailed."""
        ports = self._allowed(record)
        if not ports:
            raise BindFailed(_IN_USE)
        opened = OpenWorkspace(record, self._materials)
        try:
            listening = await opened.engine.start(ports)
        except BaseException:
            opened.leave()
            raise
        if not listening.port or listening.refusal:
            await opened.destroy(with_data=False)
            raise BindFailed(listening.refusal or "no socket could be opened")
        self._note_port(opened)
        return opened

    def _allowed(self, record: WorkspaceRecord) -> list[int]:
        """Its ports without those that are the daemon's."""
        reserved = self._rules.reserved()
        return [port for port in record.ports if port == 0 or port not in reserved]

    def _note_port(self, opened: OpenWorkspace) -> None:
        """Where it listens is where it shall listen again."""
        port = opened.workspace.listening.port
        if port:
            opened.workspace.record = replace(opened.workspace.record, port=port)

    async def _store(self, opened: dict[str, OpenWorkspace]) -> None:
        """Those of them that are durable, and nothing else."""
        durable = [each.workspace.record for each in opened.values() if each.workspace.record.durable]
        await self._materials.store.put(KEY, [to_document(record) for record in durable])


def _readable(document: object) -> WorkspaceRecord | None:
    try:
        return from_document(document)
    except (TypeError, ValueError, KeyError):
        log.error("a stored workspace cannot be read and is passed over: %r", document)  # noqa: TRY400 - foreseen
        return None
