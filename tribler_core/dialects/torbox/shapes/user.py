"""An account, as its holder sees it."""

from typing import Any

from marshmallow import Schema, fields

from tribler_core.dialects.torbox.vocabulary import NEVER, PLAN_NUMBERS, PLAN_SLOTS, SEED_NUMBERS, date
from tribler_core.domain.people.account import Account, Limits, Plan

MOST_SLOTS = 2**31 - 1


class SettingsShape(Schema):
    """What the account likes."""

    seed_torrents = fields.Integer(required=True, metadata={"description": "1: as configured, 2: seed, 3: do not."})
    allow_zipped = fields.Boolean(required=True)
    append_filename_to_links = fields.Boolean(required=True)
    email_notifications = fields.Boolean(required=True)
    web_notifications = fields.Boolean(required=True)
    mobile_notifications = fields.Boolean(required=True)
    rss_notifications = fields.Boolean(required=True)
    cdn_selection = fields.String(required=True)
    hops = fields.Integer(required=True, allow_none=True, metadata={"description": "Ours; null: as configured."})


class UserShape(Schema):
    """An account."""

    id = fields.Integer(required=True)
    auth_id = fields.String(required=True)
    created_at = fields.String(required=True)
    updated_at = fields.String(required=True)
    email = fields.String(required=True)
    base_email = fields.String(required=True)
    plan = fields.Integer(required=True, metadata={"description": "0 free, 1 essential, 2 pro, 3 standard"})
    is_subscribed = fields.Boolean(required=True)
    premium_expires_at = fields.String(required=True)
    cooldown_until = fields.String(required=True)
    customer = fields.String(required=True)
    user_referral = fields.String(required=True)
    server = fields.Integer(required=True)
    total_downloaded = fields.Integer(required=True, metadata={"description": "Items ever."})
    total_bytes_downloaded = fields.Integer(required=True, metadata={"description": "Over links."})
    total_bytes_uploaded = fields.Integer(required=True)
    torrents_downloaded = fields.Integer(required=True)
    web_downloads_downloaded = fields.Integer(required=True)
    usenet_downloads_downloaded = fields.Integer(required=True)
    additional_concurrent_slots = fields.Integer(required=True, metadata={"description": "Beyond the plan's."})
    long_term_seeding = fields.Boolean(required=True)
    long_term_storage = fields.Boolean(required=True)
    is_vendor = fields.Boolean(required=True)
    vendor_id = fields.Integer(required=True, allow_none=True)
    purchases_referred = fields.Integer(required=True)
    settings = fields.Nested(SettingsShape, metadata={"description": "Only with `settings=true`."})


def present_user(account: Account, limits: Limits, *, served: int = 0) -> dict[str, Any]:
    """As UserShape; `served`: bytes that are not counted in the account yet."""
    slots = MOST_SLOTS if limits.slots is None else limits.slots
    return {
        "id": account.number,
        "auth_id": account.auth_id,
        "created_at": date(account.created),
        "updated_at": date(account.updated),
        "email": account.email,
        "base_email": account.email,
        "plan": PLAN_NUMBERS[account.plan],
        "is_subscribed": account.plan is not Plan.FREE,
        "premium_expires_at": NEVER,
        "cooldown_until": date(account.cooldown_until or account.created),
        "customer": "",
        "user_referral": account.referral,
        "server": 1,
        "total_downloaded": account.adds,
        "total_bytes_downloaded": account.bytes_served + served,
        "total_bytes_uploaded": account.bytes_uploaded,
        "torrents_downloaded": account.adds,
        "web_downloads_downloaded": 0,
        "usenet_downloads_downloaded": 0,
        "additional_concurrent_slots": max(0, slots - PLAN_SLOTS[account.plan]),
        "long_term_seeding": limits.seeding_slots != 0,
        "long_term_storage": limits.retention is None,
        "is_vendor": False,
        "vendor_id": None,
        "purchases_referred": 0,
    }


def present_settings(account: Account) -> dict[str, Any]:
    """As SettingsShape."""
    likes = account.preferences
    return {
        "seed_torrents": SEED_NUMBERS[likes.seed],
        "allow_zipped": likes.allow_zip,
        "append_filename_to_links": likes.append_name,
        "email_notifications": likes.email_notices,
        "web_notifications": likes.web_notices,
        "mobile_notifications": likes.mobile_notices,
        "rss_notifications": likes.rss_notices,
        "cdn_selection": "auto",
        "hops": likes.hops,
    }
