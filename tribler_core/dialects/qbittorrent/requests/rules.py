"""Rules for feeds, in the words of the wire. Source: section 4.1 of the specification.

How downloads are added is said twice, in `torrentParams` and in older keys; both are understood, and both are shown.
"""

from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime
from typing import Any

from tribler_core.foundation.units import Timestamp
from tribler_core.services.rss.rule import Rule

_OLD_KEYS = {
    "addPaused": "stopped",
    "torrentContentLayout": "content_layout",
    "savePath": "save_path",
    "assignedCategory": "category",
}
"""The place in `torrentParams` of each older key."""
_TO_ADD = {
    "category": "category",
    "save_path": "savepath",
    "use_download_path": "useDownloadPath",
    "download_path": "downloadPath",
    "stopped": "stopped",
    "skip_checking": "skip_checking",
    "seed_mode": "seedMode",
    "content_layout": "contentLayout",
    "use_auto_tmm": "autoTMM",
    "stop_condition": "stopCondition",
    "add_to_top_of_queue": "addToTopOfQueue",
    "upload_limit": "upLimit",
    "download_limit": "dlLimit",
    "ratio_limit": "ratioLimit",
    "seeding_time_limit": "seedingTimeLimit",
    "inactive_seeding_time_limit": "inactiveSeedingTimeLimit",
    "share_limit_action": "shareLimitAction",
    "share_limits_mode": "shareLimitsMode",
}
"""The parameter of `torrents/add` for each of `torrentParams`."""


def read_rule(wire: dict[str, Any]) -> Rule:
    """Whatever is missing or makes no sense has its default."""
    params = dict(wire["torrentParams"]) if isinstance(wire.get("torrentParams"), dict) else {}
    for old, name in _OLD_KEYS.items():
        if wire.get(old) not in (None, "") and params.get(name) in (None, ""):
            params[name] = wire[old]
    return Rule(
        enabled=bool(wire.get("enabled", True)),
        priority=_number(wire.get("priority")),
        use_regex=bool(wire.get("useRegex", False)),
        must_contain=str(wire.get("mustContain", "")),
        must_not_contain=str(wire.get("mustNotContain", "")),
        episode_filter=str(wire.get("episodeFilter", "")),
        feeds=tuple(_texts(wire.get("affectedFeeds"))),
        ignore_days=_number(wire.get("ignoreDays")),
        last_match=_moment(str(wire.get("lastMatch", ""))),
        smart_filter=bool(wire.get("smartFilter", False)),
        seen_episodes=_texts(wire.get("previouslyMatchedEpisodes")),
        params=params,
    )


def present_rule(rule: Rule) -> dict[str, Any]:
    """As it was set, and what it found since."""
    params = rule.params
    return {
        "enabled": rule.enabled,
        "priority": rule.priority,
        "useRegex": rule.use_regex,
        "mustContain": rule.must_contain,
        "mustNotContain": rule.must_not_contain,
        "episodeFilter": rule.episode_filter,
        "affectedFeeds": list(rule.feeds),
        "ignoreDays": rule.ignore_days,
        "lastMatch": "" if rule.last_match is None else formatdate(rule.last_match),
        "smartFilter": rule.smart_filter,
        "previouslyMatchedEpisodes": list(rule.seen_episodes),
        "addPaused": params.get("stopped"),
        "torrentContentLayout": params.get("content_layout"),
        "savePath": str(params.get("save_path", "")),
        "assignedCategory": str(params.get("category", "")),
        "torrentParams": params,
    }


def add_parameters(rule: Rule) -> dict[str, Any]:
    """The form of `torrents/add` that the rule stands for."""
    params = rule.params
    form = {name: params[key] for key, name in _TO_ADD.items() if params.get(key) not in (None, "")}
    tags = params.get("tags")
    if params.get("operating_mode") == "Forced":
        form["forced"] = True
    return {**form, "tags": ",".join(map(str, tags))} if isinstance(tags, list) else form


def _number(raw: Any) -> int:
    return raw if isinstance(raw, int) else 0


def _texts(raw: Any) -> list[str]:
    return [str(item) for item in raw] if isinstance(raw, list) else []


def _moment(text: str) -> Timestamp | None:
    try:
        parsed = parsedate_to_datetime(text)
    except ValueError:
        return None
    return Timestamp(int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()))
