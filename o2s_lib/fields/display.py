"""Canonical values as text: for screens, for the import layout, for scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from o2s_lib.fields.catalogue import Field
from o2s_lib.fields.lists import CODE_LISTS, Lists, system_list
from o2s_lib.fields.parsing import parse_column
from o2s_lib.fields.shapes import Canonical
from o2s_lib.money import decimal_text, french_number, from_scaled, scaled_text
from o2s_lib.text import is_defused

_LAST_DAY = date(9999, 12, 31)


def to_text(field: Field, value: Canonical) -> str:
    """A value for a French screen: `15/06/1970`, `1 234,56`, `30 %`, `Oui`; "" for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, int):
        if field.format == "amount":
            return french_number(from_scaled(value))
        if field.format == "percent":
            return f"{french_number(Decimal(value).scaleb(-4), 0)}\u00a0%"
        return str(value)
    if field.format == "date":
        return french_date(value)
    if field.format == "amount_or_bracket":
        return value if value.startswith("Tranche") else french_number(Decimal(value))
    if field.list_name in CODE_LISTS and field.name != "person_kind":
        known = system_list(field.list_name)
        return known.labels.get(value, value) if known else value
    return value


def french_date(iso: str) -> str:
    """`1970-06-15` → `15/06/1970`."""
    return f"{iso[8:]}/{iso[5:7]}/{iso[:4]}"


def to_import_text(field: Field, value: Canonical) -> str:
    """A value as the import layout of O2S holds it; `parse_import_text` gives the value back.

    Dates `15/06/1970`, amounts `1234.56`, rates `0,7%`, yes or no `oui` / `non`, "" for none. A text that looks like
    a formula is not defused here: the writers of spreadsheets do that (`defuse_formula`).
    """
    return "" if value is None else import_text_writer(field)(value)


def import_text_writer(field: Field) -> Callable[[str | int | bool], str]:
    """The function that writes the values of one column (never None) for the import layout: chosen once for a whole column."""
    return _WRITERS.get(field.format, _plain)


def _plain(value: str | int | bool) -> str:
    """Text as it is. A text that begins as one that an export defused gets one more apostrophe, which reading takes away."""
    text = str(value)
    return "'" + text if text[:1] == "'" and is_defused(text) else text


def _import_decimal(text: str) -> str:
    """Never three decimals alone, which could be read as thousands: two, or four."""
    decimals = len(text.partition(".")[2])
    return text + "0" if decimals in {1, 3} else text


def _import_bracket(value: str | int | bool) -> str:
    text = str(value)
    return text if text.startswith("Tranche") else _import_decimal(text)


_WRITERS: dict[str, Callable[[str | int | bool], str]] = {
    "date": lambda value: french_date(str(value)),
    "boolean": lambda value: "oui" if value else "non",
    "amount": lambda value: _import_decimal(scaled_text(int(value))),
    "amount_or_bracket": _import_bracket,
    "percent": lambda value: f"{decimal_text(Decimal(int(value)).scaleb(-4)).replace('.', ',')}%",
    "integer": str,
}


def parse_import_text(
    field: Field, text: str, *, lists: Lists | None = None, context: str | None = None, today: date = _LAST_DAY
) -> Canonical:
    """The value that a text of the import layout stands for, None when it is empty or not a value.

    Args:
        context: Text of the related country for postal codes, departments and telephones (see `context_field`).
        today: Dates after it are refused where they must be past; by default none is.
    """
    raws = [None, text or None]
    parsed = parse_column(field, raws, today=today, lists=lists, contexts=None if context is None else [None, context])
    value: Canonical = parsed.values[1]
    return value


def to_json(field: Field, value: Canonical, key: Canonical) -> str | int | bool | None:
    """A value for scripts: ISO dates, amounts as decimal text, booleans, telephones as `key` (national digits or E.164)."""
    if value is None or isinstance(value, bool):
        return value
    if field.format == "phone":
        return key
    if field.format == "amount":
        return scaled_text(int(value))
    if field.format == "percent":
        return to_import_text(field, value)
    return value
