"""What the process tells whoever started it."""

import enum


class ExitCode(enum.IntEnum):
    """The codes of triblerd; ended by a second signal, it exits with 128 plus the signal's number."""

    STOPPED = 0
    START_FAILED = 1
    WRONG_USE = 2
    """A flag, a variable or an option of the file."""
    RESTART = 100
    """Somebody asked for a restart over the API; the supervisor should start it again."""
