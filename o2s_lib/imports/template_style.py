"""How the firm's files write the cells of a column, so that an export of an unchanged contact is the same text again.

Only what does not change the value is learnt: `//` for no date, the spelling of a list's value up to case, accents and
apostrophes, the blanks and decimals of a number, the blanks inside a SIRET.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

import numpy as np

from o2s_lib.fields import Field, parse_column, to_import_text, to_text
from o2s_lib.imports.encoded import is_blank_value
from o2s_lib.imports.headers import header_key
from o2s_lib.spreadsheets.shapes import EncodedColumn

NO_DATE = "//"

_SAMPLES = 400
_LISTS = frozenset({"list", "list_multi", "boolean", "country_name", "country2", "path"})
_NUMBERS = frozenset({"amount", "amount_or_bracket", "percent"})
_MASKED = frozenset({"siret", "naf", "lei"})
_LAST_DAY = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class ColumnStyle:
    """How one column is written.

    Args:
        empty_date: `//` where an empty date is written so.
        cell_kind: "text", or "number" / "date" where the firm's file has true numbers or dates.
        spellings: Text that we would write -> text that the firm's file has for it.
        number_form: (between thousands, before decimals, "" or the fixed count of decimals, after the number), () for ours.
        mask: A code with `#` for each letter or digit, e.g. `### ### ###-#####`; "" for ours.
    """

    empty_date: str = ""
    cell_kind: str = "text"
    spellings: dict[str, str] = field(default_factory=dict)
    number_form: tuple[str, ...] = ()
    mask: str = ""

    @property
    def is_learnt(self) -> bool:
        """Whether it says anything."""
        return self != ColumnStyle()

    def text(self, import_text: str) -> str:
        """The text that the firm's files have for what we would write; for an empty cell `empty_date`."""
        if not import_text:
            return self.empty_date
        if import_text in self.spellings:
            return self.spellings[import_text]
        if self.number_form:
            return _formed(import_text, self.number_form)
        return _masked(import_text, self.mask) if self.mask else import_text


OUR_STYLE = ColumnStyle()


def learn_style(column: Field | None, cells: EncodedColumn) -> ColumnStyle:
    """What the data cells of a column of a genuine file say about how it is written; ours for a criterion (None)."""
    if column is None:
        return OUR_STYLE
    counts = np.bincount(cells.codes, minlength=len(cells.values))
    used = [int(code) for code in np.flatnonzero(counts)]
    if column.format == "date":
        return _date_style(cells, counts)
    values = [cells.values[code] for code in used if not is_blank_value(cells.values[code])][:_SAMPLES]
    if not values or column.format not in _LISTS | _NUMBERS | _MASKED | {"integer"}:
        return OUR_STYLE
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return ColumnStyle(cell_kind="number") if column.format in ("amount", "amount_or_bracket", "integer") else OUR_STYLE
    pairs = _pairs(column, [value for value in values if isinstance(value, str)])
    if column.format in _LISTS:
        return ColumnStyle(spellings=_spellings(pairs))
    if column.format in _NUMBERS:
        return ColumnStyle(number_form=_number_form(column, [(ours, text) for ours, _, text in pairs]))
    return ColumnStyle(mask=_mask([(ours, text) for ours, _, text in pairs]))


def _date_style(cells: EncodedColumn, counts: np.ndarray) -> ColumnStyle:
    marks = sum(
        int(counts[code]) for code, value in enumerate(cells.values) if isinstance(value, str) and value.strip() == NO_DATE
    )
    blanks = sum(int(counts[code]) for code, value in enumerate(cells.values) if is_blank_value(value))
    filled = [value for code, value in enumerate(cells.values) if counts[code] and not is_blank_value(value) and value != NO_DATE]
    kind = "date" if filled and all(isinstance(value, date) for value in filled) else "text"
    return ColumnStyle(empty_date=NO_DATE if marks > blanks else "", cell_kind=kind)


def _pairs(column: Field, texts: list[str]) -> list[tuple[str, str, str]]:
    """(what we would write, its French label, what the file has) of each text that is a value."""
    parsed = parse_column(column, [None, *texts], today=_LAST_DAY)
    pairs = []
    for text, value, is_error in zip(texts, parsed.values[1:], parsed.is_error[1:], strict=True):
        if value is not None and not is_error:
            pairs.append((to_import_text(column, value), to_text(column, value), text))
    return pairs


def _spellings(pairs: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for ours, label, text in pairs:
        if header_key(text) in (header_key(ours), header_key(label)):
            found.setdefault(ours, set()).add(text)
    return {ours: texts.pop() for ours, texts in found.items() if len(texts) == 1 and ours not in texts}


def _number_form(column: Field, pairs: list[tuple[str, str]]) -> tuple[str, ...]:
    numbers = [(ours, text) for ours, text in pairs if _decimal(ours) is not None]
    if not numbers or all(ours == text for ours, text in numbers):
        return ()
    ends = ("%", " %", "\u00a0%", "\u202f%", "") if column.format == "percent" else ("", " €", "\u00a0€", "\u202f€", "€")
    forms = (
        (group, mark, decimals, end)
        for end in ends
        for decimals in ("", "2")
        for mark in (",", ".")
        for group in ("", " ", "\u00a0", "\u202f")
    )
    return next((form for form in forms if all(_formed(ours, form) == text for ours, text in numbers)), ())


def _formed(import_text: str, form: tuple[str, ...]) -> str:
    number = _decimal(import_text)
    if number is None:
        return import_text
    group, mark, decimals, end = form
    plain = f"{number:,.{decimals}f}" if decimals else f"{_shortest(number):,f}"
    whole, _, rest = plain.partition(".")
    return whole.replace(",", group) + (mark + rest if rest else "") + end


def _shortest(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _decimal(import_text: str) -> Decimal | None:
    try:
        return Decimal(import_text.rstrip("%").replace(",", "."))
    except InvalidOperation:
        return None


def _mask(pairs: list[tuple[str, str]]) -> str:
    masks = Counter(_masked_shape(text) for ours, text in pairs if _letters(ours) == _letters(text))
    if len(masks) != 1 or sum(masks.values()) != len(pairs) or all(ours == text for ours, text in pairs):
        return ""
    return next(iter(masks))


def _masked_shape(text: str) -> str:
    return "".join("#" if character.isalnum() else character for character in text)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _masked(text: str, mask: str) -> str:
    letters = _letters(text)
    if mask.count("#") != len(letters):
        return text
    rest = iter(letters)
    return "".join(next(rest) if place == "#" else place for place in mask)
