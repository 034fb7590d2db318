"""The leanest HTTP/1.1 client that serves: one blocking socket, bytes in, bytes out.

It exists so that the load generator costs less than what it measures. It trusts the servers it measures: a JSON body
never holds a bare CR LF, so the end of a chunked body may be looked for at the end of what has arrived.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

LOOPBACK = "127.0.0.1"
PATIENCE = 300.0
"""Seconds until an answer counts as lost; qBittorrent's list of ten thousand takes several."""

_END_OF_CHUNKS = b"\r\n0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, head and body as they came; `raw_body` is still chunked when the server sent it so."""

    status: int
    head: bytes
    raw_body: bytes
    size: int
    """Bytes of the raw body, whether they were kept or not."""

    def header(self, name: str) -> str | None:
        """The first value of a header, by its name in any case."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.decode("latin-1").lower() == name.lower():
                return value.decode("latin-1").strip()
        return None

    @property
    def body(self) -> bytes:
        """The body, joined."""
        if (self.header("transfer-encoding") or "").lower() != "chunked":
            return self.raw_body
        joined, position = bytearray(), 0
        while True:
            line_end = self.raw_body.index(b"\r\n", position)
            size = int(self.raw_body[position:line_end].split(b";")[0], 16)
            if size == 0:
                return bytes(joined)
            joined += self.raw_body[line_end + 2 : line_end + 2 + size]
            position = line_end + 2 + size + 2


def request(method: str, target: str, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """The bytes of a request on a connection that stays open."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {LOOPBACK}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body or method not in {"GET", "DELETE"}:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Connection:
    """One connection, one request at a time; also usable as two halves, `send` and `receive`."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((LOOPBACK, port), timeout=PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray(1 << 20)
        """Used again and again: fresh memory for each piece would cost more than receiving it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def fileno(self) -> int:
        """For a selector."""
        return self._socket.fileno()

    def send(self, data: bytes) -> None:
        """The whole request."""
        self._socket.sendall(data)

    def receive(self, keep: int = 1 << 40) -> Answer:
        """The whole answer, and no more than about the first `keep` bytes of its body in memory.

        Raises: ConnectionError when the server closes in the middle.
        """
        received = bytearray(self._more())
        while (head_end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        head, start = bytes(received[:head_end]), bytes(received[head_end + 4 :])
        ended = _end_of(head)
        kept, size, tail = [start], len(start), start[-len(_END_OF_CHUNKS) :]
        while not ended(size, tail):
            piece = self._more()
            if size < keep:
                kept.append(bytes(piece))
            size += len(piece)
            tail = (tail + piece[-len(_END_OF_CHUNKS) :])[-len(_END_OF_CHUNKS) :]
        return Answer(int(head[9:12]), head, b"".join(kept), size)

    def ask(self, data: bytes) -> Answer:
        """Send, then receive."""
        self.send(data)
        return self.receive()

    def _more(self) -> memoryview:
        """What has come; valid until the next call."""
        # The kernel forgets this wish again and again. Without it, a server that sends head and body apart and lets
        # Nagle's algorithm hold the second back (Transmission) is measured as 40 ms of waiting for our acknowledgement.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        count = self._socket.recv_into(self._buffer)
        if not count:
            raise ConnectionError("the server closed the connection")
        return memoryview(self._buffer)[:count]


def _end_of(head: bytes) -> Callable[[int, bytes], bool]:
    """How to tell, by the size of the raw body so far and its last bytes, that it is complete."""
    lower = head.lower()
    if b"\r\ntransfer-encoding: chunked" in lower:
        return lambda _, tail: tail.endswith(_END_OF_CHUNKS) or tail == _END_OF_CHUNKS[2:]
    position = lower.find(b"\r\ncontent-length:")
    length = int(lower[position + 17 :].split(b"\r\n", 1)[0]) if position >= 0 else 0
    return lambda size, _: size >= length
