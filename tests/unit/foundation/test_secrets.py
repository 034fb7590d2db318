"""Keys are long, random and compared whole."""

from tribler_core.foundation.secrets import new_key, same_secret


def test_a_new_key_has_256_bits_and_is_never_the_same() -> None:
    keys = {new_key() for _ in range(100)}

    assert len(keys) == 100
    assert all(len(bytes.fromhex(key)) == 32 for key in keys)


def test_only_the_whole_secret_is_the_same() -> None:
    assert same_secret("secret", "secret")
    assert not same_secret("secre", "secret")
    assert not same_secret("", "secret")


def test_undecodable_input_is_refused_and_does_not_fail() -> None:
    assert not same_secret("\udcff", "secret")
