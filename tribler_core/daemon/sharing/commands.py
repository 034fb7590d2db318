"""The words of `triblerd account`."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from tribler_core.config.loader import Invocation
from tribler_core.daemon.process.exit_codes import ExitCode
from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.people.account import LIMIT_NAMES, Plan

NONE, PLANS_OWN = "none", "plan"
Say = Callable[[str], None]


def add_account_command(parser: argparse.ArgumentParser, make: type[argparse.ArgumentParser]) -> None:
    """`account add|list|limit|enable|disable|key add|key revoke`."""
    verbs = parser.add_subparsers(title="what", metavar="WHAT", dest="verb", required=True, parser_class=make)
    added = verbs.add_parser("add", help="add an account; its first key is printed")
    added.add_argument("name")
    added.add_argument("--plan", choices=[plan.value for plan in Plan], default=Plan.PRO.value)
    added.add_argument("--email", default="")
    verbs.add_parser("list", help="list accounts, their limits and their keys")
    limit = verbs.add_parser("limit", help="change limits of an account")
    limit.add_argument("account")
    limit.add_argument(
        "limits",
        nargs="+",
        metavar="NAME=NUMBER",
        help=f"one of {', '.join(LIMIT_NAMES)}; `{NONE}` lifts a limit, `{PLANS_OWN}` takes the plan's again",
    )
    for verb, text in (("enable", "let an account in again"), ("disable", "let an account in no more")):
        verbs.add_parser(verb, help=text).add_argument("account")
    keys = verbs.add_parser("key", help="add or revoke a key")
    key = keys.add_subparsers(title="what", metavar="WHAT", dest="key_verb", required=True, parser_class=make)
    new = key.add_parser("add", help="add a key; it is printed this once")
    new.add_argument("account")
    new.add_argument("--label", default="")
    old = key.add_parser("revoke", help="revoke a key, by its number in `list`")
    old.add_argument("account")
    old.add_argument("key", type=int)


def run_account(invocation: Invocation, given: argparse.Namespace) -> int:
    """Do it. Raises: TriblerError."""
    from tribler_core.daemon.sharing.desk import AccountDesk  # loads the catalogue, which other commands do not need

    with AccountDesk(invocation) as desk:
        for line in _lines(desk.do, given):
            print(line)  # noqa: T201 - speaks to a person at a terminal
    return ExitCode.STOPPED


def _lines(do: Callable[..., Any], given: argparse.Namespace) -> Sequence[str]:
    match given.verb:
        case "add":
            made = do("PUT", "/accounts", name=given.name, plan=given.plan, email=given.email)
            return _made(made)
        case "list":
            return [line for account in do("GET", "/accounts")["accounts"] for line in _described(account)]
        case "limit":
            return _described(do("PATCH", f"/accounts/{given.account}", **_limits(given.limits))["account"])
        case "enable" | "disable":
            enabled = given.verb == "enable"
            return _described(do("PATCH", f"/accounts/{given.account}", enabled=enabled)["account"])
        case _ if given.key_verb == "add":
            return _made(do("PUT", f"/accounts/{given.account}/keys", label=given.label))
        case _:
            return _described(do("DELETE", f"/accounts/{given.account}/keys/{given.key}")["account"])


def _limits(words: Sequence[str]) -> dict[str, Any]:
    """Raises: InvalidParameter."""
    limits: dict[str, int | None] = {}
    of_plan = []
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in LIMIT_NAMES:
            raise InvalidParameter(f"{word}: is no NAME=NUMBER with one of {', '.join(LIMIT_NAMES)}")
        if value == PLANS_OWN:
            of_plan.append(name)
        elif value == NONE:
            limits[name] = None
        elif value.isascii() and value.isdigit():
            limits[name] = int(value)
        else:
            raise InvalidParameter(f"{word}: must be a whole number, `{NONE}` or `{PLANS_OWN}`")
    return {"limits": limits, "plan_limits": of_plan}


def _made(made: dict[str, Any]) -> list[str]:
    account = made["account"]
    return [f"account {account['id']} {account['name']}, key {made['key']['id']}: {made['secret']}"]


def _described(account: dict[str, Any]) -> list[str]:
    state = "" if account["enabled"] else ", disabled"
    limits = ", ".join(f"{name}={NONE if value is None else value}" for name, value in account["limits"].items())
    keys = [
        f"  key {key['id']} {key['label']}".rstrip() + (" (revoked)" if key["revoked"] is not None else "")
        for key in account["keys"]
    ]
    return [f"{account['id']} {account['name']}: plan {account['plan']}{state}; {limits}", *keys]
