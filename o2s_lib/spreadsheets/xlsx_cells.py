"""What a cell of an Office Open XML sheet holds, and the thorough reader of such a sheet."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from o2s_lib.spreadsheets.encoding import TableBuilder
from o2s_lib.spreadsheets.references import parse_range, parse_reference
from o2s_lib.spreadsheets.refusals import refusal
from o2s_lib.spreadsheets.serial_dates import NumberKind, value_of_serial
from o2s_lib.spreadsheets.shapes import CellError, FormulaWithoutValue
from o2s_lib.spreadsheets.xlsx_package import RichText, unescape_text
from o2s_lib.spreadsheets.xml_events import Attributes, local_name, text_of_xml

_TRUE = frozenset({"1", "true"})
_FALSE = frozenset({"0", "false"})


class CellReader:
    """Turns the type, style and text of a cell into a value.

    Args:
        texts: The shared texts.
        number_kinds: What each cell style shows a number as.
        is_1904: The date system.
    """

    def __init__(self, texts: list[str], number_kinds: list[NumberKind], is_1904: bool) -> None:
        self._texts = texts
        self._kinds = number_kinds
        self._is_1904 = is_1904

    def usual_value(self, kind: bytes | None, style: bytes | None, value: bytes | None, inline: bytes | None) -> Any:
        """A cell without formula, as the bytes of its attributes and of its only child, `<v>` or `<is><t>`."""
        if inline is not None:
            return unescape_text(text_of_xml(inline)) if kind == b"inlineStr" else None
        if value is None:
            return None if kind != b"e" else CellError("#N/A")
        position = int(style or 0)
        if (kind is None or kind == b"n") and value.isdigit() and len(value) < 16:
            return value_of_serial(float(value), self.number_kind(position), self._is_1904)
        return self.value(kind.decode() if kind else "n", position, text_of_xml(value))

    def value(self, kind: str, style: int, text: str) -> Any:
        """A cell that has a stored value, as a typed value; numbers are always floats.

        Raises:
            FileRefused: FILE_CORRUPT when the shared text that the cell names does not exist.
        """
        if kind == "s":
            return self.shared_text(text)
        if kind in ("str", "inlineStr"):
            return unescape_text(text)
        stripped = text.strip()
        if not stripped:
            return None
        if kind == "b":
            lowered = stripped.lower()
            return True if lowered in _TRUE else False if lowered in _FALSE else stripped
        if kind == "e":
            return CellError(stripped)
        if kind == "d":
            return _iso_value(stripped)
        return self._number(stripped, style)

    def _number(self, text: str, style: int) -> Any:
        try:
            number = float(text)
        except ValueError:
            return text
        if not math.isfinite(number) or "_" in text:
            return text
        return value_of_serial(number, self.number_kind(style), self._is_1904)

    def number_kind(self, style: int) -> NumberKind:
        """What a cell style shows a number as."""
        return self._kinds[style] if style < len(self._kinds) else NumberKind.NUMBER

    def shared_text(self, text: str | bytes) -> str:
        """The shared text of a position. Raises FileRefused, FILE_CORRUPT, when there is none."""
        try:
            position = int(text)
            if position < 0:
                raise IndexError
            return self._texts[position]
        except (ValueError, IndexError) as error:
            raise refusal("FILE_CORRUPT") from error


class SheetEvents:
    """Handlers that read a sheet whatever its prefixes, order of attributes and missing references."""

    def __init__(self, table: TableBuilder, cells: CellReader, *, may_stop: bool = True) -> None:
        self.is_row_hidden = False
        self._may_stop = may_stop
        self._table = table
        self._cells = cells
        self._row = 0
        self._column = -1
        self._row_cells: list[tuple[int, Any]] = []
        self._path: list[str] = []
        self._in_cell = False
        self._kind, self._style = "n", 0
        self._value: list[str] | None = None
        self._formula: list[str] | None = None
        self._inline: RichText | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        tag = local_name(name)
        self._path.append(tag)
        if self._in_cell:
            self._start_in_cell(tag)
        elif tag == "c" and self._path[-2:-1] == ["row"]:
            self._start_cell(attributes)
        elif tag == "row" and self._path[-2:-1] == ["sheetData"]:
            self._start_row(attributes)
        elif tag == "col":
            mark_hidden_columns(self._table, attributes)
        elif tag == "mergeCell":
            merge = parse_range(attributes.get("ref", ""))
            if merge is not None:
                self._table.merges.append(merge)

    def end(self, name: str) -> None:  # noqa: ARG002  the path knows which element ends
        tag = self._path.pop()
        if self._in_cell:
            if self._inline is not None:
                self._inline.end(tag)
            if tag == "c" and self._path[-1:] == ["row"]:
                self._row_cells.append((self._column, self._cell_value()))
                self._in_cell = False
        elif tag == "row" and self._path[-1:] == ["sheetData"]:
            self._table.add_row(self._row, self._row_cells, self.is_row_hidden, may_stop=self._may_stop)

    def text(self, piece: str) -> None:
        if not self._in_cell:
            return
        tag = self._path[-1]
        if tag == "v" and self._value is not None:
            self._value.append(piece)
        elif tag == "f" and self._formula is not None:
            self._formula.append(piece)
        elif self._inline is not None:
            self._inline.text(piece)

    def _start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r", "")
        self._row = int(number) if number.isdecimal() and len(number) < 9 else self._row + 1
        height = attributes.get("ht", "")
        self.is_row_hidden = attributes.get("hidden") in _TRUE or is_zero(height)
        self._column, self._row_cells = -1, []

    def _start_cell(self, attributes: Attributes) -> None:
        place = parse_reference(attributes.get("r", ""))
        self._column = self._column + 1 if place is None else place[1]
        style = attributes.get("s", "")
        self._kind, self._style = attributes.get("t", "n"), int(style) if style.isdecimal() else 0
        self._value = self._formula = self._inline = None
        self._in_cell = True

    def _start_in_cell(self, tag: str) -> None:
        parent = self._path[-2]
        if tag == "v" and parent == "c":
            self._value = []
        elif tag == "f" and parent == "c":
            self._formula = []
        elif tag == "is" and parent == "c":
            self._inline = RichText()
        if self._inline is not None:
            self._inline.start(tag)

    def _cell_value(self) -> Any:
        value = None if self._value is None else "".join(self._value)
        if self._inline is not None and value is None:
            return self._inline.take()
        if self._formula is not None and self._has_no_result(value):
            return FormulaWithoutValue("".join(self._formula).strip())
        if value is None:
            return CellError("#N/A") if self._kind == "e" else None
        return self._cells.value(self._kind, self._style, value)

    def _has_no_result(self, value: str | None) -> bool:
        """`t="str"` with an empty `<v>` is a formula whose result is the empty text: that is how Excel writes it."""
        return value is None or (self._kind != "str" and not value.strip())


def mark_hidden_columns(table: TableBuilder, attributes: Attributes) -> None:
    """Note the columns of a `<col min max hidden width>` that are hidden or have no width."""
    if attributes.get("hidden") not in _TRUE and not is_zero(attributes.get("width", "")):
        return
    first, last = attributes.get("min", ""), attributes.get("max", "")
    if first.isdecimal() and last.isdecimal():
        table.hidden_columns.update(range(int(first[:6]) - 1, min(int(last[:6]), 16_384)))


def is_zero(text: str) -> bool:
    """Whether a size is written as zero (`0`, `0.0`); a missing one is not."""
    try:
        return float(text) == 0
    except ValueError:
        return False


def _iso_value(text: str) -> Any:
    """A cell of type `d`: an ISO date, instant or time; the text itself when it is none of them."""
    for parse in (dt.date.fromisoformat, dt.time.fromisoformat, dt.datetime.fromisoformat):
        try:
            found = parse(text)
        except ValueError:
            continue
        if isinstance(found, dt.datetime | dt.time):
            found = found.replace(tzinfo=None)
        if isinstance(found, dt.datetime) and found.time() == dt.time():
            return found.date()
        return found
    return text
