"""Spouse links made by an import: one relation per couple, the smaller contact id first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from sqlalchemy import Connection, delete, select

from o2s_lib.imports.analysis import OUTCOMES
from o2s_lib.imports.plan import Plan
from o2s_lib.imports.shapes import Outcome
from o2s_lib.store import allocate_ids, insert_rows
from o2s_lib.store.tables import Contact, Relation

SPOUSE = "spouse"
Pair = tuple[int, int]


def wanted_pairs(plan: Plan, contact_ids: np.ndarray) -> set[Pair]:
    """Couples that the file names. `contact_ids` has the contact of each row, new ones included (0: none)."""
    analysis = plan.analysis
    lives = contact_ids > 0
    pairs: set[Pair] = set()
    for row in np.flatnonzero(lives & (analysis.spouse_rows >= 0)):
        pairs.add(_pair(int(contact_ids[row]), int(contact_ids[analysis.spouse_rows[row]])))
    for row in np.flatnonzero(lives & (analysis.spouse_contacts > 0)):
        pairs.add(_pair(int(contact_ids[row]), int(analysis.spouse_contacts[row])))
    for first, second in plan.table.couples:
        pairs.add(_pair(int(contact_ids[first]), int(contact_ids[second])))
    return {pair for pair in pairs if pair[0] > 0 and pair[0] != pair[1]}


def awaited_pairs(connection: Connection, numbers: Mapping[str, int]) -> set[Pair]:
    """Couples of a contact that was stored before and named a spouse who arrives now.

    Args:
        numbers: client number -> contact, for the contacts that get a number in this import.
    """
    if not numbers:
        return set()
    table = Contact.__table__
    rows = connection.execute(select(table.c.id, table.c.spouse_client_number).where(table.c.spouse_client_number.is_not(None)))
    return {_pair(int(contact), numbers[number]) for contact, number in rows if number in numbers and numbers[number] != contact}


def new_numbers(plan: Plan, contact_ids: np.ndarray) -> dict[str, int]:
    """Client number -> contact, for rows that are created or change their number."""
    column = plan.columns.get("client_number")
    if column is None:
        return {}
    rows = set(np.flatnonzero(plan.analysis.outcome == OUTCOMES.index(Outcome.CREATE)).tolist())
    changes = plan.analysis.changes.get("client_number")
    rows |= set(changes.rows.tolist()) if changes is not None else set()
    return {column.values[row]: int(contact_ids[row]) for row in rows if column.values[row] is not None and contact_ids[row] > 0}


def replaced_links(connection: Connection, plan: Plan, kept: set[Pair]) -> list[tuple[int, Pair]]:
    """(relation id, pair) of links that a changed « Numéro client du conjoint lié » makes void."""
    changes = plan.analysis.changes.get("spouse_client_number")
    if changes is None:
        return []
    changed = {int(contact) for contact, before in zip(plan.analysis.contact_ids[changes.rows], changes.before, strict=True) if before}
    return [(node, pair) for pair, node in existing_links(connection).items() if pair not in kept and (pair[0] in changed or pair[1] in changed)]


def existing_links(connection: Connection) -> dict[Pair, int]:
    """Every spouse link: pair -> relation id."""
    table = Relation.__table__  # type: ignore[attr-defined]  # SQLModel gives it to table classes
    rows = connection.execute(select(table.c.id, table.c.from_contact_id, table.c.to_contact_id).where(table.c.kind == SPOUSE))
    return {(int(first), int(second)): int(node) for node, first, second in rows}


def insert_links(connection: Connection, pairs: Iterable[Pair], batch_id: int | None) -> list[tuple[int, Pair]]:
    """Add links; gives (relation id, pair)."""
    chosen = sorted(pairs)
    ids = allocate_ids(connection, "relations", len(chosen))
    made = list(zip(ids, chosen, strict=True))
    insert_rows(
        connection,
        "relations",
        ["id", "kind", "from_contact_id", "to_contact_id", "batch_id"],
        [(node, SPOUSE, first, second, batch_id) for node, (first, second) in made],
    )
    return made


def delete_links(connection: Connection, ids: Iterable[int]) -> None:
    """Remove links by id."""
    table = Relation.__table__  # type: ignore[attr-defined]  # as above
    for node in ids:
        connection.execute(delete(table).where(table.c.id == node))


def _pair(first: int, second: int) -> Pair:
    return (first, second) if first < second else (second, first)
