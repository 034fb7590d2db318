"""Certificates of torrents, as clients send them."""

import base64

import pytest

from tribler_core.dialects.qbittorrent.errors import Unreadable
from tribler_core.dialects.qbittorrent.requests.certificates import certificate_of


def pem(kind: str) -> str:
    return f"-----BEGIN {kind}-----\n{base64.b64encode(kind.encode() * 9).decode()}\n-----END {kind}-----"


CERTIFICATE, KEY, DH = pem("CERTIFICATE"), pem("RSA PRIVATE KEY"), pem("DH PARAMETERS")


def given(certificate: str = CERTIFICATE, key: str = KEY, dh: str = DH) -> dict[str, str]:
    return {"ssl_certificate": certificate, "ssl_private_key": key, "ssl_dh_params": dh}


def test_a_whole_one_is_read_with_its_chain() -> None:
    found = certificate_of(given(certificate=f"{CERTIFICATE}\n{CERTIFICATE}\n"))

    assert found is not None
    assert found.certificate.count("BEGIN CERTIFICATE") == 2
    assert (found.private_key, found.dh_params) == (KEY, DH)


def test_nothing_is_none() -> None:
    assert certificate_of({}) is None
    assert certificate_of(given("", " ", "")) is None


@pytest.mark.parametrize(
    "wrong",
    [
        given(key=""),
        given(certificate=KEY),
        given(key=CERTIFICATE),
        given(dh=DH.replace("\n", "\nA", 1)),
        given(certificate=CERTIFICATE + "more"),
        given(certificate=CERTIFICATE[:-5]),
    ],
)
def test_what_is_not_whole_or_of_another_kind_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        certificate_of(wrong)
