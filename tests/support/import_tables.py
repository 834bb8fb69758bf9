"""Sheets written as rows of Python values, for the tests of the import: `make_table`, and what the import makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from o2s_lib.errors import FileRefused, O2SError
from o2s_lib.imports.cells import encode_cells
from o2s_lib.imports.layout import find_layout
from o2s_lib.imports.mapping import apply_mapping, change_mapping, parse_map_options, propose_mapping
from o2s_lib.imports.tables import MappedTable
from o2s_lib.issues import Issue
from o2s_lib.spreadsheets import RawTable, open_workbook, read_sheet

HARD_FILES = Path(__file__).parents[1] / "hard_files" / "files"
EXAMPLES = Path(__file__).parents[2] / "data" / "examples"


def make_table(
    *rows: Sequence[Any],
    sheet: str | None = "Contacts",
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
    is_1904: bool = False,
) -> RawTable:
    """A sheet as the readers give it: rows from spreadsheet row 1, wholly empty ones left out but counted."""
    width = max(len(row) for row in rows)
    full = [[*row, *[None] * (width - len(row))] for row in rows]
    kept = [number for number, row in enumerate(full, start=1) if any(cell is not None for cell in row)]
    columns = [encode_cells([full[number - 1][place] for number in kept]) for place in range(width)]
    return RawTable(
        columns,
        np.array(kept, np.int32),
        sheet,
        frozenset(set(hidden_rows) & set(kept)),
        frozenset(hidden_columns),
        kept[-1] - len(kept) if kept else 0,
        is_1904,
    )


def read_table(content: bytes, filename: str, sheet: str | None = "Contacts") -> RawTable:
    """A file read by the real reader."""
    workbook = open_workbook(content, filename=filename)
    return read_sheet(workbook, sheet if workbook.sheets else None)


def map_table(table: RawTable, *options: str, skip_hidden: bool = False) -> MappedTable:
    """The rows of a sheet under our columns, by the proposed mapping and `--map` options."""
    layout = find_layout(table)
    mapping, _ = propose_mapping(layout)
    mapping = change_mapping(mapping, parse_map_options(options, layout))
    return apply_mapping(table, layout, mapping, skip_hidden=skip_hidden)


def rows_of(table: MappedTable, *names: str) -> list[tuple[Any, ...]]:
    """The cells of some fields (or `criterion:<label>`), row by row; None where the field is not fed."""
    columns = []
    for name in names:
        label = name.removeprefix("criterion:")
        column = table.criteria.get(label) if label != name else table.fields.get(name)
        columns.append([None] * len(table) if column is None else [column.cell(row) for row in range(len(table))])
    return list(zip(*columns, strict=True))


def said(issues: Iterable[Issue]) -> list[tuple[str, str, str | None]]:
    """(code, level, column) of issues, in their order."""
    return [(issue.code, str(issue.level), issue.column) for issue in issues]


def refusal_of(error: O2SError) -> list[tuple[str, str]]:
    """(code, message) of what a refused file says."""
    assert isinstance(error, FileRefused) or hasattr(error, "issues")
    return [(issue.code, issue.message) for issue in error.issues]
