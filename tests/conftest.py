"""Fixtures of all tests. A fresh database file per test, copied from one that was migrated once."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from o2s_lib.access import Actor
from o2s_lib.store import Store, open_store
from tests.support import postgresql
from tests.support.postgresql import PostgresServer


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`@pytest.mark.both_databases`: the test runs on SQLite, and on PostgreSQL under the mark `postgres`."""
    if metafunc.definition.get_closest_marker("both_databases") and "database" in metafunc.fixturenames:
        databases = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
        metafunc.parametrize("database", databases, indirect=True)


@pytest.fixture(autouse=True)
def _local_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the databases, uploads or logs of whoever runs it."""
    monkeypatch.setenv("O2S_LOCAL_FOLDER", str(tmp_path / "local"))
    monkeypatch.delenv("O2S_DATABASE_URL", raising=False)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Which database `store` is on: "sqlite" unless the test is marked `both_databases`."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, all in one piece (no log beside it)."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    store = open_store(f"sqlite:///{path.as_posix()}", migrate=True)
    with store.engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A real server, started once. With CI=true it must start; elsewhere the test is skipped and says why."""
    try:
        with postgresql.running_server() as address:
            server = PostgresServer(address, f"o2s_test_template_{uuid.uuid4().hex[:8]}")
            server.run(f"CREATE DATABASE {server.template}")
            open_store(server.url(server.template), migrate=True).close()
            yield server
            server.run(f"DROP DATABASE {server.template} WITH (FORCE)")
    except postgresql.NoServer as error:
        if os.environ.get("CI", "").lower() == "true":
            raise
        pytest.skip(f"no PostgreSQL could be started: {error}")


@pytest.fixture
def fresh_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated, empty database of this test alone."""
    if database == "sqlite":
        path = tmp_path / "o2s.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path.as_posix()}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"o2s_test_{uuid.uuid4().hex[:12]}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {server.template}")
    yield server.url(name)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that nobody has migrated (SQLite: no file at all)."""
    if database == "sqlite":
        yield f"sqlite:///{(tmp_path / 'empty.db').as_posix()}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"o2s_test_{uuid.uuid4().hex[:12]}"
    server.run(f"CREATE DATABASE {name}")
    yield server.url(name)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(fresh_url: str) -> Iterator[Store]:
    """A store of this test alone: SQLite, or both databases in turn under `@pytest.mark.both_databases`."""
    opened = open_store(fresh_url)
    yield opened
    opened.close()


@pytest.fixture
def another_store(fresh_url: str) -> Iterator[Callable[[], Store]]:
    """Opens the same database again, as another process would."""
    opened: list[Store] = []

    def open_again() -> Store:
        opened.append(open_store(fresh_url))
        return opened[-1]

    yield open_again
    for one in opened:
        one.close()


@pytest.fixture
def actor() -> Actor:
    """Whoever acts in the tests."""
    return Actor(id="poste:test", name="Poste local (test)")
