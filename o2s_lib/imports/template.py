"""The firm's own template: the row-1 names, labels, order and extra columns of a file that came from O2S.

The vendor publishes neither the row-1 names beyond fourteen nor the columns of the vigilance criteria, which each firm sets. A
genuine template or export tells both; it is kept, and every later template and export follows it. Until then ours is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from o2s_lib.fields.catalogue import fields_by_name
from o2s_lib.imports.binding import CONFLICT, bind_product_columns
from o2s_lib.imports.layout import CONTACTS_SHEET, Layout
from o2s_lib.imports.template_columns import (
    OUR_LAYOUT_NOTE,
    FirmTemplate,
    TemplateColumn,
    default_template,
    template_from_json,
    template_to_json,
)
from o2s_lib.imports.template_file import layout_sheet, write_template
from o2s_lib.imports.template_style import learn_style
from o2s_lib.spreadsheets.shapes import RawTable
from o2s_lib.text import clean_spaces

__all__ = [
    "OUR_LAYOUT_NOTE",
    "FirmTemplate",
    "TemplateColumn",
    "adopt_template",
    "default_template",
    "layout_sheet",
    "recognise_template",
    "template_from_json",
    "template_to_json",
    "write_template",
]

_MOST_ANSWERS = 50


def recognise_template(layout: Layout, table: RawTable, *, filename: str = "", today: date | None = None) -> FirmTemplate | None:
    """What a file in the layout of O2S says about the firm's template, or None when it says nothing new.

    None for a file without row-1 names or with contradictory ones, and for one whose columns are all ours under our names: most
    likely it was made from our own template.

    Args:
        layout, table: The file as it was read.
        filename, today: Where and when the template is taken from.
    """
    if not layout.is_o2s_layout or layout.technical_row == layout.header_row:
        return None
    choices = bind_product_columns(layout, {}, {})
    targets = [choice.target for choice in choices if choice.target]
    if any(choice.how == CONFLICT for choice in choices) or len(set(targets)) != len(targets):
        return None
    columns = []
    for choice in choices:
        name = layout.technical_names[choice.position]
        if choice.target is None or not name:
            continue
        cells = table.columns[choice.position].take(layout.data_rows)
        field = fields_by_name().get(choice.target)
        answers = () if field is not None else _answers(cells.values[code] for code in dict.fromkeys(cells.codes.tolist()))
        columns.append(TemplateColumn(name, choice.header, choice.target, True, learn_style(field, cells), answers))
    if _is_ours(columns):
        return None
    return FirmTemplate(tuple(columns), filename, today, layout.sheet or CONTACTS_SHEET)


def adopt_template(seen: FirmTemplate, before: FirmTemplate | None = None) -> FirmTemplate:
    """The firm's template after a file of O2S was seen.

    A file may lack columns (the product advises to delete those that an update does not change), so nothing is forgotten: its
    columns take the order, names and styles of the file, those that it lacks keep their place after the column they followed.
    """
    before = before or default_template()
    seen_columns = {column.target: column for column in seen.columns}
    earlier = {column.target: column for column in before.columns}
    order = [column.target for column in seen.columns]
    previous = None
    for column in before.columns:
        if column.target not in seen_columns:
            order.insert(0 if previous is None else order.index(previous) + 1, column.target)
        previous = column.target
    columns = [_merged(seen_columns.get(target), earlier.get(target)) for target in order]
    return replace(seen, columns=tuple(columns))


def _answers(values: Iterable[object]) -> tuple[str, ...]:
    texts = dict.fromkeys(clean_spaces(value) for value in values if isinstance(value, str))
    texts.pop("", None)
    return tuple(texts) if len(texts) <= _MOST_ANSWERS else ()


def _is_ours(columns: Sequence[TemplateColumn]) -> bool:
    """Whether a file says nothing that ours does not: our names, our labels, no extra column, no `//`."""
    return all(
        column.field is not None
        and column.technical_name == column.field.technical_name
        and clean_spaces(column.label).casefold() == column.field.label.casefold()
        and not column.style.empty_date
        for column in columns
    )


def _merged(seen: TemplateColumn | None, before: TemplateColumn | None) -> TemplateColumn:
    if seen is None or before is None:
        column = seen or before
        assert column is not None
        return column
    answers = tuple(dict.fromkeys((*before.answers, *seen.answers)))
    style = seen.style if seen.style.is_learnt else before.style
    return replace(seen, answers=answers, style=style)
