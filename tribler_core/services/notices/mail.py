"""A mail for each download that is complete."""

import asyncio
import logging
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from tribler_core.config.sections import MailEncryption, MailSection
from tribler_core.foundation.units import Seconds
from tribler_core.services.notices.facts import Facts

log = logging.getLogger(__name__)

PATIENCE = Seconds(30.0)
"""For each word of the server."""
_PORTS = {MailEncryption.NONE: 25, MailEncryption.STARTTLS: 587, MailEncryption.SMTPS: 465}


class Mail:
    """Sends it in a thread; what fails is logged and not tried again."""

    def __init__(self, section: Callable[[], MailSection]) -> None:
        self._section = section

    async def finished(self, facts: Facts) -> None:
        """Send word of a download that is complete and in its place."""
        section = self._section()
        if section.enabled and section.server and section.recipient:
            await _try(section, message(section, facts))

    async def test(self) -> None:
        """Send a mail that only tells that mails arrive, whether they are switched on or not."""
        section = self._section()
        mail = _headed(section, "[triblerd] A test")
        mail.set_content("Mails about downloads that are complete will come like this one.\n")
        await _try(section, mail)


async def _try(section: MailSection, mail: EmailMessage) -> None:
    try:
        await asyncio.to_thread(_send, section, mail)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        log.warning("no mail %r: %s", mail["Subject"], error)


def message(section: MailSection, facts: Facts) -> EmailMessage:
    """Header fields have one line, whatever a torrent is called."""
    mail = _headed(section, f"[triblerd] {' '.join(facts.name.split())} has finished downloading")
    mail.set_content(f"{facts.name}\n\nSize: {facts.size} bytes\nFolder: {facts.save_path}\n")
    return mail


def _headed(section: MailSection, subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = section.sender or section.recipient
    mail["To"] = section.recipient
    mail["Date"] = formatdate()
    mail["Message-ID"] = make_msgid(domain="triblerd.invalid")
    mail["Subject"] = subject
    return mail


def _send(section: MailSection, mail: EmailMessage) -> None:
    host, port = _server(section)
    context = ssl.create_default_context()
    secure = section.encryption is MailEncryption.SMTPS
    with (
        smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=context)
        if secure
        else smtplib.SMTP(host, port, timeout=PATIENCE) as server
    ):
        if section.encryption is MailEncryption.STARTTLS:
            server.starttls(context=context)
        if section.login:
            server.login(section.username, section.password)
        server.send_message(mail)


def _server(section: MailSection) -> tuple[str, int]:
    host, _, port = section.server.rpartition(":")
    if host and port.isdigit():
        return host.strip("[]"), int(port)
    return section.server.strip("[]"), _PORTS[section.encryption]
