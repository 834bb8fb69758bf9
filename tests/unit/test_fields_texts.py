"""Columns of text and of identifiers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support.field_cells import messages_of, read_cell


@pytest.mark.parametrize(
    "raw, value, said",
    [
        pytest.param("Dupont-Noël", "Dupont-Noël", [], id="usual"),
        pytest.param(" \tDupont \n", "Dupont", [], id="plain blanks around"),
        pytest.param("Le  Gall", "Le  Gall", [], id="two plain spaces inside stay"),
        pytest.param("\xa0Dupont\xa0", "Dupont", [".WHITESPACE_CLEANED"], id="no-break spaces around"),
        pytest.param("LE\u202fGALL", "LE GALL", [".WHITESPACE_CLEANED"], id="narrow no-break space inside"),
        pytest.param("Dupont\u200b", "Dupont", [".WHITESPACE_CLEANED"], id="zero-width space"),
        pytest.param("\ufeffDupont", "Dupont", [".WHITESPACE_CLEANED"], id="byte order mark"),
        pytest.param("Du\u00adpont\x07", "Dupont", [".WHITESPACE_CLEANED"], id="soft hyphen and control"),
        pytest.param("\xa0Du\u200bpont", "Dupont", [".WHITESPACE_CLEANED"], id="both kinds, said once"),
        pytest.param("Du\tpont", "Du pont", [".WHITESPACE_CLEANED"], id="tab inside"),
        pytest.param('Camille dite\r\n"Cam"', 'Camille dite "Cam"', [".LINE_BREAK_CLEANED"], id="line break inside"),
        pytest.param("E\u0301lodie", "Élodie", [], id="decomposed accent"),
        pytest.param("=1+1", "=1+1", [".FORMULA_LIKE_TEXT"], id="formula"),
        pytest.param("@SUM(1)", "@SUM(1)", [".FORMULA_LIKE_TEXT"], id="at sign"),
        pytest.param("-EXEMPLE", "-EXEMPLE", [".FORMULA_LIKE_TEXT"], id="dash"),
        pytest.param("\t=1+1", "=1+1", [".FORMULA_LIKE_TEXT"], id="tab before a formula"),
        pytest.param("'=1+1", "=1+1", [".EXPORT_QUOTE_REMOVED"], id="defused formula"),
        pytest.param("''=1+1", "'=1+1", [".EXPORT_QUOTE_REMOVED"], id="defused twice: one apostrophe goes"),
        pytest.param("'t Hooft", "'t Hooft", [], id="apostrophe of a name"),
        pytest.param("a" * 151, None, ["!TEXT_TOO_LONG"], id="too long"),
        pytest.param(" " + "a" * 150 + " ", "a" * 150, [], id="blanks do not count in the length"),
        pytest.param(75001.0, "75001", [], id="number"),
        pytest.param(12.5, "12,5", [], id="fraction"),
        pytest.param(1e15, None, ["!NUMBER_PRECISION_LOST"], id="rounded number"),
        pytest.param(True, "VRAI", ["?VALUE_NOT_TEXT"], id="boolean"),
        pytest.param(date(2020, 3, 1), "01/03/2020", ["?VALUE_NOT_TEXT"], id="date"),
        pytest.param("王", "王", [], id="another script"),
        pytest.param("\ud800x", "x", [".WHITESPACE_CLEANED"], id="half a character"),
    ],
)
def test_text_is_kept_without_what_nobody_sees(raw: Any, value: str | None, said: list[str]) -> None:
    assert read_cell("first_name", raw) == (value, said)


@pytest.mark.parametrize("surname", ["NA", "None", "NULL", "TRUE", "Nan", "Null", "Vide", "Sans", "X", "Test"])
def test_words_that_programs_take_for_nothing_are_surnames(surname: str) -> None:
    assert read_cell("last_name", surname) == (surname, [])


@pytest.mark.parametrize(
    "text", ["N/A", "n/a", "N.A.", "#N/A", "#NOM?", "#REF!", "#VALEUR!", "-", "--", "?", "???", ".", "néant", "INCONNU", "non renseigné", "xx", "(vide)"]
)
def test_placeholders_are_doubtful_names(text: str) -> None:
    assert read_cell("last_name", text) == (text, ["?PLACEHOLDER_TEXT"])


@pytest.mark.parametrize("text", ["néant", "?", "N/A"])
def test_placeholders_are_only_looked_for_in_names(text: str) -> None:
    assert read_cell("home_address_1", text) == (text, [])


def test_the_text_of_a_spreadsheet_error_is_doubtful_in_any_text() -> None:
    assert read_cell("home_town", "#REF!") == ("#REF!", ["?PLACEHOLDER_TEXT"])


@pytest.mark.parametrize("blank", [" ", "\xa0", "\t\n", "\u200b", "\ufeff \u202f"])
def test_blanks_alone_are_an_empty_cell_and_an_error_where_one_is_required(blank: str) -> None:
    assert read_cell("first_name", blank) == (None, [])
    assert read_cell("last_name", blank) == (None, ["!REQUIRED_EMPTY"])


@pytest.mark.parametrize(
    "raw, value, said",
    [
        pytest.param("000042", "000042", [], id="leading zeros of text stay"),
        pytest.param(42.0, "42", [], id="whole number"),
        pytest.param(42, "42", [], id="int"),
        pytest.param(123456789012345.0, "123456789012345", [], id="15 digits"),
        pytest.param(1234567890123456.0, None, ["!NUMBER_PRECISION_LOST"], id="16 digits"),
        pytest.param(42.5, None, ["!IDENTIFIER_NOT_INTEGER"], id="fraction"),
        pytest.param(-42.0, None, ["!IDENTIFIER_NOT_INTEGER"], id="negative"),
        pytest.param(float("nan"), None, ["!IDENTIFIER_NOT_INTEGER"], id="not a number"),
        pytest.param("12E03", "12E03", [], id="a code that looks like 12 x 10^3"),
        pytest.param("1E5", "1E5", [], id="a short code with E"),
        pytest.param("1,23457E+15", None, ["!NUMBER_SCIENTIFIC"], id="scientific, French"),
        pytest.param("1.23457e+15", None, ["!NUMBER_SCIENTIFIC"], id="scientific, English"),
        pytest.param("1E+15", None, ["!NUMBER_SCIENTIFIC"], id="scientific without decimals"),
        pytest.param("1.2E15", None, ["!NUMBER_SCIENTIFIC"], id="scientific without sign"),
        pytest.param("42.0", "42", [".IDENTIFIER_DECIMAL_REMOVED"], id="spurious decimal in text"),
        pytest.param("'000123", "000123", [".EXPORT_QUOTE_REMOVED"], id="escaping apostrophe"),
        pytest.param("D\xa012", "D 12", [".WHITESPACE_CLEANED"], id="no-break space"),
        pytest.param(" D12\t", "D12", [], id="blanks around"),
        pytest.param(True, None, ["!IDENTIFIER_NOT_TEXT"], id="boolean"),
        pytest.param(date(2026, 3, 12), None, ["!IDENTIFIER_NOT_TEXT"], id="a code that Excel turned into a date"),
        pytest.param("x" * 51, None, ["!TEXT_TOO_LONG"], id="too long"),
    ],
)
def test_identifiers_are_text_and_never_rounded(raw: Any, value: str | None, said: list[str]) -> None:
    assert read_cell("file_code", raw) == (value, said)


def test_a_long_value_is_quoted_cut_and_says_its_length() -> None:
    assert messages_of("first_name", "ab" * 100) == [
        f"«\u00a0{'ab' * 29}a…\u00a0» compte 200 caractères pour 150 permis : raccourcir le texte."
    ]
