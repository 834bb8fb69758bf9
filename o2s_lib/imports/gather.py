"""Reading the contacts that the rows of a file could be: all of them for a long file, else those that share something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, func, or_, select

from o2s_lib.access import Actor, visible_contacts
from o2s_lib.contacts.categories import category_paths
from o2s_lib.fields.catalogue import fields_by_name
from o2s_lib.imports.columns import FileColumn
from o2s_lib.imports.known import IDENTITY, Known, known_from
from o2s_lib.imports.near import EMAIL_COLUMNS, name_keys
from o2s_lib.imports.recognition import identity_of
from o2s_lib.store import select_columns
from o2s_lib.store.tables import Contact, ContactCriterion, Criterion

FEW_ROWS = 1_500
"""Up to so many rows the contacts are looked up by key; for more, reading all of them is quicker."""
_CHUNK = 400  # values in one IN (...): SQLite takes at most 32,766 parameters, short lists keep its plans simple


def gather_all(connection: Connection, actor: Actor, names: Iterable[str]) -> Known:
    """Every contact that the actor may see, with the identity columns and those named."""
    return _read(connection, names, visible_contacts(actor))


def gather_for(
    connection: Connection, actor: Actor, columns: Mapping[str, FileColumn], rows: int, more_ids: Iterable[int] = ()
) -> Known:
    """The contacts that share a code, number, name, birth date or e-mail with the rows, and those of `more_ids`.

    Every contact that `analyse` could find among all contacts is among them.
    """
    if rows > FEW_ROWS:
        return gather_all(connection, actor, columns)
    ids: set[int] = set(more_ids)
    for column, values in _wanted(columns, rows).items():
        ids |= _ids_with(connection, column, values)
    if not ids:
        return _read(connection, columns, Contact.__table__.c.id == -1)
    table = Contact.__table__
    parts = [_read(connection, columns, table.c.id.in_(chunk) & visible_contacts(actor)) for chunk in _chunks(sorted(ids))]
    return parts[0] if len(parts) == 1 else _concatenate(parts)


def read_contacts(connection: Connection, names: Iterable[str], ids: Sequence[int]) -> Known:
    """Some contacts by id, with the identity columns and those named; ids that are gone are left out."""
    table = Contact.__table__
    names = list(names)
    parts = [_read(connection, names, table.c.id.in_(chunk)) for chunk in _chunks(sorted(ids))]
    return _concatenate(parts) if parts else _read(connection, names, table.c.id == -1)


def read_range(connection: Connection, actor: Actor, names: Iterable[str], after_id: int, limit: int) -> Known:
    """The next contacts by id that the actor may see."""
    table = Contact.__table__
    return _read(connection, list(names), (table.c.id > after_id) & visible_contacts(actor), limit)


def _wanted(columns: Mapping[str, FileColumn], rows: int) -> dict[str, set[Any]]:
    identity = identity_of(columns, rows)
    numbers = set(identity.client_number)
    if "spouse_client_number" in columns:
        numbers |= set(columns["spouse_client_number"].values)
    emails: set[Any] = set()
    for name in EMAIL_COLUMNS:
        if name in columns:
            emails |= {value.casefold() for value in columns[name].values if value}
    wanted = {
        "file_code": set(identity.file_code),
        "client_number": numbers,
        "last_name": set(identity.last_name),
        "name_key": set(name_keys(identity.last_name, identity.first_name)),
        "birth_date": set(identity.birth_date),
        "email": emails,
        # Names stuck together or apart have other name keys: a last name that is another's without its blanks.
        "compact_name": {value for value in _compact_names(identity.last_name, identity.first_name) if value},
    }
    return {name: values - {None} for name, values in wanted.items()}


def _compact_names(last: np.ndarray, first: np.ndarray) -> list[str]:
    return [key.replace(" ", "") for key in name_keys(last, first) if key]


def _ids_with(connection: Connection, column: str, values: set[Any]) -> set[int]:
    if not values:
        return set()
    table = Contact.__table__
    if column == "compact_name":
        return _ids_with_compact_name(connection, values)
    found: set[int] = set()
    for chunk in _chunks(sorted(values)):
        if column == "email":
            where: ColumnElement[bool] = or_(*(func.lower(table.c[name]).in_(chunk) for name in EMAIL_COLUMNS))
        elif column == "birth_date":
            where = table.c.birth_date.in_([date.fromisoformat(text) for text in chunk])
        else:
            where = table.c[column].in_(chunk)
        found.update(connection.execute(select(table.c.id).where(where)).scalars())
    return found


def _ids_with_compact_name(connection: Connection, wanted: set[Any]) -> set[int]:
    """Contacts whose letters, all names together and sorted, are those of a wanted name: blanks may stand anywhere."""
    letters = {"".join(sorted(name)) for name in wanted}
    lengths = {len(name) for name in wanted}
    table = Contact.__table__
    length = func.length(func.replace(table.c.name_key, " ", ""))
    found = set()
    for chunk in _chunks(sorted(lengths)):
        for contact_id, key in connection.execute(select(table.c.id, table.c.name_key).where(length.in_(chunk))):
            if key and "".join(sorted(key.replace(" ", ""))) in letters:
                found.add(int(contact_id))
    return found


def _read(connection: Connection, names: Iterable[str], where: ColumnElement[bool], limit: int | None = None) -> Known:
    stored = [name for name in dict.fromkeys((*IDENTITY, *names)) if name != "contact_type" and not name.startswith("criterion:")]
    data = select_columns(connection, "contacts", ["id", "version", "category_id", *stored], where=where, order_by="id", limit=limit)
    ids, versions, categories = data.pop("id"), data.pop("version"), data.pop("category_id")
    paths = category_paths(connection)
    data["contact_type"] = [paths.get(category) for category in categories]
    for name in stored:
        if fields_by_name().get(name) is not None and fields_by_name()[name].format == "boolean":
            data[name] = [None if value is None else bool(value) for value in data[name]]
    labels = [name.removeprefix("criterion:") for name in names if name.startswith("criterion:")]
    return known_from(ids, versions, data, _criteria(connection, labels, ids))


def _criteria(connection: Connection, labels: list[str], ids: list[int]) -> dict[str, list[Any]]:
    if not labels:
        return {}
    place = {contact: position for position, contact in enumerate(ids)}
    result: dict[str, list[Any]] = {label: [None] * len(ids) for label in labels}
    answers, criterion = ContactCriterion.__table__, Criterion.__table__  # type: ignore[attr-defined]  # table classes
    joined = select(answers.c.contact_id, criterion.c.label, answers.c.value).join(
        criterion, criterion.c.id == answers.c.criterion_id
    )
    for contact, label, value in connection.execute(joined.where(criterion.c.label.in_(labels))):
        if contact in place:
            result[label][place[contact]] = value
    return result


def _concatenate(parts: list[Known]) -> Known:
    return Known(
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.versions for part in parts]),
        {name: np.concatenate([part.columns[name] for part in parts]) for name in parts[0].columns},
        {label: np.concatenate([part.criteria[label] for part in parts]) for label in parts[0].criteria},
    )


def _chunks(values: list[Any]) -> Iterable[list[Any]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
