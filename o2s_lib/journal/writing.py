"""Appending to the journal, inside the unit of work that makes the change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Protocol

from sqlalchemy import Connection

from o2s_lib.journal.entries import PreparedEntries
from o2s_lib.store import insert_rows, instant_text, read_info, write_info


class Author(Protocol):
    """Whoever the entries name; an `access.Actor` is one (access stands above the journal)."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


_COLUMNS = (
    "id",
    "batch_id",
    "record_type",
    "record_id",
    "action",
    "changes",
    "changes_hash",
    "actor_id",
    "actor_name",
    "at",
    "previous_hash",
    "entry_hash",
)


def append(
    connection: Connection,
    actor: Author,
    at: datetime,
    batch_id: int | None,
    prepared: PreparedEntries,
    record_ids: Sequence[int] | None = None,
) -> range:
    """Chain the entries to those before and write them. Call it once the unit of work holds the lock.

    Args:
        connection: Of a unit of work.
        at: Aware instant of the write, the same for the whole batch.
        batch_id: The batch, None for a change by hand.
        prepared: From `prepare_entries`.
        record_ids: Ids for the entries prepared without one, in their order, or one id for every entry.

    Returns:
        The ids of the new entries.
    """
    first = int(read_info(connection, "journal_head_id")) + 1
    previous_hash = read_info(connection, "journal_head_hash")
    if not len(prepared):
        return range(first, first)
    ids = _complete(prepared, record_ids)
    rows = _Chain(first, previous_hash, actor, instant_text(at), batch_id, prepared, ids)
    insert_rows(connection, "journal", _COLUMNS, rows)
    if batch_id is not None:
        insert_rows(connection, "journal_ranges", ("first_id", "last_id", "batch_id"), [(first, first + len(ids) - 1, batch_id)])
    write_info(connection, "journal_head_id", str(first + len(ids) - 1))
    write_info(connection, "journal_head_hash", rows.head_hash)
    return range(first, first + len(ids))


def _complete(prepared: PreparedEntries, record_ids: Sequence[int] | None) -> list[int]:
    own = prepared.record_ids
    if record_ids is None or len(record_ids) == 0:
        record_ids = ()
    if len(record_ids) == len(own):
        return [int(record_id) for record_id in record_ids]
    missing = own.count(None)
    if len(record_ids) != missing:
        raise ValueError(f"{missing} entries have no record id, {len(record_ids)} ids were given")
    given = iter(record_ids)
    return [int(next(given)) if record_id is None else record_id for record_id in own]


class _Chain:
    """The rows, each hashed onto the one before as they are consumed; `head_hash` is the last."""

    def __init__(
        self,
        first: int,
        previous_hash: str,
        actor: Author,
        at: str,
        batch_id: int | None,
        prepared: PreparedEntries,
        ids: list[int],
    ) -> None:
        self.head_hash = previous_hash
        self._first = first
        self._actor = (str(actor.id), str(actor.name))
        self._at = at
        self._batch_id = batch_id
        self._prepared = prepared
        self._ids = ids

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        # `entry_line` and `chain_hash` written out: what is the same for the whole batch is put in JSON once.
        prepared, batch_id, at, (actor_id, actor_name) = self._prepared, self._batch_id, self._at, self._actor
        record_type = prepared.record_type
        type_text = dumps(record_type, ensure_ascii=False)
        batch_text = "null" if batch_id is None else str(batch_id)
        who_text = ",".join(dumps(part, ensure_ascii=False) for part in (actor_id, actor_name, at))
        previous = self.head_hash
        entry_id = self._first
        for record_id, action, changes, changes_hash in zip(
            self._ids, prepared.actions, prepared.changes, prepared.changes_hashes, strict=True
        ):
            line = f'{previous}\n[{entry_id},{type_text},{record_id},"{action}",{batch_text},{who_text},"{changes_hash}"]'
            current = sha256(line.encode()).hexdigest()
            yield (
                entry_id,
                batch_id,
                record_type,
                record_id,
                action,
                changes,
                changes_hash,
                actor_id,
                actor_name,
                at,
                previous,
                current,
            )
            previous = current
            entry_id += 1
        self.head_hash = previous
