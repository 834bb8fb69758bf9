"""LEI, SIRET and NAF of companies."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.field_cells import read_cell


@pytest.mark.parametrize(
    "raw, value, said",
    [
        ("73282932000074", "73282932000074", []),
        ("732 829 320 00074", "73282932000074", []),
        ("732.829.320-00074", "73282932000074", []),
        ("SIRET : 732 829 320 00074", "73282932000074", []),
        (73282932000074.0, "73282932000074", []),
        ("732 829 320", "732829320", []),
        ("35600000049837", "35600000049837", []),
        (5520135400014.0, None, ["!SIRET_INVALID"]),
        ("73282932000075", None, ["!SIRET_INVALID"]),
        ("1234", None, ["!SIRET_INVALID"]),
        ("inconnu", None, ["!SIRET_INVALID"]),
        (True, None, ["!SIRET_INVALID"]),
    ],
)
def test_siret_or_siren_by_check_digits(raw: Any, value: str | None, said: list[str]) -> None:
    assert read_cell("siret", raw) == (value, said)


def test_the_first_zeros_that_a_number_lost_are_put_back_when_the_check_digits_agree() -> None:
    assert read_cell("siret", "010000008") == ("010000008", [])
    assert read_cell("siret", 10000008.0) == ("010000008", ["?SIRET_PADDED"])
    assert read_cell("siret", 5720784.0) == ("005720784", ["?SIRET_PADDED"])
    assert read_cell("siret", 10000009.0) == (None, ["!SIRET_INVALID"])


@pytest.mark.parametrize("raw", ["5493001KJTIIGC8Y1R12", "5493 001K JTII GC8Y 1R12", "5493001kjtiigc8y1r12"])
def test_lei_is_compared_in_capitals_without_blanks(raw: str) -> None:
    assert read_cell("lei", raw) == ("5493001KJTIIGC8Y1R12", [])


@pytest.mark.parametrize("raw", ["5493001KJTIIGC8Y1R13", "5493001KJTIIGC8Y1R1", "x", 12.0])
def test_a_wrong_lei_is_an_error(raw: Any) -> None:
    assert read_cell("lei", raw) == (None, ["!LEI_INVALID"])


@pytest.mark.parametrize("raw", ["66.30Z", "6630Z", "6630 z"])
def test_naf_is_spelt_one_way(raw: str) -> None:
    assert read_cell("naf_code", raw) == ("66.30Z", [])


@pytest.mark.parametrize("raw", ["66.30", "banque", 6630.0])
def test_a_wrong_naf_is_an_error(raw: Any) -> None:
    assert read_cell("naf_code", raw) == (None, ["!NAF_INVALID"])
