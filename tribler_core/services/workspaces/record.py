"""What is remembered of a workspace."""

from dataclasses import asdict, dataclass
from typing import Any

from tribler_core.foundation.units import Timestamp


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceRecord:
    """A workspace as it was asked for, and where it last listened."""

    id: str
    first_port: int
    """0: any."""
    last_port: int
    port: int
    """Where it last listened; 0: nowhere yet."""
    durable: bool
    """It is there again after a restart, with its downloads."""
    created: Timestamp

    @property
    def ports(self) -> list[int]:
        """To be tried in this order: where it was, then the whole range."""
        asked = range(self.first_port, self.last_port + 1)
        return list(dict.fromkeys([self.port, *asked])) if self.port else list(asked)


def to_document(record: WorkspaceRecord) -> dict[str, Any]:
    """As it is stored; only durable ones are."""
    return {name: value for name, value in asdict(record).items() if name != "durable"}


def from_document(document: Any) -> WorkspaceRecord:
    """Raises: TypeError or ValueError when it is not what was stored."""
    numbers = {name: int(document[name]) for name in ("first_port", "last_port", "port")}
    return WorkspaceRecord(id=str(document["id"]), durable=True, created=Timestamp(int(document["created"])), **numbers)
