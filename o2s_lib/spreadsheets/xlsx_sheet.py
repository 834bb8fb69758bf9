"""Reads one sheet of an Office Open XML workbook into a `TableBuilder`, streaming.

Two readers give the same table. The quick one cuts the bytes at `</row>` and `<c r="` and looks each cell up by its
bytes, so that a value is only parsed the first time that its column holds it. A row that is not written in the one
usual form goes through the thorough reader, on expat; so does the whole sheet when it has prefixes, comments or
another encoding. See docs/decisions/0010-own-xlsx-reader.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from o2s_lib.spreadsheets.encoding import ColumnBuilder, EnoughRows, TableBuilder
from o2s_lib.spreadsheets.refusals import refusal
from o2s_lib.spreadsheets.references import column_index, parse_range
from o2s_lib.spreadsheets.xlsx_cells import CellReader, SheetEvents, mark_hidden_columns
from o2s_lib.spreadsheets.xml_events import is_utf8_document, read_events

_INLINE_START = b' t="inlineStr"><is><t>'
_INLINE_END = b"</t></is></c>"
_NOT_PLAIN = re.compile(rb"[<&\r]|_x").search
_MAX_OUTSIDE_ROWS = 64_000_000
_SHEET_DATA = re.compile(rb"<sheetData\s*(/?)>")
_ROW_TAG = re.compile(rb"<row((?:\s+[\w:]+=\"[^\"<>]*\")*)\s*(/?)>")
_ROW_HEAD = re.compile(rb"(?:\s*<row(?:\s+[\w:]+=\"[^\"<>]*\")*\s*/>)*\s*<row((?:\s+[\w:]+=\"[^\"<>]*\")*)\s*>\s*")
_ROW_NUMBER = re.compile(rb'\sr="(\d{1,7})"')
_ROW_HIDDEN = re.compile(rb'\shidden="(?:1|true)"|\sht="0(?:\.0+)?"')
_ROOT_TAG = re.compile(rb"<worksheet[\s>]")
_CELL = re.compile(
    rb'(?: s="(\d+)")?(?: t="(\w+)")?(?: s="(\d+)")?\s*'
    rb"(?:/>|>(?:<v>([^<]*)</v>|<is><t(?: xml:space=\"preserve\")?>([^<]*)</t></is>)?</c>)\s*"
)
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
        try:
            read_events(stream(), start=events.start, end=events.end, text=events.text)
        except EnoughRows:
            pass
    return table


class _QuickReader:
    def __init__(self, table: TableBuilder, cells: CellReader) -> None:
        self._table = table
        self._cells = cells
        self._columns: dict[bytes, ColumnBuilder] = {}
        self._last_row = 0
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
        for row in rows:
            self._read_row(row)
        if is_last and tail.strip() and _ROW_TAG.sub(b"", tail).strip():
            raise _NotUsual

    def _read_row(self, row: bytes) -> None:
        pieces = row.split(b'<c r="')
        head = _ROW_HEAD.fullmatch(pieces[0])
        number = _ROW_NUMBER.search(head.group(1)) if head else None
        if head is None or number is None:
            raise _NotUsual
        digits = number.group(1)
        is_hidden = b"h" in head.group(1) and _ROW_HIDDEN.search(head.group(1)) is not None
        self._last_row = int(digits)
        del pieces[0]
        codes = [0] * self._table.width
        columns, cut = self._columns, -len(digits)
        try:
            for piece in pieces:
                reference, _, rest = piece.partition(b'"')
                column = columns[reference[:cut]]
                if reference[cut:] != digits:
                    raise _NotUsual
                code = column.cache.get(rest)
                if code is None:
                    code = self._new_code(column, rest)
                codes[column.slot] = code
        except KeyError:
            self._meet_columns(pieces, digits)
            return self._read_row(row)
        except _OddCell:
            return self._read_odd_row(row, is_hidden)
        self._table.add_codes(self._last_row, codes, is_hidden)

    def _meet_columns(self, pieces: list[bytes], digits: bytes) -> None:
        for piece in pieces:
            letters = piece.partition(b'"')[0][: -len(digits)]
            if letters not in self._columns:
                index = column_index(letters.decode("ascii", "replace"))
                if index is None:
                    raise _NotUsual
                self._columns[letters] = self._table.column(index)

    def _new_code(self, column: ColumnBuilder, rest: bytes) -> int:
        """The code of a cell whose bytes the column's cache does not hold; parses it."""
        if rest.startswith(_INLINE_START) and rest.endswith(_INLINE_END) and not _NOT_PLAIN(rest, 22, len(rest) - 13):
            text = rest[22:-13].decode()
            code = column.texts.get(text)
            if code is None:
                code = column.code_of(text)
        else:
            match = _CELL.fullmatch(rest)
            if match is None:
                raise _OddCell
            style, kind, late_style, value, inline = match.groups()
            code = column.code_of(self._cells.usual_value(kind, style or late_style, value, inline))
        if column.is_cached:
            column.cache[rest] = code
            if len(column.cache) >= column.cache_limit:
                column.review_cache(self._table.rows)
        return code

    def _read_odd_row(self, row: bytes, is_hidden: bool) -> None:
        events = SheetEvents(self._table, self._cells)
        events.is_row_hidden = is_hidden
        opening = row.rindex(b"<row")
        document = [self._root, b"<sheetData>", row[opening:], b"</row></sheetData></worksheet>"]
        read_events(document, start=events.start, end=events.end, text=events.text)


class _OddCell(Exception):
    """A cell that is written in an unusual form: a formula, rich text, attributes in another order."""
