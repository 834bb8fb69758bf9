"""From a plan to rows of the store and lines of the journal, ready before the store is locked. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from o2s_lib.imports.analysis import OUTCOMES
from o2s_lib.imports.cells import has_value, is_none
from o2s_lib.imports.columns import FileColumn
from o2s_lib.imports.plan import Plan
from o2s_lib.imports.shapes import Outcome

DEFAULT_KIND = "PP"


@dataclass(frozen=True)
class Creations:
    """The contacts to create.

    Args:
        rows: Positions in the plan, in the order of the file.
        names: Columns of the store, then `category_id`, `name_key`.
        values: One list per name.
        changes: Journal text of each contact, {column: [null, value]}.
        criteria: (position in `rows`, label, value).
    """

    rows: np.ndarray
    names: list[str]
    values: list[list[Any]]
    changes: list[bytes]
    criteria: list[tuple[int, str, str]]


@dataclass(frozen=True)
class UpdateGroup:
    """Contacts that change the same columns: `values` are rows (value of each name…, contact id)."""

    names: tuple[str, ...]
    values: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Updates:
    """The contacts to change.

    Args:
        contact_ids, versions: One per contact, ascending rows of the plan; the version that was compared with.
        groups: What to write, by set of columns.
        changes: Journal text of each contact.
        criteria: (contact id, label, new value or None).
    """

    contact_ids: list[int]
    versions: list[int]
    groups: list[UpdateGroup]
    changes: list[bytes]
    criteria: list[tuple[int, str, str | None]]


def prepare_creations(plan: Plan, category_ids: Mapping[str, int]) -> Creations:
    """The rows to insert. `category_ids` has every path that the plan uses."""
    rows = np.flatnonzero(plan.analysis.outcome == OUTCOMES.index(Outcome.CREATE))
    names: list[str] = []
    values: list[list[Any]] = []
    texts: list[np.ndarray] = []
    criteria: list[tuple[int, str, str]] = []
    for name, column in plan.columns.items():
        codes = _taken_codes(plan, column, rows)
        taken = column.parsed.values[codes]
        if name.startswith("criterion:"):
            label = name.removeprefix("criterion:")
            criteria += [(int(i), label, taken[i]) for i in np.flatnonzero(has_value(taken))]
            texts.append(_created_texts(name, column)[codes])
            continue
        if name == "contact_type":
            ids = [category_ids.get(path) if path is not None else None for path in taken]
            names.append("category_id")
            values.append(ids)
            texts.append(_created_texts(name, column)[codes])
            texts.append(np.asarray([f'"category_id":[null,{node}]' for node in ids], object))
            continue
        if name == "person_kind":
            taken = np.where(is_none(taken), DEFAULT_KIND, taken)
            texts.append(np.asarray([f'"person_kind":[null,"{kind}"]' for kind in taken], object))
        else:
            texts.append(_created_texts(name, column)[codes])
        names.append(name)
        values.append(taken.tolist())
    if "person_kind" not in plan.columns:
        names.append("person_kind")
        values.append([DEFAULT_KIND] * len(rows))
        texts.append(np.full(len(rows), f'"person_kind":[null,"{DEFAULT_KIND}"]', object))
    names.append("name_key")
    values.append(plan.analysis.name_keys[rows].tolist())
    changes = [
        ("{" + ",".join(filter(None, some)) + "}").encode() for some in zip(*(text.tolist() for text in texts), strict=True)
    ]
    return Creations(rows, names, values, changes, criteria)


def _taken_codes(plan: Plan, column: FileColumn, rows: np.ndarray) -> np.ndarray:
    """Codes of the cells that are taken over; 0 (empty) where a rule drops the cell."""
    codes = column.cells.codes[rows]
    dropped = plan.analysis.dropped.get(column.name)
    return codes if dropped is None else np.where(np.isin(rows, dropped), 0, codes)


def _created_texts(name: str, column: FileColumn) -> np.ndarray:
    """For each distinct value, its part of the journal text; empty for no value."""
    key = orjson.dumps(name).decode()
    texts = np.empty(len(column.parsed.values), object)
    texts[:] = ["" if value is None else f"{key}:[null,{orjson.dumps(value).decode()}]" for value in column.parsed.values]
    return texts


def prepare_updates(plan: Plan, category_ids: Mapping[str, int]) -> Updates:
    """The rows to update."""
    ids, versions, texts = [], [], []
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    criteria: list[tuple[int, str, str | None]] = []
    for row, changed in _changes_by_row(plan):
        contact = int(plan.analysis.contact_ids[row])
        ids.append(contact)
        versions.append(int(plan.analysis.versions[row]))
        names: list[str] = []
        values: list[Any] = []
        parts = []
        for name, before, after in changed:
            parts.append(_changed_text(name, before, after))
            if name.startswith("criterion:"):
                criteria.append((contact, name.removeprefix("criterion:"), after))
                continue
            if name == "contact_type":
                names.append("category_id")
                values.append(category_ids[after])
                parts.append(_changed_text("category_id", category_ids.get(before), category_ids[after]))
                continue
            names.append(name)
            values.append(after)
        if "last_name" in names or "first_name" in names:
            names.append("name_key")
            values.append(plan.analysis.name_keys[row])
        names.append("version")
        values.append(versions[-1] + 1)
        texts.append(("{" + ",".join(parts) + "}").encode())
        groups.setdefault(tuple(names), []).append((*values, contact))
    return Updates(ids, versions, [UpdateGroup(names, rows) for names, rows in groups.items()], texts, criteria)


def _changed_text(name: str, before: Any, after: Any) -> str:
    return f"{orjson.dumps(name).decode()}:[{orjson.dumps(before).decode()},{orjson.dumps(after).decode()}]"


def _changes_by_row(plan: Plan) -> Iterator[tuple[int, list[tuple[str, Any, Any]]]]:
    """(row, its changes in the order of the file's columns), ascending rows."""
    all_changes = plan.analysis.changes
    if not all_changes:
        return
    rows = np.concatenate([changes.rows for changes in all_changes.values()])
    cells: list[tuple[str, Any, Any]] = []
    for name, changes in all_changes.items():
        cells += [(name, before, after) for before, after in zip(changes.before.tolist(), changes.after.tolist(), strict=True)]
    order = np.argsort(rows, kind="stable")
    ordered = rows[order]
    starts = np.flatnonzero(np.r_[True, np.diff(ordered) > 0])
    ends = np.r_[starts[1:], len(ordered)]
    positions = order.tolist()
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        yield int(ordered[start]), [cells[position] for position in positions[start:end]]


def used_paths(plan: Plan) -> set[str]:
    """Category paths that the plan writes."""
    column = plan.columns.get("contact_type")
    if column is None:
        return set()
    rows = np.isin(plan.analysis.outcome, (OUTCOMES.index(Outcome.CREATE), OUTCOMES.index(Outcome.UPDATE)))
    return {value for value in column.parsed.values[np.unique(column.cells.codes[rows])] if value is not None}


def seen_answers(plan: Plan) -> dict[str, list[str]]:
    """Label of each vigilance criterion of the file -> its answers, sorted."""
    rows = np.isin(plan.analysis.outcome, (0, 1, 2))
    found: dict[str, list[str]] = {}
    for name, column in plan.columns.items():
        if name.startswith("criterion:"):
            values = column.parsed.values[np.unique(column.cells.codes[rows])]
            found[name.removeprefix("criterion:")] = sorted({str(value) for value in values if value is not None})
    return found


def rows_of(columns: Iterable[list[Any]]) -> Iterator[tuple[Any, ...]]:
    """Columns as rows."""
    return zip(*columns, strict=True)
