"""Reading XML as a stream of events, with DOCTYPE and entities refused.

Built on expat, which no part of a file can make fetch anything; a document type declaration stops the reading at once,
so that no entity is ever defined.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from o2s_lib.spreadsheets.refusals import refusal

Attributes = dict[str, str]
NAMESPACE_SEPARATOR = "\n"
_STEP = 1 << 18
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_REFERENCE = re.compile(r"&([^;]*);?")
_DECLARED_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")


class Enough(Exception):
    """Raised by a handler that has seen all that it wants; the reading stops without an error."""


def read_events(
    pieces: Iterable[bytes],
    *,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    with_namespaces: bool = False,
    encoding: str | None = None,
) -> None:
    """Feed an XML document to handlers.

    Args:
        pieces: The document, in order.
        start, end, text: Called as expat calls them. Names are as written (prefix and all), or
            `namespace\\nname` with `with_namespaces`.
        encoding: Overrides the declaration.

    Raises:
        FileRefused: FILE_XML_ENTITIES for a DOCTYPE, FILE_CORRUPT for XML that is not well formed.
    """
    parser = expat.ParserCreate(encoding, NAMESPACE_SEPARATOR if with_namespaces else None)
    parser.buffer_text = True
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise refusal("FILE_CORRUPT") from error
    except (LookupError, ValueError) as error:
        raise refusal("FILE_CORRUPT") from error
    except Enough:
        return


def document_pieces(content: bytes) -> Iterator[bytes]:
    """An XML document in pieces, without the blanks before its declaration that some programs leave."""
    body = content.removeprefix(b"\xef\xbb\xbf")
    start = len(content) - len(body) + len(body) - len(body.lstrip(b" \t\r\n"))
    for position in range(start, len(content), _STEP):
        yield content[position : position + _STEP]


def local_name(name: str) -> str:
    """`x:row` and `row` are both `row`."""
    return name.rpartition(":")[2]


def is_utf8_document(head: bytes) -> bool:
    """Whether a document that begins so is UTF-8 beyond doubt: no other encoding declared, no UTF-16."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:200]:
        return False
    declared = _DECLARED_ENCODING.match(head)
    return declared is None or declared.group(1).lower() in (b"utf-8", b"utf8", b"us-ascii")


def text_of_xml(raw: bytes) -> str:
    """The text that UTF-8 character data (no element inside) stands for.

    Raises:
        FileRefused: FILE_CORRUPT for bytes that are not UTF-8 or an entity that XML does not know.
    """
    try:
        text = raw.decode("utf-8")
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return _REFERENCE.sub(_character_of, text) if "&" in text else text
    except (ValueError, KeyError, OverflowError) as error:
        raise refusal("FILE_CORRUPT") from error


def _character_of(match: re.Match[str]) -> str:
    word = match.group(1)
    if word.startswith("#x"):
        return chr(int(word[2:], 16))
    return chr(int(word[1:])) if word.startswith("#") else _ENTITIES[word]


def _refuse_doctype(*_: object) -> None:
    raise refusal("FILE_XML_ENTITIES")
