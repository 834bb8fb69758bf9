"""Writes XML Spreadsheet 2003, the format of the product's own .xls files, streaming.

Source: « XML Spreadsheet Reference », Microsoft, 2003. Line breaks are written `&#10;`: a plain one would be read as a space.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from o2s_lib.issues import Issue
from o2s_lib.spreadsheets.sheet_spec import (
    LISTS_SHEET,
    MAX_TEXT,
    Cell,
    ChoiceList,
    SheetSpec,
    choice_lists,
    decimal_text,
    french_text,
    lists_table,
    tidy_sheet_name,
)
from o2s_lib.spreadsheets.writing_csv import opened
from o2s_lib.spreadsheets.writing_notes import characters_removed, text_shortened

_NEEDS_CARE = re.compile("[&<>\"\x00-\x1f\ud800-\udfff\ufffe\uffff]").search
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_YEAR = 1900
_LAST_ROW = 65_536
_ROWS_A_PIECE = 200
_CHARACTER_POINTS = 5.25
_EXCEL = "urn:schemas-microsoft-com:office:excel"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:o="urn:schemas-microsoft-com:office:office" '
    f'xmlns:x="{_EXCEL}" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">\n'
)


def write_xml2003(target: Path | BinaryIO, sheet: SheetSpec) -> list[Issue]:
    """Write a workbook of one sheet (and a hidden sheet « Listes » when long lists need it).

    Returns:
        TEXT_SHORTENED and CONTROL_CHARACTERS_REMOVED, for what the format cannot hold.
    """
    issues: list[Issue] = []
    lists = choice_lists(sheet)
    tables = lists_table(lists)
    with opened(target) as stream:
        stream.write((_HEAD + _styles(sheet)).encode())
        stream.write(_sheet_head(sheet).encode("utf-8", "replace"))
        writer = _RowWriter(sheet, issues)
        pieces: list[str] = []
        for number, row in enumerate(sheet.rows, start=1):
            pieces.append(writer.row(number, row))
            if len(pieces) >= _ROWS_A_PIECE:
                stream.write("".join(pieces).encode("utf-8", "replace"))
                pieces = []
        stream.write("".join(pieces).encode("utf-8", "replace"))
        stream.write(_sheet_tail(sheet, lists).encode())
        if tables:
            stream.write("".join(_lists_sheet(tables)).encode())
        stream.write(b"</Workbook>\n")
    return issues


class _RowWriter:
    def __init__(self, sheet: SheetSpec, issues: list[Issue]) -> None:
        self._sheet, self._issues = sheet, issues
        self._notes = {(row, column): text for row, column, text in sheet.notes()}
        self._text_columns = {index for index, column in enumerate(sheet.columns) if column.is_text}
        self._special_rows = set(sheet.header_rows) | {row for row, _ in sheet.cell_fills} | {row for row, _ in self._notes}

    def row(self, number: int, cells: Sequence[Cell]) -> str:
        parts = ['   <Row ss:Hidden="1">' if number in self._sheet.hidden_rows else "   <Row>"]
        is_special = number in self._special_rows
        expected = 0
        for index, cell in enumerate(cells):
            is_empty = cell is None or cell == ""
            style = self._style(number, index, cell) if is_special or not is_empty else ""
            if is_empty and not (is_special and style):
                continue
            place = "" if index == expected else f' ss:Index="{index + 1}"'
            expected = index + 1
            data = "" if is_empty else self._data(cell, number)
            note = self._note(number, index) if is_special else ""
            parts.append(f"<Cell{place}{style}>{data}{note}</Cell>" if data or note else f"<Cell{place}{style}/>")
        parts.append("</Row>\n")
        return "".join(parts)

    def _style(self, number: int, index: int, cell: Cell) -> str:
        if number in self._sheet.header_rows:
            return f' ss:StyleID="h{self._sheet.header_fill(number, index)}"'
        fill = self._sheet.cell_fills.get((number, index))
        if fill is not None:
            return f' ss:StyleID="f{fill}"'
        if isinstance(cell, dt.datetime):
            return ' ss:StyleID="instant"'
        if isinstance(cell, dt.date) and cell.year >= _FIRST_YEAR:
            return ' ss:StyleID="date"'
        return ' ss:StyleID="text"' if index in self._text_columns and isinstance(cell, str) else ""

    def _data(self, cell: Cell, number: int) -> str:
        if type(cell) is str:
            return f'<Data ss:Type="String">{self._text(cell, number)}</Data>'
        if isinstance(cell, bool):
            return f'<Data ss:Type="Boolean">{int(cell)}</Data>'
        if isinstance(cell, int | float | Decimal):
            written = decimal_text(cell)
            if written is not None:
                return f'<Data ss:Type="Number">{written}</Data>'
        elif isinstance(cell, dt.date) and cell.year >= _FIRST_YEAR:
            moment = cell.replace(tzinfo=None) if isinstance(cell, dt.datetime) else dt.datetime.combine(cell, dt.time())
            return f'<Data ss:Type="DateTime">{moment.isoformat(timespec="milliseconds")}</Data>'
        return f'<Data ss:Type="String">{self._text(french_text(cell), number)}</Data>'

    def _text(self, text: str, number: int) -> str:
        if len(text) > MAX_TEXT:
            self._issues.append(text_shortened(self._sheet.name, number, text))
            text = text[:MAX_TEXT]
        if not _NEEDS_CARE(text):
            return text
        if _ILLEGAL.search(text):
            self._issues.append(characters_removed(self._sheet.name, number, text))
        return escaped_text(text)

    def _note(self, number: int, index: int) -> str:
        text = self._notes.get((number, index))
        if text is None:
            return ""
        return f'<Comment><ss:Data xmlns="http://www.w3.org/TR/REC-html40">{escaped_text(text)}</ss:Data></Comment>'


def escaped_text(text: str) -> str:
    """Text for an element or an attribute; what XML 1.0 cannot hold is left out."""
    text = _ILLEGAL.sub("", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")


def _styles(sheet: SheetSpec) -> str:
    headers = {sheet.header_fill(row, column) for row in sheet.header_rows for column in range(len(sheet.columns))}
    headers |= {sheet.header_fill(row, len(sheet.columns)) for row in sheet.header_rows} | set(sheet.cell_fills.values())
    fills = set(sheet.cell_fills.values())
    coloured = "".join(
        f'  <Style ss:ID="h{fill}"><Alignment ss:Vertical="Center" ss:WrapText="1"/><Font ss:Bold="1" ss:Color="#FFFFFF"/>'
        f'<Interior ss:Color="#{fill}" ss:Pattern="Solid"/><NumberFormat ss:Format="@"/></Style>\n'
        for fill in sorted(headers)
    ) + "".join(
        f'  <Style ss:ID="f{fill}"><Interior ss:Color="#{fill}" ss:Pattern="Solid"/><NumberFormat ss:Format="@"/></Style>\n'
        for fill in sorted(fills)
    )
    return (
        ' <Styles>\n  <Style ss:ID="Default" ss:Name="Normal"/>\n  <Style ss:ID="date"><NumberFormat ss:Format="Short Date"/></Style>\n'
        '  <Style ss:ID="instant"><NumberFormat ss:Format="General Date"/></Style>\n'
        f'  <Style ss:ID="text"><NumberFormat ss:Format="@"/></Style>\n{coloured} </Styles>\n'
    )


def _sheet_head(sheet: SheetSpec) -> str:
    columns = "".join(
        f'   <Column ss:Index="{index + 1}"'
        + (' ss:StyleID="text"' if column.is_text else "")
        + (f' ss:AutoFitWidth="0" ss:Width="{column.width * _CHARACTER_POINTS:g}"' if column.width is not None else "")
        + "/>\n"
        for index, column in enumerate(sheet.columns)
        if column.is_text or column.width is not None
    )
    return f' <Worksheet ss:Name="{escaped_text(tidy_sheet_name(sheet.name))}">\n  <Table>\n{columns}'


def _sheet_tail(sheet: SheetSpec, lists: list[ChoiceList]) -> str:
    panes = ""
    if sheet.frozen_rows or sheet.frozen_columns:
        panes = "<FreezePanes/><FrozenNoSplit/>"
        if sheet.frozen_rows:
            panes += f"<SplitHorizontal>{sheet.frozen_rows}</SplitHorizontal><TopRowBottomPane>{sheet.frozen_rows}</TopRowBottomPane>"
        if sheet.frozen_columns:
            panes += f"<SplitVertical>{sheet.frozen_columns}</SplitVertical><LeftColumnRightPane>{sheet.frozen_columns}</LeftColumnRightPane>"
        active = 0 if sheet.frozen_rows and sheet.frozen_columns else 2 if sheet.frozen_rows else 1
        panes += f"<ActivePane>{active}</ActivePane>"
    validations = "".join(_validation(choice, sheet.data_starts_at) for choice in lists)
    return f'  </Table>\n  <WorksheetOptions xmlns="{_EXCEL}"><Selected/>{panes}</WorksheetOptions>\n{validations} </Worksheet>\n'


def _validation(choice: ChoiceList, first_row: int) -> str:
    if choice.list_column is None:
        value = escaped_text(choice.inline)
    else:
        value = f"{LISTS_SHEET}!R1C{choice.list_column + 1}:R{len(choice.values)}C{choice.list_column + 1}"
    style = "" if choice.refuses_others else "<ErrorStyle>Warn</ErrorStyle>"
    return (
        f'  <DataValidation xmlns="{_EXCEL}"><Range>R{first_row}C{choice.column + 1}:R{_LAST_ROW}C{choice.column + 1}</Range>'
        f"<Type>List</Type><CellRangeList/><Value>{value}</Value>{style}"
        "<ErrorMessage>Choisir une valeur de la liste.</ErrorMessage><ErrorTitle>Valeur hors liste</ErrorTitle></DataValidation>\n"
    )


def _lists_sheet(tables: list[tuple[str, ...]]) -> Iterator[str]:
    yield f' <Worksheet ss:Name="{LISTS_SHEET}">\n  <Table>\n'
    for row in range(max(map(len, tables))):
        cells = "".join(
            f'<Cell ss:Index="{index + 1}"><Data ss:Type="String">{escaped_text(values[row])}</Data></Cell>'
            for index, values in enumerate(tables)
            if row < len(values)
        )
        yield f"   <Row>{cells}</Row>\n"
    yield f'  </Table>\n  <WorksheetOptions xmlns="{_EXCEL}"><Visible>SheetHidden</Visible></WorksheetOptions>\n </Worksheet>\n'
