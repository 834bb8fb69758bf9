"""The rows of a file once its columns are known: what the plan is made from."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from o2s_lib.issues import Issue
from o2s_lib.spreadsheets.shapes import EncodedColumn


@dataclass(frozen=True)
class MappedTable:
    """Data rows only (headers and blank rows are gone), each column under the identifier it feeds.

    Args:
        fields: Identifier of a catalogue field -> its cells, in the order of the file. Only the columns that the file or the mapping fills.
        criteria: Label of a vigilance criterion -> its cells.
        row_numbers: int32, spreadsheet number of each row. A row that was split in two contacts stands twice.
        parts: int8, 0 for a whole row and the first of a couple, 1 for the second.
        hidden: bool, the row is hidden in the spreadsheet.
        sheet: Name of the sheet, None for text files.
        is_1904: Serial dates count from 1904.
        couples: Pairs of row positions that came from one row and are to be linked as spouses.
        row_issues: (row position, field identifier or None, Issue) noticed while splitting.
    """

    fields: dict[str, EncodedColumn]
    criteria: dict[str, EncodedColumn]
    row_numbers: np.ndarray
    parts: np.ndarray
    hidden: np.ndarray
    sheet: str | None = None
    is_1904: bool = False
    couples: tuple[tuple[int, int], ...] = ()
    row_issues: tuple[tuple[int, str | None, Issue], ...] = field(default=())

    def __len__(self) -> int:
        return len(self.row_numbers)
