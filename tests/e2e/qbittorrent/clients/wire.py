"""Plain requests, as a client in another language would send them."""

import re
import time
from collections.abc import Callable, Mapping
from typing import Any, Self

import requests

from tests.e2e.qbittorrent.room import USER

PATIENCE = 60.0
_VERSION = re.compile(r"\d+(\.\d+){1,3}")


class Wire:
    """One client with its cookies; below `api/v2` of a daemon, or of a prefix of it."""

    def __init__(self, url: str, prefix: str = "") -> None:
        self.base = f"{url}{prefix}/api/v2"
        self.session = requests.Session()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    def get(self, method: str, expect: int = 200, **query: Any) -> requests.Response:
        return self._expected(self.session.get(f"{self.base}/{method}", params=query, timeout=PATIENCE), expect)

    def post(self, method: str, expect: int = 200, *, files: Any = None, **form: Any) -> requests.Response:
        answer = self.session.post(f"{self.base}/{method}", data=form, files=files, timeout=PATIENCE)
        return self._expected(answer, expect)

    def log_in(self, password: str) -> requests.Response:
        return self.session.post(
            f"{self.base}/auth/login", data={"username": USER, "password": password}, timeout=PATIENCE
        )

    def row(self, infohash: str) -> dict[str, Any]:
        (row,) = self.get("torrents/info", hashes=infohash).json()
        return dict(row)

    def until(self, infohash: str, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The row of a torrent, once it is as it should be."""
        end, row = time.monotonic() + PATIENCE, {}
        while time.monotonic() < end:
            row = self.row(infohash)
            if condition(row):
                return row
            time.sleep(0.05)
        raise AssertionError(f"it never came so far: {row}")

    def _expected(self, answer: requests.Response, expect: int) -> requests.Response:
        assert answer.status_code == expect, (answer.url, answer.status_code, answer.text[:300])
        return answer


def strict_version(text: str) -> tuple[int, ...]:
    """As those clients read a version that knows numbers alone."""
    assert _VERSION.fullmatch(text), text
    return tuple(int(part) for part in text.split("."))


def decode(document: Mapping[str, Any], fields: Mapping[str, type]) -> None:
    """As a strictly typed client does: every field is there, and is of exactly this type; a whole float may be one."""
    for name, kind in fields.items():
        value = document[name]
        assert type(value) is kind or (kind is float and type(value) is int), (name, value, kind)
