"""Reads XML Spreadsheet 2003 (SpreadsheetML), the format of the product's own templates and exports.

Names are told by namespace, whatever the prefix. Source: « XML Spreadsheet Reference », Microsoft, 2003.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import math
import re
from dataclasses import dataclass, field
from typing import Any

from o2s_lib.spreadsheets.encoding import EnoughRows, TableBuilder
from o2s_lib.spreadsheets.references import range_name
from o2s_lib.spreadsheets.shapes import CellError, FormulaWithoutValue, SheetInfo
from o2s_lib.spreadsheets.xlsx_cells import is_zero
from o2s_lib.spreadsheets.xml_events import NAMESPACE_SEPARATOR, Attributes, Enough, document_pieces, read_events

SPREADSHEET_NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
EXCEL_NAMESPACE = "urn:schemas-microsoft-com:office:excel"
_SS = SPREADSHEET_NAMESPACE + NAMESPACE_SEPARATOR
_X = EXCEL_NAMESPACE + NAMESPACE_SEPARATOR
_INSTANT = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?Z?")
_MAX_ROW = 1_048_576
_MAX_COLUMN = 16_384


@dataclass
class Xml2003Outline:
    """The sheets of the document, and its date system (dates are written in ISO: nothing to convert)."""

    sheets: list[SheetInfo] = field(default_factory=list)
    is_1904: bool = False


def read_outline(content: bytes) -> Xml2003Outline:
    """The list of sheets, without their cells. Raises FileRefused when the XML is not well formed."""
    outline = Xml2003Outline()
    names: list[str] = []
    hidden: set[int] = set()
    state: dict[str, Any] = {"visible": None}

    def start(name: str, attributes: Attributes) -> None:
        if name == _SS + "Worksheet":
            names.append(_attribute(attributes, "Name"))
        elif name == _X + "Visible":
            state["visible"] = []
        elif name == _X + "Date1904":
            outline.is_1904 = True

    def text(piece: str) -> None:
        if state["visible"] is not None:
            state["visible"].append(piece)

    def end(name: str) -> None:
        if name == _X + "Visible":
            if "".join(state["visible"]).strip() in ("SheetHidden", "SheetVeryHidden") and names:
                hidden.add(len(names) - 1)
            state["visible"] = None

    read_events(document_pieces(content), start=start, end=end, text=text, with_namespaces=True)
    outline.sheets = [SheetInfo(name, index in hidden) for index, name in enumerate(names)]
    return outline


def read_xml2003_sheet(content: bytes, position: int, table: TableBuilder) -> None:
    """Read the sheet at a 0-based position into the table. Raises FileRefused when the XML is not well formed."""
    events = _Events(position, table)
    with contextlib.suppress(EnoughRows):
        read_events(document_pieces(content), start=events.start, end=events.end, text=events.text, with_namespaces=True)


class _Events:
    def __init__(self, position: int, table: TableBuilder) -> None:
        self._wanted = position
        self._sheet = -1
        self._table = table
        self._row, self._column, self._next_column_style = 0, -1, 0
        self._row_cells: list[tuple[int, Any]] = []
        self._is_row_hidden, self._repeat = False, 1
        self._depth_in_cell = 0
        self._across = 0
        self._formula: str | None = None
        self._type: str | None = None
        self._text: list[str] | None = None
        self._data_depth = 0
        self._has_data = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == _SS + "Worksheet":
            self._sheet += 1
        if self._sheet != self._wanted:
            return
        if self._depth_in_cell:
            self._depth_in_cell += 1
            if name == _SS + "Data" and self._depth_in_cell == 2:
                self._type = _attribute(attributes, "Type") or "String"
                self._text, self._data_depth, self._has_data = [], self._depth_in_cell, True
            return
        if name == _SS + "Cell":
            self._start_cell(attributes)
        elif name == _SS + "Row":
            self._row = _position(attributes, "Index", self._row + 1, _MAX_ROW)
            self._repeat = 1 + _position(attributes, "Span", 0, _MAX_ROW)
            self._is_row_hidden = _attribute(attributes, "Hidden") == "1" or is_zero(_attribute(attributes, "Height"))
            self._row_cells, self._column = [], -1
        elif name == _SS + "Column":
            self._mark_column(attributes)

    def end(self, name: str) -> None:
        if self._sheet != self._wanted:
            return
        if self._depth_in_cell:
            if self._depth_in_cell == self._data_depth:
                self._data_depth = 0
            self._depth_in_cell -= 1
            if not self._depth_in_cell:
                self._row_cells.append((self._column, self._cell_value()))
                self._column += self._across
        elif name == _SS + "Row":
            self._table.add_row(self._row, self._row_cells, self._is_row_hidden)
            self._row += self._repeat - 1
        elif name == _SS + "Worksheet":
            raise Enough

    def text(self, piece: str) -> None:
        if self._data_depth and self._text is not None:
            self._text.append(piece)

    def _start_cell(self, attributes: Attributes) -> None:
        self._column = _position(attributes, "Index", self._column + 2, _MAX_COLUMN) - 1
        self._across = _position(attributes, "MergeAcross", 0, _MAX_COLUMN)
        down = _position(attributes, "MergeDown", 0, _MAX_ROW)
        if down:
            bottom, right = self._row + down, self._column + self._across
            name = range_name(self._row, self._column, bottom, right)
            self._table.merges.append((self._row, self._column, bottom, right, name))
        self._formula = _attribute(attributes, "Formula") or None
        self._type, self._text, self._has_data = None, None, False
        self._depth_in_cell = 1

    def _cell_value(self) -> Any:
        text = "".join(self._text or ())
        if self._formula is not None and (not self._has_data or (self._type != "String" and not text.strip())):
            return FormulaWithoutValue(self._formula.lstrip("="))
        return value_of_data(self._type or "String", text) if self._has_data else None

    def _mark_column(self, attributes: Attributes) -> None:
        first = _position(attributes, "Index", self._next_column_style + 1, _MAX_COLUMN) - 1
        last = min(first + _position(attributes, "Span", 0, _MAX_COLUMN), _MAX_COLUMN - 1)
        self._next_column_style = last + 1
        if _attribute(attributes, "Hidden") == "1" or is_zero(_attribute(attributes, "Width")):
            self._table.hidden_columns.update(range(first, last + 1))


def value_of_data(kind: str, text: str) -> Any:
    """The value of a `Data` element by its ss:Type; text that does not fit its type stays text."""
    if kind == "String":
        return text or None
    stripped = text.strip()
    if not stripped:
        return None
    if kind == "Number":
        try:
            number = float(stripped)
        except ValueError:
            return text
        return number if math.isfinite(number) and "_" not in stripped else text
    if kind == "Boolean":
        return {"1": True, "0": False, "true": True, "false": False}.get(stripped.lower(), text)
    if kind == "Error":
        return CellError(stripped)
    return instant_of(stripped) if kind == "DateTime" else text


def instant_of(text: str) -> Any:
    """`1970-06-15T00:00:00.000` as a date, a datetime, or a time for day zero; the text itself when it is none."""
    match = _INSTANT.fullmatch(text)
    if match is None:
        return text
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    microsecond = int((match.group(7) or "0").ljust(6, "0"))
    try:
        moment = dt.datetime(year, month, day, hour, minute, second, microsecond)  # noqa: DTZ001  a sheet's dates have no time zone
    except ValueError:
        return text
    if (year, month, day) in ((1899, 12, 30), (1899, 12, 31), (1904, 1, 1)) and moment.time() != dt.time():
        return moment.time()
    return moment.date() if moment.time() == dt.time() else moment


def _attribute(attributes: Attributes, name: str) -> str:
    return attributes.get(_SS + name) or attributes.get(name) or ""


def _position(attributes: Attributes, name: str, otherwise: int, most: int) -> int:
    text = _attribute(attributes, name).strip()
    return min(int(text), most) if text.isdecimal() and len(text) < 9 else otherwise

