"""Opening sockets, so that what is wrong can be told in one line."""

import asyncio
import errno
import os
import socket
import stat
from collections.abc import Sequence
from pathlib import Path

from tribler_core.domain.errors import StartFailure

BACKLOG = 512
_UNIX_MODE = 0o660
_NO_SUCH_FAMILY = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


async def open_tcp(hosts: Sequence[str], port: int) -> list[socket.socket]:
    """Listening sockets on every address of every host, all on one port, also when the system chooses it.

    Raises: StartFailure.
    """
    opened: list[socket.socket] = []
    try:
        for family, address in await _addresses(hosts):
            made = _bind(family, address, port, optional=bool(opened))
            if made is not None:
                opened.append(made)
                port = made.getsockname()[1]
    except OSError as refused:
        for made in opened:
            made.close()
        raise StartFailure(f"cannot listen on {', '.join(hosts)} port {port}: {_reason(refused)}") from refused
    return opened


async def _addresses(hosts: Sequence[str]) -> list[tuple[socket.AddressFamily, str]]:
    """Each address once. IPv4 comes first: an IPv6 that is switched off then has something to fall back to."""
    resolve = asyncio.get_running_loop().getaddrinfo
    found = [
        (family, str(address[0]))
        for host in hosts
        for family, _, _, _, address in await resolve(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    ]
    return sorted(dict.fromkeys(found), key=lambda one: one[0])


def _bind(family: socket.AddressFamily, address: str, port: int, *, optional: bool) -> socket.socket | None:
    """A listening socket; None when the machine does not have the address and it is not the only one."""
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind((address, port))
        made.listen(BACKLOG)
    except OSError as refused:
        made.close()
        if optional and refused.errno in _NO_SUCH_FAMILY:
            return None
        raise
    return made


def open_unix(path: Path) -> socket.socket:
    """A listening socket for owner and group; what a dead daemon left behind is removed.

    The mode is set between bind and listen: before listen, nobody can connect.
    Raises: StartFailure when a living program has it, or something else has the name.
    """
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _clear(path)
        made.bind(os.fspath(path))
        path.chmod(_UNIX_MODE)
        made.listen(BACKLOG)
    except OSError as refused:
        made.close()
        raise StartFailure(f"cannot listen on {path}: {_reason(refused)}") from refused
    return made


def _clear(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise FileExistsError(errno.EEXIST, "there is a file of this name, and it is no socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(0)
        if probe.connect_ex(os.fspath(path)) in (0, errno.EAGAIN):
            raise OSError(errno.EADDRINUSE, "another program listens there")
    path.unlink()


def _reason(refused: OSError) -> str:
    if refused.errno == errno.EADDRINUSE:
        return "another program listens there"
    return refused.strerror or str(refused)
