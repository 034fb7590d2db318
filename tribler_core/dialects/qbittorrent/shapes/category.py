"""A category, as clients see it. Source: section 2.8 of the specification."""

from typing import Any

from marshmallow import Schema, fields

from tribler_core.dialects.qbittorrent.vocabulary.share_limits import from_rule
from tribler_core.domain.download.settings import SeedingRule
from tribler_core.services.labels.category import Category


class CategoryShape(Schema):
    """A category; limits are those of a torrent."""

    name = fields.String(required=True)
    savePath = fields.String(required=True)  # noqa: N815 - the wire's spelling
    download_path = fields.Raw(
        required=True, metadata={"description": "null: as the level above; false: none; a path, `` is the implied one."}
    )
    ratio_limit = fields.Float(required=True)
    seeding_time_limit = fields.Integer(required=True, metadata={"description": "Minutes."})
    inactive_seeding_time_limit = fields.Integer(required=True, metadata={"description": "Minutes."})
    share_limit_action = fields.String(required=True)
    share_limits_mode = fields.String(required=True)


def present_category(category: Category) -> dict[str, Any]:
    """As CategoryShape."""
    limits = from_rule(SeedingRule(limits=category.limits))
    return {
        "name": category.name,
        "savePath": category.save_path,
        "download_path": category.download_path if category.download_enabled else category.download_enabled,
        "ratio_limit": limits.ratio,
        "seeding_time_limit": limits.seeding_minutes,
        "inactive_seeding_time_limit": limits.idle_minutes,
        "share_limit_action": limits.action,
        "share_limits_mode": limits.mode,
    }
