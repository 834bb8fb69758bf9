"""« Lots d'import »: what was imported, by whom, from which file, and whether it stands."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from o2s_lib import access
from o2s_lib.access import Action, Actor
from o2s_lib.errors import NotFound
from o2s_lib.imports.applying import BATCH_KIND
from o2s_lib.imports.gather import read_contacts
from o2s_lib.imports.remark_table import label_of
from o2s_lib.imports.row_remarks import contact_name
from o2s_lib.imports.shapes import BatchSummary, Change, Outcome
from o2s_lib.imports.views import shown
from o2s_lib.store import Store
from o2s_lib.store.tables import Batch, BatchFile, JournalLine

_TABLE = Batch.__table__  # type: ignore[attr-defined]  # SQLModel gives it to table classes
_FILES = BatchFile.__table__  # type: ignore[attr-defined]  # as above
_JOURNAL = JournalLine.__table__  # type: ignore[attr-defined]  # as above
_NOT_SHOWN = frozenset({"category_id"})


def list_batches(actor: Actor, store: Store, offset: int = 0, limit: int = 50) -> list[BatchSummary]:
    """The imports, latest first. An undo is not a line of its own: it is the state of the import that it undid."""
    access.check(actor, Action.CONTACTS_READ)
    with store.reading() as connection:
        rows = connection.execute(select(_TABLE).where(_TABLE.c.kind == BATCH_KIND).order_by(_TABLE.c.id.desc()).offset(offset).limit(limit))
        return [_summary(row) for row in rows]


def get_batch(actor: Actor, store: Store, batch_id: int) -> BatchSummary:
    """One import. Raises NotFound."""
    access.check(actor, Action.CONTACTS_READ)
    with store.reading() as connection:
        return _summary(_row(connection, batch_id))


def batch_file(actor: Actor, store: Store, batch_id: int) -> tuple[str, bytes]:
    """(name, bytes) of the file as it was dropped. Raises NotFound."""
    access.check(actor, Action.CONTACTS_READ)
    with store.reading() as connection:
        return str(_row(connection, batch_id).filename), _content(connection, batch_id, "original")


def batch_rejects(actor: Actor, store: Store, batch_id: int) -> bytes | None:
    """The workbook of the rows that were left out, None when there were none."""
    access.check(actor, Action.CONTACTS_READ)
    with store.reading() as connection:
        found = connection.execute(select(_FILES.c.content).where(_FILES.c.batch_id == batch_id, _FILES.c.role == "rejects")).scalar()
    return None if found is None else bytes(found)


def batch_changes(
    actor: Actor, store: Store, batch_id: int, offset: int = 0, limit: int = 50
) -> tuple[int, list[tuple[str, str, tuple[Change, ...]]]]:
    """What a batch changed, from the journal.

    Returns:
        How many contacts in all, and one page: (name, "create" or "update", changes as the screen shows them).
    """
    access.check(actor, Action.CONTACTS_READ)
    where = (_JOURNAL.c.batch_id == batch_id) & (_JOURNAL.c.record_type == "contact")
    with store.reading() as connection:
        total = connection.execute(select(func.count()).where(where)).scalar_one()
        columns = select(_JOURNAL.c.record_id, _JOURNAL.c.action, _JOURNAL.c.changes).where(where)
        rows = connection.execute(columns.order_by(_JOURNAL.c.id).offset(offset).limit(limit)).all()
        known = read_contacts(connection, [], [int(row.record_id) for row in rows])
    names = {
        int(node): contact_name(last, first)
        for node, last, first in zip(known.ids, known.column("last_name"), known.column("first_name"), strict=True)
    }
    page = []
    for row in rows:
        changes: dict[str, list[Any]] = orjson.loads(row.changes) if row.changes else {}
        name = names.get(int(row.record_id)) or contact_name(_after(changes, "last_name"), _after(changes, "first_name"))
        said = tuple(Change(key, label_of(key), shown(key, old), shown(key, new)) for key, (old, new) in changes.items() if key not in _NOT_SHOWN)
        page.append((name, str(row.action), said))
    return int(total), page


def _after(changes: dict[str, list[Any]], name: str) -> str | None:
    value = changes.get(name, [None, None])[1]
    return None if value is None else str(value)


def _row(connection: Connection, batch_id: int) -> Any:
    row = connection.execute(select(_TABLE).where(_TABLE.c.id == batch_id, _TABLE.c.kind == BATCH_KIND)).first()
    if row is None:
        raise NotFound("Ce lot d’import n’existe pas.")
    return row


def _content(connection: Connection, batch_id: int, role: str) -> bytes:
    content = connection.execute(select(_FILES.c.content).where(_FILES.c.batch_id == batch_id, _FILES.c.role == role)).scalar()
    if content is None:
        raise NotFound("Le fichier de ce lot n’est plus là.")
    return bytes(content)


def _summary(row: Any) -> BatchSummary:
    counts = orjson.loads(row.counts)
    done = {outcome: int(counts.get(outcome.value, 0)) for outcome in Outcome}
    written = done[Outcome.CREATE] + done[Outcome.UPDATE]
    undone = int(row.undone_count)
    if row.undone_at is None:
        state = "En place"
    elif undone >= written:
        state = f"Défait le {row.undone_at.astimezone():%d/%m/%Y}"
    else:
        state = f"Défait en partie : {_grouped(undone)} sur {_grouped(written)}"
    return BatchSummary(
        batch_id=row.id,
        number=row.number,
        kind=row.kind,
        filename=row.filename or "",
        mode=row.mode or "",
        actor_name=row.actor_name,
        created_at=row.created_at,
        counts=done,
        state=state,
        undone_at=row.undone_at,
        undone=undone,
        undoable=max(written - undone, 0),
        sha256=row.file_sha256 or "",
    )


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")
