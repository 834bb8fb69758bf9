"""Check digits and spellings of the identifiers that companies have: SIREN, SIRET, LEI, NAF."""

from __future__ import annotations

import re

_LUHN_DOUBLE = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_LA_POSTE = "356000000"
_NAF = re.compile(r"([0-9]{2})[. ]?([0-9]{2})[ .]?([A-Z])")
_LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
_DIGITS = re.compile(r"[0-9]+")


def passes_luhn(digits: str) -> bool:
    """Whether a text of ASCII digits ends with the right Luhn check digit."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        total += _LUHN_DOUBLE[int(digit)] if position % 2 else int(digit)
    return total % 10 == 0


def is_siren(digits: str) -> bool:
    """Nine digits with a right check digit (INSEE: Luhn). Zero alone is no number."""
    return len(digits) == 9 and bool(_DIGITS.fullmatch(digits)) and digits != "000000000" and passes_luhn(digits)


def is_siret(digits: str) -> bool:
    """Fourteen digits: a right SIREN and a right whole (INSEE: Luhn on both).

    The establishments of La Poste (SIREN 356000000) have numbers whose digits only add up to a multiple of five;
    its head office follows the usual rule.
    """
    if len(digits) != 14 or not _DIGITS.fullmatch(digits) or not is_siren(digits[:9]):
        return False
    if passes_luhn(digits):
        return True
    return digits.startswith(_LA_POSTE) and sum(map(int, digits)) % 5 == 0


def is_lei(code: str) -> bool:
    """Twenty capitals or digits whose check digits are right (ISO 17442: ISO 7064 mod 97-10)."""
    if not _LEI.fullmatch(code):
        return False
    return int("".join(str(int(character, 36)) for character in code)) % 97 == 1


def spell_naf(code: str) -> str | None:
    """An activity code as INSEE prints it, `66.30Z`, from `6630Z`, `66.30 z` and the like; None when it is not one."""
    match = _NAF.fullmatch(code.strip().upper())
    return f"{match.group(1)}.{match.group(2)}{match.group(3)}" if match else None
