"""Contacts written in the import layout, so that importing the file back changes nothing.

Every cell is text, amounts too (`1234.56`): a spreadsheet rewrites numbers and dates in its own manner, texts stay as they are.
Where the firm's own files hold true numbers or dates, so do ours.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from o2s_lib.fields import Canonical, Lists, field_named, import_text_writer
from o2s_lib.imports.template_columns import FirmTemplate, TemplateColumn
from o2s_lib.imports.template_file import layout_sheet, write_layout
from o2s_lib.issues import Issue
from o2s_lib.money import from_scaled
from o2s_lib.spreadsheets import Cell
from o2s_lib.text import undo_defusing

_MOST_CACHED = 50_000


def write_contacts(
    target: Path | BinaryIO,
    kind: str,
    template: FirmTemplate,
    targets: Sequence[str],
    rows: Iterable[Sequence[Canonical]],
    *,
    lists: Lists | None = None,
) -> tuple[list[Issue], str]:
    """Write contacts in the import layout, streaming.

    Args:
        target: A path or a binary stream.
        kind: "xlsx", "xls" (XML Spreadsheet 2003, as the product's own) or "csv".
        template: Gives the order, the names and the manner of writing; its columns that are not in `targets` are left out.
        targets: What the values of a row are: identifiers of fields (`contact_type` is a path), `criterion:<label>`.
        rows: Canonical values, one sequence per contact, in the order of `targets`; read once.
        lists: Values to offer in the cells; None offers none.

    Returns:
        What a format could not keep, and a sentence to show with the file, "" when there is nothing to say.
    """
    chosen = template.only(targets)
    places = [list(targets).index(column.target) for column in chosen.columns]
    writers = [cell_writer(column) for column in chosen.columns]
    cells = _cells(rows, places, writers)
    if kind == "csv":  # its writer puts the apostrophe before formulas itself
        cells = ([_without_quote(cell) for cell in row] for row in cells)
    sheet = layout_sheet(chosen, cells, lists=lists)
    return write_layout(target, kind, sheet), chosen.note()


def contacts_file(
    kind: str, template: FirmTemplate, targets: Sequence[str], rows: Iterable[Sequence[Canonical]], *, lists: Lists | None = None
) -> bytes:
    """The same as bytes, for a download; see `write_contacts`."""
    stream = io.BytesIO()
    write_contacts(stream, kind, template, targets, rows, lists=lists)
    return stream.getvalue()


def cell_writer(column: TemplateColumn) -> Callable[[Canonical], Cell]:
    """The function that gives the cell of a canonical value, in the manner of the column; each distinct value is made once."""
    made: dict[Canonical, Cell] = {}
    make = _maker(column)
    empty = column.style.empty_date or None

    def write(value: Canonical) -> Cell:
        if value is None or value == "":
            return empty
        cell = made.get(value)
        if cell is None:
            cell = make(value)
            if len(made) < _MOST_CACHED:
                made[value] = cell
        return cell

    return write


def _cells(
    rows: Iterable[Sequence[Canonical]], places: Sequence[int], writers: Sequence[Callable[[Canonical], Cell]]
) -> Iterable[list[Cell]]:
    pairs = list(zip(places, writers, strict=True))
    for row in rows:
        yield [write(row[place]) for place, write in pairs]


def _without_quote(cell: Cell) -> Cell:
    return undo_defusing(cell) if isinstance(cell, str) and cell[:1] == "'" else cell


def _maker(column: TemplateColumn) -> Callable[[str | int | bool], Cell]:
    field, style = column.field, column.style
    if field is None:
        return import_text_writer(field_named("note"))  # plain text, as the answers are
    write = import_text_writer(field)
    if style.cell_kind == "date":
        return lambda value: date.fromisoformat(str(value))
    if style.cell_kind == "number":
        return lambda value: _number(field.format, value)
    return lambda value: style.text(write(value))


def _number(form: str, value: str | int | bool) -> Cell:
    """A number cell; « Tranche 3 » stays text."""
    if form == "amount":
        return from_scaled(int(value))
    if isinstance(value, str):
        return value if value.startswith("Tranche") else Decimal(value)
    return value
