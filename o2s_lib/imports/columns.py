"""Parsing the columns of a file: each distinct value once, with the country beside it where a rule needs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from o2s_lib.fields import Lists, context_field, parse_column, parse_criterion
from o2s_lib.fields.catalogue import field_named
from o2s_lib.fields.shapes import ParsedColumn
from o2s_lib.imports.cells import cell_text, has_value, pair
from o2s_lib.imports.tables import MappedTable
from o2s_lib.spreadsheets.shapes import EncodedColumn


@dataclass(frozen=True)
class FileColumn:
    """A column of the file with its rules applied.

    Args:
        name: Identifier of a catalogue field, or `criterion:<label>`.
        cells: The raw cells; `parsed` has one entry per distinct value of `cells`.
    """

    name: str
    cells: EncodedColumn
    parsed: ParsedColumn

    @cached_property
    def values(self) -> np.ndarray:
        """Canonical value of each row."""
        return np.asarray(self.parsed.values[self.cells.codes])

    @cached_property
    def keys(self) -> np.ndarray:
        """Comparison key of each row."""
        return np.asarray(self.parsed.keys[self.cells.codes])

    @cached_property
    def is_given(self) -> np.ndarray:
        """Bool per row: the file says something here (a value, an error, or `#SUPPR#`)."""
        per_value = self.parsed.is_error | self.parsed.erase | _not_none(self.parsed.values)
        return np.asarray(per_value[self.cells.codes])

    @cached_property
    def is_error(self) -> np.ndarray:
        """Bool per row: the cell cannot be taken."""
        return np.asarray(self.parsed.is_error[self.cells.codes])

    @cached_property
    def erases(self) -> np.ndarray:
        """Bool per row: the cell holds `#SUPPR#`."""
        return np.asarray(self.parsed.erase[self.cells.codes])


def _not_none(values: np.ndarray) -> np.ndarray:
    return np.asarray(has_value(values), bool)


def parse_table(table: MappedTable, *, lists: Lists, today: date, year_pivot: int | None = None) -> dict[str, FileColumn]:
    """Every mapped column of the file, parsed; keys in the order of the file, criteria last."""
    columns = {name: _parse_field(name, table, lists, today, year_pivot) for name in table.fields}
    for label, cells in table.criteria.items():
        name = f"criterion:{label}"
        columns[name] = FileColumn(name, cells, parse_criterion(label, cells.values, lists))
    return columns


def _parse_field(name: str, table: MappedTable, lists: Lists, today: date, year_pivot: int | None) -> FileColumn:
    cells = table.fields[name]
    country = context_field(name)
    contexts: list[Any] | None = None
    if country is not None and country in table.fields:
        cells, beside = pair(cells, table.fields[country])
        contexts = [cell_text(value) or None for value in beside]
    parsed = parse_column(
        field_named(name), cells.values, today=today, is_1904=table.is_1904, contexts=contexts, lists=lists, year_pivot=year_pivot
    )
    return FileColumn(name, cells, parsed)
