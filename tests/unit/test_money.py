"""Amounts: reading, scaling, writing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from o2s_lib.money import (
    MAX_AMOUNT,
    NumberReading,
    decimal_from_float,
    decimal_text,
    french_number,
    from_scaled,
    read_number,
    read_usual_amount,
    scaled_from_float,
    scaled_text,
    to_scaled,
)

AMOUNTS = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    "text, value",
    [
        ("1234,56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56 €", "1234.56"),
        ("1\u202f234,56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1'234.56", "1234.56"),
        ("1’234,56", "1234.56"),
        ("(1 234,56)", "-1234.56"),
        ("-1 234,56 euros", "-1234.56"),
        ("− 12", "-12"),
        ("12-", "-12"),
        ("EUR 12", "12"),
        ("€12", "12"),
        (",5", "0.5"),
        ("1,234,567", "1234567"),
        ("1.234.567,8", "1234567.8"),
        ("0012", "12"),
        ("0,123", "0.123"),
        ("1234,567", "1234.567"),
    ],
)
def test_amounts_typed_the_french_or_the_english_way_are_read(text: str, value: str) -> None:
    assert read_number(text) == NumberReading(Decimal(value))


@pytest.mark.parametrize("text", ["1,234", "1.234", "12,345", "-999.000", "(1,234)"])
def test_one_separator_before_three_digits_is_ambiguous(text: str) -> None:
    reading = read_number(text)
    assert reading is not None
    assert reading.is_ambiguous


@pytest.mark.parametrize(
    "text",
    [
        "env. 1200",
        "12 34",
        "1 2345",
        "--5",
        "-5-",
        "(5",
        "12 k€",
        "1e5",
        "nan",
        "inf",
        "",
        "€",
        "5,",
        "1,2,3",
        "1,234.567.8",
        "12%",
        "٣",
    ],
)
def test_other_texts_are_no_number(text: str) -> None:
    assert read_number(text) is None


@given(AMOUNTS)
def test_scaled_amounts_come_back_exactly(scaled: int) -> None:
    assert to_scaled(from_scaled(scaled)) == scaled
    assert scaled_text(scaled) == decimal_text(from_scaled(scaled))
    reading = read_number(french_number(from_scaled(scaled)))
    assert reading is not None
    assert to_scaled(reading.value) == scaled


@given(st.integers(-(10**13), 10**13).map(lambda hundredths: hundredths * 100))
def test_the_quick_reading_agrees_with_the_full_one(scaled: int) -> None:
    for text in (scaled_text(scaled), french_number(from_scaled(scaled)), scaled_text(scaled).replace(".", ",")):
        quick = read_usual_amount(text)
        reading = read_number(text)
        assert reading is not None
        assert quick is None or Decimal(quick) == to_scaled(reading.value)


@given(st.integers(-(10**12), 10**12))
def test_numbers_of_a_spreadsheet_are_the_amount_they_show(scaled: int) -> None:
    assert scaled_from_float(scaled / 10_000) == scaled


def test_binary_dust_is_not_part_of_an_amount() -> None:
    assert decimal_from_float(0.1 + 0.2) == Decimal("0.3")
    assert scaled_from_float(0.1 + 0.2) is None


def test_an_amount_out_of_bounds_is_refused() -> None:
    with pytest.raises(OverflowError):
        to_scaled(MAX_AMOUNT)


def test_amounts_are_rounded_half_to_even_at_four_decimals() -> None:
    assert [to_scaled(Decimal(text)) for text in ("1.00005", "1.00015", "-1.00005")] == [10000, 10002, -10000]
