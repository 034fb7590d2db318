"""libtorrent's error codes as sentences."""

import libtorrent as lt


def failed(error: lt.error_code) -> bool:
    """Whether a code stands for an error at all."""
    return error.value() != 0


def sentence(error: lt.error_code, path: str = "") -> str:
    """What went wrong and where; `path` is left out when it is empty."""
    return f"{error.message()}: {path}" if path else error.message()
