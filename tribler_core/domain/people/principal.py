"""The one who asks."""

import enum

from tribler_core.domain.errors import NotAllowed
from tribler_core.foundation.value import value


class Scope(enum.Enum):
    """What an endpoint needs of whoever calls it."""

    PUBLIC = "public"
    READ = "read"
    CONTROL = "control"
    ADMIN = "admin"


@value(frozen=True, slots=True)
class Principal:
    """An authenticated caller."""

    name: str
    scopes: frozenset[Scope]

    def allowed(self, needs: Scope) -> "Principal":
        """The caller, if the scope is among theirs.

        Raises: NotAllowed.
        """
        if needs is Scope.PUBLIC or needs in self.scopes:
            return self
        raise NotAllowed(f"this needs the scope {needs.value}")


OPERATOR = Principal("operator", frozenset(Scope))
"""Whoever holds the daemon's own key may do everything."""
