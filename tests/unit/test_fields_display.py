"""Values as text for screens, for the import layout and for scripts; the import layout is read back exactly."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from o2s_lib.fields import (
    Field,
    Lists,
    contact_fields,
    field_named,
    key_of,
    parse_column,
    parse_import_text,
    to_import_text,
    to_json,
    to_text,
)
from o2s_lib.fields.lists import countries, country_names, system_list
from o2s_lib.fields.shapes import Canonical
from o2s_lib.issues import Level
from tests.support.field_cells import TODAY

TREE = Lists(categories=("Clients", "Clients|Bretagne", "Clients|Bretagne|Rennes", "Prospects"))
TEXT_FORMATS = {"text", "identifier", "list", "list_multi", "phone", "email"}
TEXT_FIELDS = [field for field in contact_fields() if field.format in TEXT_FORMATS]

LETTERS = st.sampled_from("abcdeéèçœLMNÉ0123456789 -'’.,;:/&()=+@#\"|")
WORDS = st.text(LETTERS, min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(bool)
DAYS = st.dates(date(1850, 1, 1), TODAY).map(date.isoformat)
PHONES = st.from_regex(r"0[1-9]( ?[0-9]{2}){4}|\+33 [1-9]( [0-9]{2}){4}|\+41 22 [0-9]{3} [0-9]{2} [0-9]{2}", fullmatch=True)
EMAILS = st.from_regex(r"[a-zA-Z0-9]{1,10}(\.[a-z0-9]{1,8})?@[a-z]{1,10}\.(fr|test|com)", fullmatch=True)


def canonical_values(field: Field) -> st.SearchStrategy[Canonical]:
    """Values as the store may hold them, those of which a fresh reading says nothing."""
    amounts = st.integers(-(10**13), 10**13)
    strategies: dict[str, st.SearchStrategy[Any]] = {
        "path": st.sampled_from(TREE.categories),
        "identifier": st.from_regex(r"[A-Z0-9][A-Z0-9/_-]{0,20}", fullmatch=True),
        "date": DAYS,
        "department": st.sampled_from(["01", "35", "2A", "974", "999"]),
        "postcode": st.sampled_from(["01000", "75001", "20000", "97400"]),
        "country2": st.sampled_from([country.code for country in countries()]),
        "country_name": st.sampled_from(country_names()),
        "phone": PHONES,
        "email": EMAILS,
        "boolean": st.booleans(),
        "integer": st.integers(0, 30),
        "amount": amounts,
        "amount_or_bracket": st.one_of(
            st.integers(1, 12).map(lambda n: f"Tranche {n}"), amounts.map(lambda n: to_json(field_named("income_tax_amount"), n, n))
        ),
        "percent": st.integers(0, 1_000_000),
        "lei": st.just("5493001KJTIIGC8Y1R12"),
        "siret": st.sampled_from(["73282932000074", "732829320", "35600000049837"]),
        "naf": st.just("66.30Z"),
        "list_multi": st.lists(st.sampled_from(["Voile", "Mécénat", "Golf"]), min_size=1, unique=True).map(";".join),
    }
    if field.format in strategies:
        return strategies[field.format]
    known = system_list(field.list_name) if field.format == "list" else None
    if known:
        return st.sampled_from(known.values)
    return st.from_regex(r"[A-ZÉ][a-zéèœ]{0,10}([ '’-][A-ZÉa-zé0-9]{1,8}){0,2}", fullmatch=True).filter(lambda name: set(name) != {"X"})


@settings(max_examples=500, deadline=None)
@given(field=st.sampled_from(contact_fields()), data=st.data())
def test_a_value_written_for_the_import_layout_is_read_back_without_a_word(field: Field, data: st.DataObject) -> None:
    value = data.draw(canonical_values(field))
    text = to_import_text(field, value)
    parsed = parse_column(field, [None, text], today=TODAY, lists=TREE)
    assert [remark for remark in parsed.remarks.get(1, ()) if remark.level is not Level.INFO] == []
    assert parsed.values[1] == value
    assert type(parsed.values[1]) is type(value)
    assert parsed.keys[1] == key_of(field, value)
    assert parse_import_text(field, text, lists=TREE) == value


@settings(max_examples=1000, deadline=None)
@given(field=st.sampled_from(TEXT_FIELDS), raw=st.one_of(WORDS, st.text(max_size=30), PHONES, EMAILS))
def test_whatever_was_read_is_written_and_read_back_the_same(field: Field, raw: str) -> None:
    first = parse_column(field, [None, raw], today=TODAY, lists=TREE)
    if first.is_error[1] or first.values[1] is None:
        return
    again = parse_column(field, [None, to_import_text(field, first.values[1])], today=TODAY, lists=TREE)
    assert (again.values[1], again.keys[1]) == (first.values[1], first.keys[1])
    assert first.keys[1] == key_of(field, first.values[1])
    said_before = {remark.code for remark in first.remarks.get(1, ())}
    assert {remark.code for remark in again.remarks.get(1, ()) if remark.level is not Level.INFO} <= said_before


@pytest.mark.parametrize(
    "name, value, screen, layout, script",
    [
        ("birth_date", "1970-06-15", "15/06/1970", "15/06/1970", "1970-06-15"),
        ("income_tax_amount", 12345600, "1\u00a0234,56", "1234.56", "1234.56"),
        ("income_tax_amount", -12345600, "-1\u00a0234,56", "-1234.56", "-1234.56"),
        ("income_tax_amount", 12340, "1,234", "1.2340", "1.234"),
        ("income_tax_amount", 73500000, "7\u00a0350,00", "7350", "7350"),
        ("household_income", "1234.5", "1\u00a0234,50", "1234.50", "1234.5"),
        ("household_wealth", "Tranche 3", "Tranche 3", "Tranche 3", "Tranche 3"),
        ("income_tax_rate", 300_000, "30\u00a0%", "30%", "30%"),
        ("wealth_tax_rate", 7_000, "0,7\u00a0%", "0,7%", "0,7%"),
        ("is_private", True, "Oui", "oui", True),
        ("is_private", False, "Non", "non", False),
        ("children_count", 2, "2", "2", 2),
        ("mif_class", "CLIENT_NON_PROFESSIONNEL", "Client non professionnel", "CLIENT_NON_PROFESSIONNEL", "CLIENT_NON_PROFESSIONNEL"),
        ("home_postcode", "01000", "01000", "01000", "01000"),
        ("last_name", "=1+1", "=1+1", "=1+1", "=1+1"),
        ("last_name", "'=1+1", "'=1+1", "''=1+1", "'=1+1"),
        ("last_name", None, "", "", None),
    ],
)
def test_a_value_has_one_text_for_each_use(name: str, value: Canonical, screen: str, layout: str, script: Canonical) -> None:
    field = field_named(name)
    assert (to_text(field, value), to_import_text(field, value), to_json(field, value, key_of(field, value))) == (screen, layout, script)


@pytest.mark.parametrize(
    "value, script", [("+33 6 39 98 00 04", "0639980004"), ("06.39.98.00.04", "0639980004"), ("+41 22 345 67 89", "+41223456789")]
)
def test_scripts_get_telephones_as_national_digits_or_e164(value: str, script: str) -> None:
    field = field_named("mobile_phone")
    assert to_json(field, value, key_of(field, value)) == script
    assert to_text(field, value) == value


def test_a_foreign_postal_code_is_read_back_with_its_country() -> None:
    assert parse_import_text(field_named("home_postcode"), "1201", context="Suisse") == "1201"
