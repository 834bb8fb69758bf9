"""How a database is reached: addresses, and the settings without which writers lose each other's work.

Measured (docs/decisions/0001-one-writer-at-a-time.md): with the driver's own transactions eight writers lost 700 of 800
updates without an error. So every transaction is begun here, by hand: `BEGIN IMMEDIATE` to write, `BEGIN` to read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import StaticPool

from o2s_lib.store.errors import StoreNotReady

BUSY_SECONDS = 30
"""How long a writer waits for the one before it."""

_READING = "o2s_reading"
_WAIT = "o2s_wait_seconds"


def read_address(url: str) -> URL:
    """The address as SQLAlchemy takes it: SQLite paths made absolute, PostgreSQL always through psycopg 3.

    Raises:
        StoreNotReady: Neither of the two databases.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreNotReady(_WRONG_ADDRESS) from error
    kind = address.drivername.partition("+")[0]
    if kind in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise StoreNotReady(_WRONG_ADDRESS)
    if is_in_memory(address):
        return address.set(drivername="sqlite", database=None)
    return address.set(drivername="sqlite", database=str(Path(str(address.database)).expanduser().absolute()))


_WRONG_ADDRESS = (
    "L'adresse de la base n'est pas comprise : donnez « sqlite:///chemin/du/fichier.db » "
    "ou « postgresql://utilisateur:mot_de_passe@serveur/base » dans O2S_DATABASE_URL."
)


def is_in_memory(address: URL) -> bool:
    """A SQLite database without a file: for previews against an empty store."""
    return address.drivername.startswith("sqlite") and address.database in (None, "", ":memory:")


def make_engine(address: URL) -> Engine:
    """An engine with the settings of the house; nothing is opened yet."""
    # hide_parameters: an error message must not print people's data.
    if address.drivername != "sqlite":
        engine = create_engine(
            address, hide_parameters=True, pool_size=10, max_overflow=20, pool_pre_ping=True, connect_args=_postgresql()
        )
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    arguments: dict[str, Any] = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    if is_in_memory(address):
        engine = create_engine(address, hide_parameters=True, connect_args=arguments, poolclass=StaticPool)
    else:
        engine = create_engine(address, hide_parameters=True, connect_args=arguments, pool_size=10, max_overflow=20)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def for_reading(engine: Engine) -> Engine:
    """The same pool; its transactions are snapshots that cannot write and that no writer waits for."""
    return engine.execution_options(**{_READING: True})


def with_wait(connection: Connection, seconds: float) -> Connection:
    """The transaction that this connection begins next waits no longer than this for the writer before it."""
    return connection.execution_options(**{_WAIT: seconds})


def _postgresql() -> dict[str, Any]:
    settings = {
        "TimeZone": "UTC",
        "DateStyle": "ISO",
        # A reader that is forgotten open would keep old row versions for ever.
        "idle_in_transaction_session_timeout": "15min",
    }
    return {"options": " ".join(f"-c {name}={value}" for name, value in settings.items()), "application_name": "atelier-o2s"}


def _set_up_sqlite(driver_connection: Any, _record: Any) -> None:
    driver_connection.isolation_level = None  # the driver begins nothing by itself any more
    for pragma in (
        "journal_mode=WAL",  # readers and the writer do not wait for each other
        "synchronous=FULL",  # what was said to be saved survives a power cut
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "cache_size=-65536",  # KiB: an import of 100,000 rows stays in memory until it is written
        "temp_store=MEMORY",
        f"journal_size_limit={64 * 1024 * 1024}",  # a large import does not leave its log at that size for good
    ):
        driver_connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    reading = options.get(_READING, False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    connection.exec_driver_sql(f"PRAGMA busy_timeout={int(1000 * options.get(_WAIT, BUSY_SECONDS))}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(_READING, False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(1000 * options.get(_WAIT, BUSY_SECONDS))}")
    # One writer at a time, as on SQLite: the chain of the journal needs it. Released at the end of the transaction.
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")


_WRITER_LOCK = 7_031_982_114
"""Any constant that no other program of the same database uses."""
