"""Categories for tests of downloads."""

from dataclasses import dataclass, field
from pathlib import PurePath

from tribler_core.domain.download.settings import SeedingLimits
from tribler_core.services.downloads.placing.categories import Places


@dataclass
class FakeCategories:
    """Implements CategoryRules: a folder for each category, below the one for all."""

    root: PurePath
    incomplete: PurePath | None = None
    own_limits: dict[str, SeedingLimits] = field(default_factory=dict)

    def places(self, category: str | None) -> Places:
        return Places(self.root / (category or ""), self.incomplete)

    def limits(self, category: str | None) -> SeedingLimits:
        return self.own_limits.get(category or "", SeedingLimits())
