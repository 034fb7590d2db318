"""Who is told outside of the daemon: programs, mails, a provider of names, the log."""

import logging
import os
import time
from pathlib import Path

import pytest

from tests.e2e.offers import Swarm
from tests.e2e.qbittorrent.post_office import PostOffice
from tests.e2e.qbittorrent.preferences.conftest import OpenLiveHouse
from tests.e2e.qbittorrent.preferences.house import LiveHouse
from tests.swarm import until
from tribler_core.domain.events import AddressChanged


@pytest.mark.observes(
    "autorun_enabled",
    "autorun_program",
    "autorun_on_torrent_added_enabled",
    "autorun_on_torrent_added_program",
    "mail_notification_enabled",
    "mail_notification_sender",
    "mail_notification_email",
    "mail_notification_smtp",
    "mail_notification_ssl_enabled",
    "mail_notification_encryption_type",
)
async def test_programs_run_and_a_mail_is_sent(open_house: OpenLiveHouse) -> None:
    house = await open_house(autorun__allowed="true")
    with PostOffice() as office, Swarm(house.folder / "swarm") as swarm:
        await house.set(
            autorun_enabled=True,
            autorun_program=f'touch "{house.folder}/finished %N"',
            autorun_on_torrent_added_enabled=True,
            autorun_on_torrent_added_program=f'touch "{house.folder}/added %N"',
            mail_notification_enabled=True,
            mail_notification_sender="from@example.org",
            mail_notification_email="to@example.org",
            mail_notification_smtp=office.address,
            mail_notification_ssl_enabled=False,
        )
        offer = swarm.offer("film", {"a.bin": 40_000}, trackers=[swarm.tracker.announce_url])
        await house.add(offer.torrent)
        await until((house.folder / "added film").exists)
        await until((house.folder / "finished film").exists)
        await until(lambda: {"From: from@example.org", "To: to@example.org"} <= set(office.lines))
        assert "STARTTLS" not in office.lines

        await house.set(mail_notification_encryption_type="STARTTLS")
        before = len(office.lines)
        await house.post("app/sendTestEmail")
        said = [line.partition(" ")[0].lower() for line in office.lines[before:]]
        assert said == ["ehlo", "quit"]  # this server has no TLS, so it is told nothing


@pytest.mark.observes("mail_notification_auth_enabled", "mail_notification_username", "mail_notification_password")
async def test_a_mail_server_is_told_who_we_are(house: LiveHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """What smtplib does with a login is its own matter, and takes a server with certificates."""
    logins: list[tuple[str, str]] = []
    monkeypatch.setattr("smtplib.SMTP.login", lambda _, user, password: logins.append((user, password)))
    with PostOffice() as office:
        await house.set(
            mail_notification_smtp=office.address,
            mail_notification_email="to@example.org",
            mail_notification_encryption_type="None",
            mail_notification_auth_enabled=True,
            mail_notification_username="me",
            mail_notification_password="word",
        )
        await house.post("app/sendTestEmail")
        assert logins == [("me", "word")]
        await house.set(mail_notification_auth_enabled=False)
        await house.post("app/sendTestEmail")
    assert len(logins) == 1


@pytest.mark.observes("dyndns_enabled", "dyndns_service", "dyndns_username", "dyndns_password", "dyndns_domain")
async def test_the_provider_of_a_name_is_told_our_address(
    open_house: OpenLiveHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, ...]] = []

    async def fetch(_: object, url: str, user: str, password: str) -> str:
        told.append((url, user, password))
        return "good"

    monkeypatch.setattr("tribler_core.fetching.pages.GuardedPages.fetch_as", fetch)
    house = await open_house()
    house.daemon.core.events.publish(AddressChanged(0, "198.51.100.7", known=False))
    assert not told
    await house.set(
        dyndns_enabled=True, dyndns_service=1, dyndns_username="me", dyndns_password="word", dyndns_domain="a.example"
    )

    await until(lambda: bool(told))
    assert told == [("https://dynupdate.no-ip.com/nic/update?hostname=a.example&myip=198.51.100.7", "me", "word")]


@pytest.mark.observes(
    "file_log_enabled",
    "file_log_path",
    "file_log_backup_enabled",
    "file_log_max_size",
    "file_log_delete_old",
    "file_log_age",
    "file_log_age_type",
)
async def test_the_log_has_a_file_of_its_own(house: LiveHouse) -> None:
    house.log.start()
    book = Book(house.folder / "logs")
    try:
        await house.set(file_log_enabled=True, file_log_path=str(book.folder), file_log_max_size=10)
        await book.fill()
        (kept,) = book.set_aside()
        await house.set(file_log_backup_enabled=False)
        await book.fill()
        assert book.set_aside() == [kept]

        book.make("triblerd-young.log", days=20)
        book.make("triblerd-old.log", days=40)
        await house.set(file_log_delete_old=False, file_log_age=1, file_log_age_type=1)
        await book.fill()
        assert len(book.set_aside()) == 3
        await house.set(file_log_delete_old=True)
        await book.fill()
        assert book.set_aside() == [kept, "triblerd-young.log"]
        await house.set(file_log_age_type=0)
        await book.fill()
        assert book.set_aside() == [kept]
        await house.set(file_log_enabled=False)
    finally:
        house.log.stop()


class Book:
    """The folder of the log."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filled = 0

    async def fill(self) -> None:
        """More than one file holds; returns when it is written."""
        self._filled += 1
        log, last = logging.getLogger("tribler_core.a_test"), f"filled {self._filled} times"
        for _ in range(12):
            log.warning("x" * 1000)
        log.warning(last)
        file = self.folder / "triblerd.log"
        await until(lambda: file.exists() and last in file.read_text())

    def set_aside(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("triblerd-*.log"))

    def make(self, name: str, *, days: int) -> None:
        """One that is so old."""
        (self.folder / name).touch()
        os.utime(self.folder / name, (time.time() - days * 86400,) * 2)
