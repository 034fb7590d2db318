"""Links: signed, so that nothing need be kept of them until they are used; dead with their key, account or item."""

import base64
import binascii
import enum
import hashlib
import hmac
import secrets
import struct
from collections import OrderedDict
from dataclasses import dataclass

from tribler_core.domain.library.errors import BadKey, LinkDead, LinkExpired
from tribler_core.domain.library.item import Item, LinkUse, Stage
from tribler_core.domain.ports import KeyValueStore
from tribler_core.services.library.desk import Desk

SECRET = "library.link_secret"  # noqa: S105 - the name under which it is kept
VERSION = 1
SAME_FOR = 60
"""Seconds in which asking again is answered with the same link."""
REMEMBERED = 10_000
LONGEST = 512
"""Characters."""
_FACTS = struct.Struct(">BIIIBIQQ")
_MAC = hashlib.sha256().digest_size


class Kind(enum.Enum):
    """What a link leads to."""

    FILE = 0
    ZIP = 1
    TORRENT = 2


@dataclass(frozen=True, slots=True)
class Selection:
    """A part of an item."""

    kind: Kind
    file: int = 0
    """Its number among the files; only for FILE."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a link says."""

    account: int
    key: int
    item: int
    selection: Selection
    issued: int
    """Unix seconds."""
    expires: int
    """Unix seconds, until which it may be used for the first time."""


class Links:
    """Makes links, and lets pass who has a good one."""

    def __init__(self, store: KeyValueStore, desk: Desk) -> None:
        self._store = store
        self._shelf = desk.shelf
        self._accounts = desk.accounts
        self._index = desk.index
        self._clock = desk.clock
        self._section = desk.section
        self._secret = b""
        self._issued: OrderedDict[tuple[int, int, Selection], tuple[int, str]] = OrderedDict()
        self._uses: OrderedDict[str, LinkUse] = OrderedDict()

    async def load(self) -> None:
        """Read the secret, or make it. Raises: CatalogueError."""
        kept = await self._store.get(SECRET)
        if not isinstance(kept, str):
            kept = secrets.token_hex(32)
            await self._store.put(SECRET, kept)
        self._secret = bytes.fromhex(kept)

    def issue(self, item: Item, key: int, selection: Selection) -> str:
        """A link to a part of an item, for who holds it by this key."""
        now, asked = int(self._clock.now()), (key, item.number, selection)
        when, link = self._issued.get(asked, (0, ""))
        if link and now - when < SAME_FOR:
            return link
        ticket = Ticket(item.account, key, item.number, selection, now, now + int(self._section().link_ttl))
        link = self._sign(ticket)
        self._issued[asked] = (now, link)
        self._issued.move_to_end(asked)
        if len(self._issued) > REMEMBERED:
            self._issued.popitem(last=False)
        return link

    async def redeem(self, link: str, address: str) -> tuple[Ticket, Item]:
        """What it leads to, if it still does. The first use is durable when this returns.

        Raises: BadKey for a forged or revoked one, LinkExpired, LinkDead, CatalogueError.
        """
        ticket, name = self._read(link)
        if not self._accounts.opens(ticket.account, ticket.key):
            raise BadKey("the key behind this link is not valid any more")
        item = self._index.known(ticket.item)
        if item is None or item.account != ticket.account or item.stage is not Stage.ACTIVE:
            raise LinkDead
        await self._use(name, ticket, address)
        return ticket, item

    async def _use(self, name: str, ticket: Ticket, address: str) -> None:
        now, use = self._clock.now(), self._uses.get(name) or await self._shelf.link_use(name)
        if use is None:
            if now > ticket.expires:
                raise LinkExpired
            use = LinkUse(address, now)
            await self._shelf.use_link(name, use)
        elif now > ticket.expires:
            until = use.first_used + self._section().link_grace
            if use.address != address or now > until:
                raise LinkExpired
        self._uses[name] = use
        if len(self._uses) > REMEMBERED:
            self._uses.popitem(last=False)

    def _sign(self, ticket: Ticket) -> str:
        facts = _FACTS.pack(
            VERSION,
            ticket.account,
            ticket.key,
            ticket.item,
            ticket.selection.kind.value,
            ticket.selection.file,
            ticket.issued,
            ticket.expires,
        )
        return base64.urlsafe_b64encode(facts + self._mac(facts)).decode().rstrip("=")

    def _read(self, link: str) -> tuple[Ticket, str]:
        """The ticket, and the name under which its use is kept. Raises: BadKey."""
        try:
            if len(link) > LONGEST or not link.isascii():
                raise BadKey("this link is not one of ours")
            data = base64.urlsafe_b64decode(link + "=" * (-len(link) % 4))
        except (binascii.Error, ValueError):
            raise BadKey("this link is not one of ours") from None
        facts, mac = data[:-_MAC], data[-_MAC:]
        if len(facts) != _FACTS.size or not hmac.compare_digest(mac, self._mac(facts)):
            raise BadKey("this link is not one of ours")
        version, account, key, item, kind, file, issued, expires = _FACTS.unpack(facts)
        if version != VERSION:
            raise BadKey("this link is not one of ours")
        return Ticket(account, key, item, Selection(Kind(kind), file), issued, expires), mac.hex()

    def _mac(self, facts: bytes) -> bytes:
        return hmac.digest(self._secret, facts, "sha256")
