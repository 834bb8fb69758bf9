"""The remarks of a whole plan, as columns: 100,000 rows may well have 100,000 remarks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from o2s_lib.fields.catalogue import fields_by_name
from o2s_lib.issues import Issue, Level, Remark

LEVELS = (Level.ERROR, Level.WARNING, Level.INFO)


@dataclass(frozen=True)
class RemarkTable:
    """One entry per remark on a cell or row, in the order of the rows.

    Args:
        rows: int32, position of the row in the plan.
        columns: int16, position in `names`; -1 for a remark on the whole row.
        which: int32, position in `remarks`.
        names: Identifiers of columns.
        remarks: Distinct remarks.
    """

    rows: np.ndarray
    columns: np.ndarray
    which: np.ndarray
    names: tuple[str, ...]
    remarks: tuple[Remark, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def levels(self) -> np.ndarray:
        """int8 per entry: 0 error, 1 warning, 2 info."""
        per_remark = np.asarray([LEVELS.index(remark.level) for remark in self.remarks], np.int8)
        return per_remark[self.which] if len(self) else np.empty(0, np.int8)

    def codes(self) -> np.ndarray:
        """Object array: the code of each entry."""
        per_remark = np.empty(len(self.remarks), object)
        per_remark[:] = [remark.code for remark in self.remarks]
        return per_remark[self.which] if len(self) else np.empty(0, object)

    def of_row(self, row: int) -> list[tuple[str | None, Remark]]:
        """(column identifier or None, remark) of one row."""
        start, end = np.searchsorted(self.rows, [row, row + 1])
        return [self._entry(index) for index in range(int(start), int(end))]

    def _entry(self, index: int) -> tuple[str | None, Remark]:
        column = int(self.columns[index])
        return (self.names[column] if column >= 0 else None), self.remarks[int(self.which[index])]

    def without_rows(self, rows: np.ndarray) -> RemarkTable:
        """The table without the entries of some rows."""
        keep = ~np.isin(self.rows, rows)
        return RemarkTable(self.rows[keep], self.columns[keep], self.which[keep], self.names, self.remarks)

    def only_codes(self, rows: np.ndarray, codes: Collection[str]) -> RemarkTable:
        """The table where some rows keep only remarks of some codes."""
        if not len(rows):
            return self
        keep = ~np.isin(self.rows, rows) | np.isin(self.codes(), list(codes))
        return RemarkTable(self.rows[keep], self.columns[keep], self.which[keep], self.names, self.remarks)

    def merged(self, other: RemarkTable) -> RemarkTable:
        """Both tables in one."""
        names = tuple(dict.fromkeys((*self.names, *other.names)))
        index = {name: position for position, name in enumerate(names)}
        move = np.asarray([index[name] for name in other.names] + [-1], np.int16)
        rows = np.concatenate([self.rows, other.rows])
        columns = np.concatenate([self.columns, move[other.columns]])
        which = np.concatenate([self.which, other.which + len(self.remarks)])
        order = np.argsort(rows, kind="stable")
        return RemarkTable(rows[order], columns[order].astype(np.int16), which[order].astype(np.int32), names, (*self.remarks, *other.remarks))


@dataclass
class RemarkBuilder:
    """Collects remarks column by column and gives a `RemarkTable`."""

    _names: dict[str, int] = field(default_factory=dict)
    _remarks: dict[Remark, int] = field(default_factory=dict)
    _rows: list[np.ndarray] = field(default_factory=list)
    _columns: list[np.ndarray] = field(default_factory=list)
    _which: list[np.ndarray] = field(default_factory=list)

    def add(self, rows: Sequence[int] | np.ndarray, column: str | None, remark: Remark) -> None:
        """One remark on one column (None: the whole row) of some rows."""
        self._append(np.asarray(rows, np.int32), self._column(column), np.full(len(rows), self._remark(remark), np.int32))

    def add_distinct(self, column: str, codes: np.ndarray, remarks: dict[int, tuple[Remark, ...]], but_not: np.ndarray) -> None:
        """The remarks of a parsed column: position of a distinct value -> its remarks, on every row that holds the value.

        Args:
            codes: int32 per row. but_not: bool per row, rows whose errors are void (a rule drops the cell).
        """
        if not remarks:
            return
        has = np.zeros(int(codes.max(initial=0)) + 1, bool)
        has[[code for code in remarks if code < len(has)]] = True
        rows = np.flatnonzero(has[codes])
        depth = max(len(some) for some in remarks.values())
        position = self._column(column)
        for level in range(depth):
            table = np.full(len(has), -1, np.int32)
            for code, some in remarks.items():
                if level < len(some) and code < len(has):
                    table[code] = self._remark(some[level])
            which = table[codes[rows]]
            keep = which >= 0
            if but_not.any():
                errors = np.asarray([remark.level is Level.ERROR for remark in self._remarks], bool)
                keep &= ~(but_not[rows] & errors[np.maximum(which, 0)])
            self._append(rows[keep].astype(np.int32), position, which[keep])

    def rows_in_error(self, count: int) -> np.ndarray:
        """Bool per row of `count`: an ERROR was said about it so far."""
        errors = np.asarray([remark.level is Level.ERROR for remark in self._remarks], bool)
        flags = np.zeros(count, bool)
        for rows, which in zip(self._rows, self._which, strict=True):
            flags[rows[errors[which]]] = True
        return flags

    def build(self) -> RemarkTable:
        """Everything collected, in the order of the rows."""
        if not self._rows:
            return RemarkTable(np.empty(0, np.int32), np.empty(0, np.int16), np.empty(0, np.int32), (), ())
        rows, columns, which = (np.concatenate(parts) for parts in (self._rows, self._columns, self._which))
        order = np.argsort(rows, kind="stable")
        return RemarkTable(rows[order], columns[order], which[order], tuple(self._names), tuple(self._remarks))

    def _append(self, rows: np.ndarray, column: int, which: np.ndarray) -> None:
        self._rows.append(rows)
        self._columns.append(np.full(len(rows), column, np.int16))
        self._which.append(which)

    def _column(self, name: str | None) -> int:
        return -1 if name is None else self._names.setdefault(name, len(self._names))

    def _remark(self, remark: Remark) -> int:
        return self._remarks.setdefault(remark, len(self._remarks))


def label_of(name: str) -> str:
    """French label of a column identifier (`criterion:<label>` gives the label)."""
    if name.startswith("criterion:"):
        return name.removeprefix("criterion:")
    known = fields_by_name().get(name)
    return known.label if known is not None else name


def as_issues(entries: Iterable[tuple[str | None, Remark]], *, sheet: str | None, row: int) -> list[Issue]:
    """Remarks of one row as `Issue` values."""
    return [
        Issue(remark.code, remark.level, remark.message, sheet, row, label_of(name) if name else None, _text(remark.value))
        for name, remark in entries
    ]


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
