"""What the API answers, as shapes: keys and types, recorded for each release."""

import difflib
import json
import os
from pathlib import Path
from typing import Any

from tests.e2e.offers import Offer
from tests.e2e.qbittorrent.judge import Judge, until

RECORDED = Path(__file__).with_name("recorded")
NOBODYS = "a" * 40
_TYPES = {bool: "bool", int: "int", float: "float", str: "str", type(None): "null"}
_MAPS = {"categories", "peers", "torrents", "trackers"}
"""Members whose keys are names of things."""

Shape = Any


def shape_of(told: Any, *, named: bool = False) -> Shape:
    """Types in place of values; of a list, or of a map from names of things, the shapes of its members, merged."""
    if isinstance(told, list):
        return _merged([shape_of(each) for each in told])
    if isinstance(told, dict) and named:
        return {"*": _merged([shape_of(each) for each in told.values()])}
    if isinstance(told, dict):
        return {name: shape_of(value, named=name in _MAPS) for name, value in sorted(told.items())}
    return _TYPES[type(told)]


def _merged(shapes: list[Shape]) -> list[Shape]:
    """Each shape once; those of objects as one, where a key that not all of them have is marked."""
    objects = [shape for shape in shapes if isinstance(shape, dict)]
    others = {json.dumps(shape): shape for shape in shapes if not isinstance(shape, dict)}
    if not objects:
        return [others[name] for name in sorted(others)]
    merged = {}
    for name in sorted(set().union(*objects)):
        found = {json.dumps(shape[name]): shape[name] for shape in objects if name in shape}
        mark = "" if all(name in shape for shape in objects) else "?"
        merged[name + mark] = next(iter(found.values())) if len(found) == 1 else [found[text] for text in sorted(found)]
    return [merged, *(others[name] for name in sorted(others))]


def record(judge: Judge, offer: Offer) -> None:
    """Whatever the API reads, of one torrent that is complete."""
    plain: dict[str, Any] = {"SIMPLE_RESPONSES": True}
    one = {"torrent_hash": offer.infohash, **plain}
    judge.documents |= {
        "app/buildInfo": judge.app_build_info(**plain),
        "app/preferences": judge.app_preferences(**plain),
        "app/processInfo": judge.app_process_info(**plain),
        "log/main": judge.log_main(**plain),
        "log/peers": judge.log_peers(**plain),
        "sync/maindata": judge.sync_maindata(**plain),
        "torrents/categories": {"categories": judge.torrents_categories(**plain)},
        "torrents/files": judge.torrents_files(**one),
        "torrents/info": judge.torrents_info(
            torrent_hashes=offer.infohash, include_trackers=True, include_files=True, **plain
        ),
        "torrents/pieceStates": judge.torrents_piece_states(**one),
        "torrents/properties": judge.torrents_properties(**one),
        "torrents/tags": judge.torrents_tags(**plain),
        "torrents/trackers": judge.torrents_trackers(**one),
        "transfer/info": judge.transfer_info(**plain),
        "transfer/getSpeedLimits": judge.transfer_speed_limits(**plain),
    }


def record_unfinished(judge: Judge, slow: Offer) -> None:
    """What is told of a peer that gives slowly, and of a magnet that nobody knows."""
    plain: dict[str, Any] = {"SIMPLE_RESPONSES": True}
    judge.torrents_add(torrent_files=slow.torrent)
    one = {"torrent_hash": slow.infohash, **plain}
    judge.documents["sync/torrentPeers"] = until(
        lambda: told if (told := judge.sync_torrent_peers(**one)).get("peers") else None
    )
    judge.torrents_add(urls=f"magnet:?xt=urn:btih:{NOBODYS}")
    judge.documents["torrents/info of a magnet"] = judge.torrents_info(torrent_hashes=NOBODYS, **plain)
    judge.documents["torrents/properties of a magnet"] = judge.torrents_properties(NOBODYS, **plain)
    assert judge.torrents_files(NOBODYS) == judge.torrents_piece_states(NOBODYS) == []
    judge.torrents_delete(torrent_hashes=[slow.infohash, NOBODYS], delete_files=True)


def assert_recorded(judge: Judge, profile: str) -> None:
    """All documents have the keys and types that were written down; with RECORD in the environment they are written."""
    shapes = {name: shape_of(told) for name, told in judge.documents.items()}
    text, file = json.dumps(shapes, indent=1, sort_keys=True) + "\n", RECORDED / f"{profile}.json"
    if "RECORD" in os.environ:
        file.write_text(text)
    expected = file.read_text()
    assert text == expected, "".join(
        difflib.unified_diff(expected.splitlines(True), text.splitlines(True), "recorded", "told")
    )
