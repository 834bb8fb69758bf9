"""Opens a file of unknown format and reads its sheets as tables of encoded columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePath

from o2s_lib.errors import FileRefused
from o2s_lib.issues import Issue
from o2s_lib.spreadsheets import ods, text_encoding, text_tables, xls, xml2003
from o2s_lib.spreadsheets.encoding import TableBuilder
from o2s_lib.spreadsheets.refusals import epoch_1904, file_too_large, format_mismatch, refusal, sheet_unknown
from o2s_lib.spreadsheets.shapes import Limits, RawTable, SheetInfo, Workbook
from o2s_lib.spreadsheets.sniffing import find_format, zip_format
from o2s_lib.spreadsheets.xlsx_cells import CellReader
from o2s_lib.spreadsheets.xlsx_package import main_content_type, read_number_kinds, read_package, read_shared_texts
from o2s_lib.spreadsheets.xlsx_sheet import read_xlsx_sheet
from o2s_lib.spreadsheets.xml_events import document_pieces
from o2s_lib.spreadsheets.zip_guard import ZipParts

_CONTENTS = {
    "xlsx": "un classeur Excel .xlsx",
    "xlsm": "un classeur Excel .xlsm",
    "xls": "un classeur Excel 97-2003",
    "ods": "un classeur OpenDocument",
    "xml2003": "un classeur XML (Excel 2003)",
    "csv": "du texte séparé par «\u00a0{}\u00a0»",
    "tsv": "du texte tabulé",
}
_TEXT_EXTENSIONS = (".csv", ".tsv", ".txt", ".tab", "")
_EXTENSIONS = {
    "xlsx": (".xlsx", ".xltx", ".xlsm", ".xltm", ""),
    "xlsm": (".xlsm", ".xltm", ".xlsx", ".xltx", ""),
    "xls": (".xls", ".xlt", ""),
    "ods": (".ods", ".ots", ".fods", ""),
    "xml2003": (".xml", ".xls", ""),
    "csv": _TEXT_EXTENSIONS,
    "tsv": _TEXT_EXTENSIONS,
}
_READABLE_EXTENSIONS = frozenset(
    {".xlsx", ".xltx", ".xlsm", ".xltm", ".xlsb", ".xls", ".xlt", ".ods", ".ots", ".fods", ".xml", ".csv", ".tsv", ".txt"}
) | {".pdf", ".htm", ".html", ".doc", ".docx", ".numbers", ".zip", ".json"}


def open_workbook(
    source: Path | bytes, *, filename: str = "", limits: Limits | None = None, encoding: str | None = None
) -> Workbook:
    """Recognise a file by its content and list its sheets; no cell is read yet.

    Args:
        source: The file, or its bytes.
        filename: Its name as the user knows it, only to say that the extension is wrong; that of the path by default.
        limits: What it may weigh, `Limits()` by default.
        encoding: Of a text file; None to find out.

    Returns:
        The workbook with what was noticed on the way (FORMAT_MISMATCH, ENCODING_GUESSED, EPOCH_1904…).

    Raises:
        FileRefused: FILE_EMPTY, FILE_TOO_LARGE, FILE_TOO_LARGE_UNCOMPRESSED, FILE_ENCRYPTED, FILE_CORRUPT, FILE_TOO_OLD,
            FILE_IS_HTML, FILE_XML_ENTITIES, FILE_FORMAT_UNKNOWN or ENCODING_UNKNOWN.
    """
    limits = limits or Limits()
    content = _content_of(source, limits)
    filename = filename or (source.name if isinstance(source, Path) else "")
    found = find_format(content)
    if found == "zip":
        return _open_zip(content, filename, limits)
    if found == "text":
        return _open_text(content, filename, encoding)
    if found == "fods":
        return _workbook("ods", filename, content, ods.read_outline(document_pieces(content)).sheets, False)
    if found == "xml2003":
        outline = xml2003.read_outline(content)
        return _workbook("xml2003", filename, content, outline.sheets, outline.is_1904)
    book = xls.open_xls(content)
    return _workbook("xls", filename, content, xls.sheet_infos(book), bool(book.datemode))


def read_sheet(workbook: Workbook, sheet_name: str | None = None, *, limits: Limits | None = None) -> RawTable:
    """Read a whole sheet.

    Numbers are floats, booleans bools, dates as the number format of the cell says; cells of text files are str.

    Args:
        workbook: From `open_workbook`.
        sheet_name: Exact name; None for text files, and for the first sheet of the others.
        limits: Bounds of rows, columns and inflated parts, `Limits()` by default.

    Raises:
        FileRefused: SHEET_NOT_FOUND, FILE_CORRUPT, FILE_XML_ENTITIES, FILE_TOO_LARGE, FILE_TOO_LARGE_UNCOMPRESSED.
    """
    return _read(workbook, sheet_name, limits or Limits(), None)


def read_head(workbook: Workbook, sheet_name: str | None = None, rows: int = 60) -> RawTable:
    """The first `rows` rows that are not empty, read no further; merged ranges of an .xlsx are not known there.

    Raises:
        FileRefused: As `read_sheet`, for what was read.
    """
    return _read(workbook, sheet_name, Limits(), rows)


def _read(workbook: Workbook, sheet_name: str | None, limits: Limits, max_rows: int | None) -> RawTable:
    if workbook.format in ("csv", "tsv"):
        table = TableBuilder(None, limits, max_rows)
        decoded = text_encoding.decode_text(workbook.content, workbook.encoding)
        text_tables.read_text_table(decoded.text, workbook.separator or ";", table)
        return table.build()
    position, name = _find_sheet(workbook, sheet_name)
    make_table: Callable[[], TableBuilder] = partial(TableBuilder, name, limits, max_rows)
    table = make_table()
    if workbook.format in ("xlsx", "xlsm"):
        table = _read_xlsx(workbook, position, limits, make_table)
    elif workbook.format == "xml2003":
        xml2003.read_xml2003_sheet(workbook.content, position, table)
    elif workbook.format == "xls":
        xls.read_xls_sheet(xls.open_xls(workbook.content), position, table)
    else:
        ods.read_ods_sheet(_ods_pieces(workbook.content, limits), position, table)
    return table.build(workbook.is_1904)


def _read_xlsx(workbook: Workbook, position: int, limits: Limits, make_table: Callable[[], TableBuilder]) -> TableBuilder:
    parts = ZipParts(workbook.content, limits)
    package = read_package(parts)
    texts = read_shared_texts(parts, package.strings_part)
    cells = CellReader(texts, read_number_kinds(parts, package.styles_part), package.is_1904)
    return read_xlsx_sheet(partial(parts.stream, package.sheet_parts[position]), cells, make_table)


def _content_of(source: Path | bytes, limits: Limits) -> bytes:
    size = len(source) if isinstance(source, bytes) else _size_of(source)
    if size > limits.max_bytes:
        raise file_too_large(size, limits.max_bytes)
    if isinstance(source, bytes):
        return source
    try:
        return source.read_bytes()
    except OSError as error:
        raise refusal("FILE_NOT_FOUND", f"Le fichier «\u00a0{source.name}\u00a0» ne peut pas être lu.") from error


def _size_of(path: Path) -> int:
    try:
        if path.is_file():
            return path.stat().st_size
    except OSError:
        pass
    raise refusal("FILE_NOT_FOUND", f"Fichier «\u00a0{path.name}\u00a0» introuvable : vérifier son nom et son dossier.")


def _open_zip(content: bytes, filename: str, limits: Limits) -> Workbook:
    parts = ZipParts(content, limits)
    try:
        main_type = main_content_type(parts)
    except FileRefused as error:
        if error.issues[0].code != "FILE_CORRUPT" or "[Content_Types].xml" in parts:
            raise
        main_type = ""
    found = zip_format(parts, main_type)
    if found == "ods":
        return _workbook("ods", filename, content, ods.read_outline(parts.stream("content.xml")).sheets, False)
    package = read_package(parts)
    return _workbook(found, filename, content, package.sheets, package.is_1904)


def _open_text(content: bytes, filename: str, encoding: str | None) -> Workbook:
    decoded = text_encoding.decode_text(content, encoding)
    separator = text_tables.find_separator(decoded.text)
    found = "tsv" if separator == "\t" else "csv"
    issues = list(decoded.issues)
    extension = _extension(filename)
    if extension not in _EXTENSIONS[found] and extension in _READABLE_EXTENSIONS:
        what = _CONTENTS[found].format(separator) + (f" (encodage {decoded.encoding})" if decoded.is_guess else "")
        issues = [issue for issue in issues if issue.code != "ENCODING_GUESSED"]
        issues.insert(0, format_mismatch(extension, what))
    return Workbook(found, filename, content, [], issues, decoded.encoding, separator)


def _workbook(found: str, filename: str, content: bytes, sheets: list[SheetInfo], is_1904: bool) -> Workbook:
    if not sheets:
        raise refusal("FILE_EMPTY", "Ce classeur n'a aucune feuille de calcul : choisir un autre fichier.")
    issues: list[Issue] = []
    extension = _extension(filename)
    if extension not in _EXTENSIONS[found] and extension in _READABLE_EXTENSIONS:
        issues.append(format_mismatch(extension, _CONTENTS[found]))
    if is_1904:
        issues.append(epoch_1904())
    return Workbook(found, filename, content, sheets, issues, is_1904=is_1904)


def _extension(filename: str) -> str:
    return PurePath(filename).suffix.lower()


def _find_sheet(workbook: Workbook, sheet_name: str | None) -> tuple[int, str]:
    names = [sheet.name for sheet in workbook.sheets]
    if sheet_name is None:
        return 0, names[0]
    if sheet_name not in names:
        raise sheet_unknown(sheet_name, names)
    return names.index(sheet_name), sheet_name


def _ods_pieces(content: bytes, limits: Limits) -> Iterator[bytes]:
    if content.startswith(b"PK"):
        return ZipParts(content, limits).stream("content.xml")
    return document_pieces(content)
