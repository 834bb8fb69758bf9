"""Spreadsheets of any format, read by content as typed cells and written for French Excel; knows no domain."""

from o2s_lib.spreadsheets.formula_text import looks_like_formula, with_export_quote, without_export_quote
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
from o2s_lib.spreadsheets.sheet_spec import Cell, ColumnSpec, SheetSpec, tidy_sheet_name
from o2s_lib.spreadsheets.writing_csv import write_csv
from o2s_lib.spreadsheets.writing_xlsx import write_xlsx
from o2s_lib.spreadsheets.writing_xml2003 import write_xml2003

__all__ = [
    "Cell",
    "ColumnSpec",
    "SheetSpec",
    "looks_like_formula",
    "tidy_sheet_name",
    "with_export_quote",
    "without_export_quote",
    "write_csv",
    "write_xlsx",
    "write_xml2003",
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
