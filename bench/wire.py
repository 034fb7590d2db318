"""The leanest HTTP/1.1 client that serves: one blocking socket, bytes in, bytes out.

It exists so that the load generator costs less than what it measures. It trusts the servers it measures: a JSON body
never holds a bare CR LF, so the end of a chunked body may be looked for at the end of what has arrived.
"""

import socket
from dataclasses import dataclass
from typing import Self

LOOPBACK = "127.0.0.1"
PATIENCE = 300.0
"""Seconds until an answer counts as lost; qBittorrent's list of ten thousand takes several."""

_END_OF_CHUNKS = b"\r\n0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, head and body as they came; `body` is still chunked when the server sent it so."""

    status: int
    head: bytes
    raw_body: bytes

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
        joined, rest = bytearray(), memoryview(self.raw_body)
        position = 0
        while True:
            line_end = self.raw_body.index(b"\r\n", position)
            size = int(self.raw_body[position:line_end].split(b";")[0], 16)
            if size == 0:
                return bytes(joined)
            joined += rest[line_end + 2 : line_end + 2 + size]
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

    def receive(self) -> Answer:
        """The whole answer. Raises: ConnectionError when the server closes in the middle."""
        received = self._more()
        while (head_end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        head = received[:head_end]
        body = self._body(head, received[head_end + 4 :])
        return Answer(int(head[9:12]), head, body)

    def ask(self, data: bytes) -> Answer:
        """Send, then receive."""
        self.send(data)
        return self.receive()

    def _more(self) -> bytes:
        # The kernel forgets this wish again and again. Without it, a server that sends head and body apart and lets
        # Nagle's algorithm hold the second back (Transmission) is measured as 40 ms of waiting for our acknowledgement.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        data = self._socket.recv(1 << 18)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data

    def _body(self, head: bytes, start: bytes) -> bytes:
        lower = head.lower()
        if b"\r\ntransfer-encoding: chunked" in lower:
            chunks, tail = [b"\r\n" + start], b"\r\n" + start
            while not tail.endswith(_END_OF_CHUNKS):
                chunks.append(self._more())
                tail = (tail + chunks[-1])[-len(_END_OF_CHUNKS) :]
            return b"".join(chunks)[2:]
        position = lower.find(b"\r\ncontent-length:")
        missing = int(lower[position + 17 :].split(b"\r\n", 1)[0]) - len(start) if position >= 0 else 0
        chunks = [start]
        while missing > 0:
            chunks.append(self._more())
            missing -= len(chunks[-1])
        return b"".join(chunks)
