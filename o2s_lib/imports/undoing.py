"""Undoing an import: every « before » put back, and where a contact changed since, said and left alone.

A contact that was updated conflicts when a column that the batch changed holds something else now; changes in other columns stay and do
not conflict. A contact that was created conflicts when anything about it changed, or somebody linked it, since: removing it would lose
that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import orjson
from sqlalchemy import Connection, delete, func, insert, or_, select, update

from o2s_lib import journal
from o2s_lib.access import Actor
from o2s_lib.contacts.categories import category_paths
from o2s_lib.errors import NotFound, O2SError, RecordsChangedSincePreview
from o2s_lib.fields import to_text
from o2s_lib.fields.catalogue import fields_by_name
from o2s_lib.imports import links
from o2s_lib.imports.applying import relation_text
from o2s_lib.imports.firm_template import withdraw
from o2s_lib.imports.gather import read_contacts
from o2s_lib.imports.known import Known
from o2s_lib.imports.remark_table import label_of
from o2s_lib.imports.row_remarks import contact_name
from o2s_lib.imports.shapes import UndoConflict, UndoPlan
from o2s_lib.journal import JournalEntry, entries_of_batch
from o2s_lib.store import Store, bump_revision, insert_rows, instant_text, update_rows
from o2s_lib.store.tables import (
    Batch,
    Category,
    Contact,
    ContactCriterion,
    Criterion,
    CriterionAnswer,
    CustomListValue,
    JournalLine,
    Relation,
    catalogue_column_names,
)
from o2s_lib.text import name_key

UNDO_KIND = "undo"
MOST_CONFLICTS = 500
_NOT_STATE = frozenset({"category_id"})  # said by `contact_type` already
_CHUNK = 400


@dataclass
class _Undo:
    """What is to be done: contacts to remove, contacts to put back (id -> {column: [before, after]}), and conflicts."""

    remove: list[int] = field(default_factory=list)
    restore: dict[int, dict[str, list[Any]]] = field(default_factory=dict)
    conflicts: dict[int, list[tuple[str, Any, Any]]] = field(default_factory=dict)
    created: dict[int, dict[str, list[Any]]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    relations: list[JournalEntry] = field(default_factory=list)
    versions: dict[int, int] = field(default_factory=dict)
    is_done: bool = False

    def fingerprint(self) -> str:
        """Changes with anything that the user was shown."""
        shown = (self.remove, sorted(self.restore), sorted((node, repr(some)) for node, some in self.conflicts.items()))
        return hashlib.sha256(repr(shown).encode()).hexdigest()


def plan_undo(connection: Connection, batch_id: int) -> UndoPlan:
    """What undoing a batch would do now. Raises NotFound, or O2SError for a batch that cannot be undone."""
    plan = _gather(connection, batch_id)
    return UndoPlan(
        batch_id,
        len(plan.remove),
        len(plan.restore),
        len(plan.conflicts),
        tuple(_said(connection, plan, batch_id)),
        plan.fingerprint(),
    )


def apply_undo(actor: Actor, store: Store, batch_id: int, *, leave_conflicts: bool, fingerprint: str | None, at: datetime) -> int:
    """Undo a batch; contacts in conflict keep what they have.

    Returns:
        Id of the batch that the undo makes.

    Raises:
        RecordsChangedSincePreview: Not what was shown (`fingerprint`); nothing was written.
        O2SError: There are conflicts and `leave_conflicts` is false, or nothing is left to undo.
    """
    with store.unit_of_work() as work:
        connection = work.connection
        plan = _gather(connection, batch_id)
        if fingerprint is not None and fingerprint != plan.fingerprint():
            raise RecordsChangedSincePreview(
                "Des contacts ont changé depuis l’affichage. Rien n’a été défait : regardez de nouveau."
            )
        if plan.conflicts and not leave_conflicts:
            raise O2SError(f"{len(plan.conflicts)} contacts ont été modifiés depuis. Demandez à défaire les autres seulement.")
        if not plan.remove and not plan.restore and not plan.conflicts and plan.is_done:
            raise O2SError("Ce lot est déjà défait.")
        if not plan.remove and not plan.restore and plan.conflicts:
            raise O2SError("Tous les contacts de ce lot ont été modifiés depuis : rien ne peut être défait.")
        undo_id = _insert_undo_batch(connection, actor, batch_id, plan, at)
        relations = _relations_back(connection, plan)
        criteria = _restore(connection, actor, plan, at)
        lines = [(node, "update", _reversed(changes)) for node, changes in plan.restore.items()]
        lines += [(node, "delete", _reversed(plan.created[node])) for node in plan.remove]
        _remove(connection, plan.remove)
        journal.append(connection, actor, at, undo_id, journal.prepare_entries("contact", lines))
        journal.append(connection, actor, at, undo_id, journal.prepare_entries("relation", relations))
        _write_criteria(connection, criteria)
        if not plan.conflicts:
            _remove_lists(connection, actor, batch_id, undo_id, at)
        bump_revision(connection)
        work.commit()
    return undo_id


def _gather(connection: Connection, batch_id: int) -> _Undo:
    batch = connection.execute(select(Batch.__table__).where(Batch.__table__.c.id == batch_id)).first()  # type: ignore[attr-defined]
    if batch is None:
        raise NotFound("Ce lot d’import n’existe pas.")
    if batch.kind == UNDO_KIND:
        raise O2SError("Ce lot défait un import : il ne peut pas être défait à son tour. Importez de nouveau le fichier.")
    plan = _Undo(is_done=batch.undone_at is not None)
    updated: dict[int, dict[str, list[Any]]] = {}
    for entry in entries_of_batch(connection, batch_id):
        if entry.record_type == "relation":
            plan.relations.append(entry)
        elif entry.record_type == "contact":
            (plan.created if entry.action == "create" else updated)[entry.record_id] = entry.changes
    _sort_updated(connection, plan, updated)
    _sort_created(connection, plan, batch_id)
    _numbers_taken_since(connection, plan)
    return plan


def _sort_updated(connection: Connection, plan: _Undo, updated: Mapping[int, dict[str, list[Any]]]) -> None:
    names = sorted({name for changes in updated.values() for name in changes} - _NOT_STATE)
    known = read_contacts(connection, names, list(updated))
    _remember_names(plan, known)
    for node, changes in updated.items():
        position = plan_position(known, node)
        if position is None:
            continue
        plan.versions[node] = int(known.versions[position])
        now = {name: known.column(name)[position] for name in changes if name not in _NOT_STATE}
        if all(now[name] == changes[name][0] for name in now):
            continue  # put back already
        differing = [(name, changes[name][1], value) for name, value in now.items() if value != changes[name][1]]
        if differing:
            plan.conflicts[node] = differing
        else:
            plan.restore[node] = changes


def plan_position(known: Known, node: int) -> int | None:
    """Position of a contact, None when it is gone."""
    position = int(known.positions_of(np.asarray([node]))[0])
    return position if position >= 0 else None


def _sort_created(connection: Connection, plan: _Undo, batch_id: int) -> None:
    criteria = sorted({name for changes in plan.created.values() for name in changes if name.startswith("criterion:")})
    all_names = [*catalogue_column_names(), "contact_type", *criteria]
    versions = _versions(connection, list(plan.created))
    changed = [node for node, version in versions.items() if version != 1]
    linked = _linked_since(connection, set(plan.created), batch_id)
    known = read_contacts(connection, all_names, sorted({*changed, *linked}))
    _remember_names(plan, known)
    for node, created in plan.created.items():
        if node not in versions:
            continue  # removed already
        differing: list[tuple[str, Any, Any]] = []
        if node in linked:
            differing.append(("Relations", None, "lien ajouté depuis"))
        if versions[node] != 1:
            position = plan_position(known, node)
            assert position is not None
            for name in all_names:
                after = created.get(name, [None, None])[1]
                now = known.column(name)[position]
                if now != after:
                    differing.append((name, after, now))
        if differing:
            plan.conflicts[node] = differing
        else:
            plan.remove.append(node)


def _versions(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    table = Contact.__table__
    found: dict[int, int] = {}
    for chunk in _chunks(ids):
        found.update(
            {
                int(node): int(v)
                for node, v in connection.execute(select(table.c.id, table.c.version).where(table.c.id.in_(chunk)))
            }
        )
    return found


def _linked_since(connection: Connection, created: set[int], batch_id: int) -> set[int]:
    table = Relation.__table__  # type: ignore[attr-defined]  # SQLModel gives it to table classes
    others = select(table.c.from_contact_id, table.c.to_contact_id).where(
        or_(table.c.batch_id.is_(None), table.c.batch_id != batch_id)
    )
    return {int(node) for pair in connection.execute(others) for node in pair if node in created}


def _numbers_taken_since(connection: Connection, plan: _Undo) -> None:
    """A client number to be put back that somebody else holds by now."""
    wanted = {
        changes["client_number"][0]: node for node, changes in plan.restore.items() if changes.get("client_number", [None])[0]
    }
    if not wanted:
        return
    table = Contact.__table__
    leaving = set(plan.remove) | {node for node, changes in plan.restore.items() if "client_number" in changes}
    for chunk in _chunks(sorted(wanted)):
        rows = connection.execute(
            select(table.c.id, table.c.client_number, table.c.last_name, table.c.first_name).where(
                table.c.client_number.in_(chunk)
            )
        )
        for holder, number, last, first in rows:
            node = wanted[number]
            if holder in leaving or holder == node or node not in plan.restore:
                continue
            after = plan.restore.pop(node)["client_number"][1]
            plan.conflicts[node] = [("client_number", after, f"{number}, pris par {contact_name(last, first)}")]


def _remember_names(plan: _Undo, known: Known) -> None:
    for node, last, first in zip(known.ids.tolist(), known.column("last_name"), known.column("first_name"), strict=True):
        plan.names[node] = contact_name(last, first)


def _said(connection: Connection, plan: _Undo, batch_id: int) -> Iterable[UndoConflict]:
    shown = list(plan.conflicts)[:MOST_CONFLICTS]
    since = _last_changes(connection, shown, batch_id)
    for node in shown:
        for name, after, now in plan.conflicts[node]:
            who, when = since.get((node, name)) or since.get((node, None)) or ("", None)
            yield UndoConflict(node, plan.names.get(node, ""), label_of(name), _text(name, after), _text(name, now), who, when)


def _last_changes(
    connection: Connection, nodes: Sequence[int], batch_id: int
) -> dict[tuple[int, str | None], tuple[str, datetime]]:
    """(contact, column or None) -> who changed it last, and when, after the batch."""
    table = JournalLine.__table__  # type: ignore[attr-defined]  # as above
    last = connection.execute(select(func.max(table.c.id)).where(table.c.batch_id == batch_id)).scalar_one() or 0
    found: dict[tuple[int, str | None], tuple[str, datetime]] = {}
    for chunk in _chunks(nodes):
        where = (table.c.record_type == "contact") & table.c.record_id.in_(chunk) & (table.c.id > last)
        for node, who, when, changes in connection.execute(
            select(table.c.record_id, table.c.actor_name, table.c.at, table.c.changes).where(where).order_by(table.c.id)
        ):
            found[int(node), None] = (who, when)
            for name in orjson.loads(changes) if changes else ():
                found[int(node), name] = (who, when)
    return found


def _text(name: str, value: Any) -> str | None:
    field_ = fields_by_name().get(name)
    return None if value is None else to_text(field_, value) if field_ is not None else str(value)


def _reversed(changes: Mapping[str, list[Any]]) -> bytes:
    return orjson.dumps({name: [after, before] for name, (before, after) in changes.items()})


def _restore(connection: Connection, actor: Actor, plan: _Undo, at: datetime) -> list[tuple[int, str, Any]]:
    """Put the values back; gives the criteria to write (contact, label, value)."""
    paths = {path: node for node, path in category_paths(connection).items()}
    criteria: list[tuple[int, str, Any]] = []
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    renamed = [node for node, changes in plan.restore.items() if "last_name" in changes or "first_name" in changes]
    known = read_contacts(connection, [], renamed)
    for node, changes in plan.restore.items():
        names: list[str] = []
        values: list[Any] = []
        for name, (before, _) in changes.items():
            if name.startswith("criterion:"):
                criteria.append((node, name.removeprefix("criterion:"), before))
            elif name == "contact_type":
                names.append("category_id")
                values.append(_category(paths, before, changes))
            elif name not in _NOT_STATE:
                names.append(name)
                values.append(before)
        if "last_name" in names or "first_name" in names:
            position = plan_position(known, node)
            now: dict[str, Any] = {part: known.column(part)[position] for part in ("last_name", "first_name")}
            names.append("name_key")
            last, first = (changes[part][0] if part in changes else now[part] for part in ("last_name", "first_name"))
            values.append(name_key(last, first))
        names.append("version")
        values.append(plan.versions[node] + 1)
        groups.setdefault(tuple(names), []).append((*values, instant_text(at), actor.id, node))
    for group, rows in groups.items():
        update_rows(connection, "contacts", [*group, "updated_at", "updated_by"], rows)
    return criteria


def _category(paths: Mapping[str, int], path: str, changes: Mapping[str, list[Any]]) -> int:
    """The category to go back to: by its id, which a renaming keeps, else by its path, else the type itself."""
    before = changes.get("category_id", [None])[0]
    if before in paths.values():
        return int(before)
    return paths.get(path) or paths[path.split("|")[0]]


def _remove(connection: Connection, ids: Sequence[int]) -> None:
    table = Contact.__table__
    for chunk in _chunks(ids):
        connection.execute(delete(table).where(table.c.id.in_(chunk)))


def _relations_back(connection: Connection, plan: _Undo) -> list[tuple[int, str, bytes]]:
    """Remove the links that the batch made, and make again those that it removed; gives the journal lines."""
    lines: list[tuple[int, str, bytes]] = []
    existing = {node: pair for pair, node in links.existing_links(connection).items()}
    gone = set(plan.remove)
    for entry in plan.relations:
        node = entry.record_id
        pair = (entry.changes["from_contact_id"], entry.changes["to_contact_id"])
        if entry.action == "create" and node in existing:
            members = (pair[0][1], pair[1][1])
            if any(member in plan.conflicts for member in members) and not any(member in gone for member in members):
                continue
            links.delete_links(connection, [node])
            lines.append((node, "delete", relation_text(members, is_new=False)))
        elif entry.action == "delete":
            members = (pair[0][0], pair[1][0])
            if members not in existing.values() and not gone & set(members) and len(_versions(connection, members)) == 2:
                again, _ = links.insert_links(connection, [members], None)[0]
                lines.append((again, "create", relation_text(members, is_new=True)))
    return lines


def _write_criteria(connection: Connection, criteria: Sequence[tuple[int, str, Any]]) -> None:
    if not criteria:
        return
    criterion, table = Criterion.__table__, ContactCriterion.__table__  # type: ignore[attr-defined]  # as above
    nodes = {label: int(node) for node, label in connection.execute(select(criterion.c.id, criterion.c.label))}
    for contact, label, _ in criteria:
        connection.execute(delete(table).where(table.c.contact_id == contact, table.c.criterion_id == nodes[label]))
    rows = [(contact, nodes[label], value) for contact, label, value in criteria if value is not None]
    insert_rows(connection, "contact_criteria", ["contact_id", "criterion_id", "value"], rows)


def _remove_lists(connection: Connection, actor: Actor, batch_id: int, undo_id: int, at: datetime) -> None:
    """Take back the categories, list values and criteria that the batch added, where nothing uses them."""
    batch = Batch.__table__  # type: ignore[attr-defined]  # as above
    details = orjson.loads(connection.execute(select(batch.c.details).where(batch.c.id == batch_id)).scalar_one())
    category, contact = Category.__table__, Contact.__table__  # type: ignore[attr-defined]  # as above
    paths, lines = category_paths(connection), []
    for node in reversed(details.get("categories", [])):
        used = connection.execute(select(func.count()).where(contact.c.category_id == node)).scalar_one()
        has_children = connection.execute(select(func.count()).where(category.c.parent_id == node)).scalar_one()
        if node in paths and not used and not has_children:
            connection.execute(delete(category).where(category.c.id == node))
            lines.append((int(node), "delete", orjson.dumps({"path": [paths[node], None]})))
    journal.append(connection, actor, at, undo_id, journal.prepare_entries("category", lines))
    value, lines = CustomListValue.__table__, []  # type: ignore[attr-defined]  # as above
    for node in details.get("list_values", []):
        row = connection.execute(select(value.c.list_name, value.c.value).where(value.c.id == node)).first()
        if row is not None and not _is_used(connection, row.list_name, row.value):
            connection.execute(delete(value).where(value.c.id == node))
            lines.append((int(node), "delete", orjson.dumps({"list_name": [row.list_name, None], "value": [row.value, None]})))
    journal.append(connection, actor, at, undo_id, journal.prepare_entries("list_value", lines))
    _remove_criteria(connection, details)
    if details.get("template_id"):
        withdraw(connection, int(details["template_id"]))


def _is_used(connection: Connection, list_name: str, value: str) -> bool:
    table = Contact.__table__
    columns = [table.c[name] for name, known in fields_by_name().items() if known.list_name == list_name and name in table.c]
    return (
        bool(columns)
        and connection.execute(select(func.count()).where(or_(*(column == value for column in columns)))).scalar_one() > 0
    )


def _remove_criteria(connection: Connection, details: Mapping[str, Any]) -> None:
    criterion, answer, used = Criterion.__table__, CriterionAnswer.__table__, ContactCriterion.__table__  # type: ignore[attr-defined]
    nodes = {label: int(node) for node, label in connection.execute(select(criterion.c.id, criterion.c.label))}
    for label, answers in details.get("answers", {}).items():
        for text in answers if label in nodes else ():
            in_use = select(func.count()).where(used.c.criterion_id == nodes[label], used.c.value == text)
            if not connection.execute(in_use).scalar_one():
                connection.execute(delete(answer).where(answer.c.criterion_id == nodes[label], answer.c.answer == text))
    for label in details.get("criteria", []):
        if (
            label in nodes
            and not connection.execute(select(func.count()).where(used.c.criterion_id == nodes[label])).scalar_one()
        ):
            connection.execute(delete(criterion).where(criterion.c.id == nodes[label]))


def _insert_undo_batch(connection: Connection, actor: Actor, batch_id: int, plan: _Undo, at: datetime) -> int:
    table = Batch.__table__  # type: ignore[attr-defined]  # as above
    undone = connection.execute(select(table).where(table.c.id == batch_id)).one()
    number = int(connection.execute(select(func.coalesce(func.max(table.c.number), 0))).scalar_one()) + 1
    count = len(plan.remove) + len(plan.restore)
    statement = insert(table).values(
        number=number,
        kind=UNDO_KIND,
        filename=undone.filename,
        actor_id=actor.id,
        actor_name=actor.name,
        created_at=at,
        counts=orjson.dumps(
            {"removed": len(plan.remove), "restored": len(plan.restore), "conflicts": len(plan.conflicts)}
        ).decode(),
        undoes_batch_id=batch_id,
    )
    undo_id = int(connection.execute(statement.returning(table.c.id)).scalar_one())
    connection.execute(update(table).where(table.c.id == batch_id).values(undone_at=at, undone_count=undone.undone_count + count))
    return undo_id


def _chunks(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
