"""Text compared the way people compare it: without case, accents, kinds of apostrophe, dash or space.

Nothing here knows contacts; every other module may use it.
"""

from __future__ import annotations

import unicodedata

_APOSTROPHES = "'`´‘’‚‛ʹʼʻʽˈ′＇ꞌ"
_DASHES = "-‐‑‒–—―−⁃﹘﹣－"
_LETTERS = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŀ": "l", "ħ": "h", "ŧ": "t"}


class _FoldTable(dict[int, str]):
    """What each character becomes; filled as characters are met (`str.translate` calls `__missing__`)."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


class _SpaceTable(dict[int, str]):
    """Every blank becomes a plain space, invisible characters vanish, the rest stays."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character.isspace():
            cleaned = " "
        else:
            cleaned = "" if is_invisible(character) else character
        self[code] = cleaned
        return cleaned


def is_invisible(character: str) -> bool:
    """Whether a character shows nothing and is no blank: zero-width marks, byte order mark, soft hyphen, controls.

    Lone surrogates (half of a character, left by a broken converter) count as invisible.
    """
    if character.isspace():
        return False
    return unicodedata.category(character) in {"Cf", "Cc", "Cs"} or character in "\u115f\u1160\u3164\uffa0\ufe0f\ufe0e"


class _TokenTable(dict[int, str]):
    """As `_FoldTable`, with a space for everything that is neither letter nor digit."""

    def __missing__(self, code: int) -> str:
        folded = "".join(part if part.isalnum() else " " for part in _FOLD[code])
        self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    if character in _DASHES:
        return "-"
    if character.isspace():
        return " "
    if is_invisible(character):
        return ""
    decomposed = unicodedata.normalize("NFKD", character.casefold())
    letters = (_LETTERS.get(part, part) for part in decomposed.casefold() if not unicodedata.combining(part))
    return "".join("'" if part in _APOSTROPHES else "-" if part in _DASHES else part for part in letters)


_FOLD = _FoldTable()
_SPACES = _SpaceTable()
_TOKENS = _TokenTable()


def fold(text: str) -> str:
    """A text in the form that comparisons use: lower case, no accents, `'` and `-` for all their kinds, single spaces.

    `fold("  Numéro  d’identification – NIF ")` is `"numero d'identification - nif"`; `fold("Œuvre Straße")` is
    `"oeuvre strasse"`. Invisible characters are dropped. Folding twice changes nothing more.
    """
    if text.isascii():
        if "`" in text:
            text = text.replace("`", "'")
        lowered = text.lower()
        return " ".join((lowered if lowered.isprintable() else lowered.translate(_FOLD)).split())
    return " ".join(text.translate(_FOLD).split())


def clean_spaces(text: str) -> str:
    """The same text with every run of blanks as one plain space, no blank at its ends, and no invisible character.

    No-break spaces, tabs and line breaks count as blanks. Case, accents and punctuation stay.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(text.translate(_SPACES).split())


def name_tokens(text: str) -> list[str]:
    """The folded words of a name; hyphens, apostrophes and punctuation separate words, particles are words."""
    return text.translate(_TOKENS).split()


def name_key(last_name: str | None, first_name: str | None) -> str:
    """What two names are compared by, in either order: the folded words of the full name, sorted, one space apart.

    `name_key("de La Tour", "Jean-Noël")` is `"de jean la noel tour"`. Names without any word (`"?"`) give their folded
    text, so that two of them are the same only when they are written the same.
    """
    full = f"{last_name or ''} {first_name or ''}"
    tokens = name_tokens(full)
    if not tokens:
        return fold(full)
    tokens.sort()
    return " ".join(tokens)


_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet could run the text as a formula: it begins with `=`, `+`, `-`, `@`, a tab or a line break."""
    return text.startswith(_FORMULA_STARTS)


def is_defused(text: str) -> bool:
    """Whether a text begins with the apostrophe (or several) that an export puts before what looks like a formula."""
    return text.startswith("'") and text.lstrip("'").startswith(_FORMULA_STARTS)


def defuse_formula(text: str) -> str:
    """The text with an apostrophe before it when it looks like a formula, or like one already defused.

    `undo_defusing(defuse_formula(text)) == text` for every text.
    """
    return "'" + text if looks_like_formula(text) or is_defused(text) else text


def undo_defusing(text: str) -> str:
    """The text without the one apostrophe that `defuse_formula` puts."""
    return text[1:] if is_defused(text) else text
