"""Folding, cleaning and the key of a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from o2s_lib.text import clean_spaces, fold, name_key, name_tokens


@pytest.mark.parametrize(
    "text, folded",
    [
        pytest.param("Client Prénom", "client prenom", id="accents and case"),
        pytest.param("Numéro d’identification", "numero d'identification", id="typographic apostrophe"),
        pytest.param("d`Ornano", "d'ornano", id="backtick"),
        pytest.param("Conseiller principal – Nom prénom", "conseiller principal - nom prenom", id="dash"),
        pytest.param("  Code\u00a0\tdossier\u202f ", "code dossier", id="all blanks"),
        pytest.param("\ufeffCode\u200b dos\u00adsier", "code dossier", id="invisible characters"),
        pytest.param("Œuvre cæsar Straße", "oeuvre caesar strasse", id="ligatures"),
        pytest.param("E\u0301lodie", "elodie", id="decomposed accent"),
        pytest.param("Łódź Søren", "lodz soren", id="letters without decomposition"),
        pytest.param("nom\x00 pré\x07nom", "nom prenom", id="control characters"),
        pytest.param("", "", id="empty"),
    ],
)
def test_folding_ignores_how_a_text_is_typed(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_cleaning_spaces_twice_changes_nothing_more(text: str) -> None:
    assert clean_spaces(clean_spaces(text)) == clean_spaces(text)


def test_cleaning_spaces_keeps_case_accents_and_punctuation() -> None:
    assert clean_spaces("\u00a0 Élodie\u2009d’Ar–Mor \r\n (2) ") == "Élodie d’Ar–Mor (2)"


def test_name_key_ignores_order_case_accents_hyphens_and_apostrophes() -> None:
    assert name_key("LE GALL", "Anne-Élise") == name_key("Anne elise", "Le-Gall") == "anne elise gall le"
    assert name_key("d’Œuvre", None) == "d oeuvre"


def test_name_key_keeps_particles() -> None:
    assert name_key("de La Tour", "Jean") == "de jean la tour"
    assert name_key("La Tour", "Jean") != name_key("de La Tour", "Jean")


def test_name_without_a_word_keeps_its_signs_as_key() -> None:
    assert name_key("?", None) == "?"


def test_name_tokens_break_at_punctuation() -> None:
    assert name_tokens("S.A.R.L. L'Écume, (Brest)") == ["s", "a", "r", "l", "l", "ecume", "brest"]
