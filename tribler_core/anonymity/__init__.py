"""Circuits for hidden downloads."""

import os

os.environ.setdefault("RUST_LOG", "off")  # the Rust half of the overlay writes to stderr; it reads this at its import
