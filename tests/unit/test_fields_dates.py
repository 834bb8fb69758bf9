"""Columns of dates."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from o2s_lib.fields.dates import date_of_serial
from tests.support.field_cells import messages_of, read_cell


@pytest.mark.parametrize(
    "raw",
    [
        "15/06/1970",
        " 15/06/1970 ",
        "15\xa0/\xa006/ 1970",
        "15-06-1970",
        "15.06.1970",
        "15 06 1970",
        "15/6/1970",
        "1970-06-15",
        "1970/06/15",
        "1970-6-15",
        "1970-06-15T00:00:00",
        "1970-06-15 00:00:00.000",
        "15/06/1970 00:00",
        "15 juin 1970",
        "15 JUIN 1970",
        "15-juin-1970",
        "lundi 15 juin 1970",
        "le 15 juin 1970",
        "15061970",
        "19700615",
        datetime(1970, 6, 15),
        date(1970, 6, 15),
    ],
)
def test_usual_forms_of_one_day_are_read_without_a_word(raw: Any) -> None:
    assert read_cell("birth_date", raw) == ("1970-06-15", [])


@pytest.mark.parametrize(
    "text, iso",
    [
        ("1er janv. 1970", "1970-01-01"),
        ("2 févr. 1970", "1970-02-02"),
        ("3 fevrier 1970", "1970-02-03"),
        ("1 août 1970", "1970-08-01"),
        ("mar. 15 déc. 1970", "1970-12-15"),
        ("1/2/1970", "1970-02-01"),
        ("29/02/1972", "1972-02-29"),
    ],
)
def test_day_comes_first_and_months_have_their_french_names(text: str, iso: str) -> None:
    assert read_cell("birth_date", text) == (iso, [])


@pytest.mark.parametrize("raw", ["//", "/ /", "  /  /    ", "__/__/____"])
def test_slashes_alone_are_an_empty_date(raw: str) -> None:
    assert read_cell("birth_date", raw) == (None, [])


def test_zeros_alone_are_an_empty_date_and_said() -> None:
    assert read_cell("birth_date", "00/00/0000") == (None, [".DATE_EMPTY"])
    assert read_cell("birth_date", "0000-00-00") == (None, [".DATE_EMPTY"])


@pytest.mark.parametrize(
    "raw",
    [
        "31/02/1970",
        "29/02/1971",
        "12/25/1970",
        "32/01/1970",
        "13/13/1970",
        "1970-13-01",
        "15/06/0070",
        "15/06/0000",
        "inconnue",
        "-",
        "vers 1970",
        "1970",
        "juin 1970",
        "06/1970",
        "June 15, 1970",
        "15 June 1970",
        "15/06/1970 25:00",
        "1900-01-00",
        0.0,
        60.0,
        -5.0,
        1970.0,
        5e9,
        float("nan"),
        True,
        time(10, 30),
        timedelta(hours=30),
    ],
)
def test_what_is_no_day_of_the_calendar_is_an_error(raw: Any) -> None:
    assert read_cell("birth_date", raw) == (None, ["!DATE_INVALID"])


def test_swapped_day_and_month_are_suspected_in_the_message() -> None:
    assert messages_of("birth_date", "12/25/1970") == [
        "«\u00a012/25/1970\u00a0» n'est pas une date JJ/MM/AAAA (mois 25). Jour et mois inversés ? Écrire 25/12/1970."
    ]


@pytest.mark.parametrize("raw", ["15/06/70", "15-06-70", "15.6.70", "15 juin 70", "15-juin-70"])
def test_a_two_digit_year_is_an_error_until_a_pivot_is_chosen(raw: str) -> None:
    assert read_cell("birth_date", raw) == (None, ["!DATE_TWO_DIGIT_YEAR"])
    assert read_cell("birth_date", raw, year_pivot=26) == ("1970-06-15", [".DATE_YEAR_COMPLETED"])


def test_the_pivot_itself_is_in_this_century() -> None:
    assert read_cell("birth_date", "15/06/26", year_pivot=26) == ("2026-06-15", [".DATE_YEAR_COMPLETED"])
    assert read_cell("birth_date", "15/06/27", year_pivot=26) == ("1927-06-15", [".DATE_YEAR_COMPLETED"])


def test_an_impossible_day_with_a_two_digit_year_is_an_impossible_day() -> None:
    assert read_cell("birth_date", "31/02/70") == (None, ["!DATE_INVALID"])
    assert read_cell("birth_date", "29/02/01", year_pivot=26) == (None, ["!DATE_INVALID"])


@pytest.mark.parametrize("raw, is_1904", [(25734.0, False), (25734.5, False), ("25734", False), (24272.0, True), (24272, True)])
def test_serial_numbers_are_read_in_the_calendar_of_the_workbook_with_a_warning(raw: Any, is_1904: bool) -> None:
    assert read_cell("birth_date", raw, is_1904=is_1904) == ("1970-06-15", ["?DATE_FROM_SERIAL"])


@given(st.dates(date(1900, 3, 1), date(2100, 12, 31)))
def test_serial_numbers_count_days_in_both_calendars(day: date) -> None:
    assert date_of_serial((day - date(1899, 12, 30)).days, is_1904=False) == day
    if day >= date(1904, 1, 1):
        assert date_of_serial((day - date(1904, 1, 1)).days, is_1904=True) == day


def test_the_first_two_months_of_1900_take_account_of_the_day_that_never_was() -> None:
    assert date_of_serial(1, is_1904=False) == date(1900, 1, 1)
    assert date_of_serial(59, is_1904=False) == date(1900, 2, 28)
    assert date_of_serial(60, is_1904=False) is None
    assert date_of_serial(61, is_1904=False) == date(1900, 3, 1)


def test_a_first_zero_lost_by_a_number_is_put_back_and_said() -> None:
    assert read_cell("birth_date", 5061970.0) == ("1970-06-05", ["?DATE_PADDED"])


def test_an_hour_is_left_out_and_said() -> None:
    assert read_cell("birth_date", datetime(1970, 6, 15, 10, 30)) == ("1970-06-15", [".DATE_TIME_DROPPED"])
    assert read_cell("birth_date", "15/06/1970 10:30") == ("1970-06-15", [".DATE_TIME_DROPPED"])
    assert read_cell("birth_date", "1970-06-15T23:00:00Z") == ("1970-06-15", ["?DATE_TIME_DROPPED"])


def test_births_and_deaths_are_not_after_today_other_dates_may_be_checked() -> None:
    assert read_cell("birth_date", "25/11/2026") == ("2026-11-25", [])
    assert read_cell("birth_date", "26/11/2026") == (None, ["!DATE_IN_FUTURE"])
    assert read_cell("spouse_death_date", date(2026, 11, 26)) == (None, ["!DATE_IN_FUTURE"])
    assert read_cell("relation_start_date", "26/11/2026") == ("2026-11-26", ["?DATE_IN_FUTURE"])
    assert read_cell("identity_expiry_date", "26/11/2036") == ("2036-11-26", [])
    assert read_cell("identity_expiry_date", "31/12/9999") == ("9999-12-31", ["?DATE_SUSPICIOUS"])


def test_a_very_old_date_is_doubtful() -> None:
    assert read_cell("birth_date", "31/12/1849") == ("1849-12-31", ["?DATE_SUSPICIOUS"])
    assert read_cell("birth_date", "01/01/1850") == ("1850-01-01", [])


def test_an_escaping_apostrophe_before_a_date_is_removed() -> None:
    assert read_cell("birth_date", "'15/06/1970") == ("1970-06-15", [".EXPORT_QUOTE_REMOVED"])


@given(st.dates(date(1850, 1, 1), date(2026, 11, 25)))
def test_every_day_is_read_back_from_every_true_form(day: date) -> None:
    french = f"{day.day:02}/{day.month:02}/{day.year}"
    for raw in (day, datetime(day.year, day.month, day.day), day.isoformat(), french, french.replace("/", "")):
        assert read_cell("birth_date", raw) == (day.isoformat(), [])
