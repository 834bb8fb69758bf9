"""Finds the encoding of a text file: what it declares, UTF-8, UTF-16, else the one that gives the likeliest French."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from o2s_lib.issues import Issue
from o2s_lib.spreadsheets.refusals import encoding_errors, encoding_guessed, refusal

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SHOWN_NAMES = {"utf-8-sig": "utf-8", "cp1252": "windows-1252", "iso8859_15": "iso-8859-15", "mac_roman": "mac-roman"}
_SINGLE_BYTE = ("cp1252", "iso8859_15", "mac_roman", "cp850")
_SAMPLE = 1 << 20
_LIKELY = {
    **dict.fromkeys("éèêëàâçùûîïôœ", 4.0),
    **dict.fromkeys("ÉÈÊËÀÂÇÙÛÎÏÔŒæÆöüäÖÜÄñáíóúßÿŸ", 2.0),
    **dict.fromkeys("\u00a0’‘“”«»€°–—…ºª²³§£", 1.0),
    **dict.fromkeys("ÁÍÓÚÑãõåøÃÕÅØìòÌÒýÝšžŠŽ·•®©™", 0.0),
}
_UNLIKELY = -3.0
_ASCII = bytes(range(128))


@dataclass(frozen=True)
class DecodedText:
    """A text, the encoding it was in (a name that people know), and what was noticed."""

    text: str
    encoding: str
    is_guess: bool
    issues: tuple[Issue, ...] = ()


def decode_text(content: bytes, encoding: str | None = None) -> DecodedText:
    """Decode a text file.

    Args:
        content: The whole file.
        encoding: What the user says; None to find out.

    Returns:
        The text without byte-order mark. `is_guess` when a single-byte encoding was chosen by likelihood
        (then an ENCODING_GUESSED issue says so), never for UTF-8 or a byte-order mark.

    Raises:
        FileRefused: ENCODING_UNKNOWN when `encoding` is no encoding.
    """
    if encoding:
        return _decode_as_told(content, encoding)
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _decode(content, name)
    wide = utf16_without_mark(content)
    if wide:
        return _decode(content, wide)
    try:
        return DecodedText(content.decode("utf-8"), "utf-8", is_guess=False)
    except UnicodeDecodeError:
        if _is_damaged_utf8(content):
            return _decode(content, "utf-8")
    guess = likeliest_single_byte(content)
    shown = _SHOWN_NAMES.get(guess, guess)
    decoded = _decode(content, guess)
    return DecodedText(decoded.text, shown, is_guess=True, issues=(encoding_guessed(shown), *decoded.issues))


def utf16_without_mark(content: bytes) -> str | None:
    """`utf-16-le` or `utf-16-be` for text whose every other byte is mostly zero, else None."""
    sample = content[: 1 << 14]
    if len(sample) < 4 or len(content) % 2:
        return None
    half = len(sample) // 2
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.6 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.05 else None


def likeliest_single_byte(content: bytes) -> str:
    """The single-byte encoding in which the letters beyond ASCII are the likeliest French ones.

    Order of preference when equal: windows-1252, ISO 8859-15, Mac Roman, code page 850.
    """
    beyond = content[: _SAMPLE * 16].translate(None, _ASCII)
    counts = {value: beyond.count(value) for value in set(beyond[:_SAMPLE])}
    best, best_score = _SINGLE_BYTE[0], float("-inf")
    for name in _SINGLE_BYTE:
        score = 0.0
        for value, count in counts.items():
            letter = bytes((value,)).decode(name, "replace")
            score += count * _LIKELY.get(letter, _UNLIKELY)
        if score > best_score:
            best, best_score = name, score
    return best


def _is_damaged_utf8(content: bytes) -> bool:
    """UTF-8 in which a few characters are broken: at least ten good ones beyond ASCII for each bad one."""
    text = content[:_SAMPLE].decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(not character.isascii() for character in text) - bad
    return good >= 10 * max(bad, 1)


def _decode_as_told(content: bytes, encoding: str) -> DecodedText:
    try:
        name = codecs.lookup(encoding.strip()).name
        "".encode(name)
    except (LookupError, ValueError) as error:
        raise refusal(
            "ENCODING_UNKNOWN", f"Encodage « {encoding} » inconnu : essayer utf-8, windows-1252 ou mac-roman."
        ) from error
    if name == "utf-8":
        name = "utf-8-sig"
    return _decode(content, name)


def _decode(content: bytes, name: str) -> DecodedText:
    shown = _SHOWN_NAMES.get(name, name)
    try:
        text = content.decode(name)
        return DecodedText(text.removeprefix("\ufeff"), shown, is_guess=False)
    except UnicodeDecodeError:
        text = content.decode(name, "replace")
        issue = encoding_errors(shown, text.count("\ufffd"))
        return DecodedText(text.removeprefix("\ufeff"), shown, is_guess=False, issues=(issue,))
