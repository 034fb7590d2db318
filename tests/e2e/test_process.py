"""The process: how it starts, what it refuses, how it ends."""

import json
import re
import signal
import stat
from pathlib import Path

from tests.e2e.daemon_process import QUIET, DaemonProcess


async def test_the_first_start_makes_a_private_state_and_a_key(tmp_path: Path) -> None:
    loose = {"TRIBLERD_" + name.replace(".", "__").upper(): value for name, value in QUIET.items()}
    daemon = DaemonProcess(tmp_path, environment=loose, by_command=True)
    daemon.prepare = lambda: None  # type: ignore[method-assign]  # a first start has no file
    async with daemon:
        listens, key, documents = daemon.introduction
        assert re.fullmatch(r"triblerd \S+ listens on http://127\.0\.0\.1:\d+", listens)
        assert key == f"the API key is in {daemon.file}, section [api], option key"
        assert documents.endswith("/docs")
        assert len(bytes.fromhex(daemon.key)) == 32
        assert await daemon.stop() == 0
    assert stat.S_IMODE(daemon.state_dir.stat().st_mode) == 0o700
    for private in ("triblerd.conf", "lock", "catalogue.sqlite"):
        assert stat.S_IMODE((daemon.state_dir / private).stat().st_mode) == 0o600


async def test_a_second_start_uses_the_same_key(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path) as daemon:
        key = daemon.key
        assert await daemon.stop() == 0
        await daemon.start()
        assert daemon.key == key
        async with daemon.client.get("/metrics") as answer:
            assert answer.status == 200


async def test_the_key_is_never_said_nor_logged(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path, {"logging.level": "debug", "logging.access": "true"}) as daemon:
        key = daemon.key
        async with daemon.client.get("/metrics", params={"key": key, "apikey": key}) as answer:
            assert answer.status == 200
        said = "".join(daemon.introduction)
        assert await daemon.stop() == 0
    assert "GET /metrics" in daemon.log
    assert key not in daemon.log + said


async def test_where_it_listens_is_in_a_file_while_it_runs(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path) as daemon:
        running = json.loads((daemon.state_dir / "running.json").read_text())
        assert running["pid"] == daemon.pid
        assert running["url"] == daemon.url == f"http://127.0.0.1:{running['http_port']}"
        assert await daemon.stop() == 0
        assert not (daemon.state_dir / "running.json").exists()


async def test_a_state_directory_in_use_is_refused(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path) as daemon:
        second = DaemonProcess(tmp_path)
        second.log_file = tmp_path / "second.log"
        said = f"triblerd: state directory {daemon.state_dir}: locked by another daemon (pid {daemon.pid})\n"
        assert await second.refused() == (1, said)
        async with daemon.client.get("/health/live") as answer:
            assert answer.status == 200


async def test_a_port_in_use_is_refused_and_free_later(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path / "first") as first:
        port = first.url.rpartition(":")[2]
        (tmp_path / "second").mkdir()
        second = DaemonProcess(tmp_path / "second", {"api.http_port": port})
        code, said = await second.refused()
        assert code == 1
        assert said == f"triblerd: cannot listen on 127.0.0.1 port {port}: another program listens there\n"
        assert await first.stop() == 0
        await second.start()
        assert await second.stop() == 0


async def test_a_wrong_option_stops_the_start_with_one_line(tmp_path: Path) -> None:
    daemon = DaemonProcess(tmp_path, {"libtorrent.prot": "1"}, by_command=True)
    said = f"triblerd: {daemon.file}: libtorrent.prot: is no option; did you mean libtorrent.port?\n"
    assert await daemon.refused() == (2, said)
    assert [path.name for path in daemon.state_dir.iterdir()] == ["triblerd.conf"]


async def test_a_folder_that_nothing_can_land_in_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    target = tmp_path / "file" / "films"
    daemon = DaemonProcess(tmp_path, {"libtorrent.download_defaults.saveas": str(target)})
    said = f"triblerd: download directory {target}: this user cannot write to {tmp_path / 'file'}\n"
    assert await daemon.refused() == (1, said)
    assert [path.name for path in daemon.state_dir.iterdir()] == ["triblerd.conf"]


async def test_a_database_that_is_none_stops_the_start_and_stays_as_it_is(tmp_path: Path) -> None:
    daemon = DaemonProcess(tmp_path)
    daemon.prepare()
    database = daemon.state_dir / "catalogue.sqlite"
    database.write_bytes(b"this is no database, but somebody may want it\n" * 100)
    code, said = await daemon.refused()
    assert code == 1
    assert said.startswith(f"triblerd: cannot open the database {database}: ")
    assert said.count("\n") == 1
    assert database.read_bytes() == b"this is no database, but somebody may want it\n" * 100


async def test_wrong_certificates_stop_the_start(tmp_path: Path) -> None:
    missing = tmp_path / "cert.pem"
    options = {"api.https_enabled": "true", "api.https_certfile": str(missing)}
    daemon = DaemonProcess(tmp_path, options, by_command=True)
    code, said = await daemon.refused()
    assert code == 1
    assert said.startswith(f"triblerd: cannot use the certificate {missing}: ")
    assert said.count("\n") == 1


async def test_every_polite_signal_ends_it_in_good_order(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path, by_command=True) as daemon:
        assert await daemon.stop(signal.SIGINT) == 0
        await daemon.start()
        assert await daemon.stop(signal.SIGTERM) == 0


async def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path, by_command=True) as daemon:
        for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGINT, signal.SIGCONT):  # both at once, however busy
            daemon.signal(number)
        assert await daemon.ended() in {128 + signal.SIGTERM, 128 + signal.SIGINT}
        await daemon.start()
        assert await daemon.stop() == 0


async def test_a_killed_daemon_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path) as daemon:
        await daemon.kill()
        await daemon.start()
        assert await daemon.stop() == 0


async def test_a_unix_socket_will_do(tmp_path: Path) -> None:
    door = tmp_path / "api.sock"
    async with DaemonProcess(tmp_path, {"api.http_enabled": "false", "api.unix_socket": str(door)}) as daemon:
        assert daemon.introduction[0].endswith(f" listens on {door}")
        async with daemon.client.get("/health/live") as answer:
            assert answer.status == 200
        assert await daemon.stop() == 0
    assert not door.exists()
