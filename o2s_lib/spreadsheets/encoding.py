"""Builds a `RawTable` row by row: each column keeps its distinct values and one code per row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from o2s_lib.issues import Issue
from o2s_lib.spreadsheets.refusals import sheet_too_large
from o2s_lib.spreadsheets.shapes import EncodedColumn, Limits, MergedCell, RawTable

MAX_TABLE_CELLS = 150_000_000
_FIRST_CACHE_LIMIT, _LAST_CACHE_LIMIT = 4_096, 65_536
_CHUNK_CELLS = 200_000
_MAX_MERGED_CELLS = 20_000_000


class EnoughRows(Exception):
    """Raised to a reader when the table holds as many rows as were asked for."""


class ColumnBuilder:
    """The distinct values of one column, by (type, value), in the order in which they came.

    `slot` is the place of the column in the rows given to `TableBuilder.add_codes`; `cache` is free for a reader
    that knows a cell by something cheaper than its value, and gives it up where values hardly ever come twice.
    """

    __slots__ = ("_floats", "_others", "_rows_at_review", "cache", "cache_limit", "is_cached", "slot", "texts", "values")

    def __init__(self, slot: int) -> None:
        self.slot = slot
        self.values: list[Any] = [None]
        self.texts: dict[str, int] = {"": 0}
        self._floats: dict[float, int] = {}
        self._others: dict[tuple[type, Any], int] = {}
        self.cache: dict[bytes, int] = {}
        self.cache_limit = _FIRST_CACHE_LIMIT
        self.is_cached = True
        self._rows_at_review = 0

    def review_cache(self, rows: int) -> None:
        """Called with the number of rows read so far when the cache is full: let it grow, start it again or end it."""
        share = 1.05 if self.cache_limit < _LAST_CACHE_LIMIT / 4 else 1.5
        is_useful = rows - self._rows_at_review > share * len(self.cache)
        if is_useful and self.cache_limit < _LAST_CACHE_LIMIT:
            self.cache_limit *= 2
            return
        self.is_cached = is_useful
        self.cache = {}
        self._rows_at_review = rows

    def code_of(self, value: Any) -> int:
        """The code of a value; 0 for None and for the empty text."""
        if value is None:
            return 0
        if type(value) is str:
            code = self.texts.get(value)
            if code is None:
                code = self.texts[value] = len(self.values)
                self.values.append(value)
            return code
        if type(value) is float:
            return self.codes_of_floats((value,))[0]
        key = (type(value), value)
        code = self._others.get(key)
        if code is None:
            code = self._others[key] = len(self.values)
            self.values.append(value)
        return code

    def codes_of_texts(self, texts: Iterable[str]) -> list[int]:
        """The code of each text."""
        return _codes_in(self.texts, self.values, texts)

    def codes_of_floats(self, numbers: Iterable[float]) -> list[int]:
        """The code of each number; all are floats."""
        return _codes_in(self._floats, self.values, numbers)


class TableBuilder:
    """Collects rows into columns; wholly empty rows are left out, but counted.

    Args:
        sheet: Name of the sheet, None for text.
        limits: Bounds of rows and columns.
        max_kept_rows: After so many rows `EnoughRows` is raised, which the readers turn into the end of the sheet.
    """

    def __init__(self, sheet: str | None, limits: Limits, max_kept_rows: int | None = None) -> None:
        self.sheet = sheet
        self.hidden_columns: set[int] = set()
        self.merges: list[tuple[int, int, int, int, str]] = []
        self.issues: list[Issue] = []
        self.empty_rows: int | None = None
        self._limits = limits
        self._max_kept_rows = max_kept_rows
        self._columns: dict[int, ColumnBuilder] = {}
        self._builders: list[ColumnBuilder] = []
        self._pending: list[list[int]] = []
        self._chunks: list[np.ndarray] = []
        self._row_numbers: list[int] = []
        self._hidden_rows: list[int] = []

    @property
    def width(self) -> int:
        """How many columns have been met so far."""
        return len(self._builders)

    @property
    def rows(self) -> int:
        """How many rows are kept so far."""
        return len(self._row_numbers)

    def column(self, index: int) -> ColumnBuilder:
        """The builder of the column at a 0-based position in the sheet."""
        builder = self._columns.get(index)
        if builder is None:
            if index >= self._limits.max_columns:
                raise sheet_too_large(self.sheet, len(self._row_numbers), index + 1)
            builder = self._columns[index] = ColumnBuilder(len(self._builders))
            self._builders.append(builder)
        return builder

    def add_row(
        self, number: int, cells: Iterable[tuple[int, Any]], is_hidden: bool = False, *, may_stop: bool = True
    ) -> None:
        """One row as (0-based column, value) pairs; empty cells may be left out."""
        codes = [0] * len(self._builders)
        for index, value in cells:
            if value is None or value == "":
                continue
            builder = self.column(index)
            if builder.slot >= len(codes):
                codes.extend([0] * (builder.slot + 1 - len(codes)))
            codes[builder.slot] = builder.code_of(value)
        self.add_codes(number, codes, is_hidden, may_stop=may_stop)

    def add_codes(self, number: int, codes: list[int], is_hidden: bool = False, *, may_stop: bool = True) -> None:
        """One row as codes by slot; the list is kept, not copied. Shorter than `width` is allowed."""
        if not any(codes):
            return
        if number > self._limits.max_rows:
            raise sheet_too_large(self.sheet, number, len(self._builders))
        self._pending.append(codes)
        self._row_numbers.append(number)
        if is_hidden:
            self._hidden_rows.append(number)
        if len(self._pending) * len(self._builders) > _CHUNK_CELLS:
            self._flush()
        if may_stop:
            self.stop_if_enough()

    def add_block(self, numbers: list[int], codes: np.ndarray, hidden: list[int]) -> None:
        """Many rows: `codes` is int32, one line per slot and one column per row; `hidden` lists hidden row numbers."""
        self._flush()
        is_kept = codes.any(axis=0)
        if not is_kept.all():
            codes = np.ascontiguousarray(codes[:, is_kept])
            numbers = [number for number, kept in zip(numbers, np.atleast_1d(is_kept), strict=True) if kept]
        if not numbers:
            return
        if max(numbers) > self._limits.max_rows:
            raise sheet_too_large(self.sheet, max(numbers), len(self._builders))
        self._row_numbers.extend(numbers)
        self._hidden_rows.extend(set(hidden).intersection(numbers) if hidden else ())
        self._check_size()
        self._chunks.append(codes)

    def stop_if_enough(self) -> None:
        """Raises `EnoughRows` when the table holds as many rows as were asked for."""
        if self._max_kept_rows is not None and len(self._row_numbers) >= self._max_kept_rows:
            raise EnoughRows

    def build(self, is_1904: bool = False) -> RawTable:
        """The table; the builder is empty afterwards."""
        self._flush()
        row_numbers = np.array(self._row_numbers, dtype=np.int32)
        in_order = bool(np.all(row_numbers[1:] > row_numbers[:-1])) if len(row_numbers) > 1 else True
        columns = self._encoded_columns()
        if not in_order:
            order = np.argsort(row_numbers, kind="stable")
            row_numbers = row_numbers[order]
            columns = [column.take(order) for column in columns]
        if self._max_kept_rows is not None:
            row_numbers = row_numbers[: self._max_kept_rows]
            columns = [EncodedColumn(column.values, column.codes[: self._max_kept_rows]) for column in columns]
        _mark_merged_cells(columns, row_numbers, self.merges)
        last = int(row_numbers[-1]) if len(row_numbers) else 0
        return RawTable(
            columns=columns,
            row_numbers=row_numbers,
            sheet=self.sheet,
            hidden_rows=frozenset(self._hidden_rows),
            hidden_columns=frozenset(index for index in self.hidden_columns if index < len(columns)),
            empty_rows=last - len(row_numbers) if self.empty_rows is None else self.empty_rows,
            is_1904=is_1904,
            issues=tuple(self.issues),
        )

    def _flush(self) -> None:
        if not self._pending:
            return
        width = len(self._builders)
        self._check_size()
        for codes in self._pending:
            if len(codes) < width:
                codes.extend([0] * (width - len(codes)))
        self._chunks.append(np.ascontiguousarray(np.array(self._pending, dtype=np.int32).T))
        self._pending = []

    def _check_size(self) -> None:
        if len(self._row_numbers) * len(self._builders) > MAX_TABLE_CELLS:
            raise sheet_too_large(self.sheet, len(self._row_numbers), len(self._builders))

    def _encoded_columns(self) -> list[EncodedColumn]:
        count = len(self._row_numbers)
        by_slot = []
        for builder in self._builders:
            codes = np.zeros(count, dtype=np.int32)
            start = 0
            for chunk in self._chunks:
                end = start + chunk.shape[1]
                if builder.slot < len(chunk):
                    codes[start:end] = chunk[builder.slot]
                start = end
            by_slot.append(codes)
        self._chunks = []
        empty = np.zeros(count, dtype=np.int32)
        empty.flags.writeable = False
        last = max((index for index, builder in self._columns.items() if len(builder.values) > 1), default=-1)
        columns = []
        for index in range(last + 1):
            found = self._columns.get(index)
            columns.append(EncodedColumn(found.values, by_slot[found.slot]) if found else EncodedColumn([None], empty))
        self._builders, self._columns = [], {}
        return columns


def _codes_in(known: dict[Any, int], values: list[Any], wanted: Iterable[Any]) -> list[int]:
    codes = []
    get = known.get
    for value in wanted:
        code = get(value)
        if code is None:
            code = known[value] = len(values)
            values.append(value)
        codes.append(code)
    return codes


def _mark_merged_cells(
    columns: list[EncodedColumn], row_numbers: np.ndarray, merges: list[tuple[int, int, int, int, str]]
) -> None:
    """Write a `MergedCell` in the empty cells below the first row of each merged range (rows kept only)."""
    budget = _MAX_MERGED_CELLS
    for first_row, first_column, last_row, last_column, name in merges:
        if last_row <= first_row:
            continue
        begin, end = np.searchsorted(row_numbers, (first_row + 1, last_row + 1))
        columns_covered = range(first_column, min(last_column + 1, len(columns)))
        budget -= 1 + int(end - begin) * len(columns_covered)
        if budget < 0:
            return
        if end <= begin:
            continue
        for index in columns_covered:
            column = columns[index]
            empty = np.flatnonzero(column.codes[begin:end] == 0)
            if not len(empty):
                continue
            if not column.codes.flags.writeable:
                column = columns[index] = EncodedColumn([None], column.codes.copy())
            column.values.append(MergedCell(name))
            column.codes[begin + empty] = len(column.values) - 1
