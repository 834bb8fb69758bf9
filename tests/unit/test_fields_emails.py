"""Columns of e-mail addresses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support.field_cells import read_cell


@pytest.mark.parametrize(
    "raw, value",
    [
        ("contact@exemple.test", "contact@exemple.test"),
        ("Prenom.NOM@EXEMPLE.Test", "Prenom.NOM@exemple.test"),
        ("o'neil+club@sous.domaine-long.exemple.fr", "o'neil+club@sous.domaine-long.exemple.fr"),
        ("a_b-c.d@exemple.museum", "a_b-c.d@exemple.museum"),
    ],
)
def test_a_usual_address_keeps_its_case_before_the_at_and_loses_it_after(raw: str, value: str) -> None:
    assert read_cell("personal_email", raw) == (value, [])


@pytest.mark.parametrize(
    "raw",
    [
        "contact@exemple.test ",
        "\tcontact@exemple.test",
        "\xa0contact@exemple.test",
        "contact@exemple.test\n",
        "mailto:contact@exemple.test",
        "MAILTO:contact@exemple.test?subject=Bonjour",
        "Camille <contact@exemple.test>",
        '"Dupont, Camille" <contact@exemple.test>',
        "<contact@exemple.test>",
        "contact@exemple.test <contact@exemple.test>",
        "contact@exemple.test;",
        "contact@exemple.test.",
        "contact @ exemple.test",
    ],
)
def test_what_stands_around_an_address_is_removed_and_said(raw: str) -> None:
    assert read_cell("personal_email", raw) == ("contact@exemple.test", [".EMAIL_CLEANED"])


@pytest.mark.parametrize("raw", ["contact@exemple.test\xa0", "contact@exemple.test\u200b", "con\u00adtact@exemple.test"])
def test_signs_that_nobody_sees_behind_an_address_are_blanks_cleaned(raw: str) -> None:
    assert read_cell("personal_email", raw) == ("contact@exemple.test", [".WHITESPACE_CLEANED"])


def test_an_escaping_apostrophe_is_said_once() -> None:
    assert read_cell("personal_email", "'contact@exemple.test") == ("contact@exemple.test", [".EXPORT_QUOTE_REMOVED"])


@pytest.mark.parametrize("mark", ["; ", ";", ", ", " ", " / ", "\n", " ou "])
def test_two_addresses_in_a_cell_are_an_error(mark: str) -> None:
    assert read_cell("personal_email", f"a@exemple.test{mark}b@exemple.test") == (None, ["!EMAIL_SEVERAL"])


@pytest.mark.parametrize(
    "raw",
    [
        "contact(at)exemple.test",
        "contact@exemple..test",
        "contact@exemple",
        "contact@.test",
        ".contact@exemple.test",
        "contact.@exemple.test",
        "contact@@exemple.test",
        "camille dupont@exemple.test",
        "contact@-exemple.test",
        "contact@exemple.t",
        "contact@exemple,test",
        "@exemple.test",
        "néant",
        "-",
        "www.exemple.test",
        12.0,
        True,
        date(2020, 1, 1),
    ],
)
def test_what_is_no_address_is_an_error(raw: Any) -> None:
    assert read_cell("personal_email", raw) == (None, ["!EMAIL_INVALID"])


@pytest.mark.parametrize("raw", ["prénom.nom@exemple.test", "contact@exémple.fr", "=cmd@exemple.test", "+contact@exemple.test"])
def test_accents_and_rare_signs_are_taken_with_a_warning(raw: str) -> None:
    assert read_cell("personal_email", raw) == (raw, ["?EMAIL_UNUSUAL"])


def test_an_address_is_at_most_80_characters() -> None:
    domain = "@exemple.test"
    assert read_cell("personal_email", "a" * (80 - len(domain)) + domain)[1] == []
    assert read_cell("personal_email", "a" * 30 + "." + "a" * (50 - len(domain)) + domain) == (None, ["!TEXT_TOO_LONG"])
