"""The units that numbers of the domain are in."""

from typing import NewType

Bytes = NewType("Bytes", int)
BytesPerSecond = NewType("BytesPerSecond", int)
Seconds = NewType("Seconds", float)
Timestamp = NewType("Timestamp", int)
"""Unix seconds, UTC."""

Revision = NewType("Revision", int)
"""A point in the life of the live table; grows with every change, never falls, also over restarts."""
