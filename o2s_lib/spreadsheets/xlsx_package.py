"""What surrounds the sheets of an Office Open XML workbook: its sheet list, date system, styles and shared texts."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field

from o2s_lib.spreadsheets.refusals import refusal
from o2s_lib.spreadsheets.serial_dates import NumberKind, kind_of_builtin, kind_of_format
from o2s_lib.spreadsheets.shapes import SheetInfo
from o2s_lib.spreadsheets.xml_events import Attributes, is_utf8_document, local_name, read_events, text_of_xml
from o2s_lib.spreadsheets.zip_guard import ZipParts

_TRUE = frozenset({"1", "true", "on"})
_ESCAPED_CHARACTER = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SIMPLE_TEXT = re.compile(rb'\s*<si>\s*<t(?: xml:space="preserve")?>([^<]*)</t>\s*')


@dataclass(frozen=True)
class XlsxPackage:
    """Where things are in the archive.

    Args:
        sheets: Worksheets in the order of the tabs, chart and macro sheets left out.
        sheet_parts: The part of each, same order.
        is_1904: The date system.
        has_macros: The main part says that it holds macros (.xlsm).
    """

    sheets: list[SheetInfo]
    sheet_parts: list[str]
    is_1904: bool
    has_macros: bool
    styles_part: str | None
    strings_part: str | None


@dataclass
class _WorkbookPart:
    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    is_1904: bool = False


def read_package(parts: ZipParts) -> XlsxPackage:
    """Read the workbook part and its relations.

    Raises:
        FileRefused: FILE_CORRUPT when there is no workbook part or a part is not well formed.
    """
    main = _main_part(parts)
    relations = _read_relations(parts, main)
    workbook = _read_workbook_part(parts, main)
    sheets, sheet_parts = [], []
    for name, relation_id, is_hidden in workbook.sheets:
        kind, target = relations.get(relation_id, ("", ""))
        if kind and kind != "worksheet":
            continue
        if target not in parts:
            raise refusal("FILE_CORRUPT")
        sheets.append(SheetInfo(name, is_hidden))
        sheet_parts.append(target)
    by_kind = dict(relations.values())
    return XlsxPackage(
        sheets=sheets,
        sheet_parts=sheet_parts,
        is_1904=workbook.is_1904,
        has_macros="macroenabled" in _content_type(parts, main).casefold(),
        styles_part=_existing(parts, by_kind.get("styles")),
        strings_part=_existing(parts, by_kind.get("sharedStrings")),
    )


def main_content_type(parts: ZipParts) -> str:
    """The content type of the main part of any Office Open XML file, "" when it has none."""
    try:
        return _content_type(parts, _main_part(parts))
    except KeyError:
        return ""


def read_number_kinds(parts: ZipParts, part: str | None) -> list[NumberKind]:
    """What each cell style (position in cellXfs) shows a number as."""
    if part is None:
        return []
    custom: dict[int, str] = {}
    kinds: list[NumberKind] = []
    path: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        tag = local_name(name)
        path.append(tag)
        if tag == "numFmt" and "numFmts" in path:
            custom[_integer(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif tag == "xf" and len(path) > 1 and path[-2] == "cellXfs":
            number = _integer(attributes.get("numFmtId"))
            code = custom.get(number)
            kinds.append(kind_of_builtin(number) if code is None else kind_of_format(code))

    def end(_: str) -> None:
        path.pop()

    read_events(parts.stream(part), start=start, end=end)
    return kinds


def read_shared_texts(parts: ZipParts, part: str | None) -> list[str]:
    """The shared texts, rich runs joined, phonetic guides left out."""
    if part is None:
        return []
    content = parts.read(part)
    if b"<!" in content or b":si>" in content:
        return _shared_texts_by_events([content])
    head, found, body = content.partition(b"<si>")
    if not found or b"<si" in head or not is_utf8_document(head):
        return _shared_texts_by_events([content])
    texts = []
    pieces = (found + body).split(b"</si>")
    for piece in pieces[:-1]:
        simple = _SIMPLE_TEXT.fullmatch(piece)
        if simple is None:
            texts.extend(_shared_texts_by_events([b"<sst>" + piece + b"</si></sst>"]))
            continue
        texts.append(unescape_text(text_of_xml(simple.group(1))))
    if b"<si" in pieces[-1]:
        return _shared_texts_by_events([content])
    return texts


def unescape_text(text: str) -> str:
    """`_x000D_` and the like stand for characters that XML cannot hold (ECMA-376 part 1, 22.9.2.19)."""
    if "_x" in text:
        text = _ESCAPED_CHARACTER.sub(lambda match: chr(int(match.group(1), 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class RichText:
    """Collects the text of an `<si>` or `<is>`: every `<t>` but those of phonetic runs."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._phonetic = 0
        self._in_text = False

    def start(self, tag: str) -> None:
        if tag == "rPh":
            self._phonetic += 1
        elif tag == "t":
            self._in_text = not self._phonetic

    def end(self, tag: str) -> None:
        if tag == "rPh":
            self._phonetic -= 1
        elif tag == "t":
            self._in_text = False

    def text(self, piece: str) -> None:
        if self._in_text:
            self._pieces.append(piece)

    def take(self) -> str:
        whole = unescape_text("".join(self._pieces))
        self._pieces = []
        return whole


def _shared_texts_by_events(pieces: list[bytes]) -> list[str]:
    texts: list[str] = []
    rich = RichText()

    def end(name: str) -> None:
        tag = local_name(name)
        rich.end(tag)
        if tag == "si":
            texts.append(rich.take())

    read_events(pieces, start=lambda name, _: rich.start(local_name(name)), end=end, text=rich.text)
    return texts




def _main_part(parts: ZipParts) -> str:
    for kind, target in _read_relations(parts, "").values():
        if kind == "officeDocument" and target in parts:
            return target
    if "xl/workbook.xml" in parts:
        return "xl/workbook.xml"
    raise refusal("FILE_CORRUPT")


def _read_relations(parts: ZipParts, part: str) -> dict[str, tuple[str, str]]:
    """Relation id → (last word of its type, target part); relations to the outside left out."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    relations: dict[str, tuple[str, str]] = {}
    if path not in parts:
        return relations

    def start(name: str, attributes: Attributes) -> None:
        if local_name(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            whole = target if target.startswith("/") else posixpath.join("/", folder, target)
            kind = attributes.get("Type", "").rpartition("/")[2]
            relations[attributes.get("Id", "")] = (kind, posixpath.normpath(whole))

    read_events(parts.stream(path), start=start)
    return relations


def _read_workbook_part(parts: ZipParts, main: str) -> _WorkbookPart:
    workbook = _WorkbookPart()

    def start(name: str, attributes: Attributes) -> None:
        tag = local_name(name)
        if tag == "workbookPr":
            workbook.is_1904 = attributes.get("date1904", "").strip().lower() in _TRUE
        elif tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            is_hidden = attributes.get("state", "visible") in ("hidden", "veryHidden")
            workbook.sheets.append((unescape_text(attributes.get("name", "")), relation, is_hidden))

    read_events(parts.stream(main), start=start)
    return workbook


def _content_type(parts: ZipParts, part: str) -> str:
    if "[Content_Types].xml" not in parts:
        return ""
    found = {"default": "", "override": ""}
    extension = part.rpartition(".")[2].casefold()

    def start(name: str, attributes: Attributes) -> None:
        tag = local_name(name)
        if tag == "Override" and attributes.get("PartName", "").lstrip("/").casefold() == part.lstrip("/").casefold():
            found["override"] = attributes.get("ContentType", "")
        elif tag == "Default" and attributes.get("Extension", "").casefold() == extension:
            found["default"] = attributes.get("ContentType", "")

    read_events(parts.stream("[Content_Types].xml"), start=start)
    return found["override"] or found["default"]


def _existing(parts: ZipParts, part: str | None) -> str | None:
    return part if part is not None and part in parts else None


def _integer(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0
