"""Spreadsheets of any format, read by content as typed cells and written for French Excel; knows no domain."""

from o2s_lib.spreadsheets.reading import open_workbook, read_head, read_sheet
from o2s_lib.spreadsheets.shapes import (
    CellError,
    EncodedColumn,
    FormulaWithoutValue,
    Limits,
    MergedCell,
    RawTable,
    SheetInfo,
    Workbook,
)

__all__ = [
    "CellError",
    "EncodedColumn",
    "FormulaWithoutValue",
    "Limits",
    "MergedCell",
    "RawTable",
    "SheetInfo",
    "Workbook",
    "open_workbook",
    "read_head",
    "read_sheet",
]
