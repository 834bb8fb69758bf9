"""What the import screens look up beside the plan: samples of a column, its values, what a field allows, a row by its number.

Nothing here changes anything. What a file's columns hold is counted once and kept at hand by the content of the file.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock

import numpy as np

from o2s_lib.access import Action, Actor, check
from o2s_lib.contacts.lists import read_lists
from o2s_lib.fields import allowed_values as field_values
from o2s_lib.fields.catalogue import fields_by_name
from o2s_lib.imports.cells import cell_text
from o2s_lib.imports.drafts import Draft, read_draft, read_file
from o2s_lib.imports.gather import read_contacts
from o2s_lib.imports.previewing import lists_for, open_draft_source, read_kept_plan
from o2s_lib.imports.remark_table import label_of
from o2s_lib.imports.row_remarks import contact_name
from o2s_lib.imports.views import name_of
from o2s_lib.settings import max_upload_bytes
from o2s_lib.spreadsheets import open_workbook
from o2s_lib.spreadsheets.shapes import Limits
from o2s_lib.store import Store

SAME_BIRTH_DATE = "même date de naissance"
"""What the reason of a near match holds when the birth dates are equal; the rule « update_same_birth_date » looks for it too."""

MOST_VALUES = 500
"""Distinct values kept for a column; those of most cells first."""

ColumnTexts = tuple[tuple[str, int], ...]


def column_samples(
    actor: Actor, store: Store, draft_id: str, positions: Collection[int], count: int = 3
) -> dict[int, tuple[str, ...]]:
    """Some texts of each column, the most frequent first; filled cells only.

    Args:
        positions: 0-based positions of columns in the sheet.
    """
    columns = _columns(actor, store, draft_id)
    return {
        position: tuple(text for text, _ in columns[position] if text)[:count]
        for position in positions
        if position < len(columns)
    }


def column_values(actor: Actor, store: Store, draft_id: str, position: int, limit: int = MOST_VALUES) -> list[tuple[str, int]]:
    """(text, how many rows) of the distinct cells of one column, most frequent first; "" stands for the empty cell."""
    columns = _columns(actor, store, draft_id)
    return list(columns[position][:limit]) if 0 <= position < len(columns) else []


def allowed_values(actor: Actor, store: Store, field_name: str, draft_id: str | None = None) -> list[str]:
    """What may stand in a field, the categories and values that the draft will add included; empty when anything may."""
    check(actor, Action.CONTACTS_IMPORT)
    field = fields_by_name().get(field_name)
    with store.reading() as connection:
        draft = read_draft(connection, actor, draft_id) if draft_id else None
        lists = lists_for(connection, draft) if draft is not None else read_lists(connection)
    if field is None:
        return list(lists.criteria.get(field_name.removeprefix("criterion:"), ()))
    return list(field_values(field, lists))


@dataclass(frozen=True)
class NearRow:
    """A row that would create a contact close to a stored one: its number, both names, and why they are close."""

    row: int
    contact: str
    candidate: str
    why: str


@dataclass(frozen=True)
class NearRows:
    """The rows still to be decided: how many, for how many the birth date is the same, and the first of them."""

    total: int
    same_birth_date: int
    rows: tuple[NearRow, ...]


def near_rows(actor: Actor, store: Store, draft_id: str, limit: int = 50) -> NearRows:
    """The rows of a preview that wait for a decision, each with its closest stored contact."""
    check(actor, Action.DRAFTS_USE)
    _, plan = read_kept_plan(actor, store, draft_id)
    waiting = [int(row) for row in np.flatnonzero(plan.analysis.needs_decision) if plan.analysis.candidates.get(int(row))]
    closest = {row: plan.analysis.candidates[row][0] for row in waiting}
    shown = waiting[:limit]
    with store.reading() as connection:
        known = read_contacts(connection, ["last_name", "first_name"], [closest[row][0] for row in shown])
    names = dict(zip(known.ids.tolist(), zip(known.column("last_name"), known.column("first_name"), strict=True), strict=True))
    rows = tuple(
        NearRow(
            plan.row_key(row)[0], name_of(plan, row), contact_name(*names.get(closest[row][0], (None, None))), closest[row][1]
        )
        for row in shown
    )
    return NearRows(len(waiting), sum(SAME_BIRTH_DATE in why for _, why in closest.values()), rows)


def row_texts(actor: Actor, store: Store, draft_id: str, index: int) -> dict[str, str]:
    """Identifier of a column -> text of its cell, corrections included, for every column of the plan; "" for an empty cell."""
    check(actor, Action.DRAFTS_USE)
    _, plan = read_kept_plan(actor, store, draft_id)
    if not 0 <= index < len(plan):
        return {}
    return {name: cell_text(column.cells.cell(index)) for name, column in plan.columns.items()}


def row_index(actor: Actor, store: Store, draft_id: str, number: int) -> int | None:
    """Place in the plan of the row that bears this number in the spreadsheet, or of the next one; None after the last."""
    check(actor, Action.DRAFTS_USE)
    _, plan = read_kept_plan(actor, store, draft_id)
    later = np.flatnonzero(plan.table.row_numbers >= number)
    return int(later[0]) if len(later) else None


def sheet_names(actor: Actor, store: Store, draft_id: str) -> tuple[str, ...]:
    """The sheets of a file of which nobody has said yet which one to import; hidden ones last."""
    check(actor, Action.DRAFTS_USE)
    with store.reading() as connection:
        draft = read_draft(connection, actor, draft_id)
        content = read_file(connection, draft_id)
    workbook = open_workbook(content, filename=draft.filename, limits=Limits(max_bytes=max_upload_bytes()))
    return tuple(sheet.name for sheet in sorted(workbook.sheets, key=lambda sheet: sheet.is_hidden))


def column_label(field_name: str) -> str:
    """The French label of a field or criterion."""
    return label_of(field_name)


def _columns(actor: Actor, store: Store, draft_id: str) -> tuple[ColumnTexts, ...]:
    """What each column of the file holds, in the order of the sheet."""
    check(actor, Action.DRAFTS_USE)
    with store.reading() as connection:
        draft = read_draft(connection, actor, draft_id)
        key = (draft.sha256, draft.filename, draft.wanted_sheet, draft.wanted_encoding)
        known = _AT_HAND.get(key)
        content = b"" if known is not None else read_file(connection, draft_id)
    if known is None:
        known = _read_columns(draft, content)
        _AT_HAND.put(key, known)
    return known


def _read_columns(draft: Draft, content: bytes) -> tuple[ColumnTexts, ...]:
    source = open_draft_source(draft, content)
    rows = source.layout.data_rows
    return tuple(
        _texts(column.values, np.bincount(column.codes[rows], minlength=len(column.values)))[:MOST_VALUES]
        for column in source.table.columns
    )


def _texts(values: list[object], counts: np.ndarray) -> ColumnTexts:
    """(text, count) of the values that occur, most frequent first, then in the order of the file."""
    order = np.argsort(-counts, kind="stable")
    found: dict[str, int] = {}
    for place in order[: 4 * MOST_VALUES]:
        if counts[place]:
            text = cell_text(values[place])
            found[text] = found.get(text, 0) + int(counts[place])
    return tuple(sorted(found.items(), key=lambda item: -item[1]))


class _AtHand:
    """What the columns of the few files looked at last hold. The content of a file never changes, so nothing is stale."""

    def __init__(self, most: int) -> None:
        self._files: OrderedDict[tuple[str | None, ...], tuple[ColumnTexts, ...]] = OrderedDict()
        self._most, self._lock = most, Lock()

    def get(self, key: tuple[str | None, ...]) -> tuple[ColumnTexts, ...] | None:
        with self._lock:
            return self._files.get(key)

    def put(self, key: tuple[str | None, ...], columns: tuple[ColumnTexts, ...]) -> None:
        with self._lock:
            self._files[key] = columns
            while len(self._files) > self._most:
                self._files.popitem(last=False)


_AT_HAND = _AtHand(6)
