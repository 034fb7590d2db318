"""Requests that make no sense, or mean harm: each is answered in the one shape, and the daemon goes on."""

import asyncio
import gzip
import io
from pathlib import Path

from tests.e2e.daemon_process import DaemonProcess
from tests.e2e.hostile.raw import connect, request, say

LOUD = {"logging.level": "debug", "logging.access": "true"}
HASH = "a" * 40
IDLE = 500


async def alive(daemon: DaemonProcess) -> None:
    """It answers, and no bug was logged."""
    async with daemon.client.get("/health/live") as answer:
        assert answer.status == 200
    assert "Traceback" not in daemon.log


async def test_what_is_no_http_is_answered_all_the_same(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path, LOUD) as daemon:
        head = request(daemon, "PUT /api/downloads")[:-2]
        for data in (
            request(daemon, "BREW /api/downloads"),
            request(daemon, "GET /api/down\x00loads"),
            request(daemon, "GET /api/downloads", "X-Big: " + "a" * 3_000_000),
            request(daemon, "GET /downloads?a=" + "a" * 3_000_000),
            request(daemon, "GET /downloads", *("X: a" for _ in range(10_000))),
            request(daemon, "GET /downloads", "X-A: a\x00b"),
            request(daemon, "GET /downloads", "X-A: b\r\n folded"),
            request(daemon, "GET /downloads", "Host: evil.example"),
            head + b"Content-Length: -5\r\n\r\n",
            head + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
            head + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ):
            answer = await say(daemon, data)
            assert answer.error()[0] == 400, data[:80]
        await alive(daemon)


async def test_every_path_and_method_has_an_answer_and_none_is_shown_to_strangers(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path) as daemon:
        for line, expected in {
            "GET /nope": (404, "NotFound"),
            "OPTIONS *": (404, "NotFound"),
            "GET //evil.example/%2e%2e/%2e%2e/etc/passwd": (404, "NotFound"),
            "GET /static/swagger/%2e%2e%2f%2e%2e%2fetc%2fpasswd": (404, "NotFound"),
            "GET /docs/openapi/%2e%2e%2ftribler.json": (404, "NotFound"),
            "GET /api/%ff%zz/%00": (404, "NotFound"),
            "TRACE /api/downloads": (405, "MethodNotAllowed"),
            f"GET /api/downloads/{HASH[:39]}": (404, "DownloadNotFound"),
            f"GET /api/downloads/{'%EF%BC%91' * 40}": (404, "DownloadNotFound"),
            "GET /api/downloads/%0d%0aSet-Cookie:a=b": (404, "DownloadNotFound"),
            f"GET /api/downloads/{HASH}/stream/-1": (404, "DownloadNotFound"),
            "GET /api/downloads?name=%00": (400, "InvalidParameter"),
            "GET /api/libtorrent/session?hop=%F0%9F%92%A9": (400, "InvalidParameter"),
        }.items():
            answer = await say(daemon, request(daemon, line))
            assert answer.error() == expected, line
            assert "Set-Cookie" not in answer.head
        for line in ("GET /nope", "GET /api/downloads", "BREW2 /", "PUT /shutdown"):
            stranger = await say(daemon, request(daemon, line, key="wrong" * 8))
            assert stranger.error()[0] in {400, 401, 429}, line
        await alive(daemon)


async def test_bodies_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    deep = b"[" * 2000 + b"]" * 2000
    form = {"Content-Type": "multipart/form-data; boundary=b"}
    part = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    async with DaemonProcess(tmp_path) as daemon:
        for path, body, headers, expected in (
            ("downloads", b'{"uri":', {}, (400, "MalformedBody")),
            ("downloads", b'{"uri":"\xff"}', {}, (400, "MalformedBody")),
            ("downloads", b"uri=%ff", {}, (400, "MalformedBody")),
            ("downloads", b'{"upload_limit": NaN}', {}, (400, "MalformedBody")),
            ("downloads", b'{"uri":' + deep + b"}", {}, (400, "MalformedBody")),
            ("downloads", b'{"uri":' + deep[1850:2150] + b"}", {}, (400, "MalformedBody")),
            ("downloads", b'{"uri":"' + HASH.encode() + b'","selected_files":[-1]}', {}, (400, "InvalidParameter")),
            ("downloads", b"d4:infod4:name" + b"l" * 2000 + b"e" * 2000 + b"ee", {}, (500, "TorrentDecodeError")),
            ("downloads", part * 2000 + b"--b--\r\n", form, (400, "MalformedBody")),
            ("downloads", bytes(17 * 1024 * 1024), {}, (413, "PayloadTooLarge")),
            ("downloads", gzip.compress(bytes(10**7)), {"Content-Encoding": "gzip"}, (400, "MalformedBody")),
            ("settings", b'{"ui":{"a":' + deep[1000:3000] + b"}}", {}, (400, "MalformedBody")),
        ):
            method = "POST" if path == "settings" else "PUT"
            async with daemon.client.request(method, f"/api/{path}", data=io.BytesIO(body), headers=headers) as answer:
                facts = (await answer.json())["error"]
                assert (answer.status, facts["code"], facts["handled"]) == (*expected, True), body[:60]
        await alive(daemon)


async def test_clients_that_say_nothing_do_not_keep_others_out(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path) as daemon:
        head = request(daemon, "PUT /api/downloads", "Content-Length: 1000")
        connections = [await connect(daemon) for _ in range(IDLE)]
        for number, (_, writer) in enumerate(connections):
            writer.write((b"", b"GET /api/down", head, head + b"uri=")[number % 4])
        async with asyncio.timeout(60):
            await alive(daemon)
        assert await daemon.stop() == 0
        for _, writer in connections:
            writer.close()


async def test_another_sites_page_gets_nowhere(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path) as daemon:
        for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "[::1].evil.example"):
            for key in (daemon.key, ""):
                answer = await say(daemon, request(daemon, "GET /api/downloads", host=host, key=key))
                assert answer.error() == (403, "Forbidden"), host
        cookie = f"Cookie: api_key={daemon.key}"
        for told in ("Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site"):
            answer = await say(daemon, request(daemon, "PUT /api/shutdown", cookie, told, key=""))
            assert answer.error() == (403, "Forbidden"), told
            assert "Access-Control" not in answer.head
        made = f"GET /api/files/create?path={tmp_path}/made"
        answer = await say(daemon, request(daemon, made, cookie, "Sec-Fetch-Site: cross-site", key=""))
        assert answer.error() == (403, "Forbidden")
        assert not (tmp_path / "made").exists()
        await alive(daemon)


async def test_a_forwarded_address_is_believed_of_nobody(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path) as daemon:
        statuses = []
        for number in range(12):  # each wait is twice as long as the last, so some guess comes too early
            told = f"X-Forwarded-For: 10.0.0.{number}"
            guess = await say(daemon, request(daemon, "GET /api/downloads", told, key=f"guess number {number} of many"))
            statuses.append(guess.error()[0])
        assert statuses[:5] == [401] * 5
        assert 429 in statuses
        answer = await say(daemon, request(daemon, "GET /docs", "X-Forwarded-Prefix: /evil", key=""))
        assert b"/evil" not in answer.body


async def test_the_key_is_nowhere_wherever_it_is_sent(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path, LOUD, by_command=True) as daemon:
        key = daemon.key
        for path in ("", f"?key={key}", f"?apikey={key}", f"?KEY={key}", f"?other={key}", f"/{key}", f"?name={key}%0a"):
            async with daemon.client.get(f"/api/downloads{path}", headers={"X-Request-Id": key}) as answer:
                assert answer.status in {200, 404}, path
        title = Path(f"/proc/{daemon.pid}/cmdline").read_text() + Path(f"/proc/{daemon.pid}/comm").read_text()
        async with daemon.client.get("/api/logging") as answer:
            kept = await answer.text()
        said = "".join(daemon.introduction)
        assert await daemon.stop() == 0
    assert "GET /api/downloads" in daemon.log
    assert key not in daemon.log + said + title + kept


async def test_a_path_with_a_line_break_is_one_line_in_the_log(tmp_path: Path) -> None:
    forged = "2026-01-01 00:00:00.000 INFO    triblerd: all is well"
    folder = tmp_path / "watched"
    folder.mkdir()
    (folder / f"x\n{forged}.torrent").write_bytes(b"no torrent")
    watch = {
        "watch_folder.enabled": "true",
        "watch_folder.directory": str(folder),
        "watch_folder.check_interval": "0.1",
    }
    async with DaemonProcess(tmp_path, watch) as daemon, asyncio.timeout(60):
        while "is not a torrent" not in daemon.log:
            await alive(daemon)
    assert forged in daemon.log
    assert not any(line.startswith(forged) for line in daemon.log.splitlines())


async def test_numbers_beyond_all_measure_cost_nothing(tmp_path: Path) -> None:
    huge = 2**62
    async with DaemonProcess(tmp_path) as daemon, asyncio.timeout(60):
        for path, body, status in (
            ("downloads", {"uri": "b" * 40, "upload_limit": huge, "download_limit": huge, "stopped": True}, 200),
            ("downloads", {"uri": HASH, "stopped": True}, 200),
            ("downloads", {"uri": "c" * 40, "selected_files": [huge]}, 400),
            (f"downloads/{HASH}", {"selected_files": [huge]}, 400),
            (f"downloads/{HASH}", {"upload_limit": huge}, 200),
            (f"downloads/{HASH}", {"file_priorities": {str(huge): 1}}, 400),
            ("settings", {"libtorrent": {"max_upload_rate": huge}}, 400),
        ):
            method = {"downloads": "PUT", "settings": "POST"}.get(path, "PATCH")
            async with daemon.client.request(method, f"/api/{path}", json=body) as answer:
                assert answer.status == status, (body, await answer.text())
        for query in (f"since={huge}", f"limit={huge}&offset={huge}"):
            async with daemon.client.get(f"/api/downloads?{query}") as answer:
                assert answer.status == 200
        await alive(daemon)
