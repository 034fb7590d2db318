"""Keys: made at random, compared in constant time, never shown."""

import hmac
import secrets


def new_key() -> str:
    """A random 256-bit key, 64 lower-case hex digits."""
    return secrets.token_hex(32)


def same_secret(offered: str, expected: str) -> bool:
    """Compare in a time that does not tell how much of the offered text was right."""
    return hmac.compare_digest(offered.encode("utf-8", "surrogatepass"), expected.encode("utf-8"))
