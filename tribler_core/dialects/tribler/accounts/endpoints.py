"""Accounts: who shares this daemon, through the dialects that know several users. For the operator alone."""

from typing import Any

from aiohttp import web
from marshmallow import ValidationError, fields, validate

from tribler_core.dialects.tribler.accounts.shapes import (
    AccountAnswer,
    AccountsAnswer,
    NewKeyAnswer,
    present_account,
    present_key,
)
from tribler_core.domain.people.account import Account, Plan
from tribler_core.domain.people.principal import Scope
from tribler_core.foundation.unset import UNSET
from tribler_core.services.accounts.accounts import AccountPatch, Accounts
from tribler_core.web.endpoint import BODY, PATH, Endpoint
from tribler_core.web.fields import Flag, RequestShape, Text, TextList, WholeNumber
from tribler_core.web.json import json_response
from tribler_core.web.openapi.declare import body_schema, docs, path_schema

_PLANS = tuple(plan.value for plan in Plan)


class LimitsField(fields.Field[Any]):
    """Limits by name: whole numbers, or null for no limit."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, int | None]:
        if not isinstance(value, dict):
            raise ValidationError("must be an object of limits by name")
        for number in value.values():
            if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
                raise ValidationError("a limit is a whole number, or null")
        return value


class NewAccount(RequestShape):
    """Somebody who shall share the daemon."""

    name = Text(required=True)
    plan = Text(load_default=Plan.PRO.value, validate=validate.OneOf(_PLANS))
    email = Text(load_default="")
    limits = LimitsField(metadata={"description": "Over those of the plan, by name; null: no limit."})


class AccountChange(RequestShape):
    """What shall be different; what is absent stays."""

    plan = Text(validate=validate.OneOf(_PLANS))
    email = Text()
    enabled = Flag(metadata={"description": "false: its keys and links open nothing."})
    limits = LimitsField(metadata={"description": "By name; null: no limit. Those that are not named stay."})
    plan_limits = TextList(load_default=[], metadata={"description": "Names of limits that follow the plan again."})


class AccountPath(RequestShape):
    """An account by number or name."""

    account = Text(required=True)


class KeyPath(AccountPath):
    """A key of an account."""

    key = WholeNumber(required=True)


class NewKey(RequestShape):
    """A label, for people."""

    label = Text(load_default="")


class AccountsEndpoint(Endpoint):
    """All accounts."""

    reads = changes = Scope.ADMIN

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/accounts", self.list), web.put("/accounts", self.add)]

    @docs(tags=["Accounts"], summary="List accounts", responses={200: {"schema": AccountsAnswer}})
    async def list(self, _: web.Request) -> web.Response:
        return json_response({"accounts": [_shown(self._accounts, account) for account in self._accounts.all()]})

    @docs(
        tags=["Accounts"],
        summary="Add an account",
        description="The answer holds its first key, which is told this once.",
        responses={200: {"schema": NewKeyAnswer}},
    )
    @body_schema(NewAccount)
    async def add(self, request: web.Request) -> web.Response:
        body = request[BODY]
        account = await self._accounts.add(
            body["name"], Plan(body["plan"]), email=body["email"], limits=body.get("limits", {})
        )
        key, secret = await self._accounts.add_key(account.number)
        return json_response({"account": _shown(self._accounts, account), "key": present_key(key), "secret": secret})


class AccountEndpoint(Endpoint):
    """One account and its keys."""

    reads = changes = Scope.ADMIN

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/accounts/{account}", self.show),
            web.patch("/accounts/{account}", self.change),
            web.put("/accounts/{account}/keys", self.add_key),
            web.delete("/accounts/{account}/keys/{key}", self.revoke_key),
        ]

    @docs(tags=["Accounts"], summary="Show an account", responses={200: {"schema": AccountAnswer}})
    @path_schema(AccountPath)
    async def show(self, request: web.Request) -> web.Response:
        return json_response({"account": _shown(self._accounts, self._named(request))})

    @docs(tags=["Accounts"], summary="Change an account", responses={200: {"schema": AccountAnswer}})
    @path_schema(AccountPath)
    @body_schema(AccountChange)
    async def change(self, request: web.Request) -> web.Response:
        body = request[BODY]
        patch = AccountPatch(
            plan=Plan(body["plan"]) if "plan" in body else UNSET,
            email=body.get("email", UNSET),
            enabled=body.get("enabled", UNSET),
            limits=body.get("limits", UNSET),
            plan_limits=frozenset(body["plan_limits"]),
        )
        account = await self._accounts.change(self._named(request).number, patch)
        return json_response({"account": _shown(self._accounts, account)})

    @docs(
        tags=["Accounts"],
        summary="Add a key",
        description="The key itself is told this once.",
        responses={200: {"schema": NewKeyAnswer}},
    )
    @path_schema(AccountPath)
    @body_schema(NewKey)
    async def add_key(self, request: web.Request) -> web.Response:
        account = self._named(request)
        key, secret = await self._accounts.add_key(account.number, request[BODY]["label"])
        return json_response({"account": _shown(self._accounts, account), "key": present_key(key), "secret": secret})

    @docs(
        tags=["Accounts"],
        summary="Revoke a key",
        description="It opens nothing any more, nor do the links that were made with it.",
        responses={200: {"schema": AccountAnswer}},
    )
    @path_schema(KeyPath)
    async def revoke_key(self, request: web.Request) -> web.Response:
        account = self._named(request)
        await self._accounts.revoke_key(account.number, request[PATH]["key"])
        return json_response({"account": _shown(self._accounts, account)})

    def _named(self, request: web.Request) -> Account:
        """Raises: AccountNotFound."""
        return self._accounts.named(request[PATH]["account"])


def _shown(accounts: Accounts, account: Account) -> dict[str, Any]:
    return present_account(account, accounts.limits(account.number), accounts.keys(account.number))
