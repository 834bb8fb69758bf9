"""Departments, postal codes, countries."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from o2s_lib.fields.lists import countries, find_country
from tests.support.field_cells import messages_of, read_cell

FRENCH_CONTEXTS = [None, "", "France", "FRANCE", "FR", "Guadeloupe", "Monaco"]


@pytest.mark.parametrize("context", FRENCH_CONTEXTS)
@pytest.mark.parametrize("raw", [1000.0, 1000, "1000", " 1000 ", "1\xa0000"])
def test_a_lost_first_zero_is_put_back_where_the_country_is_france_or_empty(raw: Any, context: str | None) -> None:
    assert read_cell("home_postcode", raw, context=context) == ("01000", ["?POSTAL_CODE_PADDED"])


@pytest.mark.parametrize("context", ["Suisse", "CH", "Switzerland", "Luxembourg", "Belgique", "Danemark"])
@pytest.mark.parametrize("raw", [1201.0, "1201", 1201])
def test_four_digits_abroad_stay_four_digits(raw: Any, context: str) -> None:
    assert read_cell("home_postcode", raw, context=context) == ("1201", [])


@pytest.mark.parametrize("raw", ["75001", 75001.0, "75 001", "75\u202f001", "F-75001", "FR 75001", "75001.0", " 75001"])
def test_usual_spellings_of_a_french_code_are_one(raw: Any) -> None:
    assert read_cell("home_postcode", raw) == ("75001", [])


@pytest.mark.parametrize("code", ["01000", "20000", "20600", "97410", "98000", "98800", "00200"])
def test_corsica_overseas_and_the_army_have_french_codes(code: str) -> None:
    assert read_cell("home_postcode", code, context="France") == (code, [])


@pytest.mark.parametrize(
    "raw", [100.0, "100", "2A000", "2B123", "75001 Paris", "00000", "99999", "750011", "ABC", "-", 75001.5, -1.0, True, date(2020, 1, 1), "٧٥٠٠١"]
)
def test_what_is_no_french_code_is_an_error(raw: Any) -> None:
    assert read_cell("home_postcode", raw, context="France") == (None, ["!POSTAL_CODE_INVALID"])
    assert read_cell("home_postcode", raw) == (None, ["!POSTAL_CODE_INVALID"])


@pytest.mark.parametrize("code", ["SW1A 1AA", "L-1234", "1012 AB", "10115", "H3A 0G4", "BT7 3AP"])
def test_foreign_codes_are_kept_as_typed(code: str) -> None:
    assert read_cell("home_postcode", code, context="Royaume-Uni") == (code, [])


def test_a_foreign_code_without_a_country_is_doubtful_and_an_error_in_france() -> None:
    assert read_cell("home_postcode", "SW1A 1AA") == ("SW1A 1AA", ["?POSTAL_CODE_UNUSUAL"])
    assert read_cell("home_postcode", "SW1A 1AA", context="France") == (None, ["!POSTAL_CODE_INVALID"])


def test_a_foreign_code_has_at_most_ten_characters() -> None:
    assert read_cell("home_postcode", "1234567890", context="Chili") == ("1234567890", [])
    assert read_cell("home_postcode", "12345678901", context="Chili") == (None, ["!TEXT_TOO_LONG"])


def test_an_unknown_country_puts_no_zero_back() -> None:
    assert read_cell("home_postcode", "1000", context="Frannce") == ("1000", [])


@pytest.mark.parametrize(
    "raw, value, said",
    [
        ("35", "35", []),
        (35.0, "35", []),
        ("2A", "2A", []),
        ("2b", "2B", []),
        ("974", "974", []),
        ("999", "999", []),
        ("1", "01", ["?DEPARTMENT_PADDED"]),
        (1.0, "01", ["?DEPARTMENT_PADDED"]),
        ("075", "75", [".DEPARTMENT_SHORTENED"]),
        ("35 - Ille-et-Vilaine", "35", [".DEPARTMENT_SHORTENED"]),
        ("(35)", "35", [".DEPARTMENT_SHORTENED"]),
        ("99", "999", ["?DEPARTMENT_ABROAD"]),
        ("96", None, ["!DEPARTMENT_INVALID"]),
        ("00", None, ["!DEPARTMENT_INVALID"]),
        ("35400", None, ["!DEPARTMENT_INVALID"]),
        ("Bretagne", None, ["!DEPARTMENT_INVALID"]),
        (3.5, None, ["!DEPARTMENT_INVALID"]),
    ],
)
def test_departments_are_two_or_three_signs(raw: Any, value: str | None, said: list[str]) -> None:
    assert read_cell("birth_department", raw) == (value, said)


def test_a_department_agrees_with_the_country_of_birth() -> None:
    assert read_cell("birth_department", "999", context="BE") == ("999", [])
    assert read_cell("birth_department", "35", context="BE") == ("35", ["?DEPARTMENT_COUNTRY_MISMATCH"])
    assert read_cell("birth_department", "999", context="FR") == ("999", ["?DEPARTMENT_COUNTRY_MISMATCH"])
    assert read_cell("birth_department", 1.0, context="BE") == (None, ["!DEPARTMENT_INVALID"])
    assert read_cell("birth_department", 1.0, context="FR") == ("01", ["?DEPARTMENT_PADDED"])


@pytest.mark.parametrize(
    "raw, code, name",
    [
        ("FR", "FR", "France"),
        ("france", "FR", "France"),
        ("FRA", "FR", "France"),
        ("Royaume-Uni", "GB", "Royaume-Uni"),
        ("Royaume Uni", "GB", "Royaume-Uni"),
        ("ANGLETERRE", "GB", "Royaume-Uni"),
        ("UK", "GB", "Royaume-Uni"),
        ("United Kingdom", "GB", "Royaume-Uni"),
        ("Etats-Unis", "US", "États-Unis"),
        ("USA", "US", "États-Unis"),
        ("Germany", "DE", "Allemagne"),
        ("Pays Bas", "NL", "Pays-Bas"),
        ("Cote d'Ivoire", "CI", "Côte d’Ivoire"),
        ("La Réunion", "RE", "La Réunion"),
        ("la Suisse", "CH", "Suisse"),
        ("Suisse (CH)", "CH", "Suisse"),
        ("\xa0Maroc ", "MA", "Maroc"),
    ],
)
def test_countries_are_known_by_code_and_by_french_or_english_name(raw: str, code: str, name: str) -> None:
    assert read_cell("birth_country", raw) == (code, [])
    assert read_cell("home_country", raw) == (name, [])


@pytest.mark.parametrize("raw", ["Frannce", "XX", "Yougoslavie", "?", 12.0, True])
def test_an_unknown_country_is_an_error(raw: Any) -> None:
    assert read_cell("home_country", raw) == (None, ["!CHOICE_UNKNOWN"])


def test_a_misspelt_country_gets_a_proposal() -> None:
    assert messages_of("home_country", "Allemange") == [
        "«\u00a0Allemange\u00a0» n'est pas un pays connu : vouliez-vous dire «\u00a0Allemagne\u00a0» ?"
    ]


def test_every_country_is_found_by_each_of_its_names() -> None:
    for country in countries():
        for spelling in (country.code, country.alpha3, country.name, country.english_name):
            assert find_country(spelling) == country
