"""A sheet as it is read: columns of typed cells, each column encoded by its distinct values.

Nothing here knows contacts or accounts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from o2s_lib.issues import Issue


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell in which the spreadsheet shows an error; `text` is what it shows, e.g. `#N/A`."""

    text: str


@dataclass(frozen=True, slots=True)
class FormulaWithoutValue:
    """A formula whose result the file does not hold."""

    formula: str = ""


@dataclass(frozen=True, slots=True)
class MergedCell:
    """An empty cell covered by a merged range that begins in a row above, e.g. `E4:E5`."""

    range: str


@dataclass(frozen=True)
class EncodedColumn:
    """One column of cells, as distinct values and codes.

    Args:
        values: The distinct values, distinct by (type, value): `1`, `1.0` and `True` are three.
            Position 0 is always None, the empty cell. Others are str (never ""), int, float, bool,
            datetime.date, datetime.datetime, datetime.time, datetime.timedelta, CellError,
            FormulaWithoutValue or MergedCell. Text is as the file has it (no trimming).
        codes: int32, one per row of the table, positions in `values`.
    """

    values: list[Any]
    codes: np.ndarray

    def __len__(self) -> int:
        return len(self.codes)

    def cell(self, index: int) -> Any:
        """The value of one row (0 = first data row)."""
        return self.values[self.codes[index]]

    def take(self, indices: np.ndarray) -> EncodedColumn:
        """The same column for some rows, distinct values unchanged."""
        return EncodedColumn(self.values, self.codes[indices])


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A sheet of a workbook: its exact name, and whether Excel hides it."""

    name: str
    is_hidden: bool = False


@dataclass(frozen=True)
class RawTable:
    """A whole sheet (or text file), blank rows at its end left out.

    Args:
        columns: Encoded columns, left to right from spreadsheet column A, all of one length. The table starts with
            spreadsheet row 1 and holds every row that has at least one cell; rows wholly empty are left out.
        row_numbers: int32, the spreadsheet number of each kept row (line number where the record starts, for text).
        sheet: Name of the sheet, None for text files.
        hidden_rows: Spreadsheet numbers of hidden rows that are kept in the table.
        hidden_columns: 0-based positions of hidden columns.
        empty_rows: How many wholly empty rows lie between or before kept rows.
        is_1904: Serial dates count from 1904.
        issues: What was noticed while reading the table (unbalanced quotes, characters removed…); never an error.
    """

    columns: list[EncodedColumn]
    row_numbers: np.ndarray
    sheet: str | None = None
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    empty_rows: int = 0
    is_1904: bool = False
    issues: tuple[Issue, ...] = ()

    def __len__(self) -> int:
        return len(self.row_numbers)

    def row(self, index: int) -> list[Any]:
        """All the cells of one kept row, left to right."""
        return [column.cell(index) for column in self.columns]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may weigh before it is refused.

    Args:
        max_bytes: Size of the file itself.
        max_part_bytes: A zip part larger than this once inflated is refused when it also inflates by more than `max_ratio`.
        max_ratio: See above.
        max_total_bytes: Sum of all parts of a zip, inflated.
        max_rows, max_columns: Bounds of a sheet.
    """

    max_bytes: int = 200_000_000
    max_part_bytes: int = 10_000_000
    max_ratio: float = 100.0
    max_total_bytes: int = 2_000_000_000
    max_rows: int = 1_048_576
    max_columns: int = 16_384


@dataclass(frozen=True)
class Workbook:
    """A file that was recognised by its content.

    Args:
        format: "xlsx", "xlsm", "xls", "ods", "xml2003", "csv" or "tsv".
        sheets: In the order of the file; empty for text files.
        issues: What was noticed on the way (FORMAT_MISMATCH, ENCODING_GUESSED, EPOCH_1904…); never an error.
        encoding: Of text files, else None.
    """

    format: str
    filename: str
    content: bytes = field(repr=False)
    sheets: list[SheetInfo] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    encoding: str | None = None
    separator: str | None = None
    is_1904: bool = False
