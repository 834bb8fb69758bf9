"""Rules over several columns of one row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from o2s_lib.fields import ROW_RULE_FIELDS, RowFinding, check_rows, fields_by_name
from o2s_lib.issues import Level
from tests.support.field_cells import LEVEL_MARKS, TODAY


def check(*rows: dict[str, Any], stored: dict[str, Any] | None = None) -> list[RowFinding]:
    """Findings about rows of canonical values; `stored` are values that the store has and the file does not give."""
    names = {name for row in rows for name in row} | set(stored or {})
    values, filled = {}, {}
    for name in names:
        column = np.empty(len(rows), dtype=object)
        column[:] = [row.get(name, (stored or {}).get(name)) for row in rows]
        values[name] = column
        filled[name] = np.array([name in row for row in rows])
    return check_rows(values, filled, len(rows), TODAY)


def said(*rows: dict[str, Any], stored: dict[str, Any] | None = None) -> list[tuple[str, str, bool, list[int]]]:
    """Findings in short: code behind its level mark, column, whether the value is dropped, rows."""
    return [
        (LEVEL_MARKS[found.level] + found.code, found.field_name, found.drops_value, found.rows.tolist())
        for found in check(*rows, stored=stored)
    ]


@pytest.mark.parametrize("kind", [None, "PP", "TC"])
def test_a_siret_is_an_error_unless_the_row_is_a_company(kind: str | None) -> None:
    company, person = {"person_kind": "PM", "siret": "732829320"}, {"person_kind": kind, "siret": "732829320"}
    assert said(company, person) == [("!SIRET_NOT_PM", "siret", False, [1])]


def test_the_kind_of_the_stored_contact_counts_where_the_file_does_not_give_it() -> None:
    assert said({"siret": "732829320"}, stored={"person_kind": "PM"}) == []
    assert said({"siret": "732829320"}, stored={"person_kind": "PP"}) == [("!SIRET_NOT_PM", "siret", False, [0])]


def test_what_the_store_holds_and_the_file_does_not_give_is_not_remarked() -> None:
    assert said({"last_name": "A"}, stored={"person_kind": "PP", "siret": "732829320", "tin": "1"}) == []


def test_other_columns_of_companies_are_not_taken_over_for_a_person() -> None:
    assert said({"person_kind": "PP", "lei": "L", "naf_code": "66.30Z"}) == [
        ("?COLUMN_NOT_FOR_PP", "lei", True, [0]),
        ("?COLUMN_NOT_FOR_PP", "naf_code", True, [0]),
    ]


def test_columns_of_persons_are_not_taken_over_for_a_company() -> None:
    company = {"person_kind": "PM", "home_phone": "01 39 98 00 01", "home_fax": "01 39 98 00 02", "mobile_phone": "06 39 98 00 01"}
    assert said(company) == [
        (".COLUMN_NOT_FOR_PM", "home_phone", True, [0]),
        (".COLUMN_NOT_FOR_PM", "home_fax", True, [0]),
    ]


def test_another_title_is_mandatory_when_the_title_is_autre() -> None:
    other = {"title": "Autre"}
    assert said(other, {**other, "other_title": "Docteur"}, {"title": "Madame"}) == [
        ("!OTHER_TITLE_MISSING", "other_title", False, [0])
    ]
    assert said(other, stored={"other_title": "Docteur"}) == []
    assert said({"other_title": "Docteur"}, stored={"title": "Madame"}) == [("?OTHER_TITLE_USELESS", "other_title", False, [0])]


def test_erasing_the_other_title_of_an_autre_is_an_error() -> None:
    assert said({"other_title": None}, stored={"title": "Autre"}) == [("!OTHER_TITLE_MISSING", "other_title", False, [0])]


@pytest.mark.parametrize("name, value", [("marriage_date", "2011-06-18"), ("matrimonial_regime", "Communauté universelle")])
def test_marriage_needs_the_situation_married(name: str, value: str) -> None:
    rows = [{"family_situation": situation, name: value} for situation in ("Marié(e)", "Séparé(e)", "Pacs", None)]
    assert said(*rows) == [("?DEPENDS_ON_SITUATION", name, False, [2, 3])]


def test_pacs_columns_need_the_situation_pacs() -> None:
    rows = [{"family_situation": situation, "pacs_place": "Vannes"} for situation in ("Pacs", "Marié(e)")]
    assert said(*rows) == [("?DEPENDS_ON_SITUATION", "pacs_place", False, [1])]


def test_a_value_that_says_nothing_needs_no_situation() -> None:
    assert said({"family_situation": "Célibataire", "matrimonial_regime": "Non défini", "last_survivor_gift": "Non"}) == []


def test_us_follow_ups_need_a_us_person_and_the_tin_needs_both_answers() -> None:
    assert said({"us_person": "Oui", "us_citizen": "Oui", "has_tin": "Oui", "tin": "1"}) == []
    assert said({"us_person": "Non", "us_citizen": "Oui"}) == [("?DEPENDS_ON_US_PERSON", "us_citizen", False, [0])]
    assert said({"us_person": "Oui", "has_tin": "Non", "tin": "1"}) == [("?DEPENDS_ON_US_PERSON", "tin", False, [0])]
    assert said({"us_person": "Non", "us_citizen": "Non", "has_tin": "Non définie"}) == []


def test_two_lines_of_an_address_share_250_characters() -> None:
    fits, too_long = {"home_address_1": "a" * 200, "home_address_2": "b" * 50}, {"home_address_1": "a" * 200, "home_address_2": "b" * 51}
    assert said(fits, too_long) == [("!ADDRESS_TOO_LONG", "home_address_2", False, [1])]


def test_an_address_is_too_long_with_the_line_that_the_store_has() -> None:
    assert said({"home_address_1": "a" * 200}, stored={"home_address_2": "b" * 51}) == [
        ("!ADDRESS_TOO_LONG", "home_address_1", False, [0])
    ]


def test_each_row_of_an_address_too_long_is_shown_on_a_line_that_its_file_gives() -> None:
    rows = [{"home_address_1": "a" * 251, "home_address_2": "b"}, {"home_address_1": "a" * 250}]
    assert said(*rows, stored={"home_address_2": "b"}) == [
        ("!ADDRESS_TOO_LONG", "home_address_2", False, [0]),
        ("!ADDRESS_TOO_LONG", "home_address_1", False, [1]),
    ]


@pytest.mark.parametrize(
    "earlier, later, code",
    [
        ("birth_date", "death_date", "!DATES_REVERSED"),
        ("spouse_birth_date", "spouse_death_date", "!DATES_REVERSED"),
        ("identity_issue_date", "identity_expiry_date", "!DATES_REVERSED"),
        ("birth_date", "identity_issue_date", "?DATES_REVERSED"),
    ],
)
def test_dates_follow_the_course_of_a_life(earlier: str, later: str, code: str) -> None:
    reversed_row = {earlier: "1980-01-02", later: "1980-01-01"}
    same_day = {earlier: "1980-01-02", later: "1980-01-02"}
    assert said(same_day, reversed_row) == [(code, later, False, [1])]
    assert said({earlier: "1980-01-02"}, stored={later: "1980-01-01"}) == [(code, earlier, False, [0])]


def test_reversed_dates_have_one_sentence_per_row_with_both_days() -> None:
    (found,) = check({"birth_date": "1980-01-02", "death_date": "1980-01-01"}, {"birth_date": "1990-05-01", "death_date": "1989-05-01"})
    assert found.messages == [
        "«\u00a0Client Date de décès\u00a0» (01/01/1980) est avant «\u00a0Client Date de naissance\u00a0» (02/01/1980) : corriger l'une des deux.",
        "«\u00a0Client Date de décès\u00a0» (01/05/1989) est avant «\u00a0Client Date de naissance\u00a0» (01/05/1990) : corriger l'une des deux.",
    ]


def test_nobody_is_their_own_spouse() -> None:
    rows = [
        {"client_number": "1", "spouse_client_number": "1"},
        {"client_number": "1", "spouse_client_number": "2"},
        {"client_number": "1", "client_number_suffix": "A", "spouse_client_number": "1", "spouse_client_number_suffix": "B"},
    ]
    assert said(*rows) == [("!SPOUSE_IS_SELF", "spouse_client_number", False, [0])]


def test_the_second_part_of_a_spouse_number_needs_the_first() -> None:
    assert said({"spouse_client_number_suffix": "B"}) == [("?SPOUSE_NUMBER_MISSING", "spouse_client_number_suffix", False, [0])]


def test_legal_capacity_agrees_with_age() -> None:
    rows = [
        {"birth_date": "2010-01-01", "legal_capacity": "Majeur capable"},
        {"birth_date": "1970-01-01", "legal_capacity": "Mineur non émancipé"},
        {"birth_date": "2008-11-25", "legal_capacity": "Majeur capable"},
        {"birth_date": "2008-11-26", "legal_capacity": "Mineur non émancipé"},
    ]
    assert said(*rows) == [("?CAPACITY_AND_AGE", "legal_capacity", False, [0, 1])]


def test_missing_columns_and_no_rows_are_no_trouble() -> None:
    assert check_rows({}, {}, 0, TODAY) == []
    assert check_rows({}, {}, 3, TODAY) == []


def test_the_rules_see_columns_of_the_catalogue_only_and_name_them_in_their_findings() -> None:
    assert set(fields_by_name()) >= ROW_RULE_FIELDS
    everything = {name: "Oui" for name in ROW_RULE_FIELDS if not name.endswith("date")}
    for kind in ("PP", "PM"):
        for found in check({**everything, "person_kind": kind}):
            assert found.field_name in ROW_RULE_FIELDS
            assert found.level in Level
