"""What a reader or a rule says about a file or a cell: never an exception, always all of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How grave an issue is. ERROR: the row or file cannot be taken. WARNING: taken, shown for a
    decision. INFO: taken, counted in the summary."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Issue:
    """One remark about a file, a row or a cell.

    Args:
        code: Stable English upper-case word, e.g. `DATE_INVALID`; the contract of scripts.
        level: See `Level`.
        message: French sentence that says what to do.
        sheet: Name of the sheet, None for text files and issues of the whole file.
        row: Row number as the spreadsheet shows it (line number of a text file), None for the file.
        column: French label of the column as the product writes it, None for the row or file.
        value: What the cell holds, as text, or None.
    """

    code: str
    level: Level
    message: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """An issue about one distinct value of a column; it becomes an `Issue` for each cell that holds it."""

    code: str
    level: Level
    message: str
    value: str | None = None
