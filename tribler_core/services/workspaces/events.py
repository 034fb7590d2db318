"""What happens to workspaces, told on the bus of the house."""

from tribler_core.domain.events import Event
from tribler_core.foundation.value import value


@value(frozen=True, slots=True)
class WorkspaceOpened(Event):
    """A session with downloads of its own was made."""

    workspace: str


@value(frozen=True, slots=True)
class WorkspaceClosed(Event):
    """It is gone, and its port is free."""

    workspace: str
