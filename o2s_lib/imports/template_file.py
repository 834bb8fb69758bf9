"""The workbook of the import layout: row 1 hidden technical names, row 2 headers with their rule, data from row 3."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from o2s_lib.errors import O2SError
from o2s_lib.fields import Field, Lists, allowed_values
from o2s_lib.imports.template_columns import FirmTemplate, TemplateColumn
from o2s_lib.imports.wording import french
from o2s_lib.issues import Issue
from o2s_lib.spreadsheets import Cell, ColumnSpec, SheetSpec, write_csv, write_xlsx, write_xml2003

SYSTEM_FILL = "4E8F3A"
"""Green of the columns whose values the product fixes; white letters stay readable on it."""

_NUMBERS = frozenset({"amount", "integer", "percent"})
_OPEN_LISTS = frozenset({"statut_professionnel", "classification_client_mif", "nationalite"})
_CRITERION_NOTE = "Critère de vigilance du cabinet. Écrire une des réponses prévues ; vide : la réponse connue ne change pas."


def write_template(kind: str, template: FirmTemplate, lists: Lists) -> bytes:
    """An empty template to fill in.

    Args:
        kind: "xlsx", or "xls" (XML Spreadsheet 2003, as the product's own).
        template: The firm's, or ours.
        lists: What the firm configured: categories, its own lists, answers of its criteria.
    """
    stream = io.BytesIO()
    write_layout(stream, kind, layout_sheet(template, (), lists=lists))
    return stream.getvalue()


def layout_sheet(
    template: FirmTemplate,
    rows: Iterable[Sequence[Cell]],
    *,
    lists: Lists | None = None,
    more_labels: Sequence[str] = (),
    with_rules: bool = True,
) -> SheetSpec:
    """A sheet in the import layout.

    Args:
        template: Its columns.
        rows: Data rows, one cell per column of the template, then those of `more_labels`.
        lists: Values offered in the cells; None offers none.
        more_labels: Columns after those of the template, without a row-1 name.
        with_rules: Notes on the headers.
    """
    names = [column.technical_name for column in template.columns]
    labels = [column.label for column in template.columns]
    columns = [_column_spec(column, lists, with_rules) for column in template.columns]
    columns += [ColumnSpec(width=60.0 if place == 0 else 14.0, header_fill="7F7F7F") for place in range(len(more_labels))]
    return SheetSpec(
        name=template.sheet,
        rows=_with_headers([names, [*labels, *more_labels]], rows),
        columns=columns,
        header_rows=frozenset({2}),
        hidden_rows=frozenset({1}),
        frozen_rows=2,
        first_data_row=3,
    )


def write_layout(target: Path | BinaryIO, kind: str, sheet: SheetSpec) -> list[Issue]:
    """Write a sheet as "xlsx", "xls" (XML Spreadsheet 2003) or "csv"; what could not be kept comes back as issues.

    Raises:
        O2SError: another kind.
    """
    if kind == "xlsx":
        return write_xlsx(target, sheet)
    if kind == "xls":
        return write_xml2003(target, sheet)
    if kind == "csv":
        write_csv(target, sheet.rows)
        return []
    raise O2SError(french(f"Format « {kind} » inconnu : choisir xlsx, xls ou csv."))


def _with_headers(headers: Sequence[Sequence[Cell]], rows: Iterable[Sequence[Cell]]) -> Iterable[Sequence[Cell]]:
    yield from headers
    yield from rows


def _column_spec(column: TemplateColumn, lists: Lists | None, with_rules: bool) -> ColumnSpec:
    field = column.field
    if field is None:
        answers = () if lists is None else (lists.criteria.get(column.criterion or "") or column.answers)
        note = french(_CRITERION_NOTE) if with_rules else None
        return ColumnSpec(_width(column), True, answers, refuses_others=False, note=note)
    offered = () if lists is None or field.format == "list_multi" else allowed_values(field, lists)
    return ColumnSpec(
        width=_width(column),
        is_text=field.format not in _NUMBERS and column.style.cell_kind == "text",
        allowed_values=[column.style.text(value) for value in offered],
        refuses_others=_is_closed(field),
        header_fill=SYSTEM_FILL if field.kind == "system_table" else None,
        note=field.note or None if with_rules else None,
    )


def _is_closed(field: Field) -> bool:
    """Whether only the values of the list are taken: the firm may add to its own, and some published lists are incomplete."""
    return field.kind == "system_table" and field.list_name not in _OPEN_LISTS


def _width(column: TemplateColumn) -> float:
    field = column.field
    longest = len(column.label)
    if field is not None and field.format == "text" and (field.max_length or 0) > 100:
        longest = max(longest, 28)
    return float(min(max(longest + 2, 12), 34))
