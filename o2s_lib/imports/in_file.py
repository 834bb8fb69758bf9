"""Rows of one file that speak of the same contact: the same row twice, or two rows that contradict one another.

Rules, in this order; a row settled by one is left out of the next:

1. One client number (with its second part) on several rows: equal rows count once, others are rejected.
2. A ticked key shared by several rows that would be created: equal rows count once; rows that prove themselves to be different
   people (see `_are_distinct`) are kept with a warning; others are rejected.
3. Several rows recognised as one stored contact: equal rows count once, others are rejected.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from o2s_lib.imports.cells import has_value, is_none
from o2s_lib.imports.columns import FileColumn
from o2s_lib.imports.recognition import Identity, Recognition
from o2s_lib.imports.shapes import MatchKey


@dataclass
class SameContact:
    """What was found.

    Args:
        repeats: row -> the earlier row that it equals; it is skipped.
        repeat_columns: row -> identifier of the column by which the two were found.
        clashes: row -> (column identifier, all rows of its group, identifiers of the columns that differ).
        shared: row -> (column identifier, all rows of its group); different people, only worth a warning.
    """

    repeats: dict[int, int] = field(default_factory=dict)
    repeat_columns: dict[int, str] = field(default_factory=dict)
    clashes: dict[int, tuple[str, tuple[int, ...], tuple[str, ...]]] = field(default_factory=dict)
    shared: dict[int, tuple[str, tuple[int, ...]]] = field(default_factory=dict)


def find_same_contact(
    columns: Mapping[str, FileColumn],
    rows: Identity,
    recognition: Recognition,
    keys: frozenset[MatchKey],
    *,
    is_out: np.ndarray,
    is_new: np.ndarray,
) -> SameContact:
    """Group the rows of the file that are one contact.

    Args:
        is_out: bool per row, the row plays no part (the user leaves it out).
        is_new: bool per row, the user said that the row is a contact of its own.
    """
    result = SameContact()
    position = recognition.position
    unknown = (position < 0) & ~is_new

    def left() -> np.ndarray:
        done = np.zeros(len(rows), bool)
        done[[*result.repeats, *result.clashes]] = True
        return np.asarray(~done & ~is_out)

    settle = _Settler(columns, rows, result)
    settle.groups(rows.number, left(), "client_number")
    if MatchKey.CODE in keys:
        settle.groups(rows.file_code, left() & unknown, "file_code", settle.are_distinct_of_one_code)
    if MatchKey.NAME in keys:
        settle.groups(rows.name, left() & unknown, "last_name", settle.are_distinct_of_one_name)
    contact = np.full(len(rows), None, object)
    contact[position >= 0] = position[position >= 0]
    settle.groups(contact, left(), "file_code" if MatchKey.CODE in keys else "last_name")
    return result


class _Settler:
    def __init__(self, columns: Mapping[str, FileColumn], rows: Identity, result: SameContact) -> None:
        self._columns, self._rows, self._result = columns, rows, result

    def groups(
        self, key: np.ndarray, wanted: np.ndarray, column: str, are_distinct: Callable[[np.ndarray], bool] | None = None
    ) -> None:
        """Settle every group of wanted rows that share a key."""
        for group in _groups(key, wanted):
            kept = self._leave_out_repeats(group, column)
            if len(kept) < 2:
                continue
            numbers = tuple(int(row) for row in kept)
            if are_distinct is not None and are_distinct(kept):
                self._result.shared.update(dict.fromkeys(numbers, (column, numbers)))
                continue
            differing = tuple(name for name, col in self._columns.items() if len(set(col.values[kept])) > 1)
            self._result.clashes.update(dict.fromkeys(numbers, (column, numbers, differing)))

    def _leave_out_repeats(self, group: np.ndarray, column: str) -> np.ndarray:
        first: dict[tuple[object, ...], int] = {}
        kept = []
        taken = [(col.values, col.is_error, col.cells, col.erases) for col in self._columns.values()]
        for row in group:
            content = tuple((cells.cell(row) if errors[row] else values[row], erases[row]) for values, errors, cells, erases in taken)
            earlier = first.setdefault(content, int(row))
            if earlier == row:
                kept.append(row)
            else:
                self._result.repeats[int(row)] = earlier
                self._result.repeat_columns[int(row)] = column
        return np.asarray(kept, np.int64)

    def are_distinct_of_one_code(self, group: np.ndarray) -> bool:
        """A household under one code: all names differ, and so do all birth dates, all client numbers, or the person kinds."""
        rows = self._rows
        names_differ = _all_differ(rows.name, group)
        return names_differ and any(_all_differ(v, group) for v in (rows.birth_date, rows.number, rows.person_kind))

    def are_distinct_of_one_name(self, group: np.ndarray) -> bool:
        """Homonyms: all codes, all birth dates or all client numbers are given and differ."""
        rows = self._rows
        return any(_all_differ(values, group) for values in (rows.file_code, rows.birth_date, rows.number))


def _all_differ(values: np.ndarray, group: np.ndarray) -> bool:
    chosen = values[group]
    return not is_none(chosen).any() and len(set(chosen)) == len(chosen)


def _groups(key: np.ndarray, wanted: np.ndarray) -> list[np.ndarray]:
    """Positions of the wanted rows that share a key (not None), one ascending array per group of two or more."""
    rows = np.flatnonzero(wanted & has_value(key))
    if len(rows) < 2:
        return []
    codes, _ = pd.factorize(key[rows])
    counts = np.bincount(codes)
    if counts.max(initial=0) < 2:
        return []
    repeated = counts[codes] > 1
    rows, codes = rows[repeated], codes[repeated]
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(codes[order]) > 0])
    return [np.sort(group) for group in np.split(rows[order], starts[1:])]
