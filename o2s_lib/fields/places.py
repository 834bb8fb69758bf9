"""Columns of places: French departments, postal codes, countries by code or by name."""

from __future__ import annotations

import re
from typing import Any

from o2s_lib.fields.cells import Cells, quote, show, whole_number
from o2s_lib.fields.lists import Country, countries, country_names, find_country, nearest
from o2s_lib.text import clean_spaces

FRENCH_POST_COUNTRIES = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF", "TF", "MC"})
"""Countries and territories whose postal codes are French ones (Monaco: 98000)."""

BORN_ABROAD = "999"

_USUAL_POSTCODE = re.compile(r"(?:0[1-9]|[1-8][0-9]|9[0-578])[0-9]{3}|00[1-9][0-9]{2}")
_FOREIGN_POSTCODE = re.compile(r"(?=.*[0-9])[0-9A-Z][0-9A-Z -]{1,9}")
_PREFIXED = re.compile(r"(?:F|FR|FRA)[ -]{1,3}([0-9 ]{5,6})", re.IGNORECASE)
_CODE_AND_TOWN = re.compile(r"([0-9]{5})[ ,-]+\D.*")
_CORSICAN = re.compile(r"2[ABab][0-9]{3}")
_DECIMAL_TAIL = re.compile(r"([0-9]+)[.,]0+")
_USUAL_DEPARTMENT = re.compile(r"0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8]|98[4-9]|999")
_LABELLED_DEPARTMENT = re.compile(r"\(?([0-9]{2,3}|2[ABab])\)?(?: ?[-–:(]? ?[^\W\d_].*)")


def parse_postcode(cells: Cells) -> None:
    """Postal codes as text. A lost first zero is put back where the country is France or empty, and said so."""
    rules = cells.rules
    usual, values, has_context = _USUAL_POSTCODE.fullmatch, cells.values, rules.contexts is not None
    for position, raw in enumerate(cells.raws):
        if type(raw) is str and usual(raw):
            values[position] = raw
        elif cells.takes(position, raw):
            text = _bare(cells, position, raw)
            if text is None:
                _refuse_postcode(cells, position, show(raw))
                continue
            context = rules.context(position) if has_context else None
            if context is None or not context.strip():
                _read_french(cells, position, text, is_known=False)
            else:
                country = find_country(context)
                if country is not None and country.code in FRENCH_POST_COUNTRIES:
                    _read_french(cells, position, text, is_known=True)
                else:
                    _read_foreign(cells, position, text)


def _bare(cells: Cells, position: int, raw: Any) -> str | None:
    """The code as text, without blanks around, an escaping apostrophe or a spurious `.0`; None for a date, a fraction…"""
    if isinstance(raw, str):
        text = clean_spaces(raw)
        if text.startswith("'"):
            text = text.lstrip("' ")
            cells.info(position, "EXPORT_QUOTE_REMOVED", "Apostrophe d'échappement retirée.")
        match = _DECIMAL_TAIL.fullmatch(text)
        return match.group(1) if match else text
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        digits = whole_number(raw)
        return digits if digits is not None and raw >= 0 else None
    return None


def _refuse_postcode(cells: Cells, position: int, text: str, hint: str = "") -> None:
    reason = f" : {hint}" if hint else " : cinq chiffres attendus en France ; à l'étranger, remplir la colonne du pays"
    cells.error(position, "POSTAL_CODE_INVALID", f"{quote(text)} n'est pas un code postal{reason}.")


def _read_french(cells: Cells, position: int, text: str, is_known: bool) -> None:
    prefixed = _PREFIXED.fullmatch(text)
    code = (prefixed.group(1) if prefixed else text).replace(" ", "")
    if _USUAL_POSTCODE.fullmatch(code):
        cells.values[position] = code
    elif code.isascii() and code.isdigit() and len(code) == 4 and code[0] != "0":
        cells.warn(position, "POSTAL_CODE_PADDED", f"Zéro initial perdu par Excel : code postal complété, lu 0{code}.")
        cells.values[position] = "0" + code
    elif _CORSICAN.fullmatch(code):
        _refuse_postcode(cells, position, text, "en Corse il commence par 20, par exemple 20000 ou 20200")
    elif _CODE_AND_TOWN.fullmatch(text):
        _refuse_postcode(cells, position, text, "laisser le code seul et écrire la commune dans sa colonne")
    elif not is_known and not code.isdigit() and _FOREIGN_POSTCODE.fullmatch(text.upper()):
        cells.warn(position, "POSTAL_CODE_UNUSUAL", f"{quote(text)} n'est pas un code français : remplir la colonne du pays.")
        cells.values[position] = text
    else:
        _refuse_postcode(cells, position, text)


def _read_foreign(cells: Cells, position: int, text: str) -> None:
    limit = cells.field.max_length or 10
    if len(text) > limit:
        cells.error(position, "TEXT_TOO_LONG", f"{quote(text)} compte {len(text)} caractères pour {limit} permis : raccourcir.")
    elif not any(map(str.isalnum, text)):
        _refuse_postcode(cells, position, text, "écrire le code ou vider la cellule")
    else:
        cells.values[position] = text


def parse_department(cells: Cells) -> None:
    """French departments of birth: `01` to `95`, `2A`, `2B`, overseas `971`…, `999` for abroad."""
    rules = cells.rules
    usual, values = _USUAL_DEPARTMENT.fullmatch, cells.values
    for position, raw in enumerate(cells.raws):
        if type(raw) is str and usual(raw) and rules.contexts is None:
            values[position] = raw
        elif cells.takes(position, raw):
            text = _bare(cells, position, raw)
            code = _read_department(cells, position, text.upper()) if text is not None else None
            if code is None:
                _refuse_department(cells, position, show(raw))
                continue
            _compare_with_country(cells, position, code, rules.context(position))
            values[position] = code


def _read_department(cells: Cells, position: int, text: str) -> str | None:
    code = text.replace(" ", "")
    if _USUAL_DEPARTMENT.fullmatch(code):
        return code
    if len(code) == 1 and code in "123456789":
        if not _is_france_or_empty(cells.rules.context(position)):
            return None
        cells.warn(position, "DEPARTMENT_PADDED", f"Zéro initial perdu par Excel : département complété, lu 0{code}.")
        return "0" + code
    if len(code) == 3 and code[0] == "0" and _USUAL_DEPARTMENT.fullmatch(code[1:]):
        cells.info(position, "DEPARTMENT_SHORTENED", f"{quote(code)} lu comme le département {code[1:]}.")
        return code[1:]
    if code == "99":
        cells.warn(position, "DEPARTMENT_ABROAD", f"{quote(code)} lu comme 999, le code d'une naissance à l'étranger.")
        return BORN_ABROAD
    labelled = _LABELLED_DEPARTMENT.fullmatch(text) or re.fullmatch(r"\(([0-9]{2,3}|2[AB])\)", text)
    if labelled and _USUAL_DEPARTMENT.fullmatch(labelled.group(1)):
        cells.info(
            position, "DEPARTMENT_SHORTENED", f"{quote(show(cells.raws[position]))} lu comme le département {labelled.group(1)}."
        )
        return labelled.group(1)
    return None


def _refuse_department(cells: Cells, position: int, text: str) -> None:
    cells.error(
        position,
        "DEPARTMENT_INVALID",
        f"{quote(text)} n'est pas un département : écrire par exemple 35, 2A ou 974, et 999 pour une naissance à l'étranger.",
    )


def _is_france_or_empty(context: str | None) -> bool:
    if context is None or not context.strip():
        return True
    country = find_country(context)
    return country is not None and country.code in FRENCH_POST_COUNTRIES


def _compare_with_country(cells: Cells, position: int, code: str, context: str | None) -> None:
    if context is None or not context.strip():
        return
    country = find_country(context)
    if country is None or country.code == "DZ":
        return
    is_french = country.code in FRENCH_POST_COUNTRIES and country.code != "MC"
    if is_french and code == BORN_ABROAD:
        cells.warn(
            position, "DEPARTMENT_COUNTRY_MISMATCH", "999 est le code d'une naissance à l'étranger, mais le pays est la France."
        )
    elif not is_french and code != BORN_ABROAD:
        cells.warn(
            position,
            "DEPARTMENT_COUNTRY_MISMATCH",
            f"Département {code}, mais pays de naissance {country.name} : pour une naissance à l'étranger, écrire 999.",
        )


def parse_country_code(cells: Cells) -> None:
    """Countries as two-letter codes (ISO 3166-1), from a code or a name."""
    _parse_country(cells, lambda country: country.code)


def parse_country_name(cells: Cells) -> None:
    """Countries by their usual French name, from a name in French or English or a code."""
    _parse_country(cells, lambda country: country.name)


def _parse_country(cells: Cells, spell: Any) -> None:
    canonical = {spell(country): spell(country) for country in countries()}
    for position, raw in enumerate(cells.raws):
        if type(raw) is str and raw in canonical:
            cells.values[position] = canonical[raw]
        elif cells.takes(position, raw):
            country = _country(raw)
            if country is not None:
                cells.values[position] = spell(country)
            else:
                _refuse_country(cells, position, show(raw), spell)


def _country(raw: Any) -> Country | None:
    if not isinstance(raw, str):
        return None
    text = clean_spaces(raw).lstrip("'").strip(" .")
    found = find_country(text)
    if found is None and "(" in text:
        before, _, inside = text.partition("(")
        return find_country(before.strip()) or find_country(inside.rstrip(") "))
    return found


def _refuse_country(cells: Cells, position: int, text: str, spell: Any) -> None:
    guess = nearest(text, country_names(), minimum=75) if len(text) > 2 else None
    country = find_country(guess) if guess else None
    hint = (
        f" : vouliez-vous dire {quote(spell(country))} ?"
        if country
        else ". Écrire le nom français du pays ou son code à deux lettres."
    )
    cells.error(position, "CHOICE_UNKNOWN", f"{quote(text)} n'est pas un pays connu{hint}")
