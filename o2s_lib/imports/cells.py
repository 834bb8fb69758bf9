"""Small things about cells: their text, and columns made of other columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from o2s_lib.spreadsheets.shapes import CellError, EncodedColumn, FormulaWithoutValue, MergedCell


def cell_text(value: Any) -> str:
    """A raw cell as its user would read it: dates JJ/MM/AAAA, whole numbers without decimals, VRAI and FAUX."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).replace(".", ",")
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y" if value.time() == datetime.min.time() else "%d/%m/%Y %H:%M:%S")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, CellError):
        return value.text
    if isinstance(value, FormulaWithoutValue):
        return value.formula or "(formule)"
    if isinstance(value, MergedCell):
        return ""
    return str(value)


def encode_cells(cells: Sequence[Any]) -> EncodedColumn:
    """A column from its cells, distinct by (type, value); None is the empty cell."""
    values: list[Any] = [None]
    seen: dict[tuple[type, Any], int] = {(type(None), None): 0}
    codes = np.empty(len(cells), np.int32)
    for index, cell in enumerate(cells):
        key = (type(cell), cell)
        code = seen.get(key)
        if code is None:
            code = seen[key] = len(values)
            values.append(cell)
        codes[index] = code
    return EncodedColumn(values, codes)


def compact(column: EncodedColumn, rows: np.ndarray) -> EncodedColumn:
    """The column for some rows with only the distinct values that they hold (None stays at position 0)."""
    used, codes = np.unique(np.append(column.codes[rows], 0), return_inverse=True)
    return EncodedColumn([column.values[code] for code in used], codes[:-1].astype(np.int32))


def pair(first: EncodedColumn, second: EncodedColumn) -> tuple[EncodedColumn, list[Any]]:
    """The first column made distinct over pairs with the second.

    Returns:
        The first column with one entry per distinct pair (position 0 is still None), and for each entry the
        second column's value.
    """
    width = len(second.values)
    pairs = first.codes.astype(np.int64) * width + second.codes
    distinct, codes = np.unique(pairs, return_inverse=True)
    values = [None, *(first.values[pair // width] for pair in distinct)]
    contexts = [None, *(second.values[pair % width] for pair in distinct)]
    return EncodedColumn(values, (codes + 1).astype(np.int32)), contexts


def replace_values(column: EncodedColumn, replacements: dict[str, str]) -> EncodedColumn:
    """The column with whole values replaced: text of the cell -> new text ("" empties the cell)."""
    if not replacements:
        return column
    wanted = {text.strip(): new for text, new in replacements.items()}
    values = [None] + [_replaced(value, wanted) for value in column.values[1:]]
    return EncodedColumn(values, column.codes)


def _replaced(value: Any, wanted: dict[str, str]) -> Any:
    text = cell_text(value).strip()
    return (wanted[text] or None) if text in wanted else value


def set_cells(column: EncodedColumn, edits: dict[int, str | None]) -> EncodedColumn:
    """The column with some cells set to a text (None or "" empties)."""
    if not edits:
        return column
    values, codes = list(column.values), column.codes.copy()
    seen: dict[str, int] = {}
    for row, text in edits.items():
        if not text:
            codes[row] = 0
            continue
        if text not in seen:
            seen[text] = len(values)
            values.append(text)
        codes[row] = seen[text]
    return EncodedColumn(values, codes)


def object_array(values: Sequence[Any]) -> np.ndarray:
    """A one-dimensional object array, whatever the items are."""
    array = np.empty(len(values), object)
    array[:] = values
    return array


def is_none(values: Any) -> np.ndarray:
    """Bool per item of an object array: it is None."""
    return np.asarray(np.equal(values, None), bool)  # type: ignore[call-overload]  # NumPy compares objects with None; its stubs do not say so


def has_value(values: Any) -> np.ndarray:
    """Bool per item of an object array: it is not None."""
    return np.asarray(np.not_equal(values, None), bool)  # type: ignore[call-overload]  # as above
