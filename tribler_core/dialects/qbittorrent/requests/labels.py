"""Parameters of categories, tags and share limits."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tribler_core.dialects.qbittorrent.requests.fields import Parameters, Separated
from tribler_core.dialects.qbittorrent.requests.torrents import SomeTorrents
from tribler_core.dialects.qbittorrent.vocabulary.share_limits import USE_GLOBALS, ShareLimits, from_rule, to_rule
from tribler_core.domain.download.settings import SeedingLimits, SeedingRule
from tribler_core.services.labels.category import Category
from tribler_core.web.fields import FiniteNumber, Flag, Text, WholeNumber

_LIMITS = ("ratio", "seeding_minutes", "idle_minutes", "action", "mode")


class LimitsBody(Parameters):
    """When seeding ends; -2 and `Default`: the global limit, -1: none; what is left out stays."""

    ratio = FiniteNumber(data_key="ratioLimit")
    seeding_minutes = WholeNumber(data_key="seedingTimeLimit")
    idle_minutes = WholeNumber(data_key="inactiveSeedingTimeLimit")
    action = Text(data_key="shareLimitAction")
    mode = Text(data_key="shareLimitsMode")


class ShareLimitsBody(LimitsBody, SomeTorrents):
    """Of which torrents."""


class CategoryBody(LimitsBody):
    """A category; folders that are left out follow from its name."""

    category = Text(load_default="")
    save_path = Text(data_key="savePath", load_default="")
    download_enabled = Flag(data_key="downloadPathEnabled")
    download_path = Text(data_key="downloadPath", load_default="")


class CategoryNames(Parameters):
    """Which categories."""

    categories = Separated("\n", required=True, metadata={"description": "One a line."})


class CategoryOfTorrents(SomeTorrents):
    """Which torrents, and what they are from now on."""

    category = Text(required=True, metadata={"description": "Empty: none."})


class TagNames(Parameters):
    """Which tags."""

    tags = Separated(",", required=True)


class TagsOfTorrents(SomeTorrents):
    """Which torrents, and which tags."""

    tags = Separated(",", required=True)


class LostTags(SomeTorrents):
    """Which torrents, and which tags; without tags: all that they have."""

    tags = Separated(",")


def changed_limits(before: ShareLimits, asked: Mapping[str, Any]) -> ShareLimits:
    """What was said, over what was there."""
    return replace(before, **{name: asked[name] for name in _LIMITS if name in asked})


def to_category(asked: Mapping[str, Any], before: Category | None = None) -> Category:
    """Limits that are not mentioned stay. Raises: InvalidParameter."""
    limits = USE_GLOBALS if before is None else from_rule(SeedingRule(limits=before.limits))
    enabled = asked.get("download_enabled")
    return Category(
        name=asked["category"],
        save_path=asked["save_path"],
        download_enabled=enabled,
        download_path=asked["download_path"] if enabled else "",
        limits=to_rule(changed_limits(limits, asked)).limits or SeedingLimits(),
    )
