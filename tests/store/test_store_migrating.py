"""Creating the store, bringing it up to date, and refusing what is not ready without touching it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url

from o2s_lib.fields.catalogue import contact_fields
from o2s_lib.settings import project_folder
from o2s_lib.store import Store, StoreNotReady, open_store
from o2s_lib.store.migrating import alembic_config, known_versions
from o2s_lib.store.tables import Contact
from tests.support.postgresql import PostgresServer


@pytest.mark.both_databases
def test_the_migrations_make_the_tables_of_the_code(store: Store) -> None:
    with store.engine.begin() as connection:
        command.check(alembic_config(connection))
        assert ScriptDirectory.from_config(alembic_config(connection)).get_heads() == [known_versions()[-1]]


def test_a_contact_has_a_column_for_each_importable_column_but_its_type() -> None:
    columns = Contact.__table__.c
    assert [column.name for column in columns if column.name in {field.name for field in contact_fields()}] == [
        field.name for field in contact_fields() if field.name != "contact_type"
    ]
    kinds = {field.format: str(columns[field.name].type) for field in contact_fields() if field.name != "contact_type"}
    assert {name: kind for name, kind in kinds.items() if kind != "TEXT"} == {
        "date": "DATE",
        "boolean": "BOOLEAN",
        "integer": "INTEGER",
        "amount": "BIGINT",
        "percent": "BIGINT",
    }


@pytest.mark.both_databases
def test_every_constraint_has_a_name(store: Store) -> None:
    inspector = inspect(store.engine)
    unnamed = [
        (table, constraint)
        for table in inspector.get_table_names()
        if table != "alembic_version"
        for constraint in (*inspector.get_foreign_keys(table), *inspector.get_unique_constraints(table))
        if not constraint["name"]
    ]
    assert unnamed == []


@pytest.mark.both_databases
def test_an_empty_database_is_refused_then_migrated_and_its_data_stay_on_the_next_time(empty_url: str) -> None:
    with pytest.raises(StoreNotReady, match="python -m o2s_lib store migrate"):
        open_store(empty_url)
    first = open_store(empty_url, migrate=True)
    again = open_store(empty_url, migrate=True)
    assert first.store_id == again.store_id == open_store(empty_url).store_id
    with again.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM categories")).scalar_one() == 5


@pytest.mark.both_databases
def test_two_that_migrate_at_once_wait_for_each_other(empty_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: open_store(empty_url, migrate=True), range(4)))
    assert len({store.store_id for store in stores}) == 1


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "version, words",
    [("0001", "n'est pas à jour"), ("9999", "version plus récente"), (None, "n'est pas à jour")],
    ids=["old", "newer", "none"],
)
def test_a_database_of_another_version_is_refused(fresh_url: str, version: str | None, words: str) -> None:
    store = open_store(fresh_url)
    with store.unit_of_work() as work:
        work.connection.execute(text("DELETE FROM alembic_version"))
        if version:
            work.connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": version})
        work.commit()
    store.close()
    with pytest.raises(StoreNotReady, match=words):
        open_store(fresh_url)


def test_a_newer_database_is_not_migrated_either(fresh_url: str) -> None:
    store = open_store(fresh_url)
    with store.unit_of_work() as work:
        work.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        work.commit()
    with pytest.raises(StoreNotReady, match="version plus récente"):
        open_store(fresh_url, migrate=True)


def test_looking_for_a_missing_database_creates_neither_file_nor_folder(tmp_path: Path) -> None:
    path = tmp_path / "dossier" / "o2s.db"
    with pytest.raises(StoreNotReady, match="n'existe pas encore"):
        open_store(f"sqlite:///{path.as_posix()}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a database at all" * 40], ids=["empty", "another format"])
def test_a_file_that_is_no_store_stays_byte_for_byte(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "o2s.db"
    path.write_bytes(content)
    with pytest.raises(StoreNotReady):
        open_store(f"sqlite:///{path.as_posix()}")
    assert (path.read_bytes(), [one.name for one in tmp_path.iterdir()]) == (content, ["o2s.db"])


def test_the_sqlite_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "o2s.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (id INTEGER)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreNotReady):
        open_store(f"sqlite:///{path.as_posix()}")
    assert path.read_bytes() == before


@pytest.mark.parametrize("url", ["mysql://localhost/o2s", "not an address", "sqlite+aiosqlite3:///x.db:"])
def test_an_address_that_is_none_of_ours_is_said_so(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreNotReady):
        open_store(url)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_does_not_answer_is_said_so_without_its_password() -> None:
    for migrate in (False, True):
        with pytest.raises(StoreNotReady, match="n'est pas joignable") as caught:
            open_store("postgresql://firm:s3cret@127.0.0.1:1/o2s", migrate=migrate)
        assert "s3cret" not in str(caught.value)


@pytest.mark.postgres
def test_the_password_is_not_in_what_a_store_prints(postgres_server: PostgresServer) -> None:
    address = make_url(postgres_server.url(postgres_server.template)).set(password="s3cret")
    store = open_store(address.render_as_string(hide_password=False))
    store.close()
    assert ("s3cret" in store.url, "s3cret" in repr(store), "***" in repr(store)) == (True, False, True)


def test_the_default_database_is_the_local_one_wherever_the_process_was_started(tmp_path: Path) -> None:
    environment = {**os.environ, "O2S_LOCAL_FOLDER": str(tmp_path / "local"), "PYTHONPATH": str(project_folder())}
    code = "from o2s_lib.store import open_store; print(open_store(migrate=True).store_id)"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ids = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=folder, env=environment, check=True, capture_output=True, text=True
        ).stdout
        for folder in (elsewhere, project_folder())
    }
    assert len(ids) == 1
    assert (tmp_path / "local" / "o2s.db").is_file()
    assert list(elsewhere.iterdir()) == []


def test_a_store_in_memory_is_empty_and_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = open_store("sqlite://")
    with store.unit_of_work() as work:
        work.connection.execute(text("UPDATE categories SET position = 7 WHERE id = 1"))
        work.commit()
    with store.reading() as connection:
        assert connection.execute(text("SELECT position FROM categories WHERE id = 1")).scalar_one() == 7
    assert list(tmp_path.iterdir()) == []


def test_opening_a_store_that_is_ready_does_not_import_alembic(fresh_url: str) -> None:
    code = "import sys; from o2s_lib.store import open_store; open_store(sys.argv[1]); print('alembic' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(project_folder())}
    done = subprocess.run([sys.executable, "-c", code, fresh_url], env=environment, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
