"""What the system lets the process do: open files, and outlive its own end."""

import resource
import signal

LAST_RESORT = 20
"""Seconds; an end in good order takes ten at most."""


def open_many_files() -> None:
    """As many as an unprivileged process may: the usual thousand is soon spent on peers, clients and files."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def end_at_last(seconds: int = LAST_RESORT) -> None:
    """Let the kernel end the process then: an engine that waits for a dead disk cannot be cancelled from inside."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
