"""A text that holds a whole name, or two, taken apart."""

from __future__ import annotations

import pytest

from o2s_lib.imports.couples import split_couple, split_name, split_names, title_pair
from o2s_lib.imports.splitting import NameSplit, Person, split_full_name


def parts(person: Person) -> tuple[str | None, ...]:
    return person.title, person.last_name, person.first_name, person.birth_name


@pytest.mark.parametrize(
    "text, title, last, first",
    [
        ("Monsieur Jean-Pierre DUPONT", "Monsieur", "DUPONT", "Jean-Pierre"),
        ("DUPONT Jean-Pierre", None, "DUPONT", "Jean-Pierre"),
        ("Dupont, Jean", None, "Dupont", "Jean"),
        ("Dupont, M. Jean", "Monsieur", "Dupont", "Jean"),
        ("Jean Dupont", None, "Dupont", "Jean"),
        ("Dupont Jean", None, "Dupont", "Jean"),
        ("DUPONT JEAN", None, "DUPONT", "JEAN"),
        ("Marie Anne Dupont", None, "Dupont", "Marie Anne"),
        ("Mr  Jean\u00a0DUPONT", "Monsieur", "DUPONT", "Jean"),
        ("Melle Zoé CŒURÉ", "Mademoiselle", "CŒURÉ", "Zoé"),
        ("Mme DUPONT", "Madame", "DUPONT", None),
        ("LE GALL Anne-Sophie", None, "LE GALL", "Anne-Sophie"),
        ("Yann Le Roux", None, "Le Roux", "Yann"),
        ("Le Roux Yann", None, "Le Roux", "Yann"),
        ("M. le Goff", "Monsieur", "le Goff", None),
        ("Jean de La Fontaine", None, "de La Fontaine", "Jean"),
        ("de la Tour Marie", None, "de la Tour", "Marie"),
        ("Jean de LA TOUR", None, "de LA TOUR", "Jean"),
        ("DE LA RUE Paul", None, "DE LA RUE", "Paul"),
        ("Jean d'Ormesson", None, "d'Ormesson", "Jean"),
        ("d’ORMESSON Jean", None, "d’ORMESSON", "Jean"),
        ("VAN DER BERG Pieter", None, "VAN DER BERG", "Pieter"),
        ("Pieter van der BERG", None, "van der BERG", "Pieter"),
        ("Vincent von Trotta", None, "von Trotta", "Vincent"),
        ("Hélène Du Pont", None, "Du Pont", "Hélène"),
        ("O'BRIEN Kate", None, "O'BRIEN", "Kate"),
        ("McDONALD Ronald", None, "McDONALD", "Ronald"),
        ("DUPONT-MARTIN Jean", None, "DUPONT-MARTIN", "Jean"),
        ("DUPONT J.", None, "DUPONT", "J."),
    ],
)
def test_a_clear_name_is_split_without_a_doubt(text: str, title: str | None, last: str, first: str | None) -> None:
    split = split_name(text)
    assert [parts(person)[:3] for person in split.persons] == [(title, last, first)]
    assert split.doubt == ""


@pytest.mark.parametrize(
    "text, last, first, birth",
    [
        ("Mme Marie DURAND née LEROY", "DURAND", "Marie", "LEROY"),
        ("DURAND (née LEROY) Marie", "DURAND", "Marie", "LEROY"),
        ("DURAND née LEROY", "DURAND", None, "LEROY"),
    ],
)
def test_a_birth_name_is_taken_apart(text: str, last: str, first: str | None, birth: str) -> None:
    assert parts(split_full_name(text).persons[0])[1:] == (last, first, birth)


@pytest.mark.parametrize(
    "text, title, other",
    [
        ("Dr Jean DUPONT", "Autre", "Docteur"),
        ("Maître Jean DUPONT", "Autre", "Maître"),
        ("Pr. Jean DUPONT", "Autre", "Professeur"),
    ],
)
def test_other_titles_keep_their_wording(text: str, title: str, other: str) -> None:
    person = split_full_name(text).persons[0]
    assert (person.title, person.other_title, person.last_name) == (title, other, "DUPONT")


@pytest.mark.parametrize(
    "text",
    [
        "SCI LES LILAS",
        "SARL X",
        "S.A.R.L. Le Fournil",
        "Association des Amis",
        "Menuiserie Dupont SARL",
        "SCI Jean et Marie",
        "GFA du Pré",
    ],
)
def test_a_legal_form_makes_a_company(text: str) -> None:
    assert split_name(text) == NameSplit((Person(last_name=text, person_kind="PM"),))


@pytest.mark.parametrize("text", ["Dupont et Fils", "Cabinet Martin et Associés", "Ste MARTIN", "SA Dupont", "Indivision DUPONT"])
def test_what_may_be_a_company_is_one_with_a_doubt(text: str) -> None:
    split = split_name(text)
    assert split.persons == (Person(last_name=text, person_kind="PM"),)
    assert split.doubt != ""


@pytest.mark.parametrize(
    "text, last, first",
    [
        pytest.param("Martin Thomas", "Thomas", "Martin", id="two first names"),
        pytest.param("Kerleau Brissac", "Brissac", "Kerleau", id="no known first name"),
        pytest.param("Valcourt", "Valcourt", None, id="one word"),
        pytest.param("Succession DUPONT Jean", "Succession DUPONT Jean", None, id="an estate"),
        pytest.param("Mme DURAND Marie épouse LEROY", "LEROY", "Marie", id="a married name"),
        pytest.param("Jean DUPONT (SARL X)", "DUPONT", "Jean", id="a text in brackets"),
        pytest.param("Dupont Jean, Dupont Marie", "Dupont Jean", "Dupont Marie", id="two names and a comma"),
    ],
)
def test_a_name_that_nothing_decides_is_marked_doubtful(text: str, last: str, first: str | None) -> None:
    split = split_name(text)
    assert parts(split.persons[0])[1:3] == (last, first)
    assert split.doubt != ""


def test_the_order_of_the_column_decides_where_the_name_does_not() -> None:
    clear = [f"DUPONT{letter} Jean" for letter in "ABCDEFGHIJ"]
    splits = split_names([*clear, "Kerleau Brissac", "Valcourt"])
    assert parts(splits[10].persons[0])[1:3] == ("Kerleau", "Brissac")
    assert (splits[10].doubt, splits[11].doubt) == ("", "un seul mot")


def test_an_order_that_a_few_names_follow_decides_nothing() -> None:
    splits = split_names(["DUPONT Jean", "Jean LEROY", "Kerleau Brissac"])
    assert splits[2].doubt != ""


@pytest.mark.parametrize(
    "text, first, second",
    [
        ("M. et Mme DUPONT Jean et Marie", ("Monsieur", "DUPONT", "Jean"), ("Madame", "DUPONT", "Marie")),
        ("M. et Mme Jean et Marie DUPONT", ("Monsieur", "DUPONT", "Jean"), ("Madame", "DUPONT", "Marie")),
        ("Mme et M. LEROY Marie et Jean", ("Madame", "LEROY", "Marie"), ("Monsieur", "LEROY", "Jean")),
        ("MR ET MME DUPONT JEAN ET MARIE", ("Monsieur", "DUPONT", "JEAN"), ("Madame", "DUPONT", "MARIE")),
        ("M. DUPONT Jean et Mme LEROY Marie", ("Monsieur", "DUPONT", "Jean"), ("Madame", "LEROY", "Marie")),
        ("M. Jean et Mme Marie DUPONT", ("Monsieur", "DUPONT", "Jean"), ("Madame", "DUPONT", "Marie")),
        ("MM. DUPONT Paul et Pierre", ("Monsieur", "DUPONT", "Paul"), ("Monsieur", "DUPONT", "Pierre")),
        ("DUPONT Jean et Marie", (None, "DUPONT", "Jean"), (None, "DUPONT", "Marie")),
        ("LE GALL Yann & Nolwenn", (None, "LE GALL", "Yann"), (None, "LE GALL", "Nolwenn")),
        ("Jean et Marie DUPONT", (None, "DUPONT", "Jean"), (None, "DUPONT", "Marie")),
        ("Jean DUPONT et Marie LEROY", (None, "DUPONT", "Jean"), (None, "LEROY", "Marie")),
        ("M. et Mme DUPONT-MARTIN Jean & Xyla", ("Monsieur", "DUPONT-MARTIN", "Jean"), ("Madame", "DUPONT-MARTIN", "Xyla")),
    ],
)
def test_a_couple_gives_two_people_in_the_order_of_the_text(text: str, first: tuple[str, ...], second: tuple[str, ...]) -> None:
    split = split_name(text)
    assert [parts(person)[:3] for person in split.persons] == [first, second]
    assert split.doubt == ""


@pytest.mark.parametrize(
    "text, first, second",
    [
        ("M. et Mme Jean DUPONT", ("Monsieur", "DUPONT", "Jean"), ("Madame", "DUPONT", None)),
        ("Mr & Mrs John SMITH", ("Monsieur", "SMITH", "John"), ("Madame", "SMITH", None)),
        ("M./Mme DUPONT Jean", ("Monsieur", "DUPONT", "Jean"), ("Madame", "DUPONT", None)),
        ("M. ou Mme DUPONT", ("Monsieur", "DUPONT", None), ("Madame", "DUPONT", None)),
        ("M. Jean DUPONT et Mme", ("Monsieur", "DUPONT", "Jean"), ("Madame", "DUPONT", None)),
        ("M. DUPONT et Mme LEROY", ("Monsieur", "DUPONT", None), ("Madame", "LEROY", None)),
    ],
)
def test_a_couple_whose_first_name_is_missing_is_doubtful(text: str, first: tuple[str, ...], second: tuple[str, ...]) -> None:
    split = split_name(text)
    assert [parts(person)[:3] for person in split.persons] == [first, second]
    assert split.doubt == "le prénom du conjoint manque"


@pytest.mark.parametrize("text", ["DUPONT et LEROY", "Pierre et Vacances", "M. et Mme DUPONT et leurs enfants", "Jean et Marie"])
def test_what_may_be_two_people_or_none_stays_one_text_with_a_doubt(text: str) -> None:
    split = split_name(text)
    assert split.persons == (Person(last_name=text),)
    assert split.doubt != ""


@pytest.mark.parametrize(
    "given, expected",
    [
        pytest.param(
            ("M. et Mme", "DUPONT", "Jean et Marie"),
            [("Monsieur", "DUPONT", "Jean"), ("Madame", "DUPONT", "Marie")],
            id="pair of titles",
        ),
        pytest.param(
            ("M. et Mme", "DUPONT", "Jean"), [("Monsieur", "DUPONT", "Jean"), ("Madame", "DUPONT", None)], id="one first name"
        ),
        pytest.param(
            ("M. et Mme", "DUPONT et LEROY", "Jean et Marie"),
            [("Monsieur", "DUPONT", "Jean"), ("Madame", "LEROY", "Marie")],
            id="two surnames",
        ),
        pytest.param((None, "DUPONT", "Jean et Marie"), [(None, "DUPONT", "Jean"), (None, "DUPONT", "Marie")], id="no title"),
        pytest.param(
            (None, "M. et Mme DUPONT", "Jean"),
            [("Monsieur", "DUPONT", "Jean"), ("Madame", "DUPONT", None)],
            id="titles in the surname",
        ),
        pytest.param(
            ("Monsieur", "DUPONT", "Jean et Marie"), [("Monsieur", "DUPONT", "Jean et Marie")], id="the title of one person"
        ),
    ],
)
def test_a_couple_in_columns_of_their_own(given: tuple[str | None, ...], expected: list[tuple[str | None, ...]]) -> None:
    split = split_couple(*given)
    assert split is not None
    assert [parts(person)[:3] for person in split.persons] == expected


@pytest.mark.parametrize(
    "given",
    [("Mme", "DUPONT", "Anne"), (None, "DUPONT", "Jean-Marie"), (None, "Dupont et Fils", None), (None, "DE LA TOUR", "Jean")],
)
def test_one_person_is_no_couple(given: tuple[str | None, ...]) -> None:
    assert split_couple(*given) is None


@pytest.mark.parametrize(
    "text, pair",
    [
        ("M. et Mme", ("Monsieur", "Madame")),
        ("Monsieur et Madame", ("Monsieur", "Madame")),
        ("Mr & Mrs", ("Monsieur", "Madame")),
        ("Dr et Mme", ("Docteur", "Madame")),
        ("Mesdames", ("Madame", "Madame")),
        ("Madame", None),
        ("Mme Merteuil", None),
        ("", None),
    ],
)
def test_pairs_of_titles(text: str, pair: tuple[str, str] | None) -> None:
    assert title_pair(text) == pair
