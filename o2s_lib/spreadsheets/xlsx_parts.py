"""The parts of an .xlsx workbook around its rows: styles, views, choices, notes. Source: ECMA-376 part 1, chapter 18."""

from __future__ import annotations

import re

from o2s_lib.spreadsheets.references import column_letters
from o2s_lib.spreadsheets.sheet_spec import LISTS_SHEET, ChoiceList, SheetSpec

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LAST_ROW = 1_048_576
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x0d\x0e-\x1f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class StyleSheet:
    """The cell styles met while writing; positions are those of cellXfs."""

    date, instant, duration, time, text = 1, 2, 3, 4, 5

    def __init__(self) -> None:
        self._fills: list[str] = []
        self._coloured: dict[tuple[str, bool], int] = {}

    def header(self, fill: str) -> int:
        """White bold on a colour (RGB)."""
        return self._coloured_style(fill, is_header=True)

    def filled(self, fill: str) -> int:
        """Text on a colour (RGB)."""
        return self._coloured_style(fill, is_header=False)

    def as_xml(self) -> str:
        """The part `xl/styles.xml`."""
        fills = "".join(
            f'<fill><patternFill patternType="solid"><fgColor rgb="FF{fill}"/><bgColor indexed="64"/></patternFill></fill>'
            for fill in self._fills
        )
        coloured = "".join(
            f'<xf numFmtId="49" fontId="{int(is_header)}" fillId="{self._fills.index(fill) + 2}" borderId="0" xfId="0" '
            'applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>'
            for fill, is_header in self._coloured
        )
        formats = "".join(
            f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' for number in (14, 22, 46, 21, 49)
        )
        return (
            f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
            '<font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/><family val="2"/></font></fonts>'
            f'<fills count="{len(self._fills) + 2}"><fill><patternFill patternType="none"/></fill>'
            f'<fill><patternFill patternType="gray125"/></fill>{fills}</fills>'
            '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
            f'<cellXfs count="{6 + len(self._coloured)}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
            f'{formats}{coloured}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
        )

    def _coloured_style(self, fill: str, *, is_header: bool) -> int:
        if fill not in self._fills:
            self._fills.append(fill)
        return 6 + self._coloured.setdefault((fill, is_header), len(self._coloured))


def xml_escaped(text: str) -> str:
    """Text for an element: markup escaped, and what XML cannot hold as `_xHHHH_`, which Excel and we read back."""
    text = _ESCAPED.sub("_x005F_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _ILLEGAL.sub(lambda match: f"_x{ord(match.group()):04X}_", text)
    return _SURROGATE.sub("\ufffd", text)


def sheet_head(sheet: SheetSpec, styles: StyleSheet) -> str:
    """From the beginning of the sheet to `<sheetData>`."""
    columns = "".join(
        f'<col min="{index + 1}" max="{index + 1}" width="{column.width or 12}" customWidth="1"'
        + (f' style="{styles.text}"/>' if column.is_text else "/>")
        for index, column in enumerate(sheet.columns)
        if column.width is not None or column.is_text
    )
    pane = ""
    if sheet.frozen_rows or sheet.frozen_columns:
        splits = (f' xSplit="{sheet.frozen_columns}"' if sheet.frozen_columns else "") + (
            f' ySplit="{sheet.frozen_rows}"' if sheet.frozen_rows else ""
        )
        where = {(True, True): "bottomRight", (True, False): "topRight", (False, True): "bottomLeft"}
        active = where[bool(sheet.frozen_columns), bool(sheet.frozen_rows)]
        corner = f"{column_letters(sheet.frozen_columns)}{sheet.frozen_rows + 1}"
        pane = f'<pane{splits} topLeftCell="{corner}" activePane="{active}" state="frozen"/>'
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        f'<sheetViews><sheetView tabSelected="1" workbookViewId="0">{pane}</sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15"/>' + (f"<cols>{columns}</cols>" if columns else "") + "<sheetData>"
    )


def sheet_tail(sheet: SheetSpec, lists: list[ChoiceList]) -> str:
    """From `</sheetData>` to the end of the sheet."""
    choices = "".join(_validation(choice, sheet.data_starts_at) for choice in lists)
    validations = f'<dataValidations count="{len(lists)}">{choices}</dataValidations>' if lists else ""
    drawing = '<legacyDrawing r:id="rId2"/>' if sheet.notes() else ""
    return f"</sheetData>{validations}{drawing}</worksheet>"


def comments_parts(notes: list[tuple[int, int, str]]) -> dict[str, str]:
    """The notes and the drawing that Excel wants beside them; nothing without notes."""
    if not notes:
        return {}
    comments = "".join(
        f'<comment ref="{column_letters(column)}{row}" authorId="0"><text><t xml:space="preserve">{xml_escaped(text)}</t></text></comment>'
        for row, column, text in notes
    )
    shapes = "".join(_note_shape(number, row, column, text) for number, (row, column, text) in enumerate(notes, start=1025))
    return {
        "xl/comments1.xml": f'{_XML}<comments xmlns="{_MAIN}"><authors><author></author></authors><commentList>{comments}</commentList></comments>',
        "xl/drawings/vmlDrawing1.vml": '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
        f'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>{shapes}</xml>',
        "xl/worksheets/_rels/sheet1.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/comments" Target="../comments1.xml"/>'
        f'<Relationship Id="rId2" Type="{_RELATIONS}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/></Relationships>',
    }


def fixed_parts(sheet: str, lists_sheet: str | None, *, has_notes: bool) -> dict[str, str]:
    """Workbook, relations and content types."""
    extra_sheet = f'<sheet name="{lists_sheet}" sheetId="2" state="hidden" r:id="rId2"/>' if lists_sheet else ""
    name = xml_escaped(sheet).replace('"', "&quot;")
    extra_relation = f'<Relationship Id="rId2" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet2.xml"/>' if lists_sheet else ""
    parts = ["worksheets/sheet1", "worksheets/sheet2"] if lists_sheet else ["worksheets/sheet1"]
    overrides = "".join(f'<Override PartName="/xl/{part}.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>' for part in parts)
    if has_notes:
        overrides += f'<Override PartName="/xl/comments1.xml" ContentType="{_SHEET_TYPE}.comments+xml"/>'
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>{overrides}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPE}.styles+xml"/></Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><bookViews><workbookView activeTab="0"/></bookViews>'
        f'<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/>{extra_sheet}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>{extra_relation}'
        f'<Relationship Id="rId3" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
    }


def _validation(choice: ChoiceList, first_row: int) -> str:
    letters = column_letters(choice.column)
    if choice.list_column is None:
        formula = xml_escaped(choice.inline)
    else:
        list_letters = column_letters(choice.list_column)
        formula = f"{LISTS_SHEET}!${list_letters}$1:${list_letters}${len(choice.values)}"
    style = "" if choice.refuses_others else ' errorStyle="warning"'
    return (
        f'<dataValidation type="list"{style} allowBlank="1" showErrorMessage="1" errorTitle="Valeur hors liste" '
        f'error="Choisir une valeur de la liste." sqref="{letters}{first_row}:{letters}{_LAST_ROW}"><formula1>{formula}</formula1></dataValidation>'
    )


def _note_shape(number: int, row: int, column: int, text: str) -> str:
    height = 3 + len(text) // 28
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1" '
        'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:path o:connecttype="none"/><v:textbox/><x:ClientData ObjectType="Note">'
        f"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{column + 1},15,{row},2,{column + 4},15,{row + height},4</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
