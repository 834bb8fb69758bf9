"""Reads one sheet of an Office Open XML workbook into a `TableBuilder`, streaming.

Two readers give the same table. The quick one cuts the bytes at `</row>` and `<c r="` and looks each cell up by its
bytes, so that a value is only parsed the first time that its column holds it. A row that is not written in the one
usual form goes through the thorough reader, on expat; so does the whole sheet when it has prefixes, comments or
another encoding. See docs/decisions/0010-own-xlsx-reader.md.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import itemgetter

import numpy as np

from o2s_lib.spreadsheets.encoding import ColumnBuilder, EnoughRows, TableBuilder
from o2s_lib.spreadsheets.references import column_index, parse_range
from o2s_lib.spreadsheets.refusals import refusal
from o2s_lib.spreadsheets.xlsx_cells import CellReader, SheetEvents, mark_hidden_columns
from o2s_lib.spreadsheets.xlsx_codes import ODD, CellCodes
from o2s_lib.spreadsheets.xml_events import is_utf8_document, read_events

_BATCH_ROWS = 2_000
_FEW_ROWS = 16
_MAX_OUTSIDE_ROWS = 64_000_000
_SHEET_DATA = re.compile(rb"<sheetData\s*(/?)>")
_ROW_TAG = re.compile(rb"<row((?:\s+[\w:]+=\"[^\"<>]*\")*)\s*(/?)>")
_ROW_HEAD = re.compile(rb"(?:\s*<row(?:\s+[\w:]+=\"[^\"<>]*\")*\s*/>)*\s*<row((?:\s+[\w:]+=\"[^\"<>]*\")*)\s*>\s*")
_ROW_NUMBER = re.compile(rb'\sr="(\d{1,7})"')
_ROW_HIDDEN = re.compile(rb'\shidden="(?:1|true)"|\sht="0(?:\.0+)?"')
_ROOT_TAG = re.compile(rb"<worksheet[\s>]")
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']\s*([A-Za-z0-9:$]+)""")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")


class _NotUsual(Exception):
    """The sheet is not written in the form that the quick reader knows."""


def read_xlsx_sheet(stream: Callable[[], Iterator[bytes]], cells: CellReader, make_table: Callable[[], TableBuilder]) -> TableBuilder:
    """Read a sheet.

    Args:
        stream: Opens the sheet's XML as pieces; called once more when the thorough reader has to begin again.
        cells: Turns a cell's type, style and text into a value.
        make_table: Makes an empty table, for the same reason.

    Raises:
        FileRefused: FILE_CORRUPT, FILE_XML_ENTITIES, or FILE_TOO_LARGE for a table beyond the bounds.
    """
    table = make_table()
    try:
        _QuickReader(table, cells).read(stream())
    except EnoughRows:
        pass
    except _NotUsual:
        table = make_table()
        events = SheetEvents(table, cells)
        with contextlib.suppress(EnoughRows):
            read_events(stream(), start=events.start, end=events.end, text=events.text)
    return table


class _QuickReader:
    def __init__(self, table: TableBuilder, cells: CellReader) -> None:
        self._table = table
        self._cells = cells
        self._codes = CellCodes(cells)
        self._mixed: list[_Row] = []
        self._waiting: list[bytes] = []
        self._root = b""

    def read(self, pieces: Iterator[bytes]) -> None:
        """Raises `_NotUsual` when the sheet must be read the thorough way."""
        rest, is_empty = self._read_head(pieces)
        if is_empty:
            self._read_tail(rest, pieces)
            return
        for piece in pieces:
            buffer = rest + piece
            if b"<!" in buffer or b"<?" in buffer:
                raise _NotUsual
            end = buffer.find(b"</sheetData>")
            if end >= 0:
                self._read_rows(buffer[:end], is_last=True)
                self._read_tail(buffer[end:], pieces)
                return
            cut = buffer.rfind(b"</row>")
            if cut < 0:
                if len(buffer) > _MAX_OUTSIDE_ROWS:
                    raise _NotUsual
                rest = buffer
                continue
            self._read_rows(buffer[: cut + 6], is_last=False)
            rest = buffer[cut + 6 :]
        raise _NotUsual

    def _read_head(self, pieces: Iterator[bytes]) -> tuple[bytes, bool]:
        """What follows `<sheetData>` in the pieces taken so far, and whether it is an empty element."""
        buffer = b""
        for piece in pieces:
            buffer += piece
            opening = _SHEET_DATA.search(buffer)
            if opening:
                break
            if len(buffer) > _MAX_OUTSIDE_ROWS:
                raise _NotUsual
        else:
            raise _NotUsual
        head = buffer[: opening.start()]
        root = _ROOT_TAG.search(head)
        if root is None or not is_utf8_document(head) or b"<!" in buffer or b"<?" in buffer[root.start() :]:
            raise _NotUsual
        self._root = head[root.start() : head.index(b">", root.start()) + 1]
        for attributes in _COLUMN.findall(head):
            mark_hidden_columns(self._table, {k.decode(): v.decode() for k, v in _ATTRIBUTE.findall(attributes)})
        rest = buffer[opening.end() :]
        end = rest.find(b"</sheetData>")
        if end >= 0:
            self._read_rows(rest[:end], is_last=True)
            return rest[end:], True
        return rest, bool(opening.group(1))

    def _read_tail(self, rest: bytes, pieces: Iterator[bytes]) -> None:
        for piece in pieces:
            rest += piece
            if len(rest) > _MAX_OUTSIDE_ROWS:
                raise refusal("FILE_TOO_LARGE_UNCOMPRESSED")
        if b"<!" in rest or b"</worksheet>" not in rest:
            raise _NotUsual
        for name in _MERGE.findall(rest):
            merge = parse_range(name.decode())
            if merge is not None:
                self._table.merges.append(merge)

    def _read_rows(self, block: bytes, *, is_last: bool) -> None:
        rows = block.split(b"</row>")
        tail = rows.pop()
        self._waiting.extend(rows)
        while len(self._waiting) >= _BATCH_ROWS or (is_last and self._waiting):
            batch, self._waiting = self._waiting[:_BATCH_ROWS], self._waiting[_BATCH_ROWS:]
            self._read_batch(batch)
        if is_last:
            self._read_mixed()
        if is_last and tail.strip() and _ROW_TAG.sub(b"", tail).strip():
            raise _NotUsual

    def _read_batch(self, rows: list[bytes]) -> None:
        """Cut the rows into cells; rows that follow each other with as many cells go on together."""
        alike: list[_Row] = []
        for content in rows:
            row = _cut_row(content)
            if alike and (len(row.cells) != len(alike[0].cells) or len(row.digits) != len(alike[0].digits)):
                self._read_alike(alike)
                alike = []
            alike.append(row)
        self._read_alike(alike)

    def _read_alike(self, rows: list[_Row]) -> None:
        gathered = _Gathered(self._table)
        if len(rows) < _FEW_ROWS or not _gather_by_column(rows, gathered):
            self._mixed.extend(rows)
            if len(self._mixed) < _BATCH_ROWS // 2 and len(rows) < _FEW_ROWS:
                return
            self._read_mixed()
            return
        self._read_mixed()
        self._add_batch(rows, gathered)

    def _read_mixed(self) -> None:
        """Rows of different lengths: gather cell by cell."""
        if self._mixed:
            rows, self._mixed = self._mixed, []
            gathered = _Gathered(self._table)
            _gather_by_cell(rows, gathered)
            self._add_batch(rows, gathered)

    def _add_batch(self, rows: list[_Row], gathered: _Gathered) -> None:
        codes = np.zeros((self._table.width, len(rows)), dtype=np.int32)
        odd: set[int] = set()
        for column, rests, positions in gathered.values():
            found = self._codes.codes_of(column, rests, self._table.rows)
            where = positions if positions is not None else range(len(rows))
            if ODD in found:
                odd.update(position for position, code in zip(where, found, strict=True) if code == ODD)
            if positions is None or len(positions) == len(rows):
                codes[column.slot] = found
            else:
                codes[column.slot, positions] = found
        if odd:
            codes[:, sorted(odd)] = 0
            for position in sorted(odd):
                self._read_odd_row(rows[position])
        self._table.add_block([row.number for row in rows], codes, [row.number for row in rows if row.is_hidden])
        self._table.stop_if_enough()

    def _read_odd_row(self, row: _Row) -> None:
        events = SheetEvents(self._table, self._cells, may_stop=False)
        opening = row.content.rindex(b"<row")
        document = [self._root, b"<sheetData>", row.content[opening:], b"</row></sheetData></worksheet>"]
        read_events(document, start=events.start, end=events.end, text=events.text)


@dataclass(slots=True)
class _Row:
    """A row in the usual form; each cell is what follows `<c r="`."""

    number: int
    digits: bytes
    is_hidden: bool
    cells: list[bytes]
    content: bytes


def _cut_row(content: bytes) -> _Row:
    cells = content.split(b'<c r="')
    head = _ROW_HEAD.fullmatch(cells[0])
    number = _ROW_NUMBER.search(head.group(1)) if head else None
    if head is None or number is None:
        raise _NotUsual
    del cells[0]
    digits = number.group(1)
    is_hidden = b"h" in head.group(1) and _ROW_HIDDEN.search(head.group(1)) is not None
    return _Row(int(digits), digits, is_hidden, cells, content)


def _gather_by_column(rows: list[_Row], gathered: _Gathered) -> bool:
    """Gather rows that hold the same columns, without looking at each reference; False when they do not."""
    starts = [row.digits + b'"' for row in rows]
    length = len(starts[0])
    columns = []
    for cells in zip(*(row.cells for row in rows), strict=True):
        letters = cells[0].partition(b'"')[0][: 1 - length]
        if not all(map(bytes.startswith, cells, [letters + start for start in starts])):
            return False
        columns.append((letters, list(map(itemgetter(slice(len(letters) + length, None)), cells))))
    if len({letters for letters, _ in columns}) != len(columns):
        raise _NotUsual
    for letters, rests in columns:
        gathered[letters] = (gathered[letters][0], rests, None)
    return True


def _gather_by_cell(rows: list[_Row], gathered: _Gathered) -> None:
    for position, row in enumerate(rows):
        digits, cut = row.digits, -len(row.digits)
        for cell in row.cells:
            reference, _, rest = cell.partition(b'"')
            if reference[cut:] != digits:
                raise _NotUsual
            _, rests, positions = gathered[reference[:cut]]
            rests.append(rest)
            positions.append(position)  # type: ignore[union-attr]  # None only once gathered by column


class _Gathered(dict[bytes, tuple[ColumnBuilder, list[bytes], list[int] | None]]):
    """Column letters → the column, the bytes of its cells and their positions in the batch."""

    def __init__(self, table: TableBuilder) -> None:
        self._table = table

    def __missing__(self, letters: bytes) -> tuple[ColumnBuilder, list[bytes], list[int] | None]:
        index = column_index(letters.decode("ascii", "replace"))
        if index is None:
            raise _NotUsual
        found: tuple[ColumnBuilder, list[bytes], list[int] | None] = (self._table.column(index), [], [])
        self[letters] = found
        return found
