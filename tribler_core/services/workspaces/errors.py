"""What can go wrong with workspaces."""

from tribler_core.domain.errors import Failure, NotAllowed, NotFound, Rejected


class WorkspaceNotFound(NotFound):
    """None has this id."""

    code = "WorkspaceNotFound"

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no session {name}")


class WorkspaceProtected(NotAllowed):
    """The daemon's own downloads are not to be thrown away like that."""

    code = "WorkspaceProtected"

    def __init__(self) -> None:
        super().__init__("the daemon's own session cannot be deleted")


class TooManyWorkspaces(Rejected):
    """The operator allows no more."""

    code = "TooManyWorkspaces"

    def __init__(self, limit: int) -> None:
        super().__init__(f"there are {limit} sessions already, and no more are allowed")


class BindFailed(Failure):
    """No port of the range can be listened on."""

    code = "BindFailed"

    def __init__(self, reason: str) -> None:
        super().__init__(f"bind failed {reason[:1].lower()}{reason[1:]}")
