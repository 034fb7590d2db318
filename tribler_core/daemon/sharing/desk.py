"""Where account commands are carried out: by the daemon that runs, or on the catalogue itself."""

import asyncio
import json
import urllib.error
import urllib.request
from contextlib import ExitStack
from types import TracebackType
from typing import Any
from urllib.parse import quote

from tribler_core.config.loader import Invocation, load, make_state_dir
from tribler_core.config.sections import Config
from tribler_core.daemon.process.state_lock import StateLock
from tribler_core.dialects.tribler.accounts.shapes import present_account, present_key
from tribler_core.domain.errors import InvalidParameter, StartFailure
from tribler_core.domain.people.account import Account, Plan
from tribler_core.foundation.clock import SystemClock
from tribler_core.foundation.unset import UNSET
from tribler_core.services.accounts.accounts import AccountPatch, Accounts
from tribler_core.services.accounts.plans import plans_of
from tribler_core.storage.catalogue import SqlCatalogue

PATIENCE = 30.0
"""Seconds that the daemon may take to answer."""


class AccountDesk:
    """Carries out operations of `/api/accounts`, whether a daemon runs or not."""

    def __init__(self, invocation: Invocation) -> None:
        self._invocation = invocation
        self._stack = ExitStack()
        self._url = ""

    def __enter__(self) -> "AccountDesk":
        """Raises: StartFailure when a daemon runs that cannot be asked."""
        make_state_dir(self._invocation.state_dir)
        self._config = load(self._invocation).config
        try:
            self._stack.enter_context(StateLock(self._invocation.state_dir))
        except StartFailure:
            self._url = self._running_url()
            if not self._url:
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def do(self, verb: str, path: str, **body: Any) -> dict[str, Any]:
        """The answer, as `/api/accounts` has it. Raises: TriblerError."""
        if self._url:
            return self._ask(verb, path, body)
        return asyncio.run(_work(self._config, verb, path.split("/")[2:], body))

    def _running_url(self) -> str:
        try:
            told = json.loads((self._invocation.state_dir / "running.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return ""
        return str(told.get("url", ""))

    def _ask(self, verb: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Raises: StartFailure when it does not answer, InvalidParameter with what it says."""
        request = urllib.request.Request(  # noqa: S310 - the address that our own daemon wrote down
            f"{self._url}/api{quote(path)}",
            data=json.dumps(body).encode() if verb != "GET" else None,
            method=verb,
            headers={"X-Api-Key": self._config.api.key, "Content-Type": "application/json"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=PATIENCE) as answer:
                told: dict[str, Any] = json.load(answer)
                return told
        except urllib.error.HTTPError as refused:
            raise InvalidParameter(_reason(refused)) from None
        except OSError as error:
            raise StartFailure(f"the daemon at {self._url} does not answer: {error}") from None


def _reason(refused: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(refused)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"the daemon refused: {refused.status}"


async def _work(config: Config, verb: str, path: list[str], body: dict[str, Any]) -> dict[str, Any]:
    catalogue = await SqlCatalogue.open(config.storage, config.state_dir)
    try:
        accounts = Accounts(catalogue.accounts, lambda: plans_of(config.torbox), SystemClock())
        await accounts.load()
        return await _carry_out(accounts, verb, path, body)
    finally:
        await catalogue.close()


async def _carry_out(accounts: Accounts, verb: str, path: list[str], body: dict[str, Any]) -> dict[str, Any]:
    """The operations of `/api/accounts`. Raises: AccountNotFound, KeyNotFound, AccountExists, InvalidParameter."""
    match verb, path:
        case "GET", []:
            return {"accounts": [_shown(accounts, account) for account in accounts.all()]}
        case "PUT", []:
            account = await accounts.add(body["name"], Plan(body["plan"]), email=body["email"])
            return await _with_key(accounts, account, "")
        case "PATCH", [name]:
            patch = AccountPatch(
                enabled=body.get("enabled", UNSET),
                limits=body.get("limits", UNSET),
                plan_limits=frozenset(body.get("plan_limits", ())),
            )
            return {"account": _shown(accounts, await accounts.change(accounts.named(name).number, patch))}
        case "PUT", [name, "keys"]:
            return await _with_key(accounts, accounts.named(name), body["label"])
        case "DELETE", [name, "keys", key]:
            account = accounts.named(name)
            await accounts.revoke_key(account.number, int(key))
            return {"account": _shown(accounts, account)}
        case _:
            raise InvalidParameter(f"there is no {verb} {'/'.join(path)}")


async def _with_key(accounts: Accounts, account: Account, label: str) -> dict[str, Any]:
    key, secret = await accounts.add_key(account.number, label)
    return {"account": _shown(accounts, account), "key": present_key(key), "secret": secret}


def _shown(accounts: Accounts, account: Account) -> dict[str, Any]:
    return present_account(account, accounts.limits(account.number), accounts.keys(account.number))
