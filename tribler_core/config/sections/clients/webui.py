"""[webui]: a web interface of somebody else's, served beside the APIs."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tribler_core.config.sections.checks import AtRestart, ByOperatorOnly, expand_path


@dataclass(frozen=True, slots=True, kw_only=True)
class WebUiSection:
    """A web interface for browsers, VueTorrent's say, served at / beside the APIs that it uses."""

    PATH: ClassVar = ("webui",)

    alternative_path: AtRestart[ByOperatorOnly[Path | None]] = None
    """Its folder. As with qBittorrent, `public` in it is for everybody and `private` for who has logged in; without
    those the folder itself is for everybody. Nothing outside of it is served. Empty: / tells where things are."""
    alternative_enabled: bool = True
    """Serve it; off, / tells where things are."""

    def __post_init__(self) -> None:
        expand_path(self, "webui.alternative_path")
