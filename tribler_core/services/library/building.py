"""The parts of the library, introduced to each other."""

from dataclasses import dataclass

from tribler_core.domain.ports import KeyValueStore
from tribler_core.services.library.cached import Cached
from tribler_core.services.library.commands.controlling import Controlling
from tribler_core.services.library.commands.creating import Creating, Crew
from tribler_core.services.library.delivery.digests import Digests
from tribler_core.services.library.delivery.links import Links
from tribler_core.services.library.delivery.reading import OpenContent
from tribler_core.services.library.delivery.serving import Serving
from tribler_core.services.library.desk import Desk
from tribler_core.services.library.files import ItemFiles
from tribler_core.services.library.holding import Holding
from tribler_core.services.library.library import Library, Parts
from tribler_core.services.library.life.following import Following
from tribler_core.services.library.life.promoting import Promoting
from tribler_core.services.library.life.upkeep import Upkeep
from tribler_core.services.library.starting import Starting


@dataclass(frozen=True, slots=True, kw_only=True)
class Outfit:
    """The library, and what is handed out of it."""

    library: Library
    digests: Digests
    links: Links
    serving: Serving

    async def load(self) -> None:
        """Before the downloads begin to load. Raises: CatalogueError."""
        await self.links.load()
        await self.library.load()

    async def hash_in_background(self) -> None:
        """Checksums of what is complete and has none, for as long as the daemon lives."""
        await self.library.ready(None)
        for infohash in self.library.complete():
            self.digests.want(infohash)
        await self.digests.run()


def outfit_of(desk: Desk, store: KeyValueStore, content: OpenContent) -> Outfit:
    """Nothing runs yet when this returns."""
    library = build_library(desk)
    digests = Digests(desk.shelf, library.files, content, lambda: desk.section().background_hashing, desk.events)
    return Outfit(
        library=library,
        digests=digests,
        links=Links(store, desk),
        serving=Serving(desk, library.files, digests, content),
    )


def build_library(desk: Desk) -> Library:
    """A library that hears the house from now on; `load` reads it, `run` keeps it."""
    files = ItemFiles(desk.inspection, desk.catalogue, desk.reader, desk.events)
    cached, holding = Cached(desk, files), Holding(desk)
    starting = Starting(desk, holding)
    controlling = Controlling(desk, holding, starting)
    creating = Creating(desk, Crew(cached, holding, starting, controlling))
    promoting = Promoting(desk, controlling)
    following = Following(desk, holding, cached, creating, promoting)
    following.listen()
    return Library(
        Parts(
            desk=desk,
            files=files,
            cached=cached,
            creating=creating,
            controlling=controlling,
            promoting=promoting,
            upkeep=Upkeep(desk, holding, starting, following, promoting),
        )
    )
