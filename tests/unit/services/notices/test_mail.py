"""A mail for each download that is complete."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from tests.builders import a_download, some_settings
from tests.listening import listening
from tribler_core.config.sections import MailEncryption, MailSection
from tribler_core.services.notices.facts import Facts, facts_of
from tribler_core.services.notices.mail import Mail, message

SECTION = MailSection(
    enabled=True, sender="daemon@example.org", recipient="me@example.org", encryption=MailEncryption.NONE
)


class Server:
    """Takes mails, and keeps the words of its clients."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.port = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        body = False
        while line := (await reader.readline()).decode():
            self.lines.append(line.rstrip())
            if body and line != ".\r\n":
                continue
            body = line.upper().startswith("DATA")
            writer.write(b"354 go on\r\n" if body else b"250 fine\r\n")
            if line.upper().startswith("QUIT"):
                break


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    async with listening(server.talk) as (_, server.port):
        yield server


def facts(name: str = "A film") -> Facts:
    return facts_of(a_download(settings=some_settings(name=name)), [])


async def test_a_mail_goes_to_the_server(server: Server) -> None:
    section = MailSection(
        enabled=True,
        sender="daemon@example.org",
        recipient="me@example.org",
        server=f"127.0.0.1:{server.port}",
        encryption=MailEncryption.NONE,
    )
    await Mail(lambda: section).finished(facts())

    assert "To: me@example.org" in server.lines
    assert "Subject: [triblerd] A film has finished downloading" in server.lines


async def test_a_server_that_is_not_there_is_logged_and_no_more(caplog: pytest.LogCaptureFixture) -> None:
    section = MailSection(enabled=True, recipient="me@example.org", server="127.0.0.1:1")
    with caplog.at_level(logging.WARNING):
        await Mail(lambda: section).finished(facts())

    assert "A film has finished downloading" in caplog.text


async def test_no_mail_is_sent_when_none_is_wanted() -> None:
    await Mail(lambda: MailSection(recipient="me@example.org", server="127.0.0.1:1")).finished(facts())


def test_a_name_cannot_add_a_header() -> None:
    mail = message(SECTION, facts("x\r\nBcc: other@example.org"))

    assert mail["Bcc"] is None
    assert mail["Subject"] == "[triblerd] x Bcc: other@example.org has finished downloading"
