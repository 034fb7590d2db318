"""Accounts, introduced to the house. They are there whether or not a dialect knows them."""

from tribler_core.daemon.core import Process
from tribler_core.services.accounts.accounts import Accounts
from tribler_core.services.accounts.plans import plans_of


def build_accounts(process: Process) -> Accounts:
    """Who shares the daemon; `load` reads them."""
    return Accounts(process.catalogue.accounts, lambda: plans_of(process.store.current.torbox), process.clock)
