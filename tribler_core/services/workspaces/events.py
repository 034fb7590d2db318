"""What happens to workspaces, told on the bus of the house."""

from dataclasses import dataclass

from tribler_core.domain.events import Event


@dataclass(frozen=True, slots=True)
class WorkspaceOpened(Event):
    """A session with downloads of its own was made."""

    workspace: str


@dataclass(frozen=True, slots=True)
class WorkspaceClosed(Event):
    """It is gone, and its port is free."""

    workspace: str
