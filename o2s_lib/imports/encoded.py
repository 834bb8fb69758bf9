"""Encoded columns made from others: one value everywhere, values replaced, two columns laid over each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from o2s_lib.spreadsheets.shapes import EncodedColumn, MergedCell
from o2s_lib.text import clean_spaces


def constant_column(value: str, count: int) -> EncodedColumn:
    """The same text on every row."""
    return EncodedColumn([None, value], np.ones(count, np.int32))


def encode(values: Sequence[str | None]) -> EncodedColumn:
    """Texts or None, one per row, as a column; "" counts as None."""
    places: dict[str, int] = {}
    codes = np.fromiter((places.setdefault(value, len(places) + 1) if value else 0 for value in values), np.int32, len(values))
    return EncodedColumn([None, *places], codes)


def mapped_column(column: EncodedColumn, change: Callable[[Any], Any]) -> EncodedColumn:
    """The column with each distinct value replaced; `change` is called once per distinct value, never for the empty cell."""
    return spread(column, [None, *(change(value) for value in column.values[1:])])


def spread(column: EncodedColumn, new_values: Sequence[Any]) -> EncodedColumn:
    """A column of the same rows that holds, for each distinct value of `column`, the new value at the same position."""
    places: dict[tuple[type, Any], int] = {}
    values: list[Any] = [None]
    look_up = np.zeros(len(new_values), np.int32)
    for position, value in enumerate(new_values):
        if value is None or value == "":
            continue
        key = (type(value), value)
        if key not in places:
            places[key] = len(values)
            values.append(value)
        look_up[position] = places[key]
    return EncodedColumn(values, look_up[column.codes])


def laid_over(first: EncodedColumn | None, second: EncodedColumn, where: np.ndarray | None = None) -> EncodedColumn:
    """One column from two of the same rows.

    Args:
        first: Cells that win, None for none.
        second: Cells that fill in.
        where: bool per row, the rows that take `second`; by default those where `first` is blank.
    """
    if first is None:
        return second if where is None else EncodedColumn(second.values, np.where(where, second.codes, 0).astype(np.int32))
    rows = is_blank(first) if where is None else where
    places = {(type(value), value): code for code, value in enumerate(first.values)}
    values = list(first.values)
    look_up = np.zeros(len(second.values), np.int32)
    for code, value in enumerate(second.values):
        key = (type(value), value)
        if key not in places:
            places[key] = len(values)
            values.append(value)
        look_up[code] = places[key]
    return EncodedColumn(values, np.where(rows, look_up[second.codes], first.codes).astype(np.int32))


def is_blank(column: EncodedColumn) -> np.ndarray:
    """bool per row: nothing to read in the cell."""
    # Nearly every cell begins with a letter or a digit: the others alone are looked at.
    blanks = [
        code
        for code, value in enumerate(column.values)
        if not (value.__class__ is str and value[0].isalnum()) and is_blank_value(value)
    ]
    look_up = np.zeros(len(column.values), bool)
    look_up[blanks] = True
    blank: np.ndarray = look_up[column.codes]
    return blank


def is_blank_value(value: Any) -> bool:
    """Whether a cell holds nothing to read: empty, covered by a merged one, or only blanks and invisible characters."""
    if isinstance(value, str):
        return not value[:1].isalnum() and not clean_spaces(value)
    return value is None or isinstance(value, MergedCell)


def text_of(value: Any) -> str | None:
    """A cell as a text without needless blanks, None when it holds no text."""
    return (clean_spaces(value) or None) if isinstance(value, str) else None
