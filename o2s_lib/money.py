"""Amounts as people type them, as scaled integers of the store, and as text again.

An amount is a whole number of 1/10,000 EUR in the store, a `Decimal` in Python and never a float.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

AMOUNT_SCALE = 10_000
"""Units of the store in one euro."""

MAX_AMOUNT = Decimal(10) ** 12
"""Amounts are below this many euros in absolute value: more is a slip of the keyboard."""

_AMOUNT_UNIT = Decimal("0.0001")
_PLAIN = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,4})?")
_BLANKS = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")
_EURO = re.compile(r"(?:€|(?<![a-z])eur(?:os?)?(?![a-z]))\.?", re.IGNORECASE)
_INTEGER = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([ '’.,_])[0-9]{3})(?:\1[0-9]{3})*")
_FRACTION = re.compile(r"(.*[0-9])([.,])([0-9]+)|([.,])([0-9]+)")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_USUAL_AMOUNT = re.compile("(-?)([1-9][0-9]{0,2}(?:[ \u00a0\u202f][0-9]{3}){1,3}|[0-9]{1,11})(?:[.,]([0-9]{1,2}))?")
_GROUP_BLANKS = dict.fromkeys(map(ord, " \u00a0\u202f"))
_HAS_DIGIT = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class NumberReading:
    """A number read from text. `is_ambiguous`: one separator before three digits, which may be decimals or thousands."""

    value: Decimal
    is_ambiguous: bool = False


def read_number(text: str) -> NumberReading | None:
    """A number typed the French or the English way, None when the text is not one.

    Understands blanks of any kind, apostrophes, points or commas between thousands, a decimal comma or point,
    a sign before or after, accounting brackets for a negative, and the euro sign or word. `1,234` and `1.234` are read
    as one unit and 234 thousandths, and said to be ambiguous.
    """
    if _PLAIN.fullmatch(text):
        return NumberReading(Decimal(text), bool(_AMBIGUOUS.fullmatch(text.lstrip("-"))))
    cleaned = _BLANKS.sub(" ", _EURO.sub(" ", text)).strip()
    if len(cleaned) > 60 or not _HAS_DIGIT.search(cleaned):
        return None
    body, is_negative, signs = _split_sign(cleaned)
    if signs > 1:
        return None
    value = _unsigned(body)
    if value is None:
        return None
    return NumberReading(-value if is_negative else value, bool(_AMBIGUOUS.fullmatch(body)))


def _split_sign(text: str) -> tuple[str, bool, int]:
    """The text without its sign, whether it is negative, and how many signs were found."""
    body, is_negative, signs = text, False, 0
    if body.startswith("(") and body.endswith(")"):
        body, is_negative, signs = body[1:-1].strip(), True, 1
    if body[:1] in {"-", "−", "–", "+"}:
        is_negative, signs = is_negative or body[0] != "+", signs + 1
        body = body[1:].strip()
    if body[-1:] in {"-", "−"}:
        is_negative, signs = True, signs + 1
        body = body[:-1].strip()
    return body, is_negative, signs


def _unsigned(body: str) -> Decimal | None:
    whole = _whole(body)
    if whole is not None and not _AMBIGUOUS.fullmatch(body):
        return Decimal(whole)
    match = _FRACTION.fullmatch(body)
    if match is None:
        return None
    if match.group(4):
        return Decimal(f"0.{match.group(5)}")
    integer_part, mark, decimals = match.group(1), match.group(2), match.group(3)
    if mark in integer_part:
        return None
    whole = _whole(integer_part)
    return None if whole is None else Decimal(f"{whole}.{decimals}")


def _whole(text: str) -> str | None:
    """The digits of a whole number whose thousands may be grouped (one kind of separator, groups of three)."""
    if _INTEGER.fullmatch(text):
        return text
    match = _GROUPED.fullmatch(text)
    if match is None:
        return None
    return text.replace(match.group(1), "")


def decimal_from_float(number: float) -> Decimal:
    """The decimal that a spreadsheet shows for a stored number: 15 significant digits, so that 0.1 + 0.2 is 0.3."""
    return Decimal(f"{number:.15g}")


def to_scaled(amount: Decimal) -> int:
    """Euros -> whole 1/10,000 EUR, half to even. Raises OverflowError from `MAX_AMOUNT` on."""
    if abs(amount) >= MAX_AMOUNT:
        raise OverflowError(f"amount out of bounds: {amount}")
    return int(amount.quantize(_AMOUNT_UNIT, rounding=ROUND_HALF_EVEN).scaleb(4))


def from_scaled(scaled: int) -> Decimal:
    """Whole 1/10,000 EUR -> euros, exactly."""
    return Decimal(scaled).scaleb(-4)


def fits_scale(amount: Decimal) -> bool:
    """Whether an amount has at most four decimals, so that the store keeps it exactly."""
    return amount == amount.quantize(_AMOUNT_UNIT, rounding=ROUND_HALF_EVEN) if abs(amount) < MAX_AMOUNT else False


def scaled_text(scaled: int) -> str:
    """Whole 1/10,000 EUR -> plain decimal text, as `decimal_text(from_scaled(scaled))` but without a `Decimal`."""
    whole, rest = divmod(abs(scaled), AMOUNT_SCALE)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{rest:04}".rstrip("0") if rest else f"{sign}{whole}"


def read_usual_amount(text: str) -> int | None:
    """Whole 1/10,000 EUR of an amount typed the plain way (`1 234,5`, `-12.50`), None for any other text.

    None does not mean that the text is no amount: `read_number` knows the other ways.
    """
    match = _USUAL_AMOUNT.fullmatch(text)
    if match is None:
        return None
    sign, grouped, decimals = match.groups()
    whole = int(grouped if len(grouped) < 4 or grouped.isdigit() else grouped.translate(_GROUP_BLANKS))
    scaled = whole * AMOUNT_SCALE + (int(decimals) * (1000 if len(decimals) == 1 else 100) if decimals else 0)
    return -scaled if sign else scaled


def scaled_from_float(number: float) -> int | None:
    """Whole 1/10,000 EUR of a stored number that is exactly the nearest to an amount of four decimals, else None."""
    if not -1e11 < number < 1e11:
        return None
    scaled = round(number * AMOUNT_SCALE)
    return scaled if scaled / AMOUNT_SCALE == number else None


def decimal_text(value: Decimal) -> str:
    """Plain decimal text without useless zeros: `1234.5`, `-0.001`, `0`; never an exponent."""
    if value == 0:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def french_number(value: Decimal, min_decimals: int = 2) -> str:
    """A number for French screens: `1 234,50`, no-break spaces between thousands, at least `min_decimals` decimals."""
    text = decimal_text(abs(value))
    whole, _, decimals = text.partition(".")
    grouped = f"{int(whole):,}".replace(",", "\u00a0")
    decimals = decimals.ljust(min_decimals, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{grouped},{decimals}" if decimals else f"{sign}{grouped}"
