"""What to write in a workbook: one sheet of typed cells, its look and the help that it gives to whoever fills it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

Cell: TypeAlias = str | int | float | Decimal | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None

HEADER_FILL = "1F4E79"
LISTS_SHEET = "Listes"
MAX_TEXT = 32_767
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True)
class ColumnSpec:
    """One column, left to right.

    Args:
        width: In characters, None for the usual width.
        is_text: Format `@`: what a person types there stays text (codes with leading zeros).
        allowed_values: Choices offered in the data rows, in this order; none when empty.
        refuses_others: A value outside the choices is refused, else only warned about.
        header_fill: RGB (`92D050`) of the column's cell in the styled header rows, None for `HEADER_FILL`.
        note: Shown when the pointer rests on the column's cell in the last header row.
    """

    width: float | None = None
    is_text: bool = False
    allowed_values: Sequence[str] = ()
    refuses_others: bool = True
    header_fill: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class SheetSpec:
    """A sheet to write.

    Args:
        name: Of the sheet; `tidy_sheet_name` makes one that Excel takes.
        rows: Of cells, read once, so that a generator of any length may be given. Text is never a formula.
        columns: As many as there is something to say about.
        header_rows: Numbers (from 1) of the rows in white bold on colour; notes go on the last.
        hidden_rows: Numbers of hidden rows.
        frozen_rows, frozen_columns: What stays in sight.
        first_data_row: Choices are offered from there down; the row after the last header row by default.
        cell_fills: (row from 1, column from 0) → RGB, for cells of header rows and others (rejected cells…).
    """

    name: str
    rows: Iterable[Sequence[Cell]]
    columns: Sequence[ColumnSpec] = ()
    header_rows: frozenset[int] = frozenset({1})
    hidden_rows: frozenset[int] = frozenset()
    frozen_rows: int = 0
    frozen_columns: int = 0
    first_data_row: int | None = None
    cell_fills: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def data_starts_at(self) -> int:
        """Number of the first data row."""
        return self.first_data_row or max(self.header_rows, default=0) + 1

    def header_fill(self, row: int, column: int) -> str:
        """RGB of a header cell."""
        fill = self.cell_fills.get((row, column))
        if fill is None and column < len(self.columns):
            fill = self.columns[column].header_fill
        return fill or HEADER_FILL

    def notes(self) -> list[tuple[int, int, str]]:
        """(row from 1, column from 0, text) of each note."""
        row = max(self.header_rows, default=1)
        return [(row, index, column.note) for index, column in enumerate(self.columns) if column.note]


@dataclass(frozen=True)
class ChoiceList:
    """The allowed values of a column: written in place when short, else a column of the hidden sheet « Listes »."""

    column: int
    values: tuple[str, ...]
    refuses_others: bool
    list_column: int | None

    @property
    def inline(self) -> str:
        """The values between double quotes, for lists written in place."""
        return '"' + ",".join(self.values) + '"'


def choice_lists(spec: SheetSpec) -> list[ChoiceList]:
    """The lists of the sheet; equal lists share one column of « Listes »."""
    placed: dict[tuple[str, ...], int] = {}
    lists = []
    for index, column in enumerate(spec.columns):
        values = tuple(value for value in column.allowed_values if value)
        if not values:
            continue
        is_short = len(",".join(values)) <= 200 and not any(set(value) & set(',"\n\r;') or value != value.strip() for value in values)
        place = None if is_short else placed.setdefault(values, len(placed))
        lists.append(ChoiceList(index, values, column.refuses_others, place))
    return lists


def lists_table(lists: list[ChoiceList]) -> list[tuple[str, ...]]:
    """The columns of the sheet « Listes », left to right; empty when no list needs it."""
    by_place = {choice.list_column: choice.values for choice in lists if choice.list_column is not None}
    return [by_place[place] for place in sorted(by_place)]


def tidy_sheet_name(name: str) -> str:
    """A name that Excel takes: at most 31 characters, none of []:*?/\\, no apostrophe at the ends."""
    tidy = _FORBIDDEN_IN_NAMES.sub(" ", name).strip().strip("'")[:31].strip()
    return tidy or "Feuille1"


def decimal_text(number: int | float | Decimal) -> str | None:
    """A number as XML spreadsheets write it; None when a spreadsheet cannot hold it exactly enough (then it is text).

    Spreadsheets keep fifteen significant digits: a longer whole number is a code, not an amount.
    """
    if isinstance(number, int):
        return str(number) if abs(number) < 10**15 else None
    if isinstance(number, Decimal):
        return format(number, "f") if number.is_finite() and abs(number.adjusted()) < 30 else None
    if number != number or number in (float("inf"), float("-inf")):
        return None
    return repr(number) if number != int(number) or abs(number) >= 1e15 else str(int(number))


def french_text(value: object) -> str:
    """How a cell that no number or date cell can hold is written as text: 15/06/1899, 1,5, VRAI."""
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, dt.datetime):
        return f"{value.day:02}/{value.month:02}/{value.year:04} {value:%H:%M:%S}"
    if isinstance(value, dt.date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M:%S}"
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, float | Decimal):
        return (decimal_text(value) or str(value)).replace(".", ",")
    return str(value)
