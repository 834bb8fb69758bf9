"""Tells what a file is by its content; its name is only used to say that it lies."""

from __future__ import annotations

import re
import struct

from o2s_lib.errors import FileRefused
from o2s_lib.spreadsheets.refusals import refusal, unknown_format
from o2s_lib.spreadsheets.text_encoding import utf16_without_mark
from o2s_lib.spreadsheets.xls import OLE_MAGIC
from o2s_lib.spreadsheets.xml2003 import SPREADSHEET_NAMESPACE
from o2s_lib.spreadsheets.xml_events import NAMESPACE_SEPARATOR, Attributes, Enough, document_pieces, read_events
from o2s_lib.spreadsheets.zip_guard import ZipParts

_OFFICE_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_SHEET_ADVICE = "l'ouvrir dans Excel et l'enregistrer en .xlsx"
_COPY_ADVICE = "copier son tableau dans un classeur Excel"
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "un document PDF", "demander la liste au format Excel ou CSV"),
    (b"\x89PNG", "une image", "demander la liste au format Excel ou CSV"),
    (b"\xff\xd8\xff", "une image", "demander la liste au format Excel ou CSV"),
    (b"GIF8", "une image", "demander la liste au format Excel ou CSV"),
    (b"II*\0", "une image", "demander la liste au format Excel ou CSV"),
    (b"MM\0*", "une image", "demander la liste au format Excel ou CSV"),
    (b"{\\rtf", "un document de texte (RTF)", _COPY_ADVICE),
    (b"\x1f\x8b", "une archive compressée (gzip)", "la décompresser et choisir le classeur qu'elle contient"),
    (b"7z\xbc\xaf", "une archive compressée (7z)", "la décompresser et choisir le classeur qu'elle contient"),
    (b"Rar!", "une archive compressée (rar)", "la décompresser et choisir le classeur qu'elle contient"),
    (b"SQLite format 3", "une base de données", "exporter la liste au format Excel ou CSV"),
    (b"PAR1", "un fichier Parquet", "exporter la liste au format Excel ou CSV"),
    (b"BEGIN:VCARD", "une carte de visite (vCard)", "exporter les contacts au format CSV"),
    (b"BEGIN:VCALENDAR", "un agenda", "exporter les contacts au format CSV"),
)
_OLD_BIFF = frozenset({0x0009, 0x0209, 0x0409})
_BIFF5_OR_8 = 0x0809
_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|/?(?:html|head|body|table|meta|style|script|div|p|br|span|tr|td|th|thead|tbody"
    r"|link|title|font|center|pre|h[1-6]|img|a|b|i|form|ul|ol|li)\b)",
    re.IGNORECASE | re.DOTALL,
)
_PROLOG = re.compile(r"(?:<\?.*?\?>|<!--.*?-->|\s)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\s+(\w+)?", re.IGNORECASE)
_MIME = re.compile(r"(?:MIME-Version:|Content-Type:\s*multipart/related|From:\s*<Saved by)", re.IGNORECASE)
_HEAD = 1 << 14
_CONTROLS = bytes(set(range(32)) - {0, 9, 10, 11, 12, 13, 0x1A})


def find_format(content: bytes) -> str:
    """`zip`, `xls`, `xml2003`, `fods` or `text`.

    Raises:
        FileRefused: FILE_EMPTY, FILE_TOO_OLD, FILE_IS_HTML, FILE_XML_ENTITIES, FILE_CORRUPT, FILE_FORMAT_UNKNOWN.
    """
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise refusal("FILE_EMPTY")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if content.startswith(OLE_MAGIC):
        return "xls"
    if len(content) < 16 and OLE_MAGIC.startswith(content[:8]):
        raise refusal("FILE_CORRUPT")
    bare = _bare_biff(content)
    if bare:
        return bare
    for signature, what, advice in _SIGNATURES:
        if content.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").startswith(signature):
            raise unknown_format(what, advice)
    head = _head_as_text(content)
    if head.lstrip().startswith("<"):
        found = _markup_format(content, head.lstrip())
        if found:
            return found
    if _MIME.match(head.lstrip()):
        raise refusal("FILE_IS_HTML")
    _refuse_binary(content, head)
    return "text"


def zip_format(parts: ZipParts, main_type: str) -> str:
    """`xlsx`, `xlsm` or `ods` for an archive; `main_type` is the content type of its main Office part, or "".

    Raises:
        FileRefused: FILE_FORMAT_UNKNOWN or FILE_ENCRYPTED.
    """
    kind = main_type.casefold()
    if "spreadsheetml" in kind:
        return "xlsm" if "macroenabled" in kind else "xlsx"
    if "ms-excel.sheet.binary" in kind or "xl/workbook.bin" in parts:
        raise unknown_format("un classeur Excel binaire (.xlsb)", _SHEET_ADVICE)
    if "ms-excel" in kind:
        return "xlsm" if "macroenabled" in kind else "xlsx"
    if "wordprocessingml" in kind or "word/document.xml" in parts:
        raise unknown_format("un document Word", _COPY_ADVICE)
    if "presentationml" in kind or "ppt/presentation.xml" in parts:
        raise unknown_format("une présentation PowerPoint", _COPY_ADVICE)
    if "xl/workbook.xml" in parts:
        return "xlsx"
    return _open_document_format(parts)


def _open_document_format(parts: ZipParts) -> str:
    mime = parts.read("mimetype", 200).decode("ascii", "replace").strip() if "mimetype" in parts else ""
    if "meta-inf/manifest.xml" in parts and "content.xml" in parts:
        manifest = parts.read("META-INF/manifest.xml", 2_000_000)
        if b"encryption-data" in manifest:
            raise refusal("FILE_ENCRYPTED")
        if mime.startswith("application/vnd.oasis.opendocument.spreadsheet") or b"opendocument.spreadsheet" in manifest[:4096]:
            return "ods"
    if "opendocument" in mime:
        raise unknown_format("un document OpenDocument sans feuille de calcul", _COPY_ADVICE)
    if any(name.endswith(".iwa") or name == "index.zip" for name in parts.names()):
        raise unknown_format("un classeur Numbers", "dans Numbers, Fichier > Exporter vers > Excel")
    raise unknown_format("une archive compressée (zip)", "la décompresser et choisir le classeur qu'elle contient")


def _bare_biff(content: bytes) -> str | None:
    """A workbook stream without OLE container: refused before BIFF8."""
    if len(content) < 8:
        return None
    kind, length, version = struct.unpack_from("<HHH", content)
    if kind in _OLD_BIFF and 4 <= length <= 16:
        raise refusal("FILE_TOO_OLD")
    if kind == _BIFF5_OR_8 and 4 <= length <= 20:
        if version == 0x0600:
            return "xls"
        raise refusal("FILE_TOO_OLD")
    return None


def _head_as_text(content: bytes) -> str:
    head = content[:_HEAD]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace")
    wide = utf16_without_mark(head[: len(head) // 2 * 2])
    return head.decode(wide or "utf-8", "replace").removeprefix("\ufeff")


def _markup_format(content: bytes, head: str) -> str | None:
    rest = head[_PROLOG.match(head).end() :]  # type: ignore[union-attr]  # the pattern matches nothing as well
    doctype = _DOCTYPE.match(rest)
    if doctype:
        raise refusal("FILE_IS_HTML" if (doctype.group(1) or "").lower() == "html" else "FILE_XML_ENTITIES")
    if _HTML.match(rest):
        raise refusal("FILE_IS_HTML")
    root = _root_element(content)
    if root is None:
        if head.startswith("<?xml"):
            raise refusal("FILE_CORRUPT")
        return None
    namespace, _, name = root.rpartition(NAMESPACE_SEPARATOR)
    if namespace == SPREADSHEET_NAMESPACE and name == "Workbook":
        return "xml2003"
    if namespace == _OFFICE_NAMESPACE and name == "document":
        return "fods"
    if name.lower() == "html":
        raise refusal("FILE_IS_HTML")
    raise unknown_format("un fichier XML d'une autre application", _SHEET_ADVICE)


def _root_element(content: bytes) -> str | None:
    """Name of the root, with its namespace; None when the file does not begin as XML does."""
    found: list[str] = []

    def start(name: str, _: Attributes) -> None:
        found.append(name)
        raise Enough

    try:
        read_events(document_pieces(content), start=start, with_namespaces=True)
    except FileRefused as error:
        if error.issues[0].code == "FILE_XML_ENTITIES":
            raise
        return None
    return found[0] if found else None


def _refuse_binary(content: bytes, head: str) -> None:
    sample = content[:_HEAD]
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff") or utf16_without_mark(sample[: len(sample) // 2 * 2]):
        sample = head.encode("utf-8", "replace")
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    zeros = sample.count(0)
    if controls > 0.02 * len(sample) or zeros > 0.05 * len(sample):
        raise unknown_format("un fichier binaire inconnu", _SHEET_ADVICE)
    if re.match(r'\s*[\[{]\s*["{\[]', head):
        raise unknown_format("un fichier JSON", "exporter la liste au format Excel ou CSV")
