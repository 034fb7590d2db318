"""Packets of the older generations are read in every form that their clients write, and nothing else is."""

import pytest

from tribler_core.dialects.resttorrent.legacy.messages import acknowledgement, ascii_json, event, read, refusal
from tribler_core.dialects.resttorrent.legacy.payloads import Packet, PayloadRefused, decode, encode

TEXT = '2["v1",{"a":"k\u00e4se \U0001f600"}]'


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_payloads_of_the_second_generation_count_utf_16_units() -> None:
    body = f"{units('4' + TEXT)}:4{TEXT}1:2".encode()

    assert decode(body) == [Packet("4", TEXT), Packet("2")]


def test_payloads_of_the_first_generation_are_encoded_beforehand() -> None:
    packed = ("4" + TEXT).encode().decode("latin-1")

    assert decode(f"{len(packed)}:{packed}1:2".encode()) == [Packet("4", TEXT), Packet("2")]


def test_payloads_of_bytes_have_the_digits_of_their_lengths_as_numbers() -> None:
    def framed(mark: int, data: bytes) -> bytes:
        return bytes([mark, *map(int, str(len(data))), 255]) + data

    body = framed(0, ("4" + TEXT).encode()) + framed(1, b"\x04\x00\xff")

    assert decode(body) == [Packet("4", TEXT), Packet("4", b"\x00\xff")]


def test_bytes_may_come_as_base64_in_text() -> None:
    assert decode(b"6:b4AP8=") == [Packet("4", b"\x00\xff")]


NO_PAYLOADS = [
    b"x",
    b"5:42",
    b":4",
    b"9" * 11 + b":4",
    b"2:\xff\xff",
    b"\x00\x05\xff4",
    b"\x02\x01\xff4",
    b"1:x",
    b"\0\xff",
]


@pytest.mark.parametrize("body", NO_PAYLOADS)
def test_what_is_no_payload_is_refused(body: bytes) -> None:
    with pytest.raises(PayloadRefused):
        decode(body)


def test_what_we_send_is_ascii() -> None:
    assert encode([event("v1", {"a": "\u00fc"})]) == '23:42["v1",{"a":"\\u00fc"}]'
    assert acknowledgement(7, {}) == "437[{}]"
    assert refusal("/other") == '44/other,"Invalid namespace"'
    assert ascii_json("\udcff").isascii()


def test_messages_say_which_acknowledgement_they_want() -> None:
    message = read('212["v1",{"x":1}]')
    assert (message.id, message.arguments) == (12, ["v1", {"x": 1}])
    assert read('2["v1"]').id is None
    assert read("0/other,").place == "/other"
    assert read("0/other?a=b").place == "/other"


def test_attachments_take_their_places() -> None:
    message = read('51-["v1",{"file":{"_placeholder":true,"num":0}}]')
    assert message.missing == 1
    assert message.attach(b"torrent")
    assert message.arguments == ["v1", {"file": b"torrent"}]


@pytest.mark.parametrize("text", ["", "x", "9[]", "2{}", '2["v1"', "599-[]"])
def test_what_is_no_message_is_refused(text: str) -> None:
    with pytest.raises(PayloadRefused):
        read(text)
