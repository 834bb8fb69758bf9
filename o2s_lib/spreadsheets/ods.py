"""Reads OpenDocument spreadsheets (.ods, and the flat .fods), streaming.

Source: OASIS OpenDocument 1.3, part 3, chapter 9 (tables). LibreOffice fills the rest of a sheet with rows and cells
repeated a million times: they are counted, never unrolled, unless they hold something.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from o2s_lib.spreadsheets.encoding import EnoughRows, TableBuilder
from o2s_lib.spreadsheets.references import range_name
from o2s_lib.spreadsheets.shapes import CellError, FormulaWithoutValue, SheetInfo
from o2s_lib.spreadsheets.xml2003 import instant_of, value_of_data
from o2s_lib.spreadsheets.xml_events import Attributes, Enough, local_name, read_events

_MAX_ROW = 1_048_576
_MAX_COLUMN = 16_384
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?")
_ERROR_TEXTS = re.compile(r"#[A-Z0-9/!?ÉÈ]+|Err:\d{3}")
_NUMBERS = frozenset({"float", "percentage", "currency"})


@dataclass
class OdsOutline:
    """The sheets of the document."""

    sheets: list[SheetInfo] = field(default_factory=list)


def read_outline(pieces: Iterable[bytes]) -> OdsOutline:
    """The list of sheets. Raises FileRefused when the XML is not well formed."""
    outline = OdsOutline()
    hidden_styles: set[str] = set()
    current = [""]
    depth = [0]

    def start(name: str, attributes: Attributes) -> None:
        tag = local_name(name)
        if tag == "style":
            current[0] = _get(attributes, "name") if _get(attributes, "family") == "table" else ""
        elif tag == "table-properties" and current[0] and _get(attributes, "display") == "false":
            hidden_styles.add(current[0])
        elif (tag == "table" and name.startswith("table:")) or name == "table":
            depth[0] += 1
            if depth[0] == 1:
                is_hidden = _get(attributes, "style-name") in hidden_styles
                outline.sheets.append(SheetInfo(_get(attributes, "name"), is_hidden))

    def end(name: str) -> None:
        if name in ("table:table", "table"):
            depth[0] -= 1

    read_events(pieces, start=start, end=end)
    return outline


def read_ods_sheet(pieces: Iterable[bytes], position: int, table: TableBuilder) -> None:
    """Read the sheet at a 0-based position into the table. Raises FileRefused when the XML is not well formed."""
    events = _Events(position, table)
    with contextlib.suppress(EnoughRows):
        read_events(pieces, start=events.start, end=events.end, text=events.text)


class _Events:
    def __init__(self, position: int, table: TableBuilder) -> None:
        self._wanted, self._sheet, self._table_depth = position, -1, 0
        self._table = table
        self._row, self._repeat_row, self._is_hidden = 1, 1, False
        self._column, self._column_style = 0, 0
        self._row_cells: list[tuple[int, Any]] = []
        self._cell: Attributes | None = None
        self._silent = 0
        self._lines: list[list[str]] = []
        self._in_line = 0

    def start(self, name: str, attributes: Attributes) -> None:
        tag = local_name(name)
        if tag == "table" and name in ("table:table", "table"):
            self._table_depth += 1
            if self._table_depth == 1:
                self._sheet += 1
            return
        if self._sheet != self._wanted or self._table_depth != 1:
            return
        if self._cell is not None:
            self._start_in_cell(tag, attributes)
        elif tag in ("table-cell", "covered-table-cell"):
            self._cell, self._lines, self._in_line, self._silent = attributes, [], 0, 0
        elif tag == "table-row":
            self._repeat_row = _count(attributes, "number-rows-repeated", _MAX_ROW)
            self._is_hidden = _get(attributes, "visibility") in ("collapse", "filter")
            self._row_cells, self._column = [], 0
        elif tag == "table-column":
            repeat = _count(attributes, "number-columns-repeated", _MAX_COLUMN)
            if _get(attributes, "visibility") in ("collapse", "filter"):
                self._table.hidden_columns.update(range(self._column_style, min(self._column_style + repeat, _MAX_COLUMN)))
            self._column_style += repeat

    def end(self, name: str) -> None:
        tag = local_name(name)
        if tag == "table" and name in ("table:table", "table"):
            self._table_depth -= 1
            if self._table_depth == 0 and self._sheet == self._wanted:
                raise Enough
            return
        if self._sheet != self._wanted or self._table_depth != 1:
            return
        if self._cell is not None:
            if tag in ("table-cell", "covered-table-cell"):
                self._end_cell(self._cell)
                self._cell = None
            elif tag == "annotation" or self._silent:
                self._silent -= tag == "annotation"
            elif tag in ("p", "h"):
                self._in_line -= 1
        elif tag == "table-row":
            self._end_row()

    def text(self, piece: str) -> None:
        if self._cell is not None and self._in_line and not self._silent:
            self._lines[-1].append(piece)

    def _start_in_cell(self, tag: str, attributes: Attributes) -> None:
        if tag == "annotation" or self._silent:
            self._silent += tag == "annotation"
        elif tag in ("p", "h"):
            self._lines.append([])
            self._in_line += 1
        elif self._in_line and tag == "s":
            self._lines[-1].append(" " * _count(attributes, "c", 32_767))
        elif self._in_line and tag == "tab":
            self._lines[-1].append("\t")
        elif self._in_line and tag == "line-break":
            self._lines[-1].append("\n")

    def _end_cell(self, attributes: Attributes) -> None:
        repeat = _count(attributes, "number-columns-repeated", _MAX_COLUMN)
        value = _cell_value(attributes, "\n".join("".join(line) for line in self._lines))
        if value is not None:
            self._row_cells.extend((self._column + offset, value) for offset in range(repeat))
        down, across = _count(attributes, "number-rows-spanned", _MAX_ROW), _count(attributes, "number-columns-spanned", _MAX_COLUMN)
        if down > 1:
            bottom, right = self._row + down - 1, self._column + across - 1
            name = range_name(self._row, self._column, bottom, right)
            self._table.merges.append((self._row, self._column, bottom, right, name))
        self._column += repeat

    def _end_row(self) -> None:
        if self._row_cells:
            for number in range(self._row, self._row + self._repeat_row):
                self._table.add_row(number, self._row_cells, self._is_hidden)
        self._row += self._repeat_row


def _cell_value(attributes: Attributes, text: str) -> Any:
    formula = _get(attributes, "formula")
    kind = _get(attributes, "value-type")
    calc_kind = attributes.get("calcext:value-type", "")
    if calc_kind == "error" or (formula and kind == "string" and _ERROR_TEXTS.fullmatch(text)):
        return CellError(text or "#N/A")
    if kind in _NUMBERS:
        return value_of_data("Number", _get(attributes, "value")) if _get(attributes, "value") else text or None
    if kind == "date":
        return instant_of(_get(attributes, "date-value"))
    if kind == "time":
        return _duration_of(_get(attributes, "time-value")) or text or None
    if kind == "boolean":
        return value_of_data("Boolean", _get(attributes, "boolean-value"))
    if formula and not kind and not text:
        return FormulaWithoutValue(formula.partition(":=")[2] or formula)
    stored = _get(attributes, "string-value")
    return text or stored or None


def _duration_of(text: str) -> Any:
    """`PT14H30M00S` is the time 14:30; a day or more, or less than nothing, is a duration."""
    match = _DURATION.fullmatch(text)
    if match is None or len(text) < 3:
        return text
    sign, days, hours, minutes, seconds, fraction = match.groups()
    try:
        length = dt.timedelta(
            days=int(days or 0),
            hours=int(hours or 0),
            minutes=int(minutes or 0),
            seconds=int(seconds or 0),
            microseconds=int((fraction or "0")[:6].ljust(6, "0")),
        )
    except OverflowError:
        return text
    if sign or length >= dt.timedelta(days=1):
        return -length if sign else length
    return (dt.datetime.min + length).time()  # noqa: DTZ901  only the time of day is taken


def _get(attributes: Attributes, name: str) -> str:
    """An attribute by its local name: `office:value-type` or `value-type`, whatever the prefix but `calcext`."""
    for prefix in ("office:", "table:", "text:", "style:", ""):
        value = attributes.get(prefix + name)
        if value is not None:
            return value
    return ""


def _count(attributes: Attributes, name: str, most: int) -> int:
    text = _get(attributes, name)
    return min(max(int(text), 1), most) if text.isdecimal() and len(text) < 9 else 1
