"""Applying a plan: everything is made ready first, then one transaction writes it all, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import orjson
from sqlalchemy import Connection, delete, func, insert, select

from o2s_lib import journal
from o2s_lib.access import Actor
from o2s_lib.contacts.categories import category_paths, create_path
from o2s_lib.errors import RecordsChangedSincePreview
from o2s_lib.imports import links
from o2s_lib.imports.analysis import OUTCOMES
from o2s_lib.imports.gather import gather_for
from o2s_lib.imports.numbers import taken_numbers
from o2s_lib.imports.plan import Plan, Progress, silent
from o2s_lib.imports.recognition import identity_of, recognise
from o2s_lib.imports.shapes import Outcome
from o2s_lib.imports.writes import Creations, Updates, prepare_creations, prepare_updates, rows_of, seen_answers, used_paths
from o2s_lib.store import Store, UnitOfWork, allocate_ids, bump_revision, insert_rows, instant_text, update_rows
from o2s_lib.store.tables import Batch, BatchFile, ContactCriterion, Criterion, CriterionAnswer, CustomListValue

BATCH_KIND = "contact_import"


@dataclass(frozen=True)
class BatchInput:
    """What a batch keeps beside its changes.

    Args:
        files: role -> bytes; "original" is the file as it was dropped, "rejects" the workbook of rejects.
        new_categories: Paths to create first. new_list_values: (list name, value) to add.
        criterion_names: Label of each vigilance criterion of the file -> its name in row 1, or None.
        also: Something more to write in the same transaction; gives what the batch's details keep of it.
    """

    filename: str
    sha256: str
    files: Mapping[str, bytes]
    new_categories: tuple[str, ...] = ()
    new_list_values: tuple[tuple[str, str], ...] = ()
    criterion_names: Mapping[str, str | None] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    also: Callable[[Connection, Actor], dict[str, Any]] | None = None


def apply_plan(actor: Actor, store: Store, plan: Plan, batch: BatchInput, at: datetime, progress: Progress = silent) -> int:
    """Write a plan; rows that are rejected or skipped change nothing.

    Returns:
        Id of the batch.

    Raises:
        RecordsChangedSincePreview: A contact moved, or arrived, since the plan was made; nothing was written.
    """
    progress("Préparation", 0, 4)
    checked = _check_unmoved(actor, store, plan)
    placeholders = {path: -position for position, path in enumerate(sorted(used_paths(plan)), 1)}
    with store.reading() as connection:
        placeholders |= {path: node for node, path in category_paths(connection).items()}
    missing = {path for path in used_paths(plan) if placeholders[path] < 0}
    if not missing:  # with new categories the ids come from the transaction: prepared there
        creations, updates = prepare_creations(plan, placeholders), prepare_updates(plan, placeholders)
        entries = _entries(creations, updates)
    progress("Enregistrement", 1, 4)
    with store.unit_of_work() as work:
        connection = work.connection
        if store.revision(connection) != checked:
            raise RecordsChangedSincePreview("Des contacts ont été modifiés à l’instant. Rien n’a été écrit : refaites l’aperçu.")
        made = _create_categories(connection, batch)
        if missing:
            paths = {path: node for node, path in category_paths(connection).items()}
            creations, updates = prepare_creations(plan, paths), prepare_updates(plan, paths)
            entries = _entries(creations, updates)
        ids = allocate_ids(connection, "contacts", len(creations.rows))
        batch_id = _insert_batch(connection, actor, plan, batch, at, made)
        instant = instant_text(at)
        _write_contacts(connection, actor, creations, updates, ids, instant)
        progress("Enregistrement", 2, 4)
        journal.append(connection, actor, at, batch_id, entries, [*ids, *updates.contact_ids])
        _write_criteria(connection, plan, batch, creations, updates, ids)
        _link_spouses(work, actor, plan, ids, batch_id, at)
        _journal_lists(connection, actor, batch_id, made, at)
        progress("Enregistrement", 3, 4)
        bump_revision(connection)
        _store_files(connection, batch, batch_id)
        progress("Enregistrement", 4, 4)
        work.commit()
    return batch_id


def _check_unmoved(actor: Actor, store: Store, plan: Plan) -> int:
    """The revision under which the plan still holds. Raises RecordsChangedSincePreview."""
    with store.reading() as connection:
        revision = store.revision(connection)
        if revision == plan.store_revision:
            return revision
        analysis = plan.analysis
        known = gather_for(connection, actor, plan.columns, len(plan), analysis.contact_ids[analysis.contact_ids > 0].tolist())
    written = np.isin(analysis.outcome, (OUTCOMES.index(Outcome.CREATE), OUTCOMES.index(Outcome.UPDATE)))
    position = known.positions_of(analysis.contact_ids)
    moved = (
        written
        & (analysis.contact_ids > 0)
        & ((position < 0) | (known.versions[np.maximum(position, 0)] != analysis.versions if len(known) else True))
    )
    identity = identity_of(plan.columns, len(plan))
    decided = np.fromiter((plan.row_key(row) in plan.settings.decisions for row in range(len(plan))), bool, len(plan))
    again = recognise(identity, known, plan.settings.keys)
    arrived = written & ~decided & (analysis.contact_ids == 0) & (again.found != 0)
    numbers = taken_numbers(identity, plan.columns, known, position, written)
    rows = sorted({*np.flatnonzero(moved | arrived).tolist(), *numbers.taken})
    if rows:
        lines = tuple(int(plan.table.row_numbers[row]) for row in rows[:50])
        shown = ", ".join(str(line) for line in lines[:8]) + (" …" if len(rows) > 8 else "")
        raise RecordsChangedSincePreview(
            f"Depuis l’aperçu, des contacts ont été modifiés ou créés (lignes {shown}). Rien n’a été écrit : refaites l’aperçu.",
            lines,
        )
    return revision


def _entries(creations: Creations, updates: Updates) -> journal.PreparedEntries:
    created = ((None, "create", text) for text in creations.changes)
    updated = ((contact, "update", text) for contact, text in zip(updates.contact_ids, updates.changes, strict=True))
    return journal.prepare_entries("contact", [*created, *updated])


def _insert_batch(connection: Connection, actor: Actor, plan: Plan, batch: BatchInput, at: datetime, made: _Made) -> int:
    more = batch.also(connection, actor) if batch.also is not None else {}
    table = Batch.__table__  # type: ignore[attr-defined]  # SQLModel gives it to table classes
    number = int(connection.execute(select(func.coalesce(func.max(table.c.number), 0))).scalar_one()) + 1
    statement = insert(table).values(
        number=number,
        kind=BATCH_KIND,
        filename=batch.filename,
        file_sha256=batch.sha256,
        mode=str(plan.settings.mode),
        match_keys=",".join(sorted(plan.settings.keys)),
        actor_id=actor.id,
        actor_name=actor.name,
        created_at=at,
        counts=orjson.dumps({outcome.value: count for outcome, count in plan.counts().items()}).decode(),
        details=orjson.dumps(
            {**batch.details, "categories": made.categories, "list_values": made.list_values, **_criteria_made(connection, plan), **more}
        ).decode(),
    )
    return int(connection.execute(statement.returning(table.c.id)).scalar_one())


@dataclass
class _Made:
    """Ids of what the batch adds beside contacts."""

    categories: list[int] = field(default_factory=list)
    list_values: list[int] = field(default_factory=list)


def _create_categories(connection: Connection, batch: BatchInput) -> _Made:
    made = _Made()
    for path in batch.new_categories:
        made.categories += create_path(connection, path)
    table = CustomListValue.__table__  # type: ignore[attr-defined]  # as above
    for name, value in batch.new_list_values:
        known = connection.execute(select(table.c.id).where(table.c.list_name == name, table.c.value == value)).first()
        if known is None:
            position = connection.execute(select(func.count()).where(table.c.list_name == name)).scalar_one()
            result = connection.execute(
                insert(table).values(list_name=name, value=value, position=position).returning(table.c.id)
            )
            made.list_values.append(int(result.scalar_one()))
    return made


def _journal_lists(connection: Connection, actor: Actor, batch_id: int, made: _Made, at: datetime) -> None:
    paths = category_paths(connection)
    categories = [(node, "create", orjson.dumps({"path": [None, paths[node]]})) for node in made.categories]
    journal.append(connection, actor, at, batch_id, journal.prepare_entries("category", categories))
    table = CustomListValue.__table__  # type: ignore[attr-defined]  # as above
    values = connection.execute(select(table.c.id, table.c.list_name, table.c.value).where(table.c.id.in_(made.list_values)))
    lines = [
        (int(node), "create", orjson.dumps({"list_name": [None, name], "value": [None, value]})) for node, name, value in values
    ]
    journal.append(connection, actor, at, batch_id, journal.prepare_entries("list_value", lines))


def _write_contacts(
    connection: Connection, actor: Actor, creations: Creations, updates: Updates, ids: range, instant: str
) -> None:
    count = len(creations.rows)
    if count:
        names = ["id", "version", "created_at", "updated_at", "updated_by", *creations.names]
        constant: list[list[Any]] = [[1] * count, [instant] * count, [instant] * count, [actor.id] * count]
        insert_rows(connection, "contacts", names, rows_of([list(ids), *constant, *creations.values]))
    for group in updates.groups:
        names = [*group.names, "updated_at", "updated_by"]
        update_rows(connection, "contacts", names, [(*row[:-1], instant, actor.id, row[-1]) for row in group.values])


def _criteria_made(connection: Connection, plan: Plan) -> dict[str, Any]:
    """Criteria and answers that this batch sees for the first time; kept so that an undo can take them back."""
    criterion, answers = Criterion.__table__, CriterionAnswer.__table__  # type: ignore[attr-defined]  # table classes
    known: dict[str, set[str | None]] = {}
    joined = select(criterion.c.label, answers.c.answer).outerjoin(answers, answers.c.criterion_id == criterion.c.id)
    for label, answer in connection.execute(joined):
        known.setdefault(label, set()).add(answer)
    new_answers = {label: [a for a in some if a not in known.get(label, set())] for label, some in seen_answers(plan).items()}
    new_criteria = [label for label in new_answers if label not in known]
    return {"criteria": new_criteria, "answers": {label: some for label, some in new_answers.items() if some}}


def _write_criteria(
    connection: Connection, plan: Plan, batch: BatchInput, creations: Creations, updates: Updates, ids: range
) -> None:
    made = _criteria_made(connection, plan)
    criterion = Criterion.__table__  # type: ignore[attr-defined]  # as above
    for label in made["criteria"]:
        position = connection.execute(select(func.count()).select_from(criterion)).scalar_one()
        name = batch.criterion_names.get(label)
        connection.execute(insert(criterion).values(label=label, technical_name=name, position=position))
    nodes = {label: int(node) for node, label in connection.execute(select(criterion.c.id, criterion.c.label))}
    answers = [(nodes[label], answer) for label, some in made["answers"].items() for answer in some]
    insert_rows(connection, "criterion_answers", ["criterion_id", "answer"], answers)
    table = ContactCriterion.__table__  # type: ignore[attr-defined]  # as above
    for contact, label, _ in updates.criteria:
        connection.execute(delete(table).where(table.c.contact_id == contact, table.c.criterion_id == nodes[label]))
    rows = [(ids[position], nodes[label], value) for position, label, value in creations.criteria]
    rows += [(contact, nodes[label], value) for contact, label, value in updates.criteria if value is not None]
    insert_rows(connection, "contact_criteria", ["contact_id", "criterion_id", "value"], rows)


def _link_spouses(work: UnitOfWork, actor: Actor, plan: Plan, ids: range, batch_id: int, at: datetime) -> None:
    connection = work.connection
    contact_ids = plan.analysis.contact_ids.copy()
    contact_ids[plan.analysis.outcome == OUTCOMES.index(Outcome.CREATE)] = list(ids)
    contact_ids[np.isin(plan.analysis.outcome, (OUTCOMES.index(Outcome.SKIPPED), OUTCOMES.index(Outcome.REJECTED)))] = 0
    wanted = links.wanted_pairs(plan, contact_ids) | links.awaited_pairs(connection, links.new_numbers(plan, contact_ids))
    removed = links.replaced_links(connection, plan, wanted)
    if not wanted and not removed:
        return
    links.delete_links(connection, [node for node, _ in removed])
    made = links.insert_links(connection, wanted - set(links.existing_links(connection)), batch_id)
    lines = [(node, "delete", relation_text(pair, is_new=False)) for node, pair in removed]
    lines += [(node, "create", relation_text(pair, is_new=True)) for node, pair in made]
    journal.append(connection, actor, at, batch_id, journal.prepare_entries("relation", lines))


def relation_text(pair: tuple[int, int], *, is_new: bool) -> bytes:
    """Journal text of a spouse link that appears or goes."""
    values = {"kind": links.SPOUSE, "from_contact_id": pair[0], "to_contact_id": pair[1]}
    return orjson.dumps({name: [None, value] if is_new else [value, None] for name, value in values.items()})


def _store_files(connection: Connection, batch: BatchInput, batch_id: int) -> None:
    table = BatchFile.__table__  # type: ignore[attr-defined]  # as above
    for role, content in batch.files.items():
        connection.execute(insert(table).values(batch_id=batch_id, role=role, content=content))
