"""What people sort downloads by."""

from dataclasses import dataclass

from tribler_core.services.labels.categories import Categories
from tribler_core.services.labels.sorting import Sorting
from tribler_core.services.labels.tags import Tags


@dataclass(frozen=True, slots=True)
class Labels:
    """All labels, and which download has which."""

    categories: Categories
    tags: Tags
    sorting: Sorting
