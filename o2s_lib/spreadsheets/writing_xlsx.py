"""Writes .xlsx workbooks, streaming: memory does not grow with the rows.

The parts are written as text rather than through openpyxl, which takes about forty times as long for the rows of a
whole export. Texts are inline strings of the type that is never evaluated.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from o2s_lib.issues import Issue
from o2s_lib.spreadsheets.formula_text import looks_like_formula
from o2s_lib.spreadsheets.references import column_letters
from o2s_lib.spreadsheets.sheet_spec import (
    LISTS_SHEET,
    MAX_TEXT,
    Cell,
    SheetSpec,
    choice_lists,
    decimal_text,
    french_text,
    lists_table,
    tidy_sheet_name,
)
from o2s_lib.spreadsheets.writing_csv import opened
from o2s_lib.spreadsheets.writing_notes import text_shortened
from o2s_lib.spreadsheets.xlsx_parts import StyleSheet, comments_parts, fixed_parts, sheet_head, sheet_tail, xml_escaped

_NEEDS_CARE = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_").search
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001  a sheet's dates have no time zone
_FIRST_SAFE_DATE = dt.date(1900, 3, 1)
_ROWS_A_PIECE = 200
_LEVEL = 4


def write_xlsx(target: Path | BinaryIO, sheet: SheetSpec) -> list[Issue]:
    """Write a workbook of one sheet (and a hidden sheet « Listes » when long lists need it).

    Characters that XML cannot hold are escaped as Excel does (`_x0001_`) and read back as they were.

    Returns:
        TEXT_SHORTENED for each text beyond the 32,767 characters of a cell.
    """
    issues: list[Issue] = []
    lists = choice_lists(sheet)
    tables = lists_table(lists)
    styles = StyleSheet()
    name = tidy_sheet_name(sheet.name)
    with opened(target) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(sheet_head(sheet, styles).encode())
            for piece in _row_pieces(sheet, styles, issues):
                part.write(piece.encode("utf-8", "replace"))
            part.write(sheet_tail(sheet, lists).encode())
        if tables:
            archive.writestr("xl/worksheets/sheet2.xml", _lists_sheet(tables))
        for part_name, text in comments_parts(sheet.notes()).items():
            archive.writestr(part_name, text)
        for part_name, text in fixed_parts(name, LISTS_SHEET if tables else None, has_notes=bool(sheet.notes())).items():
            archive.writestr(part_name, text)
        archive.writestr("xl/styles.xml", styles.as_xml())
    return issues


def _row_pieces(sheet: SheetSpec, styles: StyleSheet, issues: list[Issue]) -> Iterator[str]:
    writer = _RowWriter(sheet, styles, issues)
    pieces: list[str] = []
    for number, row in enumerate(sheet.rows, start=1):
        pieces.append(writer.row(number, row))
        if len(pieces) >= _ROWS_A_PIECE:
            yield "".join(pieces)
            pieces = []
    yield "".join(pieces)


class _RowWriter:
    def __init__(self, sheet: SheetSpec, styles: StyleSheet, issues: list[Issue]) -> None:
        self._sheet, self._styles, self._issues = sheet, styles, issues
        self._letters = [column_letters(index) for index in range(16_384)]
        self._text_attribute = [f' s="{styles.text}"' if column.is_text else "" for column in sheet.columns]
        self._fills = {row for row, _ in sheet.cell_fills}

    def row(self, number: int, cells: Sequence[Cell]) -> str:
        is_header = number in self._sheet.header_rows
        parts = [f'<row r="{number}" hidden="1">' if number in self._sheet.hidden_rows else f'<row r="{number}">']
        letters, text_attribute, known = self._letters, self._text_attribute, len(self._text_attribute)
        is_special = is_header or number in self._fills
        for index, cell in enumerate(cells):
            if cell is None or cell == "":
                if is_special and (style := self._special_style(number, index, is_header)):
                    parts.append(f'<c r="{letters[index]}{number}"{style}/>')
                continue
            style = self._special_style(number, index, is_header) if is_special else ""
            if not style and index < known:
                style = text_attribute[index]
            if type(cell) is str:
                parts.append(self._text_cell(f"{letters[index]}{number}", style, cell, number))
            else:
                parts.append(self._other_cell(f"{letters[index]}{number}", style, cell, number))
        parts.append("</row>")
        return "".join(parts)

    def _text_cell(self, reference: str, style: str, text: str, number: int) -> str:
        if len(text) > MAX_TEXT:
            self._issues.append(text_shortened(self._sheet.name, number, text))
            text = text[:MAX_TEXT]
        if not style and looks_like_formula(text):
            style = f' s="{self._styles.text}"'
        if _NEEDS_CARE(text):
            text = xml_escaped(text)
        if text[0] in " \t\n" or text[-1] in " \t\n" or "\n" in text or "  " in text:
            return f'<c r="{reference}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        return f'<c r="{reference}"{style} t="inlineStr"><is><t>{text}</t></is></c>'

    def _other_cell(self, reference: str, style: str, cell: Cell, number: int) -> str:
        if isinstance(cell, bool):
            return f'<c r="{reference}"{style} t="b"><v>{int(cell)}</v></c>'
        if isinstance(cell, int | float | Decimal):
            written = decimal_text(cell)
            if written is not None:
                return f'<c r="{reference}"{style}><v>{written}</v></c>'
        elif isinstance(cell, dt.date) and (cell.date() if isinstance(cell, dt.datetime) else cell) >= _FIRST_SAFE_DATE:
            if isinstance(cell, dt.datetime):
                serial = (cell.replace(tzinfo=None) - _EPOCH) / dt.timedelta(days=1)
                return f'<c r="{reference}" s="{self._styles.instant}"><v>{serial!r}</v></c>'
            return f'<c r="{reference}" s="{self._styles.date}"><v>{cell.toordinal() - _EPOCH.toordinal()}</v></c>'
        elif isinstance(cell, dt.timedelta):
            return f'<c r="{reference}" s="{self._styles.duration}"><v>{cell / dt.timedelta(days=1)!r}</v></c>'
        elif isinstance(cell, dt.time):
            serial = (dt.datetime.combine(_EPOCH, cell.replace(tzinfo=None)) - _EPOCH) / dt.timedelta(days=1)
            return f'<c r="{reference}" s="{self._styles.time}"><v>{serial!r}</v></c>'
        return self._text_cell(reference, style, french_text(cell), number)

    def _special_style(self, number: int, index: int, is_header: bool) -> str:
        if is_header:
            return f' s="{self._styles.header(self._sheet.header_fill(number, index))}"'
        fill = self._sheet.cell_fills.get((number, index))
        return "" if fill is None else f' s="{self._styles.filled(fill)}"'


def _lists_sheet(tables: list[tuple[str, ...]]) -> str:
    height = max(map(len, tables))
    rows = []
    for row in range(height):
        cells = "".join(
            f'<c r="{column_letters(index)}{row + 1}" t="inlineStr"><is><t xml:space="preserve">{xml_escaped(values[row])}</t></is></c>'
            for index, values in enumerate(tables)
            if row < len(values)
        )
        rows.append(f'<row r="{row + 1}">{cells}</row>')
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + "".join(rows)
        + "</sheetData></worksheet>"
    )
