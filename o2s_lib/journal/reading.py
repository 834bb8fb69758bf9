"""Reading the journal: what happened to a record, what a batch did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, and_

from o2s_lib.store import select_columns
from o2s_lib.store.tables import JournalLine, JournalRange


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One record as one batch, or one hand, changed it. `changes_json` is None once redacted."""

    id: int
    batch_id: int | None
    record_type: str
    record_id: int
    action: str
    changes_json: str | None
    actor_id: str
    actor_name: str
    at: datetime

    @property
    def is_redacted(self) -> bool:
        """The values were blanked (purge, legal erasure)."""
        return self.changes_json is None

    @property
    def changes(self) -> dict[str, list[Any]]:
        """{column: [before, after]}, canonical values; parsed at each call, empty once redacted."""
        if self.changes_json is None:
            return {}
        parsed: dict[str, list[Any]] = orjson.loads(self.changes_json)
        return parsed


def history(connection: Connection, record_type: str, record_id: int) -> list[JournalEntry]:
    """All that happened to one record, oldest first."""
    return _entries(connection, and_(_TABLE.c.record_type == record_type, _TABLE.c.record_id == record_id))


def entries_of_batch(connection: Connection, batch_id: int) -> list[JournalEntry]:
    """All that one batch did, in the order it did it."""
    ranges = select_columns(
        connection, "journal_ranges", ("first_id", "last_id"), where=_RANGES.c.batch_id == batch_id, order_by="first_id"
    )
    entries: list[JournalEntry] = []
    for first, last in zip(ranges["first_id"], ranges["last_id"], strict=True):
        entries += _entries(connection, and_(_TABLE.c.id.between(first, last), _TABLE.c.batch_id == batch_id))
    return entries


_TABLE = JournalLine.__table__  # type: ignore[attr-defined]  # SQLModel gives it to table classes
_RANGES = JournalRange.__table__  # type: ignore[attr-defined]  # likewise
_NAMES = ("id", "batch_id", "record_type", "record_id", "action", "changes", "actor_id", "actor_name", "at")


def _entries(connection: Connection, where: ColumnElement[bool]) -> list[JournalEntry]:
    columns = select_columns(connection, _TABLE, _NAMES, where=where, order_by="id")
    columns["at"] = [_instant(text) for text in columns["at"]]
    return [JournalEntry(*values) for values in zip(*columns.values(), strict=True)]


@lru_cache(maxsize=1024)
def _instant(text: str) -> datetime:
    # A batch writes one instant for all its entries: parsed once.
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
