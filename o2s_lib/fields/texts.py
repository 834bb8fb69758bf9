"""Columns of text and of identifiers (codes, numbers that are names)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

from o2s_lib.fields.cells import EXACT_NUMBER_LIMIT, Cells, quote, show, whole_number
from o2s_lib.text import fold, is_defused, is_invisible, looks_like_formula, undo_defusing

NAME_FIELDS = frozenset(
    {
        "last_name",
        "first_name",
        "birth_name",
        "spouse_last_name",
        "spouse_first_name",
        "spouse_birth_name",
        "adviser_name",
        "second_adviser_name",
        "assistant_name",
    }
)
"""Columns that hold a person's name, where « inconnu » or « ? » is no name."""

USUAL_TEXT = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ÿŒœ](?: ?[!-\"$-~À-ÖØ-öø-ÿŒœ’°«»–€])*")
"""Text that needs no cleaning: no blank but single plain spaces inside, nothing that looks like a formula or a code of ours."""

_USUAL_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z/_-]*")
_SCIENTIFIC = re.compile(r"[-+]?[0-9]{1,3}(?:[.,][0-9]+E[+-]?[0-9]{1,3}|E\+[0-9]{1,3})", re.IGNORECASE)
_SPURIOUS_DECIMAL = re.compile(r"([0-9]+)[.,]0+")
_LINE_BREAKS = re.compile(r"[ \t]*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+[ \t]*")
_PLAIN_BLANKS = " \t\r\n\v\f"
_EXCEL_ERROR = re.compile(
    r"#\s*(?:NOM\s*\?|NAME\s*\?|REF\s*!|VALEUR\s*!|VALUE\s*!|N/A|DIV/0\s*!|NUL\s*!|NULL\s*!|NOMBRE\s*!|NUM\s*!|PROPAGATION\s*!|SPILL\s*!|#+)",
    re.IGNORECASE,
)
_PLACEHOLDERS = frozenset(
    [
        "n/a",
        "n.a.",
        "n.a",
        "n/d",
        "n.d.",
        "n.d",
        "n/c",
        "n.c.",
        "n.c",
        "n/r",
        "n.r.",
        "#n/a",
        "neant",
        "inconnu",
        "inconnue",
        "unknown",
        "non renseigne",
        "non renseignee",
        "nom inconnu",
        "prenom inconnu",
        "non connu",
        "non connue",
        "non communique",
        "non communiquee",
        "a completer",
        "a renseigner",
        "a definir",
        "a preciser",
        "sans nom",
        "sans prenom",
        "pas de nom",
        "pas de prenom",
        "aucun nom",
        "aucun prenom",
        "(vide)",
        "(null)",
        "<null>",
        "(blank)",
        "(aucun)",
        "(none)",
        "undefined",
        "tbd",
        "xx",
        "xxx",
        "xxxx",
        "xxxxx",
        "indetermine",
        "indeterminee",
    ]
)


def parse_text(cells: Cells) -> None:
    """Text kept as typed, without what nobody sees: blanks around, invisible characters, line breaks."""
    usual, limit, is_name = USUAL_TEXT.fullmatch, cells.field.max_length or 1_000_000, cells.field.name in NAME_FIELDS
    values = cells.values
    for position, raw in enumerate(cells.raws):
        if type(raw) is str and len(raw) <= limit and usual(raw) and not (is_name and _is_placeholder(raw)):
            values[position] = raw
        elif cells.takes(position, raw):
            text = _clean(cells, position, raw) if isinstance(raw, str) else _text_of(cells, position, raw)
            if text is not None:
                _check_text(cells, position, text, is_name)


def parse_identifier(cells: Cells) -> None:
    """Codes and numbers that are text: leading zeros stay; numbers that a spreadsheet rounded are refused."""
    usual, limit = _USUAL_CODE.fullmatch, cells.field.max_length or 1_000_000
    values = cells.values
    for position, raw in enumerate(cells.raws):
        if type(raw) is str and len(raw) <= limit and usual(raw):
            values[position] = raw
        elif type(raw) is float and 0 <= raw < EXACT_NUMBER_LIMIT and raw.is_integer():
            values[position] = str(int(raw))
        elif cells.takes(position, raw):
            text = _clean_identifier(cells, position, raw) if isinstance(raw, str) else _identifier_of(cells, position, raw)
            if text is not None:
                _check_text(cells, position, text, is_name=False)


def clean_text(cells: Cells, position: int, raw: str) -> str:
    """A text without what nobody sees, in composed form (NFC); remarks say what was removed."""
    return _clean(cells, position, raw)


def _clean(cells: Cells, position: int, raw: str) -> str:
    text = raw.strip(_PLAIN_BLANKS)
    if not text.isascii() or not text.isprintable():
        if _LINE_BREAKS.search(text):
            text = _LINE_BREAKS.sub(" ", text).strip(" ")
            cells.info(position, "LINE_BREAK_CLEANED", "Saut de ligne remplacé par une espace.")
        text = _clean_unseen(cells, position, text)
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
    if is_defused(text):
        text = undo_defusing(text)
        cells.info(position, "EXPORT_QUOTE_REMOVED", "Apostrophe d'échappement retirée.")
    elif looks_like_formula(text) and any(map(str.isalnum, text)):
        cells.info(position, "FORMULA_LIKE_TEXT", "Texte gardé tel quel, sans être calculé ; il sera neutralisé à l'export.")
    return text


def _clean_unseen(cells: Cells, position: int, text: str) -> str:
    blanks = {character for character in text if character.isspace() and character != " "}
    unseen = {character for character in text if is_invisible(character)}
    if not blanks and not unseen:
        return text
    text = "".join(" " if character in blanks else character for character in text if character not in unseen)
    said = []
    if blanks:
        said.append("Tabulations remplacées par une espace" if blanks == {"\t"} else "Espaces insécables retirées")
    if unseen:
        said.append("caractères invisibles retirés" if said else "Caractères invisibles retirés")
    cells.info(position, "WHITESPACE_CLEANED", f"{', '.join(said)}.")
    return text.strip(" ")


def _check_text(cells: Cells, position: int, text: str, is_name: bool) -> None:
    limit = cells.field.max_length
    if limit is not None and len(text) > limit:
        cells.error(
            position,
            "TEXT_TOO_LONG",
            f"{quote(text)} compte {len(text)} caractères pour {limit} permis : raccourcir le texte.",
        )
        return
    if _EXCEL_ERROR.fullmatch(text):
        cells.warn(
            position, "PLACEHOLDER_TEXT", f"Texte {quote(text)} : reste d'une formule en erreur ? Le remplacer par la valeur."
        )
    elif is_name and _is_placeholder(text):
        what = "un nom" if "first" not in cells.field.name else "un prénom"
        cells.warn(position, "PLACEHOLDER_TEXT", f"{quote(text)} est-il {what} ? Sinon, vider la cellule ou écrire le nom exact.")
    cells.values[position] = text


def _is_placeholder(text: str) -> bool:
    if len(text) > 20:
        return False
    return fold(text) in _PLACEHOLDERS or not any(map(str.isalnum, text))


def _text_of(cells: Cells, position: int, raw: Any) -> str | None:
    """A number, boolean or date in a column of text, as the spreadsheet shows it."""
    shown = show(raw)
    if isinstance(raw, bool):
        cells.warn(
            position, "VALUE_NOT_TEXT", f"La cellule est une case vrai/faux, lue comme le texte {quote(shown)} : à vérifier."
        )
        return shown
    if isinstance(raw, (int, float)):
        if raw != raw or abs(raw) >= EXACT_NUMBER_LIMIT:
            _say_precision_lost(cells, position)
            return None
        return shown
    if isinstance(raw, (date, datetime, time, timedelta)):
        cells.warn(
            position,
            "VALUE_NOT_TEXT",
            f"La cellule est une date ou une heure, lue comme le texte {quote(shown)} : Excel a peut-être transformé la saisie.",
        )
    return shown


def _identifier_of(cells: Cells, position: int, raw: Any) -> str | None:
    shown = quote(show(raw))
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if abs(raw) >= EXACT_NUMBER_LIMIT:
            _say_precision_lost(cells, position)
            return None
        digits = whole_number(raw)
        if digits is not None and raw >= 0:
            return digits
        cells.error(
            position, "IDENTIFIER_NOT_INTEGER", f"{shown} n'est pas un numéro : mettre la cellule au format Texte et ressaisir."
        )
        return None
    kind = "une case vrai/faux" if isinstance(raw, bool) else "une date ou une heure"
    cells.error(
        position,
        "IDENTIFIER_NOT_TEXT",
        f"{shown} : la cellule est {kind}, pas un numéro. Mettre la cellule au format Texte et ressaisir.",
    )
    return None


def _clean_identifier(cells: Cells, position: int, raw: str) -> str | None:
    text = _clean(cells, position, raw)
    if text.startswith("'"):
        text = text.lstrip("' ")
        cells.info(position, "EXPORT_QUOTE_REMOVED", "Apostrophe d'échappement retirée.")
    if _SCIENTIFIC.fullmatch(text):
        cells.error(
            position,
            "NUMBER_SCIENTIFIC",
            f"{quote(text)} est un numéro abrégé par Excel : des chiffres manquent. Mettre la cellule au format Texte et ressaisir.",
        )
        return None
    match = _SPURIOUS_DECIMAL.fullmatch(text)
    if match:
        cells.info(
            position, "IDENTIFIER_DECIMAL_REMOVED", f"{quote(text)} lu comme {quote(match.group(1))} : décimale inutile retirée."
        )
        return match.group(1)
    return text or None


def _say_precision_lost(cells: Cells, position: int) -> None:
    cells.error(
        position,
        "NUMBER_PRECISION_LOST",
        "Plus de 15 chiffres : Excel a arrondi ce numéro. Mettre la cellule au format Texte et ressaisir.",
    )
