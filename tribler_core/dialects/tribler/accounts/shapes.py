"""Accounts and their keys, as the operator sees them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from marshmallow import Schema, fields

from tribler_core.domain.people.account import Account, ApiKey, Limits


class KeyShape(Schema):
    """A key; what it is, only its holder knows."""

    id = fields.Integer(required=True)
    label = fields.String(required=True)
    created = fields.Integer(required=True, metadata={"description": "Unix seconds."})
    last_used = fields.Integer(required=True, allow_none=True)
    revoked = fields.Integer(required=True, allow_none=True)


class LimitsShape(Schema):
    """What the account may have; null: no limit."""

    slots = fields.Integer(required=True, allow_none=True, metadata={"description": "Downloads at one time."})
    item_size = fields.Integer(required=True, allow_none=True, metadata={"description": "Bytes."})
    monthly_adds = fields.Integer(required=True, allow_none=True)
    cooldown = fields.Integer(required=True, allow_none=True, metadata={"description": "Seconds between items."})
    seeding_slots = fields.Integer(required=True, allow_none=True)
    retention = fields.Integer(required=True, allow_none=True, metadata={"description": "Seconds an item stays."})
    queue_length = fields.Integer(required=True, allow_none=True)


class AccountShape(Schema):
    """An account."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    auth_id = fields.String(required=True)
    plan = fields.String(required=True)
    enabled = fields.Boolean(required=True)
    created = fields.Integer(required=True)
    limits = fields.Nested(LimitsShape, required=True)
    own_limits = fields.List(fields.String(), required=True, metadata={"description": "Those that are not the plan's."})
    adds = fields.Integer(required=True, metadata={"description": "Items ever."})
    bytes_served = fields.Integer(required=True)
    keys = fields.List(fields.Nested(KeyShape), required=True)


class AccountsAnswer(Schema):
    """All accounts."""

    accounts = fields.List(fields.Nested(AccountShape), required=True)


class AccountAnswer(Schema):
    """One account."""

    account = fields.Nested(AccountShape, required=True)


class NewKeyAnswer(AccountAnswer):
    """A key was made."""

    key = fields.Nested(KeyShape, required=True)
    secret = fields.String(required=True, metadata={"description": "The key itself; told this once."})


def present_key(key: ApiKey) -> dict[str, Any]:
    """As KeyShape."""
    return {
        "id": key.number,
        "label": key.label,
        "created": key.created,
        "last_used": key.last_used,
        "revoked": key.revoked,
    }


def present_account(account: Account, limits: Limits, keys: Sequence[ApiKey]) -> dict[str, Any]:
    """As AccountShape."""
    return {
        "id": account.number,
        "name": account.name,
        "email": account.email,
        "auth_id": account.auth_id,
        "plan": account.plan.value,
        "enabled": account.enabled,
        "created": account.created,
        "limits": asdict(limits),
        "own_limits": [name for name, _ in account.overrides],
        "adds": account.adds,
        "bytes_served": account.bytes_served,
        "keys": [present_key(key) for key in keys],
    }
