"""What a row changes in the contact it was recognised as: before and after, column by column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from o2s_lib.fields import Lists, parse_column
from o2s_lib.fields.catalogue import Field, fields_by_name
from o2s_lib.imports.cells import has_value
from o2s_lib.imports.columns import FileColumn
from o2s_lib.imports.known import Known

SPELLING_KEPT = frozenset({"phone"})
"""Formats whose stored text keeps its spelling while two spellings of one thing are equal."""


@dataclass(frozen=True)
class ColumnChanges:
    """The rows that change one column, ascending, with the stored value before and the value after (None: erased)."""

    rows: np.ndarray
    before: np.ndarray
    after: np.ndarray


def compare_column(
    column: FileColumn, known: Known, rows: np.ndarray, positions: np.ndarray, dropped: np.ndarray, today: date
) -> ColumnChanges:
    """Compare one column of some rows with the contacts at `positions`.

    An empty cell changes nothing, nor does a cell in error or one that a rule drops. `#SUPPR#` empties.

    Args:
        rows, positions: Same length; row of the file, position in `known`.
        dropped: bool per row of the file.
    """
    before = known.column(column.name)[positions]
    after = column.values[rows]
    erases = column.erases[rows]
    taken = (has_value(after) | erases) & ~dropped[rows] & ~column.is_error[rows]
    changed = np.flatnonzero(taken & np.not_equal(after, before))
    field = fields_by_name().get(column.name)
    if field is not None and field.format in SPELLING_KEPT and len(changed):
        keys_before = _keys(field, before[changed], today)
        changed = changed[np.not_equal(column.keys[rows[changed]], keys_before)]
    return ColumnChanges(rows[changed], before[changed], after[changed])


def _keys(field: Field, values: np.ndarray, today: date) -> np.ndarray:
    """Comparison keys of stored values, through the same parser as the file's."""
    return parse_column(field, [None, *values], today=today, lists=Lists()).keys[1:]


def effective_values(
    columns: Mapping[str, FileColumn], known: Known, positions: np.ndarray, names: frozenset[str]
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """What each row would leave in the store, for the rules over several columns.

    Args:
        positions: Position in `known` of each row's contact, -1 where there is none.
        names: Columns wanted.

    Returns:
        values: the file's value, else the stored one (None once erased), per column and row.
        filled: the file gives this cell, per column and row.
    """
    values, filled = {}, {}
    has_contact = positions >= 0
    for name in names:
        stored = known.column(name)
        base = np.full(len(positions), None, object)
        base[has_contact] = stored[positions[has_contact]]
        column = columns.get(name)
        if column is None:
            values[name], filled[name] = base, np.zeros(len(positions), bool)
            continue
        given = column.is_given & ~column.is_error
        values[name] = np.where(given, column.values, base)
        filled[name] = given & ~column.erases
    return values, filled
