"""Facts and counters of the store: its id, its revision, and ids that are never given twice."""

from __future__ import annotations

from sqlalchemy import Connection, text

from o2s_lib.store.errors import MIGRATE_COMMAND, StoreNotReady


def read_info(connection: Connection, key: str) -> str:
    """A fact of `store_info`; raises StoreNotReady when the first migration did not leave it."""
    value = connection.execute(text("SELECT value FROM store_info WHERE key = :key"), {"key": key}).scalar()
    if value is None:
        raise StoreNotReady(f"La base n'est pas complète. Lancez « {MIGRATE_COMMAND} ».")
    return str(value)


def write_info(connection: Connection, key: str, value: str) -> None:
    """Replace a fact, or add it."""
    statement = text(
        "INSERT INTO store_info (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    )
    connection.execute(statement, {"key": key, "value": value})


def revision(connection: Connection) -> int:
    """A number that grows with each write of contacts, categories or lists."""
    return int(read_info(connection, "revision"))


def bump_revision(connection: Connection) -> int:
    """To be called once in each unit of work that writes contacts, categories or lists; the new revision."""
    statement = text(
        "UPDATE store_info SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE key = 'revision' RETURNING value"
    )
    return int(connection.execute(statement).scalar_one())


def allocate_ids(connection: Connection, name: str, count: int) -> range:
    """The next `count` ids of a table. None is ever given again, not even after a deletion.

    Args:
        name: Table, e.g. `contacts`.
        count: How many; 0 gives an empty range.
    """
    if count < 0:
        raise ValueError("count must not be negative")
    statement = text(
        "INSERT INTO id_counters (name, next_id) VALUES (:name, 1 + :count) "
        "ON CONFLICT (name) DO UPDATE SET next_id = id_counters.next_id + :count RETURNING next_id"
    )
    end = int(connection.execute(statement, {"name": name, "count": count}).scalar_one())
    return range(end - count, end)
