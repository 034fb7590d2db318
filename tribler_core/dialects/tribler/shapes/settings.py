"""The configuration as each generation nests it, always complete: a missing section breaks a page of its clients."""

import copy
from collections.abc import Mapping
from typing import Any

from marshmallow import INCLUDE, Schema, fields

from tribler_core.dialects.tribler.vocabulary import Face

Nested = dict[str, Any]
UI = "ui"
"""The section that belongs to the web interface: we keep it and never read it."""
DEFAULTS = "download_defaults"

_OFF = {"enabled": False}
_ABSENT: dict[str, Any] = {
    "headless": True,
    "start_minimized": False,
    "statistics": False,
    "memory_db": False,
    "tray_icon_color": "",
    "ipv8": {
        "interfaces": [],
        "keys": [],
        "logger": {"level": "ERROR"},
        "working_directory": "",
        "walker_interval": 0.5,
        "overlays": [],
    },
    "dht_discovery": _OFF,
    "content_discovery_community": _OFF,
    "database": _OFF,
    "torrent_checker": _OFF,
    "rendezvous": _OFF,
    "recommender": _OFF,
    "versioning": {"enabled": False, "allow_pre": False},
}
"""What Tribler has and this daemon has not, as Tribler shows it when it is off."""
_ABSENT_LIBTORRENT: dict[str, Any] = {
    "socks_listen_ports": [0, 0, 0, 0, 0],
    "use_advanced_rate_limits": False,
    "advanced_rate_limits": {},
    "clear_orphaned_parts": False,
    "allow_mmap": False,
}
_ABSENT_DEFAULTS: dict[str, Any] = {"channel_download": "", "add_download_to_channel": False}


class SettingsBody(Schema):
    """A part of the settings, nested; what is not there stays."""

    class Meta:
        unknown = INCLUDE  # clients post whole objects back, sections of other versions among them

    api = fields.Dict(keys=fields.String())
    libtorrent = fields.Dict(keys=fields.String())
    download_defaults = fields.Dict(keys=fields.String(), metadata={"description": "Also inside `libtorrent`."})
    watch_folder = fields.Dict(keys=fields.String())
    ui = fields.Dict(keys=fields.String(), metadata={"description": "Kept for the web interface as it is."})


class SettingsShape(Schema):
    """The settings as they are stored. Without `api.key`; passwords are masked."""

    settings = fields.Dict(keys=fields.String(), required=True, metadata={"description": "By section and option."})
    ports = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "Ports in use by name. Below /api only with include=ports."},
    )


class SettingsChangedShape(Schema):
    """The settings were changed."""

    modified = fields.Boolean(required=True)
    restart_required = fields.List(
        fields.String(), required=True, metadata={"description": "Options that take effect at the next start."}
    )


def present_settings(stored: Nested, ports: Mapping[str, int], ui: Nested, state_dir: str, face: Face) -> Nested:
    """Our sections with all of Tribler's around them.

    `stored` is nested as in our file, with `download_defaults` inside `libtorrent`.
    """
    shown = {**copy.deepcopy(_ABSENT), **copy.deepcopy(stored), "state_dir": state_dir, UI: ui}
    tunnels = shown["tunnel_community"] = _tunnel_community(shown["anonymity"])
    libtorrent = shown["libtorrent"] = {**copy.deepcopy(_ABSENT_LIBTORRENT), **shown["libtorrent"]}
    libtorrent[DEFAULTS] = {**_ABSENT_DEFAULTS, **libtorrent[DEFAULTS]}
    shown["api"] |= {"http_port_running": ports.get("api", 0), "https_port_running": ports.get("api_https", 0)}
    shown["rss"] = {"urls": [], **shown["rss"]}  # our feeds are not settings: they are kept in the catalogue
    if face is Face.LEGACY:
        shown[DEFAULTS] = libtorrent.pop(DEFAULTS)  # a second copy would come back stale and overwrite the first
        shown["general"] = {"log_dir": ""}
        shown["resource_monitor"] = {"enabled": False, "cpu_priority": 1}
        shown["ipv8"] |= {"enabled": False, "statistics": False}
        tunnels["exitnode_enabled"] = shown["anonymity"]["exit"]
    return shown


def _tunnel_community(anonymity: Nested) -> Nested:
    """Tribler's words for a part of our section; they are read only."""
    return {name: anonymity[name] for name in ("enabled", "min_circuits", "max_circuits")}


def to_stored(posted: Mapping[str, Any], face: Face) -> Nested:
    """What was posted, nested as in our file.

    `download_defaults` may be in either place; where both have an option, the face's own place wins.
    """
    nested: Nested = {name: section for name, section in posted.items() if name not in (DEFAULTS, UI)}
    libtorrent = dict(_section(posted, "libtorrent"))
    inside, on_top = _section(libtorrent, DEFAULTS), _section(posted, DEFAULTS)
    defaults = {**inside, **on_top} if face is Face.LEGACY else {**on_top, **inside}
    for option in ("proxy_server", "proxy_auth"):
        if libtorrent.get(option) == ":":  # Quirk(tribler): the Qt client joins two empty fields
            libtorrent[option] = ""
    if libtorrent or defaults:
        nested["libtorrent"] = {**libtorrent, DEFAULTS: defaults}
    return nested


def _section(nested: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = nested.get(name)
    return section if isinstance(section, Mapping) else {}
