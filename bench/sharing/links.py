"""One file of 1 GiB over one connection: a link of ours, and nginx with sendfile, in turns."""

import shutil
import socket
import time
from contextlib import ExitStack
from pathlib import Path

from bench.process import Child, free_port
from bench.sharing.daemon import sharing_daemon
from bench.wire import LOOPBACK

SIZE = 1 << 30
ROUNDS = 7
PIECE = 1 << 20
_NGINX = """\
user root; daemon off; pid {home}/nginx.pid; error_log {home}/nginx.log; worker_processes 1; events {{}}
http {{
  access_log off; sendfile on; tcp_nopush on;
  client_body_temp_path {home}/t1; proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3;
  uwsgi_temp_path {home}/t4; scgi_temp_path {home}/t5;
  server {{ listen {host}:{port}; root {root}; }}
}}
"""


def measure_links(home: Path, nginx: str) -> dict[str, float]:
    """Bytes a second of each, the best of some rounds in turns, because noise only slows; and our share."""
    folder = home / "links"
    folder.mkdir()
    with ExitStack() as stack:
        daemon = stack.enter_context(sharing_daemon(folder))
        content = daemon.program.content
        _write(content / "film.bin")
        rivals = {"triblerd": (daemon.program.port, daemon.link("film.bin", PIECE))}
        if (program := shutil.which(nginx)) is not None:
            port = free_port()
            file = folder / "nginx.conf"
            file.write_text(_NGINX.format(home=folder, host=LOOPBACK, port=port, root=content))
            child = Child([program, "-c", str(file), "-p", str(folder)], log=folder / "nginx.txt")
            stack.callback(child.stop)
            child.wait_until(lambda: _answers(port), seconds=20)
            rivals["nginx"] = (port, "/film.bin")
        best = dict.fromkeys(rivals, 0.0)
        for _ in range(ROUNDS):
            for name, (port, path) in rivals.items():
                best[name] = max(best[name], _fetch(port, path))
    if "nginx" in best:
        best["share"] = best["triblerd"] / best["nginx"]
    return best


def _write(path: Path) -> None:
    with path.open("wb") as file:
        for _ in range(SIZE // PIECE):
            file.write(b"\1" * PIECE)


def _answers(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port)).close()
    except OSError:
        return False
    return True


def _fetch(port: int, path: str) -> float:
    """Bytes a second of one answer, whose bytes the kernel throws away for us."""
    with socket.create_connection((LOOPBACK, port)) as connection:
        start = time.perf_counter()
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}\r\nConnection: close\r\n\r\n".encode())
        head = connection.recv(16384)
        assert head.startswith(b"HTTP/1.1 200"), head[:200]
        received, nowhere = len(head) - head.index(b"\r\n\r\n") - 4, bytearray(PIECE)
        while received < SIZE:
            count = connection.recv_into(nowhere, 0, socket.MSG_TRUNC)
            assert count, "the answer broke off"
            received += count
        return SIZE / (time.perf_counter() - start)
