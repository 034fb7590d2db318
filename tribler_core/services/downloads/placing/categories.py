"""What downloads have to know of categories."""

from pathlib import PurePath
from typing import NamedTuple, Protocol

from tribler_core.domain.download.settings import SeedingLimits


class Places(NamedTuple):
    """Where content lies."""

    save: PurePath
    """When it is complete."""
    incomplete: PurePath | None
    """Until then; None: there, too."""


class CategoryRules(Protocol):
    """What a category means for the downloads in it; None: the one that is no category."""

    def places(self, category: str | None) -> Places:
        """Where their content lies, when they are managed."""
        ...

    def limits(self, category: str | None) -> SeedingLimits:
        """What they take from it and from those above it; gaps are the daemon's to fill."""
        ...
