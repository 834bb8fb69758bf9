"""Amounts, brackets, rates, counts, yes or no."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from o2s_lib.fields import field_named, to_json
from tests.support.field_cells import read_cell


@pytest.mark.parametrize(
    "raw, value, said",
    [
        ("1234,56", "1234.56", []),
        ("1 234,56", "1234.56", []),
        ("1\u202f234,56 €", "1234.56", []),
        ("1.234,56", "1234.56", []),
        ("1,234.56", "1234.56", []),
        (1234.56, "1234.56", []),
        ("(1 234,56)", "-1234.56", []),
        (86000.0, "86000", []),
        (0.1 + 0.2, "0.3", []),
        ("1,234", "1.234", ["?NUMBER_AMBIGUOUS"]),
        ("1.234", "1.234", ["?NUMBER_AMBIGUOUS"]),
        (1.234, "1.234", []),
        ("1,23456", "1.2346", [".NUMBER_ROUNDED"]),
        ("env. 1200", None, ["!NUMBER_INVALID"]),
        ("12 k€", None, ["!NUMBER_INVALID"]),
        ("12 $", None, ["!NUMBER_INVALID"]),
        ("1,2E+05", None, ["!NUMBER_SCIENTIFIC"]),
        ("nan", None, ["!NUMBER_INVALID"]),
        (float("nan"), None, ["!NUMBER_INVALID"]),
        (float("inf"), None, ["!NUMBER_INVALID"]),
        (True, None, ["!NUMBER_INVALID"]),
        (date(2020, 1, 1), None, ["!NUMBER_INVALID"]),
        (1e12, None, ["!NUMBER_TOO_LARGE"]),
        ("-999 999 999 999", "-999999999999", []),
    ],
)
def test_amounts_are_read_the_french_and_the_english_way(raw: Any, value: str | None, said: list[str]) -> None:
    assert read_cell("household_income", raw) == (value, said)
    scaled, same = read_cell("income_tax_amount", raw)
    assert (to_json(field_named("income_tax_amount"), scaled, scaled), same) == (value, said)


@pytest.mark.parametrize("raw", ["Tranche 3", "tranche 3", " TRANCHE  3", "Tranche n°3", "tranche 03", "tranche\xa03"])
def test_brackets_are_known_in_any_case(raw: str) -> None:
    assert read_cell("household_wealth", raw) == ("Tranche 3", [])


@pytest.mark.parametrize("raw", ["Tranche", "Tranche n", "Tranche 0", "tranche trois"])
def test_a_bracket_has_a_number(raw: str) -> None:
    assert read_cell("household_wealth", raw) == (None, ["!NUMBER_INVALID"])


def test_a_bracket_is_no_amount_of_tax() -> None:
    assert read_cell("income_tax_amount", "Tranche 3") == (None, ["!NUMBER_INVALID"])


@pytest.mark.parametrize(
    "name, raw, value, said",
    [
        ("income_tax_rate", "30%", 300_000, []),
        ("income_tax_rate", "30 %", 300_000, []),
        ("income_tax_rate", "30,5\u202f%", 305_000, []),
        ("income_tax_rate", "30", 300_000, []),
        ("income_tax_rate", 30.0, 300_000, []),
        ("income_tax_rate", 0.0, 0, []),
        ("income_tax_rate", 0.3, 300_000, ["?PERCENT_AMBIGUOUS"]),
        ("income_tax_rate", "0,3", 300_000, ["?PERCENT_AMBIGUOUS"]),
        ("income_tax_rate", "0,3 %", 3_000, []),
        ("wealth_tax_rate", "0,7%", 7_000, []),
        ("wealth_tax_rate", 0.007, 7_000, ["?PERCENT_AMBIGUOUS"]),
        ("wealth_tax_rate", 0.7, 7_000, ["?PERCENT_AMBIGUOUS"]),
        ("wealth_tax_rate", 1.5, 15_000, []),
        ("income_tax_rate", "101 %", None, ["!PERCENT_INVALID"]),
        ("income_tax_rate", "-5 %", None, ["!PERCENT_INVALID"]),
        ("income_tax_rate", "élevé", None, ["!PERCENT_INVALID"]),
        ("income_tax_rate", True, None, ["!PERCENT_INVALID"]),
        ("income_tax_rate", float("nan"), None, ["!PERCENT_INVALID"]),
    ],
)
def test_rates_are_in_percent_and_small_numbers_are_doubtful(name: str, raw: Any, value: int | None, said: list[str]) -> None:
    assert read_cell(name, raw) == (value, said)


@pytest.mark.parametrize(
    "raw, value, said",
    [
        (2.0, 2, []),
        (2, 2, []),
        ("2", 2, []),
        ("2,0", 2, []),
        (0.0, 0, []),
        (40.0, 40, ["?NUMBER_UNUSUAL"]),
        (2.5, None, ["!NUMBER_INVALID"]),
        (-1.0, None, ["!NUMBER_INVALID"]),
        ("deux", None, ["!NUMBER_INVALID"]),
        (True, None, ["!NUMBER_INVALID"]),
        (date(2020, 1, 1), None, ["!NUMBER_INVALID"]),
    ],
)
def test_counts_are_whole_numbers(raw: Any, value: int | None, said: list[str]) -> None:
    assert read_cell("children_count", raw) == (value, said)


@pytest.mark.parametrize("raw", [True, "VRAI", "true", "Oui", "OUI\xa0", "o", "X", "1", 1.0, 1, "yes"])
def test_yes_in_any_usual_word(raw: Any) -> None:
    assert read_cell("is_private", raw) == (True, [])


@pytest.mark.parametrize("raw", [False, "FAUX", "False", "non", "N", "0", 0.0, 0, "no"])
def test_no_in_any_usual_word(raw: Any) -> None:
    assert read_cell("is_private", raw) == (False, [])


@pytest.mark.parametrize("raw", ["peut-être", "-", "2", 2.0, "oui?", date(2020, 1, 1)])
def test_an_unknown_word_is_never_a_no(raw: Any) -> None:
    assert read_cell("is_private", raw) == (None, ["!BOOL_INVALID"])
