"""A PostgreSQL of the tests' own: started when the first test asks for it, on a Unix socket, gone afterwards."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

SETTINGS = {  # nothing here has to survive a power cut
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "shared_buffers": "16MB",
}

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Path]:
    """The folder of the socket of a running server, whose superuser is `postgres`."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs are not in /usr/lib/postgresql")
    owner = _owner()
    # Not below pytest's folders: those are closed to the owner, and too long for a socket.
    folder = Path(tempfile.mkdtemp(prefix="triblerd-postgres-"))
    if owner is not None:
        shutil.chown(folder, owner)

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, user=owner, cwd=folder, check=True, stdout=subprocess.DEVNULL)

    try:
        run("initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", "--username=postgres")
        options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        run("pg_ctl", "start", "--wait", "--log", str(folder / "log"), "-o", f"-k {folder} {options}")
        try:
            yield folder
        finally:
            run("pg_ctl", "stop", "--wait", "--mode=immediate")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def postgres_url(postgres_cluster: Path) -> str:
    """An empty schema of its own."""
    schema = f"test_{next(_numbers)}"
    with psycopg.connect(host=str(postgres_cluster), user="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
    return f"postgresql://postgres@/postgres?host={postgres_cluster}&options=-csearch_path%3D{schema}"


def _programs() -> Path | None:
    """Where the newest version is."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((initdb.parent for initdb in found), key=lambda folder: int(folder.parent.name), default=None)


def _owner() -> str | None:
    """PostgreSQL refuses to be run by root; None: we are not root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
