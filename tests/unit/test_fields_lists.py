"""The reference files: lists, countries, nationalities."""

from __future__ import annotations

import csv
from collections import Counter

import phonenumbers
import pytest
from babel import Locale

from o2s_lib.fields import Lists, allowed_values, contact_fields, field_named, parse_column
from o2s_lib.fields.lists import countries, country_names, find_country, system_list
from o2s_lib.settings import reference_folder
from o2s_lib.text import fold
from tests.support.field_cells import TODAY


def rows(filename: str) -> list[dict[str, str]]:
    with (reference_folder() / filename).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_no_spelling_leads_to_two_countries() -> None:
    owners: dict[str, set[str]] = {}
    for row in rows("countries.csv"):
        for spelling in (row["code"], row["alpha3"], row["name_fr"], row["name_en"], *row["aliases"].split(";")):
            if spelling:
                owners.setdefault(fold(spelling), set()).add(row["code"])
    assert {spelling: codes for spelling, codes in owners.items() if len(codes) > 1} == {}


def test_no_spelling_leads_to_two_nationalities() -> None:
    owners: dict[str, set[str]] = {}
    for row in rows("nationalities.csv"):
        for spelling in (row["name_fr"], row["feminine"], *row["aliases"].split(";")):
            if spelling:
                owners.setdefault(fold(spelling), set()).add(row["name_fr"])
    assert {spelling: names for spelling, names in owners.items() if len(names) > 1} == {}


def test_no_spelling_of_a_list_leads_to_two_values() -> None:
    owners: dict[tuple[str, str], set[str]] = {}
    for row in rows("code_lists.csv"):
        for spelling in (row["value_fr"], row["code"], *row["synonyms"].split(";")):
            if spelling:
                owners.setdefault((row["list_name"], fold(spelling)), set()).add(row["value_fr"])
    assert {key: values for key, values in owners.items() if len(values) > 1} == {}


def test_countries_have_the_two_letter_codes_that_telephones_and_names_know() -> None:
    codes = {country.code for country in countries()}
    assert codes >= set(phonenumbers.SUPPORTED_REGIONS) - {"AC", "TA"}
    assert codes <= set(Locale("fr").territories)
    assert Counter(country.alpha3 for country in countries()).most_common(1)[0][1] == 1


def test_country_names_fit_the_50_characters_of_the_product() -> None:
    assert max(map(len, country_names())) <= 50


@pytest.mark.parametrize("territory", [code for code in Locale("fr").territories if len(code) == 2 and find_country(code)])
def test_names_of_the_unicode_repository_are_known_in_french_and_english(territory: str) -> None:
    for language in ("fr", "en"):
        found = find_country(Locale(language).territories[territory])
        assert found is not None
        assert found.code == territory


def test_every_system_list_of_the_catalogue_has_values() -> None:
    wanted = {field.list_name for field in contact_fields() if field.kind == "system_table" and field.list_name}
    assert {name for name in wanted if system_list(name) is None} == set()


def test_every_allowed_value_is_read_without_a_word() -> None:
    lists = Lists(categories=("Clients", "Clients|Bretagne"), custom={"profession": ("Ingénieur",), "mots_cles": ("Voile",)})
    for field in contact_fields():
        values = list(allowed_values(field, lists))
        parsed = parse_column(field, [None, *values], today=TODAY, lists=lists)
        assert parsed.remarks == {}, field.name
        assert None not in parsed.values[1:], field.name


def test_values_of_the_firm_are_the_ones_allowed_in_its_lists() -> None:
    lists = Lists(custom={"profession": ("Ingénieur", "Médecin")})
    assert allowed_values(field_named("profession"), lists) == ("Ingénieur", "Médecin")
    assert allowed_values(field_named("profession"), Lists()) == ()
    assert allowed_values(field_named("last_name"), lists) == ()
