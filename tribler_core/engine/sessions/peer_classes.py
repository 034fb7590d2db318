"""Which peers the limits of speed hold for."""

import libtorrent as lt

_LOCAL = (
    ("10.0.0.0", "10.255.255.255"),
    ("172.16.0.0", "172.31.255.255"),
    ("192.168.0.0", "192.168.255.255"),
    ("169.254.0.0", "169.254.255.255"),
    ("127.0.0.0", "127.255.255.255"),
    ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("::1", "::1"),
)
_EVERYBODY = (("0.0.0.0", "255.255.255.255"), ("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"))  # noqa: S104 - a range
_UTP = (lt.peer_class_type_filter.utp_socket, lt.peer_class_type_filter.ssl_utp_socket)


def limit_peers(session: lt.session, *, utp: bool, local: bool) -> None:
    """Put peers into the class that the limits hold for, or keep some out. Holds for connections made from now on."""
    limited = 1 << lt.session.global_peer_class_id
    by_address, by_type = lt.ip_filter(), lt.peer_class_type_filter()
    for first, last in _EVERYBODY:
        by_address.add_rule(first, last, limited)
    if not local:
        for first, last in _LOCAL:
            by_address.add_rule(first, last, 0)
    if not utp:
        for socket in _UTP:
            by_type.disallow(socket, lt.session.global_peer_class_id)
    session.set_peer_class_filter(by_address)
    session.set_peer_class_type_filter(by_type)
