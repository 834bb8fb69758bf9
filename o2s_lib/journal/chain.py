"""Is the journal whole? Every entry is recomputed, from the first to the last that the store remembers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from o2s_lib.journal.entries import FIRST_HASH, chain_hash, entry_line
from o2s_lib.store import read_info, select_columns
from o2s_lib.store.tables import JournalLine


@dataclass(frozen=True, slots=True)
class JournalCheck:
    """What a check found: how many entries hold, the first that does not, and why (French), "" when all do."""

    entries: int
    first_broken_id: int | None = None
    why: str = ""

    @property
    def is_whole(self) -> bool:
        """Every entry holds."""
        return self.first_broken_id is None


def verify(connection: Connection) -> JournalCheck:
    """Recompute the chain: changed, inserted, removed or reordered entries are found, a removed tail too.

    A redacted entry holds: its changes are blank, a redaction says why, and its hashes still chain. What this cannot
    find is a chain rewritten whole together with its head by someone who owns the database: keep the head elsewhere.
    """
    redacted = set(select_columns(connection, "journal_redactions", ["journal_id"])["journal_id"])
    head_id, head_hash = int(read_info(connection, "journal_head_id")), read_info(connection, "journal_head_hash")
    previous, expected_id = FIRST_HASH, 1
    for row in _rows(connection):
        why = _what_is_wrong(row, expected_id, previous, row["id"] in redacted)
        if why:
            return JournalCheck(expected_id - 1, expected_id, why)
        previous, expected_id = row["entry_hash"], expected_id + 1
    if expected_id - 1 < head_id:
        return JournalCheck(expected_id - 1, expected_id, "Des lignes ont été retirées à la fin du journal.")
    if expected_id - 1 > head_id:
        return JournalCheck(head_id, head_id + 1, "Des lignes ont été ajoutées à la fin sans passer par l'Atelier.")
    if previous != head_hash:
        return JournalCheck(expected_id - 1, max(head_id, 1), "La dernière ligne n'est pas celle que la base a retenue.")
    return JournalCheck(expected_id - 1)


_NAMES = [
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
]
_PAGE = 20_000


def _rows(connection: Connection) -> Iterator[dict[str, Any]]:
    """All the entries by id, a page at a time: a journal may be larger than the memory."""
    table = JournalLine.__table__  # type: ignore[attr-defined]  # SQLModel gives it to table classes
    last = None
    while True:
        where = None if last is None else table.c.id > last
        page = select_columns(connection, table, _NAMES, where=where, order_by="id", limit=_PAGE)
        if not page["id"]:
            return
        for values in zip(*page.values(), strict=True):
            yield dict(zip(_NAMES, values, strict=True))
        last = page["id"][-1]


def _what_is_wrong(row: dict[str, Any], expected_id: int, previous: str, is_redacted: bool) -> str:
    if row["id"] != expected_id:
        return "Une ligne manque ou a été ajoutée à cet endroit."
    if row["previous_hash"] != previous:
        return "Cette ligne ne suit pas la précédente."
    changes = row["changes"]
    if changes is None and not is_redacted:
        return "Le contenu de cette ligne a été effacé sans motif."
    if changes is not None and sha256(changes.encode()).hexdigest() != row["changes_hash"]:
        return "Le contenu de cette ligne a été modifié."
    line = entry_line(
        row["id"],
        row["record_type"],
        row["record_id"],
        row["action"],
        row["batch_id"],
        (row["actor_id"], row["actor_name"]),
        row["at"],
        row["changes_hash"],
    )
    if chain_hash(previous, line) != row["entry_hash"]:
        return "Cette ligne a été modifiée (auteur, date, fiche ou lot)."
    return ""
