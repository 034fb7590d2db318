"""What both are told, in order, and where their answers may differ."""

from dataclasses import dataclass, field

from tests.e2e.qbittorrent.beside.servers import PLACE

NOBODY = "0" * 40
DEAD = "http://127.0.0.1:1"

OPTIONAL = "a parameter that may be left out"
WORDS = "other words for the same refusal"
CLAIMED = "the claimed release"
CHECKED = "it is checked, and nothing is changed"
NO_SEARCH = "there is nothing to search with"
LATER = "a method of a later release"
NAMED = "the parameter that is missing is named"
UNKNOWN = "an unknown item is told"


@dataclass(frozen=True)
class Command:
    """A call; `differs`: why the answers are not the same."""

    method: str
    form: dict[str, str] = field(default_factory=dict)
    differs: str = ""
    verb: str = "POST"


def _all(controller: str, *calls: tuple[str, dict[str, str]] | tuple[str, dict[str, str], str]) -> list[Command]:
    return [Command(f"{controller}/{name}", form, *why) for name, form, *why in calls]


def first_words() -> list[Command]:
    """Before there is a torrent."""
    return [
        *_all("app", ("version", {}, CLAIMED), ("webapiVersion", {}, CLAIMED), ("defaultSavePath", {})),
        *_all("transfer", ("speedLimitsMode", {}), ("downloadLimit", {}), ("uploadLimit", {})),
        *_all(
            "torrents",
            ("createCategory", {"category": "films", "savePath": f"{PLACE}/films"}),
            ("createCategory", {"category": "films"}),
            ("createCategory", {"category": ""}),
            ("createCategory", {"category": "a//b"}),
            ("createCategory", {}, NAMED),
            ("editCategory", {"category": "films", "savePath": f"{PLACE}/cinema"}),
            ("editCategory", {"category": "none", "savePath": "x"}),
            ("add", {"urls": ""}),
            ("add", {"urls": "nonsense"}),
        ),
    ]


def about(infohash: str) -> list[Command]:
    """With one torrent that is complete: a folder `a` with `a.bin` and `sub/b.bin`."""
    one, some = {"hash": infohash}, {"hashes": infohash}
    return [
        *_limits(some),
        *_files(one),
        *_trackers(one),
        *_labels(some),
        *_switches(some),
        *_places(infohash, some),
        *_wrong_reads(one),
    ]


def _limits(some: dict[str, str]) -> list[Command]:
    return _all(
        "torrents",
        ("setDownloadLimit", {**some, "limit": "5000"}),
        ("setUploadLimit", {**some, "limit": "-1"}),
        ("setShareLimits", {**some, "ratioLimit": "1.5", "seedingTimeLimit": "60"}),
        ("setShareLimits", some, OPTIONAL),
        ("topPrio", some),
        ("increasePrio", some),
        ("bottomPrio", {}),
    )


def _files(one: dict[str, str]) -> list[Command]:
    nobody = {"hash": NOBODY}
    return _all(
        "torrents",
        ("filePrio", {**one, "id": "0", "priority": "7"}),
        ("filePrio", {**one, "id": "0", "priority": "x"}),
        ("filePrio", {**one, "id": "0", "priority": "9"}),
        ("filePrio", {**one, "id": "x", "priority": "1"}),
        ("filePrio", {**one, "id": "99", "priority": "1"}),
        ("filePrio", {**nobody, "id": "0", "priority": "1"}),
        ("filePrio", one),
        ("rename", {**one, "name": "new"}),
        ("rename", {**one, "name": " "}),
        ("rename", {**nobody, "name": "x"}),
        ("renameFile", {**one, "oldPath": "a/a.bin", "newPath": "a/c.bin"}),
        ("renameFile", {**one, "oldPath": "a/none", "newPath": "a/d"}, WORDS),
        ("renameFile", {**one, "oldPath": "a/c.bin", "newPath": "a/sub/b.bin"}, WORDS),
        ("renameFile", {**nobody, "oldPath": "a", "newPath": "b"}),
        ("renameFolder", {**one, "oldPath": "a/sub", "newPath": "a/below"}),
        ("renameFolder", {**one, "oldPath": "none", "newPath": "a/below"}, WORDS),
    )


def _trackers(one: dict[str, str]) -> list[Command]:
    nobody = {"hash": NOBODY}
    return _all(
        "torrents",
        ("addTrackers", {**one, "urls": f"{DEAD}/announce"}),
        ("addTrackers", {**nobody, "urls": f"{DEAD}/announce"}),
        ("addTrackers", one),
        ("editTracker", {**one, "origUrl": f"{DEAD}/none", "newUrl": f"{DEAD}/x"}),
        ("editTracker", {**one, "origUrl": f"{DEAD}/announce", "newUrl": f"{DEAD}/y"}),
        ("editTracker", {**one, "origUrl": f"{DEAD}/y", "newUrl": ""}, WORDS),
        ("editTracker", {**nobody, "origUrl": f"{DEAD}/none", "newUrl": f"{DEAD}/x"}),
        ("removeTrackers", {**one, "urls": f"{DEAD}/none"}),
        ("removeTrackers", {**one, "urls": f"{DEAD}/y"}),
        ("reannounce", {"hashes": one["hash"]}),
        ("addPeers", {"hashes": one["hash"], "peers": "x"}),
    )


def _labels(some: dict[str, str]) -> list[Command]:
    return _all(
        "torrents",
        ("addTags", {**some, "tags": "one,two"}),
        ("removeTags", {**some, "tags": "one"}),
        ("createTags", {"tags": "q, ,r"}),
        ("deleteTags", {"tags": "q"}),
        ("setCategory", {**some, "category": "none"}),
        ("setCategory", {**some, "category": ""}),
        ("setCategory", {**some, "category": "films"}),
        ("setCategory", some),
        ("removeCategories", {"categories": "films\nnone"}),
    )


def _switches(some: dict[str, str]) -> list[Command]:
    return _all(
        "torrents",
        ("toggleSequentialDownload", some),
        ("toggleFirstLastPiecePrio", some),
        ("setForceStart", {**some, "value": "true"}),
        ("setForceStart", some, OPTIONAL),
        ("setSuperSeeding", {**some, "value": "true"}),
        ("setAutoManagement", {**some, "enable": "false"}),
        ("setAutoManagement", some, OPTIONAL),
        ("pause", some),
        ("pause", {}),
        ("resume", {"hashes": NOBODY}),
    )


def _places(infohash: str, some: dict[str, str]) -> list[Command]:
    return _all(
        "torrents",
        ("setLocation", {**some, "location": ""}),
        ("setLocation", {**some, "location": "/proc/none"}),
        ("setLocation", some, NAMED),
        ("setSavePath", {"id": infohash, "path": ""}),
        ("setSavePath", {"id": infohash, "path": f"{PLACE}/saved"}),
        ("setDownloadPath", {"id": infohash, "path": f"{PLACE}/parts"}),
    )


def _wrong_reads(one: dict[str, str]) -> list[Command]:
    reads = ("properties", "trackers", "files", "webseeds", "pieceStates", "pieceHashes", "export")
    return [
        *(Command(f"torrents/{name}", {"hash": NOBODY}) for name in reads),
        *_all(
            "torrents",
            ("properties", {}, UNKNOWN),
            ("files", {**one, "indexes": "0|x"}),
            ("files", {**one, "indexes": "77"}),
            ("info", {"sort": "nope"}),
            ("count", {}, LATER),
            ("nonsense", {}, WORDS),
        ),
        Command("sync/torrentPeers"),
        Command("nonsense/nonsense", differs=WORDS),
    ]


def last_words() -> list[Command]:
    """About the server, after all."""
    posts = ("torrents/pause", "torrents/add", "app/setPreferences", "auth/logout", "transfer/setDownloadLimit")
    return [
        *(Command(method, verb="GET") for method in posts),
        *_transfer_and_preferences(),
        *_feeds(),
        *_all("search", ("status", {"id": "9"}, NO_SEARCH), *((name, {"id": "9"}, WORDS) for name in _JOBS)),
    ]


_JOBS = ("results", "stop", "delete")


def _transfer_and_preferences() -> list[Command]:
    return [
        *_all(
            "transfer",
            ("setDownloadLimit", {"limit": "2048"}),
            ("downloadLimit", {}),
            ("setDownloadLimit", {}),
            ("setSpeedLimitsMode", {"mode": "x"}),
            ("setSpeedLimitsMode", {"mode": "1"}),
            ("speedLimitsMode", {}),
            ("toggleSpeedLimitsMode", {}),
            ("banPeers", {"peers": "x"}),
            ("banPeers", {}),
        ),
        *_all(
            "app",
            ("setPreferences", {"json": '{"max_connec": 77}'}),
            ("setPreferences", {"json": "nonsense"}),
            ("setPreferences", {}, OPTIONAL),
            ("setPreferences", {"json": '{"web_ui_password": "x"}'}, CHECKED),
            ("setPreferences", {"json": '{"web_ui_username": "x"}'}, CHECKED),
        ),
    ]


def _feeds() -> list[Command]:
    feed = f"{DEAD}/feed"
    return _all(
        "rss",
        ("addFolder", {"path": "f"}),
        ("addFolder", {"path": "f"}),
        ("addFeed", {"url": feed, "path": "f\\x"}),
        ("addFeed", {"url": feed, "path": "y"}),
        ("moveItem", {"itemPath": "f\\x", "destPath": "z"}),
        ("moveItem", {"itemPath": "none", "destPath": "z2"}),
        ("setRule", {"ruleName": "r", "ruleDef": f'{{"mustContain": "a", "affectedFeeds": ["{feed}"]}}'}),
        ("setRule", {"ruleName": "s", "ruleDef": "nonsense"}, CHECKED),
        ("matchingArticles", {"ruleName": "r"}),
        ("matchingArticles", {"ruleName": "none"}),
        ("renameRule", {"ruleName": "none", "newRuleName": "s"}),
        ("removeRule", {"ruleName": "none"}),
        ("removeItem", {"path": "f"}),
        ("removeItem", {"path": "none"}),
        ("markAsRead", {"itemPath": "none"}),
        ("refreshItem", {"itemPath": "none"}, UNKNOWN),
    )
