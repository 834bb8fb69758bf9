"""Reads Excel 97-2003 workbooks (BIFF8) with xlrd, values and what Excel hides of them alike.

Number formats are judged by our own rules, so that a cell means the same in .xls and .xlsx.
"""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any

from o2s_lib.spreadsheets.encoding import EnoughRows, TableBuilder
from o2s_lib.spreadsheets.references import range_name
from o2s_lib.spreadsheets.refusals import refusal, unknown_format
from o2s_lib.spreadsheets.serial_dates import NumberKind, kind_of_format, value_of_serial
from o2s_lib.spreadsheets.shapes import CellError, FormulaWithoutValue, SheetInfo

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_STREAMS = {
    "WordDocument": ("un document Word", "copier son tableau dans un classeur Excel"),
    "PowerPoint Document": ("une présentation PowerPoint", "copier son tableau dans un classeur Excel"),
    "VisioDocument": ("un dessin Visio", "choisir un classeur Excel"),
    "__properties_version1.0": ("un message Outlook", "enregistrer sa pièce jointe et choisir celle-ci"),
}
_FORMULA_RECORDS = frozenset({0x0006, 0x0206, 0x0406})
_SHARED_FORMULA_RECORDS = frozenset({0x04BC, 0x0221, 0x0236})
_UNSIGNED = frozenset({"", "None"})
_STRING_RECORD, _END_OF_SHEET = 0x0207, 0x000A
_EMPTY, _TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR, _BLANK = range(7)


def open_xls(content: bytes) -> Book:
    """Open a BIFF8 workbook, sheets not yet read.

    Raises:
        FileRefused: FILE_ENCRYPTED, FILE_TOO_OLD, FILE_CORRUPT or FILE_FORMAT_UNKNOWN.
    """
    import xlrd

    if content.startswith(OLE_MAGIC):
        _check_streams(content)
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), on_demand=True, formatting_info=True)
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower() or "password" in str(error).lower():
            raise refusal("FILE_ENCRYPTED") from error
        if "BIFF" in str(error) or "Excel 4.0" in str(error) or "formatting" in str(error):
            raise refusal("FILE_TOO_OLD") from error
        raise refusal("FILE_CORRUPT") from error
    except Exception as error:  # xlrd raises whatever its parsing meets in a damaged file
        raise refusal("FILE_CORRUPT") from error
    if book.biff_version < 80:
        raise refusal("FILE_TOO_OLD")
    return book


def sheet_infos(book: Book) -> list[SheetInfo]:
    """The worksheets, in the order of the tabs."""
    return [SheetInfo(name, bool(book._sheet_visibility[index])) for index, name in enumerate(book.sheet_names())]


def read_xls_sheet(book: Book, position: int, table: TableBuilder) -> None:
    """Read the sheet at a 0-based position into the table. Raises FileRefused, FILE_CORRUPT."""
    try:
        sheet = book.sheet_by_index(position)
    except Exception as error:  # xlrd raises whatever its parsing meets in a damaged file
        raise refusal("FILE_CORRUPT") from error
    try:
        _fill(book, sheet, position, table)
    except EnoughRows:
        pass
    finally:
        book.unload_sheet(position)


def _fill(book: Book, sheet: Sheet, position: int, table: TableBuilder) -> None:
    for low_row, high_row, low_column, high_column in sheet.merged_cells:
        name = range_name(low_row + 1, low_column, high_row, high_column - 1)
        table.merges.append((low_row + 1, low_column, high_row, high_column - 1, name))
    for column, info in sheet.colinfo_map.items():
        if info.hidden or info.width == 0:
            table.hidden_columns.add(column)
    read = _ValueReader(book)
    pending: set[tuple[int, int]] | None = None
    for index in range(sheet.nrows):
        info = sheet.rowinfo_map.get(index)
        is_hidden = info is not None and bool(info.hidden or (info.has_default_height == 0 and info.height == 0))
        cells = []
        types, values, formats = sheet.row_types(index), sheet.row_values(index), sheet._cell_xf_indexes[index]
        for column, kind in enumerate(types):
            if kind == _TEXT and not values[column]:
                pending = _formulas_without_result(book, position) if pending is None else pending
                if (index, column) in pending:
                    cells.append((column, FormulaWithoutValue()))
            elif kind not in (_EMPTY, _BLANK):
                cells.append((column, read.value(kind, values[column], formats[column])))
        table.add_row(index + 1, cells, is_hidden)


def _formulas_without_result(book: Book, position: int) -> set[tuple[int, int]]:
    """Cells (row, column from 0) whose formula has no stored result, which xlrd shows as empty texts.

    Two ways of having none: a text result is announced (0) and no STRING record gives it; or the result is the blank
    text (3), which is also how Excel stores a true empty text. A program that does not calculate (xlwt) marks every
    formula so and signs with no user name: only then is blank taken for « never calculated ».
    Source: MS-XLS 2.4.127 (Formula), 2.5.133 (FormulaValue).
    """
    memory, place = book.mem, book._sh_abs_posn[position]
    unannounced: set[tuple[int, int]] = set()
    blank: set[tuple[int, int]] = set()
    waiting: tuple[int, int] | None = None
    has_results = book.user_name not in _UNSIGNED
    while place + 4 <= len(memory):
        kind, length = struct.unpack_from("<HH", memory, place)
        if waiting is not None and kind != _STRING_RECORD and kind not in _SHARED_FORMULA_RECORDS:
            unannounced.add(waiting)
        if kind not in _SHARED_FORMULA_RECORDS:
            waiting = None
        if kind in _FORMULA_RECORDS and length >= 14:
            cell = struct.unpack_from("<HH", memory, place + 4)
            result = bytes(memory[place + 10 : place + 18])
            is_text = result[6:] == b"\xff\xff"
            if is_text and result[0] == 3:
                blank.add(cell)
            else:
                has_results = True
                waiting = cell if is_text and result[0] == 0 else None
        if kind == _END_OF_SHEET:
            break
        place += 4 + length
    return unannounced if has_results else unannounced | blank


class _ValueReader:
    def __init__(self, book: Book) -> None:
        import xlrd

        self._book = book
        self._error_texts = xlrd.error_text_from_code
        self._kinds: dict[int, NumberKind] = {}

    def value(self, kind: int, value: Any, style: int) -> Any:
        if kind == _TEXT:
            return value
        if kind in (_NUMBER, _DATE):
            return value_of_serial(value, self._kind(style), bool(self._book.datemode))
        if kind == _BOOLEAN:
            return bool(value)
        return CellError(self._error_texts.get(value, "#N/A"))

    def _kind(self, style: int) -> NumberKind:
        found = self._kinds.get(style)
        if found is None:
            try:
                code = self._book.format_map[self._book.xf_list[style].format_key].format_str
            except (KeyError, IndexError):
                code = ""
            found = self._kinds[style] = kind_of_format(code)
        return found


def _check_streams(content: bytes) -> None:
    """Tell what an OLE container holds by the names of its streams."""
    from xlrd.compdoc import CompDoc

    try:
        container = CompDoc(content, logfile=io.StringIO())
    except Exception as error:  # xlrd raises whatever its parsing meets in a damaged file
        raise refusal("FILE_CORRUPT") from error
    names = {entry.name for entry in container.dirlist}
    if "EncryptedPackage" in names:
        raise refusal("FILE_ENCRYPTED")
    if "Workbook" in names:
        return
    if "Book" in names:
        raise refusal("FILE_TOO_OLD")
    for stream, (what, advice) in _OTHER_STREAMS.items():
        if stream in names:
            raise unknown_format(what, advice)
    raise refusal("FILE_CORRUPT")
