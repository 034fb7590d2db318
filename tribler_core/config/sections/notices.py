"""[autorun], [mail] and [webhooks]: who is told of downloads, outside of the daemon."""

import enum
from dataclasses import dataclass
from typing import ClassVar

from tribler_core.config.sections.checks import ByOperatorOnly, require, require_range
from tribler_core.foundation.units import Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class AutorunSection:
    """Programs that are run when something happens to a download. In their arguments stand for facts of it:
    %N name, %L category, %G tags, %F content, %R its root, %D folder, %C number of files, %Z size in bytes,
    %T tracker, %I v1 infohash or -, %J v2 infohash or -, %K id, %M comment. No shell is asked: quotes group words,
    nothing else is special. The same facts are in the environment as TORRENT_NAME and so on."""

    PATH: ClassVar = ("autorun",)

    allowed: ByOperatorOnly[bool] = False
    """Whether programs may be run at all. Clients of the API can change the programs, so this can only be set here."""
    on_finished_enabled: bool = False
    """Run on_finished."""
    on_finished: str = ""
    """What is run when a download is complete and lies where it shall stay."""
    on_added_enabled: bool = False
    """Run on_added."""
    on_added: str = ""
    """What is run when a download was added."""
    timeout: Seconds = Seconds(3600.0)
    """A program that runs longer is ended."""
    at_once: int = 4
    """Programs that run at one time; the others wait."""

    def __post_init__(self) -> None:
        require_range("autorun.timeout", self.timeout, 1, 1e7)
        require_range("autorun.at_once", self.at_once, 1, 1000)


class MailEncryption(enum.Enum):
    """How the connection to a mail server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    SMTPS = "smtps"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSection:
    """A mail for each download that is complete."""

    PATH: ClassVar = ("mail",)

    enabled: bool = False
    """Send mails."""
    sender: str = ""
    """The address that they come from."""
    recipient: str = ""
    """The address that they go to."""
    server: str = ""
    """The mail server as host or host:port; without a port: 25, 587 with starttls, 465 with smtps."""
    encryption: MailEncryption = MailEncryption.SMTPS
    """`none`, `starttls` or `smtps`; certificates are checked."""
    login: bool = False
    """Log in with username and password."""
    username: str = ""
    """For login."""
    password: str = ""
    """For login."""

    def __post_init__(self) -> None:
        for name in ("sender", "recipient", "server"):
            require(f"mail.{name}", not set(getattr(self, name)) & set("\r\n"), "must be one line")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhooksSection:
    """A message for each download that is complete, to chats, phones and web servers."""

    PATH: ClassVar = ("webhooks",)

    urls: tuple[str, ...] = ()
    """Where messages go, as Apprise writes it: jsons://host/path for a webhook, tgram://token/chat for Telegram, …"""


class DynDnsProvider(enum.Enum):
    """Who keeps the name."""

    DYNDNS = "dyndns"
    NO_IP = "no-ip"


@dataclass(frozen=True, slots=True, kw_only=True)
class DynDnsSection:
    """A name in the DNS that follows our address: its provider is told when others see us elsewhere."""

    PATH: ClassVar = ("dyndns",)

    enabled: bool = False
    """Tell the provider, at most every half hour, and never through a proxy."""
    provider: DynDnsProvider = DynDnsProvider.DYNDNS
    """`dyndns` or `no-ip`."""
    url: str = ""
    """Where another provider, who speaks the same protocol, is told; empty: where provider is."""
    username: str = ""
    """The user there."""
    password: str = ""
    """Their password."""
    domain: str = "changeme.dyndns.org"
    """The name."""
