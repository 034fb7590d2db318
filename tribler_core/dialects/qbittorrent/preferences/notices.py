"""Preferences of programs that are run and mails that are sent. Source: section 3.8.1 of the specification."""

from typing import Any

from tribler_core.config.sections import MailEncryption
from tribler_core.dialects.qbittorrent.preferences.codecs import FLAG, LINE, SECRET, Codec, choice
from tribler_core.dialects.qbittorrent.preferences.row import Draft, Preference, option
from tribler_core.domain.errors import InvalidParameter

_ENCRYPTIONS = {"None": MailEncryption.NONE, "STARTTLS": MailEncryption.STARTTLS, "SMTPS": MailEncryption.SMTPS}
_ENCRYPTION = "mail.encryption"


def _autorun(name: str, full_name: str, codec: Codec, *, late: bool = False) -> Preference:
    """Nobody who only has the password gets to run programs: the operator has to allow it in the file."""

    def write(draft: Draft, value: Any) -> None:
        if not draft.view.option("autorun.allowed"):
            raise InvalidParameter(f"{name}: running programs is not allowed in triblerd.conf ([autorun] allowed)")
        draft.set(full_name, value)

    return Preference(
        name=name, codec=codec, read=lambda view: codec.show(view.option(full_name)), write=write, late=late
    )


def _write_ssl(draft: Draft, value: Any) -> None:
    draft.set(_ENCRYPTION, MailEncryption.SMTPS if value else MailEncryption.NONE)


ROWS = (
    _autorun("autorun_enabled", "autorun.on_finished_enabled", FLAG),
    _autorun("autorun_program", "autorun.on_finished", LINE),
    _autorun("autorun_on_torrent_added_enabled", "autorun.on_added_enabled", FLAG, late=True),
    _autorun("autorun_on_torrent_added_program", "autorun.on_added", LINE, late=True),
    option("mail_notification_enabled", "mail.enabled", FLAG),
    option("mail_notification_sender", "mail.sender", LINE, late=True),
    option("mail_notification_email", "mail.recipient", LINE),
    option("mail_notification_smtp", "mail.server", LINE),
    Preference(
        name="mail_notification_ssl_enabled",
        codec=FLAG,
        read=lambda view: view.option(_ENCRYPTION) is MailEncryption.SMTPS,
        write=_write_ssl,
    ),
    option("mail_notification_encryption_type", _ENCRYPTION, choice(_ENCRYPTIONS), late=True),
    option("mail_notification_auth_enabled", "mail.login", FLAG),
    option("mail_notification_username", "mail.username", LINE),
    option("mail_notification_password", "mail.password", SECRET),
)
