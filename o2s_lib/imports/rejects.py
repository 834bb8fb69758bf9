"""The rejected rows as a workbook in the import layout: the cells as the file or a correction has them, why, and from which row."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from o2s_lib.fields.catalogue import fields_by_name
from o2s_lib.imports.analysis import OUTCOMES
from o2s_lib.imports.headers import CRITERION, REJECT_REASON, REJECT_ROW, target_label
from o2s_lib.imports.plan import Plan
from o2s_lib.imports.shapes import Outcome
from o2s_lib.imports.template_columns import FirmTemplate, default_template
from o2s_lib.imports.template_file import layout_sheet, write_layout
from o2s_lib.issues import Level
from o2s_lib.spreadsheets import Cell, CellError

_WRONG_FILL = "FFC7CE"
_DAYS_1904 = 1462
_REQUIRED = ("contact_type", "last_name")


@dataclass(frozen=True)
class RejectedRow:
    """A row that was not imported.

    Args:
        row: Its number in the spreadsheet it came from.
        cells: Target (field identifier or `criterion:<label>`) -> the raw cell.
        reasons: (target or None, French sentence) of all its errors.
    """

    row: int
    cells: Mapping[str, Any]
    reasons: Sequence[tuple[str | None, str]] = field(default=())


def write_rejects(
    rows: Iterable[RejectedRow],
    targets: Sequence[str],
    template: FirmTemplate | None = None,
    *,
    kind: str = "xlsx",
    is_1904: bool = False,
) -> bytes:
    """A workbook of rejected rows, to be corrected and imported again.

    A number stays a number and a date a date: written as text, a number that Excel had rounded would pass for a code. A cell
    that shows an error or a formula without result is left empty; the reason says so. Wrong cells are tinted.

    Args:
        rows: The rows.
        targets: The columns that the file feeds; the two required ones are added.
        template: The firm's, ours by default.
        is_1904: Serial numbers in date columns count from 1904.
    """
    chosen = (template or default_template()).only([*targets, *_REQUIRED])
    places = {column.target: place for place, column in enumerate(chosen.columns)}
    fills: dict[tuple[int, int], str] = {}
    cells: list[list[Cell]] = []
    for number, row in enumerate(rows, start=3):
        cells.append(
            [
                *(_cell(column.target, row.cells.get(column.target), is_1904) for column in chosen.columns),
                "\n".join(_sentence(target, message) for target, message in row.reasons),
                row.row,
            ]
        )
        fills.update({(number, places[target]): _WRONG_FILL for target, _ in row.reasons if target in places})
    sheet = replace(layout_sheet(chosen, cells, more_labels=(REJECT_REASON, REJECT_ROW)), cell_fills=fills)
    stream = io.BytesIO()
    write_layout(stream, kind, sheet)
    return stream.getvalue()


def rejects_of_plan(plan: Plan, template: FirmTemplate | None = None, *, kind: str = "xlsx") -> bytes:
    """The rejected rows of a plan as a workbook; see `write_rejects`."""
    table, remarks = plan.table, plan.analysis.remarks
    columns = dict(table.fields) | {CRITERION + label: column for label, column in table.criteria.items()}
    rejected = np.flatnonzero(plan.analysis.outcome == OUTCOMES.index(Outcome.REJECTED))
    rows = (
        RejectedRow(
            int(table.row_numbers[row]),
            {target: column.cell(int(row)) for target, column in columns.items()},
            [(target, remark.message) for target, remark in remarks.of_row(int(row)) if remark.level is Level.ERROR],
        )
        for row in rejected
    )
    return write_rejects(rows, list(columns), template, kind=kind, is_1904=table.is_1904)


def _sentence(target: str | None, message: str) -> str:
    return message if target is None else f"{target_label(target)}\u00a0: {message}"


def _cell(target: str, value: Any, is_1904: bool) -> Cell:
    """The raw cell as it can be written: errors, formulas without result and merged cells are left empty."""
    known = fields_by_name().get(target)
    if (
        is_1904
        and known is not None
        and known.format == "date"
        and isinstance(value, int | float)
        and not isinstance(value, bool)
    ):
        return value + _DAYS_1904
    if isinstance(value, CellError):
        return None
    return value if isinstance(value, str | int | float | datetime | date | time | timedelta) else None
