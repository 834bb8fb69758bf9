"""One column in, canonical values, keys and remarks out: each distinct cell is parsed once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from types import MappingProxyType

from o2s_lib.fields import choices, company_codes, dates, emails, numbers, phones, places, texts
from o2s_lib.fields.catalogue import Field
from o2s_lib.fields.cells import Cells, Rules
from o2s_lib.fields.lists import Lists
from o2s_lib.fields.shapes import Canonical, ParsedColumn

_PARSERS: MappingProxyType[str, Callable[[Cells], None]] = MappingProxyType(
    {
        "text": texts.parse_text,
        "identifier": texts.parse_identifier,
        "date": dates.parse_date,
        "department": places.parse_department,
        "postcode": places.parse_postcode,
        "country2": places.parse_country_code,
        "country_name": places.parse_country_name,
        "phone": phones.parse_phone,
        "email": emails.parse_email,
        "boolean": numbers.parse_boolean,
        "integer": numbers.parse_integer,
        "amount": numbers.parse_amount,
        "amount_or_bracket": numbers.parse_amount_or_bracket,
        "percent": numbers.parse_percent,
        "list": choices.parse_list,
        "list_multi": choices.parse_list_multi,
        "path": choices.parse_path,
        "lei": company_codes.parse_lei,
        "siret": company_codes.parse_siret,
        "naf": company_codes.parse_naf,
    }
)

_CONTEXTS = MappingProxyType(
    {
        "home_postcode": "home_country",
        "work_postcode": "work_country",
        "other_postcode": "other_country",
        "birth_department": "birth_country",
        "home_phone": "home_country",
        "home_fax": "home_country",
        "mobile_phone": "home_country",
        "work_phone": "work_country",
        "work_fax": "work_country",
    }
)


def context_field(field_name: str) -> str | None:
    """The country that a column is read by (`home_postcode` → `home_country`), None for most columns."""
    return _CONTEXTS.get(field_name)


def parse_column(
    field: Field,
    values: Sequence[object],
    *,
    today: date,
    is_1904: bool = False,
    contexts: Sequence[str | None] | None = None,
    lists: Lists | None = None,
    year_pivot: int | None = None,
) -> ParsedColumn:
    """Parses the distinct raw cells of a column.

    Args:
        field: The column of the catalogue.
        values: Raw cells as in `EncodedColumn.values`; text untrimmed, numbers of spreadsheets as floats, None for empty.
        today: Birth and death dates may not be later.
        is_1904: Serial numbers of days count from 1904.
        contexts: Raw text of the related country for each value (see `context_field`), None where the file gives none.
        lists: What the firm configured; nothing by default.
        year_pivot: None: a two-digit year is an error. p: 00 to p are 20xx, the others 19xx, and a remark says so.

    Returns:
        One entry per raw cell. Bad cells are remarks of level ERROR, never an exception.
    """
    cells = Cells(field, values, Rules(today, lists or Lists(), is_1904, contexts, year_pivot))
    _PARSERS[field.format](cells)
    return cells.finish()


def criterion_field(label: str) -> Field:
    """A vigilance criterion as a column: text answers, not deletable, no bound."""
    return Field(
        position=0,
        name=f"criterion:{label}",
        technical_name="",
        technical_source="",
        label=label,
        group="vigilance",
        kind="custom_table",
        is_required=False,
        format="text",
        max_length=None,
        list_name="",
        is_deletable=False,
        applies_to="both",
        depends_on="",
        example="",
        note="",
    )


def parse_criterion(label: str, values: Sequence[object], lists: Lists) -> ParsedColumn:
    """Parses the distinct raw cells of a vigilance criterion, against the answers configured or seen for it."""
    cells = Cells(criterion_field(label), values, Rules(date.min, lists))
    choices.parse_answers(cells, tuple(lists.criteria.get(label, ())))
    return cells.finish()


def key_of(field: Field, value: Canonical) -> Canonical:
    """What a canonical value (of the store, for instance) is compared by; `parse_column` gives the same keys."""
    if isinstance(value, str):
        if field.format == "phone":
            return phones.phone_key(value)
        if field.format == "list_multi":
            return choices.keywords_key(value)
    return value
