"""An account wants something: it has it already, it is here, it starts, or it waits."""

from dataclasses import dataclass, replace

from tribler_core.domain.errors import InvalidParameter, TorrentDecodeError, TriblerError, UnsupportedUri
from tribler_core.domain.library.errors import (
    ActiveLimit,
    BadTorrent,
    CooldownLimit,
    ItemTooLarge,
    MonthlyLimit,
    NoSpace,
    NotCached,
)
from tribler_core.domain.library.item import Item, Stage
from tribler_core.domain.people.account import NOBODY, Account, Plan
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.source import Magnet
from tribler_core.services.accounts.counting import counted, uncounted, used_this_month
from tribler_core.services.downloads.requests import AddRequest
from tribler_core.services.library.cached import Cached
from tribler_core.services.library.commands.controlling import Controlling
from tribler_core.services.library.desk import Desk, turns_of
from tribler_core.services.library.holding import Holding
from tribler_core.services.library.requests import Created, How, NewItem
from tribler_core.services.library.starting import Starting
from tribler_core.services.metainfo.uris import source_of


@dataclass(frozen=True, slots=True)
class Crew:
    """Who helps."""

    cached: Cached
    holding: Holding
    starting: Starting
    controlling: Controlling


class Creating:
    """Adds items. What is answered is stored, and safe to ask for again."""

    def __init__(self, desk: Desk, crew: Crew) -> None:
        self._desk = desk
        self._crew = crew

    async def create(self, account: int, wanted: NewItem) -> Created:
        """Raises: BadTorrent, NotCached, MonthlyLimit, CooldownLimit, ItemTooLarge, ActiveLimit, NoSpace, and what
        adding a download raises; then nothing has changed.
        """
        described = await self.describe(wanted)
        infohash = self._identity(described)
        async with self._desk.turns.take(turns_of(account, infohash)):
            if (item := self._known(account, described, infohash)) is not None:
                await self._introduce(item, described)
                return await self._again(item)
            if self._crew.cached.row(account, infohash) is not None:
                return await self._from_cache(account, infohash, described, wanted)
            if wanted.only_if_cached:
                raise NotCached
            self._check_count(account)
            size = self._known_size(described, infohash)
            self.check_size(account, size)
            return await self._fresh(account, infohash, described, wanted)

    async def describe(self, wanted: NewItem) -> Metainfo | Magnet:
        """Raises: BadTorrent."""
        try:
            if wanted.torrent is not None:
                return await self._desk.reader.read(wanted.torrent)
            source = source_of(wanted.magnet or "", self._desk.reader)
        except (TorrentDecodeError, UnsupportedUri, InvalidParameter) as error:
            raise BadTorrent(f"this is neither a torrent nor a magnet that names one: {error}") from error
        if not isinstance(source, Magnet):
            raise BadTorrent("this is no magnet")
        return source

    def check_size(self, account: int, size: int) -> None:
        """Raises: ItemTooLarge."""
        most = self._desk.accounts.limits(account).item_size
        if most is not None and size > most:
            raise ItemTooLarge(f"this download has {size} bytes, and {most} are allowed")

    def _identity(self, described: Metainfo | Magnet) -> InfoHash:
        """The name that its download has, or will have."""
        names, table = described.infohashes, self._desk.downloads.table
        for name in (names.v1, names.v2):
            if name is not None and (known := table.resolve(name)) is not None:
                return known
        return names.identity

    def _known(self, account: int, described: Metainfo | Magnet, infohash: InfoHash) -> Item | None:
        names = described.infohashes
        item = self._desk.index.find(account, (infohash, names.v1, names.v2))
        return item if item is not None and item.owned else None

    async def _again(self, item: Item) -> Created:
        """It has it: a retry, or a wish that it go on."""
        if item.paused or item.failure:
            item = await self._crew.controlling.go_on(item)
        return Created(item, How.QUEUED if item.stage is Stage.QUEUED else How.EXISTING)

    async def _from_cache(
        self, account: int, infohash: InfoHash, described: Metainfo | Magnet, wanted: NewItem
    ) -> Created:
        now = self._desk.clock.now()
        item = replace(self._new(account, infohash, described, wanted), started=now, finished=now, from_cache=True)
        (item,) = await self._desk.index.add([item])
        await self._release_kept(infohash)
        await self._introduce(item, described)
        await self._crew.holding.settle(item)
        return Created(item, How.CACHED)

    async def _introduce(self, item: Item, described: Metainfo | Magnet) -> None:
        """A download that is there learns of the trackers of a magnet."""
        if isinstance(described, Magnet) and described.trackers and self._desk.row(item) is not None:
            await self._desk.downloads.add(AddRequest(source=described))

    async def _fresh(self, account: int, infohash: InfoHash, described: Metainfo | Magnet, wanted: NewItem) -> Created:
        queued = self._must_wait(account, as_queued=wanted.as_queued)
        await self._check_space(self._known_size(described, infohash))
        item = self._new(account, infohash, described, wanted)
        if queued:
            item = replace(item, stage=Stage.QUEUED, held=wanted.as_queued)
        before = self._desk.accounts.get(account)
        item = await self._keep(item, described.data if isinstance(described, Metainfo) else None)
        if not queued:
            try:
                item = await self._crew.starting.start(item)
            except TriblerError:
                await self._take_back(item, before)
                raise
            await self._release_kept(infohash)
        return Created(item, How.QUEUED if queued else How.STARTED)

    async def _keep(self, item: Item, torrent: bytes | None) -> Item:
        """With its count against the account's limits, both or none."""
        accounts, index, now = self._desk.accounts, self._desk.index, self._desk.clock.now()
        cooldown = accounts.limits(item.account).cooldown
        (kept,) = await accounts.change_with(
            item.account,
            lambda account: counted(account, now, cooldown),
            lambda account: index.add([item], torrent, account),
        )
        return kept

    async def _take_back(self, item: Item, before: Account) -> None:
        """It could not be started: as if it had never been asked for."""
        now = self._desk.clock.now()
        await self._desk.accounts.change_with(
            item.account,
            lambda account: uncounted(account, now, before),
            lambda account: self._desk.index.remove(item, account=account),
        )

    def _new(self, account: int, infohash: InfoHash, described: Metainfo | Magnet, wanted: NewItem) -> Item:
        now, preferences = self._desk.clock.now(), self._desk.accounts.get(account).preferences
        return Item(
            account=account,
            infohash=infohash,
            stage=Stage.ACTIVE,
            created=now,
            updated=now,
            name=wanted.name,
            known_name=described.name,
            magnet=wanted.magnet or "",
            size=self._known_size(described, infohash),
            seed=wanted.seed or preferences.seed,
            allow_zip=preferences.allow_zip if wanted.allow_zip is None else wanted.allow_zip,
            foreign=self._is_foreign(infohash),
        )

    def _is_foreign(self, infohash: InfoHash) -> bool:
        """Its download is there, and not through us."""
        if infohash not in self._desk.downloads.table:
            return False
        holds = [item for item in self._desk.index.over(infohash) if item.started is not None]
        return not holds or any(item.foreign for item in holds)

    def _known_size(self, described: Metainfo | Magnet, infohash: InfoHash) -> int:
        if isinstance(described, Metainfo):
            return described.size
        row = self._desk.downloads.table.get(infohash)
        return 0 if row is None else row.transfer.size

    def _check_count(self, account: int) -> None:
        """Raises: MonthlyLimit, CooldownLimit."""
        accounts, now = self._desk.accounts, self._desk.clock.now()
        limits, known = accounts.limits(account), accounts.get(account)
        used = used_this_month(known, now)
        if limits.monthly_adds is not None and used >= limits.monthly_adds:
            raise MonthlyLimit(limits.monthly_adds, used)
        if limits.cooldown and known.cooldown_until is not None and known.cooldown_until > now:
            raise CooldownLimit(known.cooldown_until, now)

    def _must_wait(self, account: int, *, as_queued: bool) -> bool:
        """Raises: ActiveLimit when it would have to, and may not."""
        desk, limits = self._desk, self._desk.accounts.limits(account)
        may_choose = desk.accounts.get(account).plan is not Plan.FREE
        if desk.has_free_slot(account) and not (as_queued and may_choose):
            return False
        if limits.queue_length is not None and len(desk.index.queued(account)) >= limits.queue_length:
            raise ActiveLimit(limits.slots or 0, desk.active(account))
        return True

    async def _check_space(self, size: int) -> None:
        """Raises: NoSpace."""
        if size and size > await self._desk.space_left():
            raise NoSpace("there is no space left for a download of this size")

    async def _release_kept(self, infohash: InfoHash) -> None:
        """Somebody holds again what was kept for whoever comes."""
        if (kept := self._desk.index.find(NOBODY, [infohash])) is not None and kept.stage is Stage.RETAINED:
            await self._desk.index.remove(kept)
