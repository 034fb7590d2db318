"""A swarm that only peers with a certificate may enter: torrents with `ssl-cert` (libtorrent's SSL torrents)."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import libtorrent as lt
import pytest

from tests.e2e.qbittorrent.preferences.conftest import OpenLiveHouse, open_house
from tests.e2e.qbittorrent.preferences.house import LiveHouse
from tests.e2e.qbittorrent.test_listening import free_port
from tests.swarm import LOOPBACK, infohashes_of, make_content, session_params, until

__all__ = ["open_house"]
NAME = "secret"
_CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


@dataclass(frozen=True)
class Papers:
    """What a peer shows, in PEM."""

    ssl_certificate: str
    ssl_private_key: str
    ssl_dh_params: str


class Authority:
    """Whoever made the torrent, and lets peers in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        self._openssl("req", "-x509", *_CURVE, "-days", "2", "-subj", "/CN=root", "-keyout", "ca.key", "-out", "ca.pem")
        self._openssl("genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out", "dh.pem")

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=self._folder)

    def _read(self, name: str) -> str:
        return (self._folder / name).read_text()

    def papers(self, who: str) -> Papers:
        """Signed, for the torrent's name."""
        self._openssl("req", *_CURVE, "-subj", f"/CN={NAME}", "-keyout", f"{who}.key", "-out", f"{who}.csr")
        signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2", "-in", f"{who}.csr", "-out", f"{who}.pem")
        self._openssl("x509", "-req", *signing)
        return Papers(self._read(f"{who}.pem"), self._read(f"{who}.key"), self._read("dh.pem"))

    def torrent(self, content: Path) -> bytes:
        """Of a folder, for those with papers alone."""
        made = lt.create_torrent(lt.list_files(str(content)), 0, lt.create_torrent.v1_only)
        made.set_root_cert(self._read("ca.pem"))
        lt.set_piece_hashes(made, str(content.parent))
        data: bytes = lt.bencode(made.generate())
        return data


class Member:
    """A peer with papers, which listens for nobody else."""

    def __init__(self, torrent: bytes, folder: Path, papers: Papers) -> None:
        settings = {"listen_interfaces": f"{LOOPBACK}:0s", "enable_outgoing_utp": False, "enable_incoming_utp": False}
        self.session = lt.session(session_params(settings))
        params = lt.add_torrent_params()
        params.ti, params.save_path = lt.torrent_info(torrent), str(folder)
        params.flags &= ~(lt.torrent_flags.paused | lt.torrent_flags.auto_managed)
        self.handle = self.session.add_torrent(params)
        self.handle.set_ssl_certificate_buffer(papers.ssl_certificate, papers.ssl_private_key, papers.ssl_dh_params)

    def is_complete(self) -> bool:
        return self.handle.status().is_seeding


@pytest.fixture
async def house(open_house: OpenLiveHouse) -> LiveHouse:
    return await open_house()


@pytest.mark.parametrize("later", [False, True], ids=["with the torrent", "later"])
async def test_a_torrent_with_papers_is_had_and_given_by_its_own_port(house: LiveHouse, later: bool) -> None:
    make_content(house.folder / "source", {f"{NAME}/a.bin": 100_000})
    authority = Authority(house.folder / "authority")
    torrent = authority.torrent(house.folder / "source" / NAME)
    infohash, port = str(infohashes_of(torrent).identity), free_port()
    await house.set(ssl_enabled=True, ssl_listen_port=port)
    mine = vars(authority.papers("mine"))

    await house.add(torrent, **({} if later else mine))
    if later:
        await house.post("torrents/setSSLParameters", hash=infohash, **mine)
    shown = await house.get("torrents/SSLParameters", hash=infohash)
    assert {name: text.strip() for name, text in shown.items()} == {name: text.strip() for name, text in mine.items()}

    seeder = Member(torrent, house.folder / "source", authority.papers("seeder"))
    await until(lambda: seeder.is_complete() and seeder.session.ssl_listen_port() > 0)
    await house.post("torrents/addPeers", hashes=infohash, peers=f"{LOOPBACK}:{seeder.session.ssl_listen_port()}")
    await house.until(infohash, lambda row: row["progress"] == 1)
    seeder.session.pause()

    stranger = Member(torrent, house.folder / "stranger", authority.papers("stranger"))
    stranger.handle.connect_peer((LOOPBACK, port))
    await until(stranger.is_complete)
    assert (house.folder / "stranger" / NAME / "a.bin").read_bytes() == (house.downloads / NAME / "a.bin").read_bytes()
