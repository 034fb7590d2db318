"""Lists of addresses never to talk to."""

from pathlib import Path

import pytest

from tribler_core.engine.sessions.ip_filter import BLOCKED, blocked_ranges, read_ip_filter


@pytest.mark.parametrize(
    ("line", "ranges"),
    [
        ("001.002.003.004 - 001.002.003.255 , 000 , Some name", [("1.2.3.4", "1.2.3.255")]),
        ("1.2.3.4 - 1.2.3.5 , 126 , still blocked", [("1.2.3.4", "1.2.3.5")]),
        ("1.2.3.4 - 1.2.3.5 , 127 , allowed", []),
        ("1.2.3.4-1.2.3.5", [("1.2.3.4", "1.2.3.5")]),
        ("2001:db8::1 - 2001:db8::ff , 0 , six", [("2001:db8::1", "2001:db8::ff")]),
        ("Some: company, with - signs:10.0.0.1-10.0.0.9", [("10.0.0.1", "10.0.0.9")]),
        ("# a comment: 1.2.3.4-1.2.3.5", []),
        ("// a comment", []),
        ("", []),
        ("1.2.3.9 - 1.2.3.4 , 0 , backwards", []),
        ("1.2.3.4 - 2001:db8::1 , 0 , mixed", []),
        ("1.2.3.999 - 1.2.4.5 , 0 , no address", []),
        ("nonsense", []),
    ],
)
def test_a_line_blocks_what_it_says(line: str, ranges: list[tuple[str, str]]) -> None:
    assert list(blocked_ranges([line])) == ranges


def test_a_file_becomes_a_filter(tmp_path: Path) -> None:
    path = tmp_path / "ipfilter.dat"
    path.write_bytes(b"1.2.3.4 - 1.2.3.5 , 0 , caf\xe9\nName:9.9.9.9-9.9.9.9\n")

    rules = read_ip_filter(path)

    blocked = [address for address in ("1.2.3.4", "1.2.3.6", "9.9.9.9") if rules.access(address) == BLOCKED]
    assert blocked == ["1.2.3.4", "9.9.9.9"]


def test_no_file_blocks_nobody() -> None:
    assert read_ip_filter(None).access("1.2.3.4") != BLOCKED


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_ip_filter(tmp_path / "nothing.dat")
