"""Which ports are free where a session would listen."""

import errno
import os
import socket

from tribler_core.config.sections.libtorrent import LibtorrentSection

_EVERYWHERE = ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::"))  # noqa: S104 - as the session listens
_TAKEN = (errno.EADDRINUSE, errno.EACCES)
"""Anything else, like a machine without IPv6, is for libtorrent to find out."""


def obstacle(section: LibtorrentSection, port: int) -> str:
    """Why a session could not listen on this port, by TCP or UDP; "": it can, or only libtorrent knows."""
    for family, address in _addresses(section):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            try:
                with socket.socket(family, kind) as probe:
                    if kind is socket.SOCK_STREAM:
                        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    if family is socket.AF_INET6:
                        probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                    probe.bind((address, port))
            except OSError as error:
                if error.errno in _TAKEN:
                    return os.strerror(error.errno)
    return ""


def _addresses(section: LibtorrentSection) -> tuple[tuple[socket.AddressFamily, str], ...]:
    address = section.listen_interface
    if section.bind_interface or not address:
        return _EVERYWHERE
    return ((socket.AF_INET6 if ":" in address else socket.AF_INET, address),)
