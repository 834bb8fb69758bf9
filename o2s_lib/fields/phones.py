"""Columns of telephones. The spelling is kept; two numbers are compared by their digits.

French numbers, overseas ones included, never go through the general parser: it is for numbers written the national
way of another country.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import phonenumbers

from o2s_lib.fields.cells import EXACT_NUMBER_LIMIT, Cells, quote, show, whole_number
from o2s_lib.fields.lists import find_country
from o2s_lib.text import clean_spaces

FRENCH_PHONE_COUNTRIES = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "MC"})
"""Countries whose residents write French numbers (Monaco: many do)."""

_OVERSEAS = ("262", "590", "594", "596")
"""Country codes of French departments whose numbers have nine digits after them and the usual ten with a first zero."""

_USUAL = re.compile(r"0[1-9](?:[ .-]?[0-9]{2}){4}|\+33 ?(?:\(0\) ?)?[1-9](?:[ .-]?[0-9]{2}){4}")
_FRENCH = re.compile(r"0[1-9][0-9]{8}")
_NOT_DIGITS = str.maketrans("", "", "+ .-()/\u00a0\u202f\u2009\u2011\u2013_\t")
_PREFIX = re.compile(
    r"(?:tel\.?:?|téléphone ?:?|tél\.?(?: ?:)?|mob(?:ile)?\.? ?:?|port(?:able)?\.? ?:?|fax ?:?|phone ?:?|n° ?:?) ?(?=[+0-9(])",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"(.*[0-9)]) ?,? ?(?:poste|ext\.?|extension|x|#|p\.) ?:? ?([0-9]{1,6})", re.IGNORECASE)
_SEVERAL = re.compile(r" ?(?:[/;,|&+]| ou | et | - | puis |\bor\b|\band\b) ?", re.IGNORECASE)
_ALLOWED = re.compile(r"[+0-9 .()/_\u2010-\u2013-]+")
_FOREIGN = re.compile(r"\+(?!33|262|59[046])[1-9][0-9]{0,2}(?:[ .-]?[0-9]{1,4}){2,8}")
_CALLING_CODES = frozenset(map(str, phonenumbers.COUNTRY_CODE_TO_REGION_CODE))
_SHORT = re.compile(r"3[0-9]{3}|10[0-9]{2}|11[0-9]|118[0-9]{3}")


def phone_key(value: str) -> str:
    """What a telephone is compared by: ten national digits for a French number, `+` and digits for another.

    An extension is kept behind an `x`. `phone_key("+33 (0)6 39 98 00 04")` is `"0639980004"`.
    """
    if _USUAL.fullmatch(value):
        digits = value.translate(_NOT_DIGITS)
        return digits if value[0] == "0" else "0" + digits[-9:]
    extension = _EXTENSION.fullmatch(value)
    if extension:
        return f"{phone_key(extension.group(1).strip())}x{extension.group(2)}"
    digits = value.translate(_NOT_DIGITS)
    if digits.isascii() and digits.isdigit():
        international = _international_digits(value, digits)
        if international is not None:
            return _national_or_e164(international, "(0)" in value)
    return digits


def _foreign_key(value: str) -> str:
    """The key of a foreign number of the usual form (`_FOREIGN`)."""
    return _national_or_e164(value.translate(_NOT_DIGITS), has_trunk_zero=False)


def _international_digits(value: str, digits: str) -> str | None:
    """Digits after the international prefix, None for a number written the national way."""
    if value.lstrip("( ").startswith("+"):
        return digits
    if digits.startswith("00") and not digits.startswith("000"):
        return digits[2:]
    return None


def _national_or_e164(digits: str, has_trunk_zero: bool) -> str:
    """National digits of a French number, else `+` and digits; the trunk zero of `(0)` is left out."""
    code, rest = _split_calling_code(digits)
    if has_trunk_zero and rest.startswith("0"):
        rest = rest[1:]
    if code == "33" or code in _OVERSEAS:
        national = rest[1:] if len(rest) == 10 and rest.startswith("0") else rest
        if len(national) == 9:
            return "0" + national
    elif rest.startswith("0") and code and len(rest) not in _possible_lengths(code) and len(rest) - 1 in _possible_lengths(code):
        rest = rest[1:]
    return f"+{code}{rest}"


def _split_calling_code(digits: str) -> tuple[str, str]:
    for length in (1, 2, 3):
        if digits[:length] in _CALLING_CODES:
            return digits[:length], digits[length:]
    return "", digits


@cache
def _possible_lengths(code: str) -> frozenset[int]:
    """Lengths that a national number of this calling code may have."""
    lengths: set[int] = set()
    for region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(code), ()):
        metadata = (
            phonenumbers.PhoneMetadata.metadata_for_nongeo_region(int(code))
            if region == "001"
            else phonenumbers.PhoneMetadata.metadata_for_region(region)
        )
        if metadata is not None and metadata.general_desc is not None:
            lengths.update(metadata.general_desc.possible_length)
    return frozenset(lengths)


def _is_right(key: str) -> bool:
    """Whether a comparison form is a possible number: a French one, or the right length for its country."""
    number = key.partition("x")[0]
    if _FRENCH.fullmatch(number):
        return True
    if not number.startswith("+"):
        return False
    code, rest = _split_calling_code(number[1:])
    return bool(code) and code != "33" and code not in _OVERSEAS and len(rest) in _possible_lengths(code)


def parse_phone(cells: Cells) -> None:
    """Telephones: the value keeps its spelling, the key is its digits."""
    rules = cells.rules
    usual, foreign, values = _USUAL.fullmatch, _FOREIGN.fullmatch, cells.values
    keys: list[Any] = [None] * len(values)
    cells.keys = keys
    has_context = rules.contexts is not None
    region_of = _region_reader()
    for position, raw in enumerate(cells.raws):
        if (
            type(raw) is str
            and usual(raw)
            and (not has_context or raw[0] == "+" or _is_french(region_of(rules.context(position))))
        ):
            digits = raw.translate(_NOT_DIGITS)
            values[position] = raw
            keys[position] = digits if raw[0] == "0" else "0" + digits[-9:]
        elif type(raw) is str and raw[:1] == "+" and foreign(raw) and _is_right(key := _foreign_key(raw)):
            values[position] = raw
            keys[position] = key
        elif cells.takes(position, raw):
            region = region_of(rules.context(position))
            value = (
                _read_text(cells, position, raw, region) if isinstance(raw, str) else _read_number(cells, position, raw, region)
            )
            if value is not None:
                values[position] = value
                keys[position] = phone_key(value)


def _region_reader() -> Callable[[str | None], str | None]:
    """Text of a country -> its code, "" when unknown, None when empty; each text is looked up once."""
    known: dict[str | None, str | None] = {None: None}

    def region_of(text: str | None) -> str | None:
        if text not in known:
            country = find_country(text) if text and text.strip() else None
            known[text] = country.code if country else ("" if text and text.strip() else None)
        return known[text]

    return region_of


def _is_french(region: str | None) -> bool:
    return region is None or region in FRENCH_PHONE_COUNTRIES


def _read_text(cells: Cells, position: int, raw: str, region: str | None) -> str | None:
    text = clean_spaces(raw)
    if text.startswith("'"):
        text = text.lstrip("' ")
        cells.info(position, "EXPORT_QUOTE_REMOVED", "Apostrophe d'échappement retirée.")
    prefix = _PREFIX.match(text)
    if prefix:
        text = text[prefix.end() :]
        cells.info(position, "PHONE_CLEANED", f"Seul le numéro {quote(text)} est repris.")
    if _holds_several(text):
        cells.error(position, "PHONE_SEVERAL", f"{quote(text)} : plusieurs numéros dans une cellule, un seul attendu.")
        return None
    extension = _EXTENSION.fullmatch(text)
    body = extension.group(1).strip() if extension else text
    suffix = f" poste {extension.group(2)}" if extension else ""
    number = _read_body(cells, position, body, region)
    if number is None:
        return None
    value = text if number == body else number + suffix
    limit = cells.field.max_length
    if limit is not None and len(value) > limit:
        cells.error(position, "TEXT_TOO_LONG", f"{quote(value)} compte {len(value)} caractères pour {limit} permis : raccourcir.")
        return None
    return value


def _read_body(cells: Cells, position: int, body: str, region: str | None) -> str | None:
    """The number as it will be kept, None (with a remark) when it is not one."""
    if not _ALLOWED.fullmatch(body):
        _refuse(cells, position, body)
        return None
    digits = body.translate(_NOT_DIGITS)
    if _international_digits(body, digits) is not None:
        if _is_right(phone_key(body)):
            return body
        _refuse(cells, position, body, "indicatif du pays ou nombre de chiffres à vérifier")
        return None
    return _read_national(cells, position, body, digits, region)


def _read_national(cells: Cells, position: int, body: str, digits: str, region: str | None) -> str | None:
    if not _is_french(region) and region:
        foreign = _foreign(digits, region)
        if foreign is not None:
            cells.info(position, "PHONE_COUNTRY_ADDED", f"{quote(body)} lu {foreign} d'après le pays de l'adresse.")
            return foreign
    if _FRENCH.fullmatch(digits):
        return body
    bare = body.startswith("33") and len(digits) in {11, 12} and _is_right(phone_key("+" + digits))
    if bare:
        return phone_key("+" + digits)
    if _is_french(region) and len(digits) == 9 and digits[0] != "0":
        cells.warn(position, "PHONE_PADDED", f"Zéro initial perdu par Excel : numéro complété, lu 0{digits}.")
        return "0" + digits
    if _is_french(region) and _SHORT.fullmatch(digits):
        cells.warn(position, "PHONE_SHORT", f"{quote(body)} est un numéro court : à vérifier.")
        return body
    if len(digits) >= 11 and digits[0] != "0" and _is_right(phone_key("+" + digits)):
        cells.warn(position, "PHONE_PLUS_ADDED", f"{quote(body)} lu comme le numéro international +{digits} : à vérifier.")
        return "+" + digits
    _refuse(cells, position, body, "" if _is_french(region) else "hors de France, écrire l'indicatif du pays, par exemple +41")
    return None


def _foreign(digits: str, region: str) -> str | None:
    """The international spelling of a number written the way of its own country, None when it is not one."""
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number_for_region(number, region):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _read_number(cells: Cells, position: int, raw: Any, region: str | None) -> str | None:
    digits = whole_number(raw) if isinstance(raw, (int, float)) and not isinstance(raw, bool) else None
    if digits is None or digits.startswith("-"):
        if isinstance(raw, float) and abs(raw) >= EXACT_NUMBER_LIMIT:
            cells.error(
                position, "NUMBER_PRECISION_LOST", "Plus de 15 chiffres : mettre la cellule au format Texte et ressaisir."
            )
        else:
            _refuse(cells, position, show(raw))
        return None
    return _read_national(cells, position, digits, digits, region)


def _holds_several(text: str) -> bool:
    parts = [part.translate(_NOT_DIGITS) for part in _SEVERAL.split(text)]
    long_parts = [part for part in parts if sum(map(str.isdigit, part)) >= 8]
    if len(long_parts) > 1:
        return True
    digits = text.translate(_NOT_DIGITS)
    return len(digits) == 20 and bool(_FRENCH.fullmatch(digits[:10]) and _FRENCH.fullmatch(digits[10:]))


def _refuse(cells: Cells, position: int, text: str, hint: str = "") -> None:
    reason = hint or "10 chiffres attendus, ou + et l'indicatif du pays"
    cells.error(position, "PHONE_INVALID", f"{quote(text)} n'est pas un numéro de téléphone : {reason}.")
