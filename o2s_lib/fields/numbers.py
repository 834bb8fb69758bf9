"""Columns of numbers: amounts, brackets, percentages, counts; and the yes or no of « Dossier privé »."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from o2s_lib.fields.cells import Cells, quote, show, whole_number
from o2s_lib.money import (
    MAX_AMOUNT,
    NumberReading,
    decimal_from_float,
    decimal_text,
    fits_scale,
    french_number,
    read_number,
    read_usual_amount,
    scaled_from_float,
    scaled_text,
    to_scaled,
)
from o2s_lib.text import clean_spaces, fold

PERCENT_SCALE = 1_000_000
"""Units of the store in 100 %: 30 % is 300000."""

HIGHEST_RATE = {"income_tax_rate": Decimal("0.5"), "wealth_tax_rate": Decimal("0.02")}
"""Above this a plain number cannot be the fraction that a cell in percent format holds (marginal rates: 45 % and 1.5 % at most)."""

MANY_CHILDREN = 30

_BRACKET = re.compile(r"tranche(?: n[°o]?)? ?([0-9]{1,2})")
_PERCENT = re.compile(r"(.*?) ?(?:%|pour ?cent|pct)")
_SCIENTIFIC = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?E[+-]?[0-9]+", re.IGNORECASE)
_CURRENCY = re.compile(r"[$£¥]|\b(?:usd|chf|gbp|francs?|fr|frf|dollars?|sfr)\b", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d ?[km](?: ?(?:€|eur|euros?))?$|\bmillions?\b|\bmilliers?\b", re.IGNORECASE)
_YES = frozenset({"oui", "vrai", "true", "yes", "o", "y", "x", "1", "1.0", "1,0", "✓", "✔", "☑", "☒"})
_NO = frozenset({"non", "faux", "false", "no", "n", "0", "0.0", "0,0", "☐"})


def parse_boolean(cells: Cells) -> None:
    """Yes or no in any usual word; an unknown word is an error, never a no."""
    for position, raw in enumerate(cells.raws):
        if not cells.takes(position, raw):
            continue
        answer = yes_or_no(raw)
        if answer is None:
            cells.error(position, "BOOL_INVALID", f"{quote(show(raw))} : Oui ou Non attendu.")
        else:
            cells.values[position] = answer


def yes_or_no(raw: Any) -> bool | None:
    """True, False, or None when a cell is neither."""
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, (int, float)):
        return bool(raw) if raw in (0, 1) else None
    if not isinstance(raw, str):
        return None
    folded = fold(raw).lstrip("'")
    return True if folded in _YES else False if folded in _NO else None


def parse_integer(cells: Cells) -> None:
    """Counts: whole numbers from zero."""
    for position, raw in enumerate(cells.raws):
        if not cells.takes(position, raw):
            continue
        number = _whole(raw)
        if number is None or not 0 <= number <= 1000:
            cells.error(position, "NUMBER_INVALID", f"{quote(show(raw))} : un nombre entier est attendu, par exemple 2.")
            continue
        if number > MANY_CHILDREN:
            cells.warn(position, "NUMBER_UNUSUAL", f"{number} est inhabituel dans {quote(cells.field.label)} : à vérifier.")
        cells.values[position] = number


def _whole(raw: Any) -> int | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, (int, float)):
        digits = whole_number(raw)
        return int(digits) if digits is not None else None
    reading = read_number(clean_spaces(raw).lstrip("'")) if isinstance(raw, str) else None
    if reading is None or reading.is_ambiguous or reading.value != reading.value.to_integral_value():
        return None
    return int(reading.value)


def parse_amount(cells: Cells) -> None:
    """Amounts as whole 1/10,000 EUR."""
    values = cells.values
    for position, raw in enumerate(cells.raws):
        scaled = _usual(raw)
        if scaled is not None:
            values[position] = scaled
        elif cells.takes(position, raw):
            amount = _amount(cells, position, raw)
            if amount is not None:
                values[position] = to_scaled(amount)


def _usual(raw: Any) -> int | None:
    """Whole 1/10,000 EUR of a number or of text typed the plain way, None when the cell needs a closer look."""
    kind = type(raw)
    if kind is float:
        return scaled_from_float(raw)
    return read_usual_amount(raw) if kind is str else None


def parse_amount_or_bracket(cells: Cells) -> None:
    """Amounts as decimal text (`1234.56`), or a bracket, `Tranche 3`."""
    values = cells.values
    for position, raw in enumerate(cells.raws):
        scaled = _usual(raw)
        if scaled is not None:
            values[position] = scaled_text(scaled)
            continue
        if not cells.takes(position, raw):
            continue
        folded = fold(raw) if isinstance(raw, str) else ""
        if folded.startswith("tranche"):
            match = _BRACKET.fullmatch(folded)
            if match and int(match.group(1)):
                cells.values[position] = f"Tranche {int(match.group(1))}"
            else:
                cells.error(
                    position, "NUMBER_INVALID", f"{quote(show(raw))} : écrire un montant ou par exemple {quote('Tranche 3')}."
                )
            continue
        amount = _amount(cells, position, raw)
        if amount is not None:
            cells.values[position] = decimal_text(amount)


def _amount(cells: Cells, position: int, raw: Any) -> Decimal | None:
    """Euros with at most four decimals, None with a remark when the cell holds no amount."""
    reading = _reading(raw)
    shown = quote(show(raw))
    if reading is None:
        cells.error(position, *_why_no_amount(raw, shown))
        return None
    if abs(reading.value) >= MAX_AMOUNT:
        cells.error(position, "NUMBER_TOO_LARGE", f"{shown} : montant de mille milliards d'euros ou plus, à corriger.")
        return None
    if reading.is_ambiguous:
        thousands = decimal_text(reading.value * 1000)
        cells.warn(
            position,
            "NUMBER_AMBIGUOUS",
            f"{shown} lu comme {french_number(reading.value)} (séparateur décimal). Milliers ? Dans ce cas, écrire {thousands}.",
        )
    if not fits_scale(reading.value):
        rounded = Decimal(to_scaled(reading.value)).scaleb(-4)
        cells.info(position, "NUMBER_ROUNDED", f"{shown} arrondi à {french_number(rounded)} (quatre décimales au plus).")
        return rounded
    return reading.value


def _reading(raw: Any) -> NumberReading | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int):
        return NumberReading(Decimal(raw))
    if isinstance(raw, float):
        return NumberReading(_settle(raw)) if abs(raw) < 1e300 else None
    if isinstance(raw, str):
        return read_number(clean_spaces(raw).lstrip("'"))
    return None


def _settle(number: float) -> Decimal:
    """The decimal of a stored number, without the dust that computing in binary leaves behind the tenth decimal."""
    return decimal_from_float(round(number, 10))


def _why_no_amount(raw: Any, shown: str) -> tuple[str, str]:
    text = clean_spaces(raw) if isinstance(raw, str) else ""
    if _SCIENTIFIC.fullmatch(text):
        return "NUMBER_SCIENTIFIC", f"{shown} est un nombre abrégé par Excel : des chiffres manquent, écrire le montant entier."
    if _THOUSANDS.search(text):
        return "NUMBER_INVALID", f"{shown} n'est pas un montant : écrire tous les chiffres, par exemple 12000."
    if _CURRENCY.search(text):
        return "NUMBER_INVALID", f"{shown} n'est pas en euros : écrire le montant en euros, sans autre monnaie."
    if not isinstance(raw, (str, float, int)):
        return "NUMBER_INVALID", f"{shown} est une date ou une heure, pas un montant : Excel a peut-être transformé la saisie."
    return "NUMBER_INVALID", f"{shown} n'est pas un montant. Écrire par exemple 1234,56."


def parse_percent(cells: Cells) -> None:
    """Percentages as millionths. Text is in percent; a number below 1 is the fraction that a cell in percent format holds."""
    highest = HIGHEST_RATE.get(cells.field.name, Decimal(1))
    for position, raw in enumerate(cells.raws):
        if not cells.takes(position, raw):
            continue
        fraction = _fraction(cells, position, raw, highest)
        if fraction is None or not 0 <= fraction <= 1:
            cells.error(position, "PERCENT_INVALID", f"{quote(show(raw))} n'est pas un taux. Écrire par exemple 30 % ou 0,7 %.")
            continue
        scaled = fraction * PERCENT_SCALE
        if scaled != scaled.to_integral_value():
            cells.info(position, "NUMBER_ROUNDED", f"{quote(show(raw))} arrondi à quatre décimales de pour cent.")
        cells.values[position] = int(scaled.to_integral_value())


def _fraction(cells: Cells, position: int, raw: Any, highest: Decimal) -> Decimal | None:
    if isinstance(raw, str):
        text = clean_spaces(raw).lstrip("'")
        match = _PERCENT.fullmatch(text.lower())
        reading = read_number(match.group(1)) if match else read_number(text)
        if reading is None or "€" in text:
            return None
        number, is_marked = reading.value, match is not None
    else:
        reading = _reading(raw)
        if reading is None:
            return None
        number, is_marked = reading.value, False
    if is_marked or number >= 1 or number <= 0:
        return number / 100
    fraction = number if number <= highest else number / 100
    cells.warn(
        position,
        "PERCENT_AMBIGUOUS",
        f"{quote(show(raw))} lu comme {french_number(fraction * 100, 0)} %. Sinon, écrire le taux avec le signe %.",
    )
    return fraction
