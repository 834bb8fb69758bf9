"""What every column does alike: cells without a value, the erasing code, blanks."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from o2s_lib.fields import ParsedColumn, contact_fields, context_field, field_named, fields_by_name, parse_column
from o2s_lib.issues import Level
from o2s_lib.spreadsheets.shapes import CellError, FormulaWithoutValue, MergedCell
from tests.support.field_cells import TODAY, messages_of, read_cell

EVERY_FIELD = [pytest.param(field, id=field.name) for field in contact_fields()]


def parse(name: str, values: list[object]) -> ParsedColumn:
    return parse_column(field_named(name), values, today=TODAY)


@pytest.mark.parametrize("field", EVERY_FIELD)
def test_cells_without_a_value_are_errors_in_any_column(field) -> None:
    assert read_cell(field.name, CellError("#N/A")) == (None, ["!CELL_ERROR"])
    assert read_cell(field.name, FormulaWithoutValue("=A1")) == (None, ["!FORMULA_NO_VALUE"])
    assert read_cell(field.name, MergedCell("E4:E5")) == (None, ["!MERGED_CELL"])


def test_the_message_about_a_merged_cell_names_its_range() -> None:
    assert messages_of("last_name", MergedCell("E4:E5")) == [
        "«\u00a0Client Nom\u00a0» est fusionné avec la ligne au-dessus (E4:E5) : défusionner et recopier la valeur."
    ]


@pytest.mark.parametrize("field", EVERY_FIELD)
@pytest.mark.parametrize("code", ["#SUPPR#", " #SUPPR# ", "#SUPPR#\xa0"])
def test_the_erasing_code_erases_where_the_column_allows_it(field, code: str) -> None:
    parsed = parse(field.name, [None, code])
    said = [remark.code for remark in parsed.remarks.get(1, ())]
    assert (parsed.values[1], bool(parsed.erase[1]), said) == (
        (None, True, []) if field.is_deletable else (None, False, ["SUPPR_NOT_ALLOWED"])
    )


@pytest.mark.parametrize("code", ["#suppr#", "# SUPPR #", "#Suppr#"])
def test_the_erasing_code_in_another_case_is_understood_and_said(code: str) -> None:
    parsed = parse("first_name", [None, code])
    assert bool(parsed.erase[1])
    assert [(remark.code, remark.level) for remark in parsed.remarks[1]] == [("SUPPR_UNDERSTOOD", Level.INFO)]


@pytest.mark.parametrize("code", ["#SUPPR", "SUPPR#", "#SUPR", "#SUPPRIMER#", "#SUPP#"])
def test_a_misspelt_erasing_code_is_an_error_rather_than_a_name(code: str) -> None:
    assert read_cell("first_name", code) == (None, ["!SUPPR_MISSPELT"])


@pytest.mark.parametrize("field", [pytest.param(field, id=field.name) for field in contact_fields() if not field.is_required])
def test_blanks_alone_are_an_empty_cell(field) -> None:
    for blank in (" ", "\xa0\t", "\u200b"):
        assert read_cell(field.name, blank) == (None, [])


@pytest.mark.parametrize("field", EVERY_FIELD)
def test_no_raw_value_makes_any_column_fail(field) -> None:
    odd = [None, "", "x", "'", "''", "#", "\x00", "\ud800", "=", "-", "1e999", 0.0, -0.0, 1e308, float("nan"), float("-inf"), 10**40, True, date(1, 1, 1), "9" * 400, "é" * 500, ";", "|", "@", "+", "(", "%", "Tranche", "²", "٣"]
    parsed = parse_column(field, odd, today=TODAY, contexts=[None, *["Suisse"] * (len(odd) - 1)])
    assert len(parsed.values) == len(parsed.keys) == len(parsed.erase) == len(parsed.is_error) == len(odd)
    for position, remarks in parsed.remarks.items():
        assert remarks, position
        for remark in remarks:
            assert remark.message.endswith((".", "?")), remark
            assert "\n" not in remark.message


def test_arrays_have_one_entry_per_distinct_value_and_empty_first() -> None:
    parsed = parse("first_name", [None, "Zoé", CellError("#REF!"), "#SUPPR#"])
    assert list(parsed.values) == [None, "Zoé", None, None]
    assert parsed.keys is parsed.values
    assert list(parsed.erase) == [False, False, False, True]
    assert list(parsed.is_error) == [False, False, True, False]
    assert parsed.values.dtype == np.dtype(object)


def test_columns_read_by_a_country_name_a_column_of_the_catalogue() -> None:
    named = {name: context_field(name) for name in fields_by_name() if context_field(name)}
    assert set(named.values()) <= set(fields_by_name())
    assert set(named) == {field.name for field in contact_fields() if field.format in {"postcode", "phone", "department"}} - {"spouse_birth_department"}
