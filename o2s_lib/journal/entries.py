"""Entries made ready before the store is locked, and the line that each one is hashed as."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from json import dumps

ACTIONS = ("create", "update", "delete")

FIRST_HASH = "0" * 64
"""What the first entry is chained to."""


@dataclass(frozen=True, slots=True)
class PreparedEntries:
    """Entries of one type of record, hashed but not chained. The lists are parallel.

    Args:
        record_type: e.g. `contact`.
        record_ids: None where the record has no id yet; `append` is given it.
        actions: "create", "update" or "delete".
        changes: JSON {column: [before, after]}, canonical values.
        changes_hashes: SHA-256 of `changes` in UTF-8, hexadecimal.
    """

    record_type: str
    record_ids: list[int | None]
    actions: list[str]
    changes: list[str]
    changes_hashes: list[str]

    def __len__(self) -> int:
        return len(self.actions)


def prepare_entries(record_type: str, items: Iterable[tuple[int | None, str, bytes]]) -> PreparedEntries:
    """Hash what is to be journaled; no store is needed, so that this costs no writer any waiting.

    Args:
        record_type: What the ids are ids of, e.g. `contact`.
        items: (record id or None, action, changes as JSON bytes {column: [before, after]}), one per record.
    """
    record_ids: list[int | None] = []
    actions: list[str] = []
    changes: list[str] = []
    hashes: list[str] = []
    for record_id, action, text in items:
        if action not in ACTIONS:
            raise ValueError(f"unknown action {action!r}")
        record_ids.append(record_id)
        actions.append(action)
        changes.append(text.decode("utf-8"))
        hashes.append(sha256(text).hexdigest())
    return PreparedEntries(record_type, record_ids, actions, changes, hashes)


def entry_line(
    entry_id: int,
    record_type: str,
    record_id: int,
    action: str,
    batch_id: int | None,
    actor: tuple[str, str],
    at: str,
    changes_hash: str,
) -> str:
    """The canonical line of an entry: a JSON list, so that no two entries can read alike.

    `actor` is (id, name); `at` the UTC text of `store.instant_text`. The line stands on the hash of the changes, not on
    the changes: they can be redacted and the chain still holds.
    """
    return dumps(
        [entry_id, record_type, record_id, action, batch_id, *actor, at, changes_hash], ensure_ascii=False, separators=(",", ":")
    )


def chain_hash(previous_hash: str, line: str) -> str:
    """SHA-256, hexadecimal, over the hash before and the canonical line."""
    return sha256(f"{previous_hash}\n{line}".encode()).hexdigest()
