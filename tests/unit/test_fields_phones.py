"""Columns of telephones."""

from __future__ import annotations

from datetime import date
from typing import Any

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from o2s_lib.fields.phones import phone_key
from tests.support.field_cells import key_of_cell, read_cell


@pytest.mark.parametrize(
    "raw",
    [
        "0639980001",
        "06 39 98 00 01",
        "06.39.98.00.01",
        "06-39-98-00-01",
        "06/39/98/00/01",
        "(06) 39 98 00 01",
        "0 639 980 001",
        "+33639980001",
        "+33 6 39 98 00 01",
        "+33 (0)6 39 98 00 01",
        "+33(0)639980001",
        "+330639980001",
        "0033639980001",
        "00 33 6 39 98 00 01",
    ],
)
def test_a_french_number_keeps_its_spelling_and_is_compared_by_its_digits(raw: str) -> None:
    assert read_cell("mobile_phone", raw) == (raw, [])
    assert key_of_cell("mobile_phone", raw) == "0639980001"


@pytest.mark.parametrize("raw", ["06\xa039\u202f98\xa000\xa001", " 06 39 98 00 01\t", "\u202a06 39 98 00 01\u202c"])
def test_blanks_and_invisible_signs_in_a_number_go_without_a_word(raw: str) -> None:
    assert read_cell("mobile_phone", raw) == ("06 39 98 00 01", [])


@pytest.mark.parametrize("raw", [639980001.0, 639980001, "639980001", "6 39 98 00 01"])
def test_a_lost_first_zero_is_put_back_where_the_country_is_france_or_empty(raw: Any) -> None:
    assert read_cell("mobile_phone", raw) == ("0639980001", ["?PHONE_PADDED"])
    assert read_cell("mobile_phone", raw, context="France") == ("0639980001", ["?PHONE_PADDED"])
    assert read_cell("mobile_phone", raw, context="Belgique") == (None, ["!PHONE_INVALID"])


@pytest.mark.parametrize("raw", [33639980002.0, "33639980002", "33 6 39 98 00 02"])
def test_the_country_code_without_its_plus_is_understood(raw: Any) -> None:
    assert read_cell("mobile_phone", raw) == ("0639980002", [])


@pytest.mark.parametrize(
    "raw, key",
    [
        ("+41 22 345 67 89", "+41223456789"),
        ("+41 (0)22 345 67 89", "+41223456789"),
        ("0041223456789", "+41223456789"),
        ("+352 621 123 456", "+352621123456"),
        ("+352 12 34 56", "+352123456"),
        ("+32 470 12 34 56", "+32470123456"),
        ("+39 06 1234 5678", "+390612345678"),
        ("+1 (212) 555-0123", "+12125550123"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_foreign_numbers_are_kept_and_compared_in_their_international_form(raw: str, key: str) -> None:
    for context in (None, "France", "Suisse"):
        assert read_cell("mobile_phone", raw, context=context) == (raw, [])
    assert key_of_cell("mobile_phone", raw) == key


@pytest.mark.parametrize("raw, key", [("0692 12 34 56", "0692123456"), ("+262 692 12 34 56", "0692123456"), ("+590590123456", "0590123456")])
def test_overseas_numbers_are_french_whichever_way_they_are_written(raw: str, key: str) -> None:
    assert read_cell("mobile_phone", raw) == (raw, [])
    assert key_of_cell("mobile_phone", raw) == key


@pytest.mark.parametrize(
    "raw, context, value",
    [("022 345 67 89", "Suisse", "+41 22 345 67 89"), (223456789.0, "CH", "+41 22 345 67 89"), ("0470 12 34 56", "Belgique", "+32 470 12 34 56")],
)
def test_a_number_written_the_way_of_its_country_gets_its_code(raw: Any, context: str, value: str) -> None:
    assert read_cell("home_phone", raw, context=context) == (value, [".PHONE_COUNTRY_ADDED"])


def test_a_french_mobile_abroad_stays_french() -> None:
    assert read_cell("mobile_phone", "06 39 98 00 01", context="Belgique") == ("06 39 98 00 01", [])


@pytest.mark.parametrize(
    "raw",
    ["639980", "06 39 98 00", "+33 6 39 98 00", "+99 1 23 45 67", "O6 39 98 00 01", "néant", "-", "06 39 98 00 01 (bureau)", "0000000000", 100.0, 12.5, True, date(2020, 1, 1)],
)
def test_what_is_no_number_is_an_error(raw: Any) -> None:
    assert read_cell("mobile_phone", raw) == (None, ["!PHONE_INVALID"])


@pytest.mark.parametrize(
    "raw",
    [
        "06 39 98 00 01 / 06 39 98 00 02",
        "0639980001;0639980002",
        "0639980001 ou 0639980002",
        "06 39 98 00 01\n06 39 98 00 02",
        "06 39 98 00 01 - 01 39 98 00 02",
        "+33639980001 +33639980002",
    ],
)
def test_two_numbers_in_a_cell_are_an_error(raw: str) -> None:
    assert read_cell("mobile_phone", raw) == (None, ["!PHONE_SEVERAL"])


@pytest.mark.parametrize(
    "raw, value, said",
    [
        ("'+33639980008", "+33639980008", [".EXPORT_QUOTE_REMOVED"]),
        ("'0639980008", "0639980008", [".EXPORT_QUOTE_REMOVED"]),
        ("Tél : 06 39 98 00 08", "06 39 98 00 08", [".PHONE_CLEANED"]),
        ("tel:+33639980008", "+33639980008", [".PHONE_CLEANED"]),
        ("3639", "3639", ["?PHONE_SHORT"]),
    ],
)
def test_what_stands_around_a_number_is_removed_and_said(raw: str, value: str, said: list[str]) -> None:
    assert read_cell("mobile_phone", raw) == (value, said)


def test_an_extension_is_part_of_the_number() -> None:
    assert read_cell("work_phone", "01 23 45 67 89 poste 12") == ("01 23 45 67 89 poste 12", [])
    assert key_of_cell("work_phone", "01 23 45 67 89 poste 12") == "0123456789x12"


FRENCH = st.from_regex(r"0[1-9](?:[0-9]{2}){4}", fullmatch=True)


@given(FRENCH, st.sampled_from([" ", ".", "-", "\xa0", ""]))
def test_every_ten_digits_from_01_to_09_are_a_french_number(digits: str, mark: str) -> None:
    spaced = mark.join(digits[i : i + 2] for i in range(0, 10, 2))
    assert read_cell("mobile_phone", spaced)[1] == []
    assert key_of_cell("mobile_phone", spaced) == digits
    assert phone_key("+33" + digits[1:]) == digits


@pytest.mark.parametrize("region", ["CH", "BE", "LU", "DE", "IT", "ES", "GB", "US", "MA", "PT", "IL", "SG"])
def test_numbers_of_other_countries_are_compared_as_the_general_parser_writes_them(region: str) -> None:
    number = phonenumbers.example_number(region)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    for spelling in (e164, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)):
        assert read_cell("mobile_phone", spelling) == (spelling, [])
        assert key_of_cell("mobile_phone", spelling) == e164
