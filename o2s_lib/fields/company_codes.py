"""Columns of companies: LEI, SIRET, NAF."""

from __future__ import annotations

import re
from typing import Any

from o2s_lib.fields.cells import Cells, quote, show, whole_number
from o2s_lib.identifiers import is_lei, is_siren, is_siret, spell_naf
from o2s_lib.text import clean_spaces

_SEPARATORS = re.compile(r"[\s.\-–‑_/']+")


def parse_siret(cells: Cells) -> None:
    """SIRET of 14 digits, or SIREN of 9 (the product's help asks for 9, its example has 14); the value is its digits."""
    for position, raw in enumerate(cells.raws):
        if not cells.takes(position, raw):
            continue
        digits = _digits(raw) or ""
        full = _padded(digits)
        if is_siret(digits) or is_siren(digits):
            cells.values[position] = digits
        elif full is not None:
            cells.warn(position, "SIRET_PADDED", f"Zéro initial perdu par Excel : numéro complété, lu {full}.")
            cells.values[position] = full
        elif len(digits) in {9, 14}:
            cells.error(
                position, "SIRET_INVALID", f"{quote(show(raw))} : la clé de contrôle n'est pas juste, un chiffre est faux ou manque."
            )
        else:
            cells.error(
                position, "SIRET_INVALID", f"{quote(show(raw))} n'est pas un SIRET : 14 chiffres attendus (ou les 9 du SIREN)."
            )


def _padded(digits: str) -> str | None:
    """The number with the one or two first zeros that a spreadsheet dropped, when its check digits are right then."""
    for short, length in (((7, 8), 9), ((12, 13), 14)):
        if len(digits) in short:
            full = digits.zfill(length)
            return full if is_siret(full) or is_siren(full) else None
    return None


def _digits(raw: Any) -> str | None:
    if isinstance(raw, str):
        text = _SEPARATORS.sub("", clean_spaces(raw))
        text = re.sub(r"^(?:SIRET|SIREN)(?:N°)?:?", "", text, flags=re.IGNORECASE)
        return text if text.isascii() and text.isdigit() else None
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return whole_number(raw)
    return None


def parse_lei(cells: Cells) -> None:
    """LEI of 20 letters and digits, check digits included."""
    for position, raw in enumerate(cells.raws):
        if not cells.takes(position, raw):
            continue
        code = _SEPARATORS.sub("", clean_spaces(raw)).upper() if isinstance(raw, str) else ""
        if is_lei(code):
            cells.values[position] = code
        elif len(code) == 20:
            cells.error(
                position, "LEI_INVALID", f"{quote(show(raw))} : la clé de contrôle du LEI n'est pas juste, un caractère est faux."
            )
        else:
            cells.error(position, "LEI_INVALID", f"{quote(show(raw))} n'est pas un LEI : 20 lettres et chiffres attendus.")


def parse_naf(cells: Cells) -> None:
    """Activity codes, `66.30Z`."""
    for position, raw in enumerate(cells.raws):
        if not cells.takes(position, raw):
            continue
        code = spell_naf(clean_spaces(raw).lstrip("'")) if isinstance(raw, str) else None
        if code is None:
            cells.error(position, "NAF_INVALID", f"{quote(show(raw))} n'est pas un code NAF. Écrire par exemple 66.30Z.")
        else:
            cells.values[position] = code
