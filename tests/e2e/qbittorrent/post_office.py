"""A mail server on loopback that takes every mail."""

import socketserver
import threading
from types import TracebackType
from typing import Self

from tests.swarm import LOOPBACK


class PostOffice(socketserver.ThreadingTCPServer):
    """`with PostOffice() as office:` takes mails at `office.address`; `office.lines` is all that was said to it."""

    daemon_threads = True

    def __init__(self) -> None:
        self.lines: list[str] = []
        super().__init__((LOOPBACK, 0), _Clerk)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        """As a mail client is told."""
        return f"{LOOPBACK}:{self.server_address[1]}"


class _Clerk(socketserver.StreamRequestHandler):
    """Talks to one client."""

    def handle(self) -> None:
        assert isinstance(self.server, PostOffice)
        self.wfile.write(b"220 hello\r\n")
        in_body = False
        while raw := self.rfile.readline():
            line = raw.decode().rstrip()
            self.server.lines.append(line)
            if in_body and line != ".":
                continue
            in_body = line.upper() == "DATA"
            self.wfile.write(b"354 go on\r\n" if in_body else b"250 fine\r\n")
            if line.upper() == "QUIT":
                return
