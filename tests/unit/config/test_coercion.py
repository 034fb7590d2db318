"""Text and JSON become the types of options, and nothing else does."""

from pathlib import Path
from typing import Any

import pytest

from tribler_core.config.coercion import Unfit, coerce
from tribler_core.config.sections import LogLevel, ProxyType
from tribler_core.foundation.units import Bytes, Seconds

OPTIONAL_PATH = Path | None


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (bool, "True", True),
        (bool, "off", False),
        (bool, 1, True),
        (bool, False, False),
        (int, " 12 ", 12),
        (int, "-1", -1),
        (int, 3.0, 3),
        (Bytes, "7", 7),
        (float, "1.5", 1.5),
        (Seconds, 2, 2.0),
        (str, "", ""),
        (str, "a\tb", "a\tb"),
        (tuple[str, ...], "", ()),
        (tuple[str, ...], "one", ("one",)),
        (tuple[str, ...], ["one", " two ", ""], ("one", "two")),
        (tuple[Path, ...], ["/a", "/b"], (Path("/a"), Path("/b"))),
        (Path, "/a", Path("/a")),
        (OPTIONAL_PATH, "", None),
        (OPTIONAL_PATH, "/a", Path("/a")),
        (LogLevel, "INFO", LogLevel.INFO),
        (ProxyType, "2", ProxyType.SOCKS5),
        (ProxyType, 5, ProxyType.HTTP_PASSWORD),
    ],
)
def test_what_fits_is_read(kind: Any, raw: Any, value: Any) -> None:
    read = coerce(kind, raw)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (bool, "maybe"),
        (bool, 2),
        (bool, None),
        (bool, 1.5),
        (int, "1.5"),
        (int, "0x10"),
        (int, True),
        (int, None),
        (int, "9" * 30),
        (float, "nan"),
        (float, "inf"),
        (float, True),
        (float, []),
        (float, "9" * 400),
        (str, ["a", "b"]),
        (str, 5),
        (str, "two\nlines"),
        (str, "\0"),
        (tuple[str, ...], 5),
        (tuple[str, ...], [["a"]]),
        (Path, ""),
        (OPTIONAL_PATH, 5),
        (LogLevel, "loud"),
        (LogLevel, []),
        (ProxyType, 6),
    ],
)
def test_what_does_not_fit_is_refused(kind: Any, raw: Any) -> None:
    with pytest.raises(Unfit, match="must"):
        coerce(kind, raw)
