"""Who we claim to be, and what we are made of. Source: section 2.1 of the specification."""

import platform
import ssl
import struct
import zlib
from collections.abc import Callable
from importlib.metadata import version

from aiohttp import web

from tribler_core.config.sections import Config
from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import TEXT, ReadingEndpoint, reads, text
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.shapes.answers import BuildInfoShape, ProcessInfoShape
from tribler_core.foundation.units import Timestamp
from tribler_core.web.openapi.declare import docs

_QT = "6.8.2"  # Quirk(qbittorrent): a text that clients show; there is no Qt here
_BOOST = "1.86.0"


class VersionsEndpoint(ReadingEndpoint):
    """What clients decide by."""

    def __init__(self, profile: Profile, config: Callable[[], Config], launched: Timestamp) -> None:
        self._profile = profile
        self._config = config
        self._launched = launched

    def routes(self) -> list[web.RouteDef]:
        return [
            *reads("/app/version", self.version),
            *reads("/app/webapiVersion", self.api_version),
            *reads("/app/buildInfo", self.build_info),
            *reads("/app/defaultSavePath", self.default_save_path),
            *reads("/app/processInfo", self.process_info),
        ]

    @docs(tags=["app"], summary="Claimed release", responses={200: {"description": "`v5.1.4`."}}, produces=(TEXT,))
    async def version(self, _: web.Request) -> web.Response:
        return text(self._profile.version)

    @docs(tags=["app"], summary="Claimed API", responses={200: {"description": "`2.11.4`."}}, produces=(TEXT,))
    async def api_version(self, _: web.Request) -> web.Response:
        return text(self._profile.api_version)

    @docs(tags=["app"], summary="Parts of the daemon", responses={200: {"schema": BuildInfoShape}})
    async def build_info(self, _: web.Request) -> web.Response:
        return json_answer(
            {
                "qt": _QT,
                "libtorrent": version("libtorrent"),
                "boost": _BOOST,
                "openssl": ssl.OPENSSL_VERSION.split()[1],
                "zlib": zlib.ZLIB_RUNTIME_VERSION,
                "bitness": struct.calcsize("P") * 8,
                "platform": {"Linux": "linux", "Darwin": "macos", "Windows": "windows"}.get(
                    platform.system(), "unknown"
                ),
            }
        )

    @docs(tags=["app"], summary="Where downloads go", responses={200: {"description": "A path."}}, produces=(TEXT,))
    async def default_save_path(self, _: web.Request) -> web.Response:
        return text(str(self._config().download_defaults.saveas))

    @docs(tags=["app"], summary="Since when we run", responses={200: {"schema": ProcessInfoShape}})
    async def process_info(self, _: web.Request) -> web.Response:
        return json_answer({"launch_time": self._launched})
