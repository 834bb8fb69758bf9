"""Check digits of SIREN, SIRET and LEI against python-stdnum; spellings of NAF."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import lei as stdnum_lei
from stdnum import luhn
from stdnum.fr import siren as stdnum_siren

from o2s_lib.identifiers import is_lei, is_siren, is_siret, passes_luhn, spell_naf

DIGITS = "0123456789"


@given(st.text(DIGITS, min_size=1, max_size=20))
def test_luhn_agrees_with_stdnum(digits: str) -> None:
    assert passes_luhn(digits) == luhn.is_valid(digits)


@given(st.text(DIGITS, min_size=8, max_size=8))
def test_a_siren_is_right_with_one_last_digit_out_of_ten(digits: str) -> None:
    right = [digits + last for last in DIGITS if is_siren(digits + last)]
    assert right == [digits + last for last in DIGITS if stdnum_siren.is_valid(digits + last) and int(digits + last)]


@pytest.mark.parametrize(
    "siret, is_right",
    [
        pytest.param("73282932000074", True, id="usual"),
        pytest.param("73282932000075", False, id="wrong last digit"),
        pytest.param("35600000000048", True, id="head office of La Poste"),
        pytest.param("35600000049837", True, id="establishment of La Poste: digits add up to a multiple of five"),
        pytest.param("35600000049838", False, id="La Poste, wrong"),
        pytest.param("00000000000000", False, id="zeros"),
        pytest.param("7328293200007", False, id="too short"),
        pytest.param("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", False, id="other digits"),
    ],
)
def test_siret_check_digits(siret: str, is_right: bool) -> None:
    assert is_siret(siret) is is_right


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=18, max_size=18), st.integers(0, 99))
def test_lei_agrees_with_stdnum(body: str, check: int) -> None:
    code = f"{body}{check:02}"
    assert is_lei(code) == stdnum_lei.is_valid(code)


@pytest.mark.parametrize("text", ["66.30Z", "6630Z", " 6630z ", "66 30 Z", "66.30 z"])
def test_naf_is_spelt_as_insee_prints_it(text: str) -> None:
    assert spell_naf(text) == "66.30Z"


@pytest.mark.parametrize("text", ["66.30", "663Z", "66.300Z", "", "AA.30Z"])
def test_other_texts_are_no_naf(text: str) -> None:
    assert spell_naf(text) is None
