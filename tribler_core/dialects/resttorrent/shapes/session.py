"""A session: its ports and figures."""

from dataclasses import dataclass

from marshmallow import fields

from tribler_core.dialects.resttorrent.shapes.columns import (
    Column,
    maybe_text,
    present,
    shape_of,
    text,
    truth,
    whole,
)
from tribler_core.services.workspaces.workspace import Workspace

_RECEIVED, _SENT = "net.recv_bytes", "net.sent_bytes"


@dataclass(frozen=True, slots=True)
class Figures:
    """A session at one moment."""

    workspace: Workspace
    port: int
    refusal: str
    peers: int
    download_rate: int
    upload_rate: int
    received: int
    sent: int
    dht_nodes: int

    @property
    def ports(self) -> list[int]:
        """As asked for; of any port the one that it became."""
        record = self.workspace.record
        return [record.first_port, record.last_port] if record.first_port else [self.port, self.port]


SESSION: tuple[Column[Figures], ...] = (
    Column("id", text, "32 hexadecimal digits; `main`: the daemon's own.", lambda figures: figures.workspace.id),
    Column("port", whole, "Where peers reach it, by TCP and UDP; 0: it does not listen.", lambda figures: figures.port),
    Column("ports", lambda **kw: fields.List(fields.Integer(), **kw), "First and last.", lambda figures: figures.ports),
    Column(
        "memory_only",
        whole,
        "1: gone when the daemon stops; 0: there again after a restart.",
        lambda figures: int(not figures.workspace.record.durable),
    ),
    Column("listening", truth, "", lambda figures: bool(figures.port)),
    Column("error", maybe_text, "Why it does not listen.", lambda figures: figures.refusal or None),
    Column("num_torrents", whole, "", lambda figures: len(figures.workspace.downloads.table)),
    Column("num_peers", whole, "Connected now, of all its torrents.", lambda figures: figures.peers),
    Column("download_rate", whole, "Bytes/s of payload.", lambda figures: figures.download_rate),
    Column("upload_rate", whole, "Bytes/s of payload.", lambda figures: figures.upload_rate),
    Column("total_download", whole, "Bytes since it was opened.", lambda figures: figures.received),
    Column("total_upload", whole, "Bytes since it was opened.", lambda figures: figures.sent),
    Column("dht_nodes", whole, "", lambda figures: figures.dht_nodes),
    Column("created_at", whole, "Unix seconds.", lambda figures: figures.workspace.record.created),
)

SessionShape = shape_of("SessionShape", "A libtorrent session.", SESSION)
STATISTICS = (
    "num_torrents",
    "num_peers",
    "download_rate",
    "upload_rate",
    "total_download",
    "total_upload",
    "dht_nodes",
)
"""What changes all the time."""


async def figures_of(workspace: Workspace) -> Figures:
    """As it is now; libtorrent's own counters may be five seconds old."""
    counters = await workspace.sessions.counters(0)
    transfers = [row.transfer for row in workspace.downloads.table.walk()]
    listening = workspace.listening
    return Figures(
        workspace=workspace,
        port=listening.port,
        refusal=listening.refusal,
        peers=sum(transfer.peers_connected for transfer in transfers),
        download_rate=sum(transfer.download_rate for transfer in transfers),
        upload_rate=sum(transfer.upload_rate for transfer in transfers),
        received=counters.get(_RECEIVED, 0),
        sent=counters.get(_SENT, 0),
        dht_nodes=workspace.sessions.dht_nodes(),
    )


async def present_session(workspace: Workspace) -> dict[str, object]:
    """The whole object."""
    return present(await figures_of(workspace), SESSION)
