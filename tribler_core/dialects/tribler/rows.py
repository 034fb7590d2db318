"""Downloads as JSON rows: encoded once for each change and kept, whoever asks."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, NamedTuple

from aiohttp import web

from tribler_core.config.sections import Config
from tribler_core.config.sections import StatusVocabulary as ConfiguredVocabulary
from tribler_core.dialects.tribler.requests.listing import Details
from tribler_core.dialects.tribler.shapes.details import bit_field
from tribler_core.dialects.tribler.shapes.download import Defaults, present_current, present_legacy
from tribler_core.dialects.tribler.shapes.peer import present_peer
from tribler_core.dialects.tribler.vocabulary import Face, StatusVocabulary
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.web.json import dumps
from tribler_core.web.rows.encoded import EncodedRows

KEPT_FORMS = 4
"""Forms of rows (fields, vocabularies) that are kept encoded at one time: each costs about a kilobyte a download."""
_CLOSED_VOCABULARY = ("Sonarr/", "Radarr/")


class Form(NamedTuple):
    """In which form rows are asked for."""

    vocabulary: StatusVocabulary
    files: bool = False
    fields: frozenset[str] | None = None
    """None: all."""


class Rows:
    """The encoded rows of one face, in every form that was lately asked for."""

    def __init__(self, face: Face, downloads: DownloadManager, config: Callable[[], Config]) -> None:
        self._face = face
        self._downloads = downloads
        self._config = config
        self._defaults = self._present_defaults()
        self._defaults_changed = 0
        self._kept: OrderedDict[Form, EncodedRows] = OrderedDict()

    def vocabulary_for(self, request: web.BaseRequest) -> StatusVocabulary:
        """The names of states that this client can read."""
        if self._face is Face.LEGACY:
            return StatusVocabulary.LEGACY
        if request.headers.get("User-Agent", "").startswith(_CLOSED_VOCABULARY):
            return StatusVocabulary.TRIBLER_8_0
        if self._config().api.status_vocabulary is ConfiguredVocabulary.V8_0:
            return StatusVocabulary.TRIBLER_8_0
        return StatusVocabulary.CURRENT

    def of(self, form: Form) -> EncodedRows:
        """The rows in this form."""
        self._notice_defaults()
        rows = self._kept.get(form)
        if rows is None:
            rows = self._kept[form] = EncodedRows(lambda download: dumps(self._present(download, form)))
            if len(self._kept) > KEPT_FORMS:
                self._kept.popitem(last=False)
        self._kept.move_to_end(form)
        return rows

    def version(self, form: Form) -> str:
        """Another text whenever a list in this form may look different."""
        self._notice_defaults()
        checkpoints = self._downloads.checkpoints
        restored = f"{checkpoints.loaded}-{checkpoints.total}"
        return f"{self._downloads.table.revision}-{restored}-{self._defaults_changed}-{form.vocabulary.value}"

    def forget(self, infohash: InfoHash) -> None:
        """The download is gone."""
        for rows in self._kept.values():
            rows.forget(infohash)

    async def detailed(self, download: Download, form: Form, details: Details) -> bytes:
        """A row with what is asked of the engine for it."""
        row = self.of(form).rows((download,))[0]
        if not details:
            return row
        added = dumps(await self._details(download, details))
        return row if added == b"{}" else b"%s,%s" % (row[:-1], added[1:])

    async def _details(self, download: Download, details: Details) -> dict[str, Any]:
        infohash = download.infohash
        added: dict[str, Any] = {}
        if details.peers:
            added["peers"] = [present_peer(peer, self._face) for peer in await self._downloads.peers(infohash)]
        if details.pieces:
            added["pieces"] = bit_field(await self._downloads.pieces(infohash))
        if details.availability and self._face is Face.CURRENT:
            added["availability"] = await self._downloads.availability(infohash)
        return added

    def _present(self, download: Download, form: Form) -> dict[str, object]:
        if self._face is Face.LEGACY:
            files = self._downloads.file_list(download.infohash) if form.files else None
            shown = present_legacy(download, self._defaults, files)
        else:
            shown = present_current(download, self._defaults, form.vocabulary)
        return shown if form.fields is None else {name: shown[name] for name in shown if name in form.fields}

    def _notice_defaults(self) -> None:
        """Rows show some settings: when those change, every row is another."""
        defaults = self._present_defaults()
        if defaults != self._defaults:
            self._defaults = defaults
            self._defaults_changed += 1
            self._kept.clear()

    def _present_defaults(self) -> Defaults:
        config = self._config()
        return Defaults(config.download_defaults.seeding_ratio, dht=config.libtorrent.dht, pex=config.libtorrent.pex)
