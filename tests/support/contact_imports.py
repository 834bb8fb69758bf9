"""Imports made through the real services, and the store as plain values to compare."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import text

from o2s_lib.access import Actor
from o2s_lib.fields.catalogue import field_named
from o2s_lib.imports import service
from o2s_lib.imports.drafts import Draft
from o2s_lib.imports.shapes import BatchSummary, MatchKey, Mode, Outcome
from o2s_lib.store import Store

ACTOR = Actor("test", "Claire Moreau")
BOTH = frozenset(MatchKey)
Row = Mapping[str, str]


def make_csv(rows: Sequence[Row]) -> bytes:
    """A file with one header row of labels; each row gives its filled cells by identifier."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([field_named(name).label for name in names])
    writer.writerows([[row.get(name, "") for name in names] for row in rows])
    return target.getvalue().encode("utf-8-sig")


def contact(last_name: str, first_name: str = "", contact_type: str = "Clients", **cells: str) -> dict[str, str]:
    """One row: a person of the type « Clients » unless said otherwise."""
    return {"contact_type": contact_type, "person_kind": "PP", "last_name": last_name, "first_name": first_name, **cells}


def previewed(
    store: Store, rows: Sequence[Row] | bytes, *, mode: Mode = Mode.ADD_UPDATE, keys: Collection[MatchKey] = BOTH, actor: Actor = ACTOR
) -> Draft:
    """A draft of these rows with its preview made."""
    content = rows if isinstance(rows, bytes) else make_csv(rows)
    draft = service.start_draft(actor, store, "contacts.csv", content)
    service.change_draft(actor, store, draft.draft_id, mode=mode, keys=keys)
    service.preview(actor, store, draft.draft_id)
    return service.get_draft(actor, store, draft.draft_id)


def imported(
    store: Store, rows: Sequence[Row] | bytes, *, mode: Mode = Mode.ADD_UPDATE, keys: Collection[MatchKey] = BOTH, actor: Actor = ACTOR
) -> BatchSummary:
    """Import these rows; none may be rejected."""
    return service.commit(actor, store, previewed(store, rows, mode=mode, keys=keys, actor=actor).draft_id)


def counts_of(summary: Any) -> dict[str, int]:
    """The outcomes that occur, by name."""
    return {str(outcome): count for outcome, count in summary.counts.items() if count}


def outcomes(store: Store, draft: Draft) -> list[Outcome]:
    """The fate of every row, in order."""
    return [line.outcome for line in service.plan_rows(ACTOR, store, draft.draft_id, limit=1_000).lines]


def codes(store: Store, draft: Draft, index: int) -> list[str]:
    """Codes of the remarks on one row, sorted."""
    return sorted(issue.code for issue in service.row_detail(ACTOR, store, draft.draft_id, index).issues)


def values(store: Store, *names: str) -> list[tuple[Any, ...]]:
    """Columns of all contacts by last name then first name; `path` is the category."""
    wanted = ", ".join("k.name" if name == "category" else f"c.{name}" for name in names)
    order = "ORDER BY c.last_name, c.first_name, c.id"
    with store.reading() as connection:
        found = connection.execute(text(f"SELECT {wanted} FROM contacts c JOIN categories k ON k.id = c.category_id {order}"))
        return [tuple(value.isoformat() if isinstance(value, date) else value for value in row) for row in found]


_LEFT_ASIDE = {"version", "created_at", "updated_at", "updated_by", "batch_id"}
_KEPT_TABLES = ("contacts", "relations", "categories", "custom_list_values", "criteria", "criterion_answers", "contact_criteria")


def snapshot(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Every row of what an undo must bring back, versions, instants and batches aside."""
    with store.reading() as connection:
        found = {}
        for table in _KEPT_TABLES:
            rows = [dict(row) for row in connection.execute(text(f"SELECT * FROM {table}")).mappings()]
            kept = [{name: value for name, value in row.items() if name not in _LEFT_ASIDE} for row in rows]
            found[table] = sorted(kept, key=repr)
        return found
