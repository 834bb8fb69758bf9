"""Lists of the product and of the firm, keywords, categories, vigilance answers."""

from __future__ import annotations

from typing import Any

import pytest

from o2s_lib.fields import Lists, contact_fields, parse_criterion
from o2s_lib.fields.lists import system_list
from tests.support.field_cells import key_of_cell, messages_of, read_cell

TREE = Lists(categories=("Clients", "Clients|Bretagne", "Clients|Bretagne|Rennes", "Prospects", "Prospects|Actifs/Inactifs"))


@pytest.mark.parametrize(
    "name, raw, value",
    [
        ("title", "M.", "Monsieur"),
        ("title", "M", "Monsieur"),
        ("title", "mr", "Monsieur"),
        ("title", "MONSIEUR", "Monsieur"),
        ("title", "Monsieur\xa0", "Monsieur"),
        ("title", "Mme", "Madame"),
        ("title", "Mme.", "Madame"),
        ("title", "Mlle", "Mademoiselle"),
        ("person_kind", "pp", "PP"),
        ("person_kind", "Personne morale", "PM"),
        ("person_kind", "TC", "TC"),
        ("family_situation", "marié", "Marié(e)"),
        ("family_situation", "MARIEE", "Marié(e)"),
        ("family_situation", "Pacsé(e)", "Pacs"),
        ("family_situation", "veuve", "Veuf(ve)"),
        ("family_situation", "divorcée", "Divorcé(e)"),
        ("family_situation", "concubinage", "Union Libre"),
        ("family_situation", "celibataire", "Célibataire"),
        ("matrimonial_regime", "Séparation de biens avec société d'acquêts", "Séparation de biens avec société d’acquêts"),
        ("matrimonial_regime", "Régime légal à compter du 01/02/1966", "Régime légal à compter du 01.02.1966"),
        ("matrimonial_regime", "communaute reduite aux acquets", "Communauté réduite aux acquêts"),
        ("identity_document", "Carte nationale d'identité", "CNI"),
        ("us_person", "O", "Oui"),
        ("us_person", False, "Non"),
        ("us_person", 1.0, "Oui"),
        ("us_person", "non défini", "Non définie"),
        ("income_tax_payer", "VRAI", "Oui"),
        ("mif_class", "Client non professionnel", "CLIENT_NON_PROFESSIONNEL"),
        ("mif_class", "CLIENT_NON_PROFESSIONNEL", "CLIENT_NON_PROFESSIONNEL"),
        ("legal_capacity", "MAJEUR_CAPABLE", "Majeur capable"),
        ("nationality", "française", "Français"),
        ("nationality", "FR", "Français"),
        ("nationality", "Espagne", "Espagnol"),
        ("nationality", "anglaise", "Britannique"),
    ],
)
def test_labels_codes_and_usual_words_lead_to_the_value_of_the_product(name: str, raw: Any, value: str) -> None:
    assert read_cell(name, raw) == (value, [])


def test_every_value_of_every_system_list_is_read_as_itself() -> None:
    for field in contact_fields():
        known = system_list(field.list_name) if field.format == "list" else None
        for value in known.values if known else ():
            assert read_cell(field.name, value) == (value, []), field.name
            assert read_cell(field.name, known.labels[value].upper() if known else "")[1] == [], (field.name, value)


@pytest.mark.parametrize(
    "name, raw",
    [("title", "Monsier"), ("title", "Dr"), ("title", "M. et Mme"), ("title", 1.0), ("title", True), ("spouse_title", "Autre"), ("us_person", "peut-être"), ("income_tax_payer", "Non définie"), ("nationality", "Klingon"), ("family_situation", "-")],
)
def test_an_unknown_word_is_an_error(name: str, raw: Any) -> None:
    assert read_cell(name, raw) == (None, ["!CHOICE_UNKNOWN"])


def test_an_unknown_word_gets_the_nearest_value_or_the_list() -> None:
    assert messages_of("title", "Monsier") == [
        "«\u00a0Monsier\u00a0» n'est pas une valeur de «\u00a0Client Titre\u00a0» : vouliez-vous dire «\u00a0Monsieur\u00a0» ?"
    ]
    assert messages_of("us_person", "?!") == [
        "«\u00a0?!\u00a0» n'est pas une valeur de «\u00a0US Person\u00a0». Valeurs possibles : Oui, Non, Non définie."
    ]


@pytest.mark.parametrize("name", ["professional_status", "mif_class"])
def test_lists_published_in_part_take_other_values_with_a_warning(name: str) -> None:
    assert read_cell(name, "Autre statut") == ("Autre statut", ["?CHOICE_UNLISTED"])


def test_a_list_that_the_firm_has_not_configured_takes_any_value() -> None:
    assert read_cell("profession", "Éleveur de chèvres") == ("Éleveur de chèvres", [])


def test_a_configured_list_takes_only_its_values_in_its_spelling() -> None:
    lists = Lists(custom={"profession": ("Ingénieur", "Médecin"), "capacite_juridique": ("MAJEUR CAPABLE",)})
    assert read_cell("profession", "ingenieur", lists=lists) == ("Ingénieur", [])
    assert read_cell("spouse_profession", "MÉDECIN", lists=lists) == ("Médecin", [])
    assert read_cell("profession", "Avocat", lists=lists) == (None, ["!LIST_VALUE_UNKNOWN"])
    assert read_cell("legal_capacity", "MAJEUR_CAPABLE", lists=lists) == ("MAJEUR CAPABLE", [])


def test_keywords_are_trimmed_and_stand_once_each() -> None:
    assert read_cell("keywords", " Voile ; Mécénat;voile;; ") == ("Voile;Mécénat", [])
    assert read_cell("keywords", " ; ") == (None, [])


def test_the_order_of_keywords_does_not_count() -> None:
    assert key_of_cell("keywords", "b;a") == key_of_cell("keywords", "a; b")


def test_each_unknown_keyword_of_a_configured_list_is_an_error() -> None:
    lists = Lists(custom={"mots_cles": ("Voile", "Golf")})
    assert read_cell("keywords", "voile; GOLF", lists=lists) == ("Voile;Golf", [])
    assert read_cell("keywords", "Voile;Tennis;Rugby", lists=lists) == (None, ["!LIST_VALUE_UNKNOWN"] * 2)


@pytest.mark.parametrize(
    "raw, value, said",
    [
        ("Clients", "Clients", []),
        (" clients ", "Clients", []),
        ("clients | BRETAGNE|rennes", "Clients|Bretagne|Rennes", []),
        ("Clients\xa0|\u202fBretagne", "Clients|Bretagne", []),
        ("Fournisseurs", "Fournisseurs", []),
        ("Prospects|Actifs/Inactifs", "Prospects|Actifs/Inactifs", []),
        ("Clients/Bretagne", "Clients|Bretagne", ["?CATEGORY_SEPARATOR"]),
        ("Clients > Bretagne > Rennes", "Clients|Bretagne|Rennes", ["?CATEGORY_SEPARATOR"]),
        ("Prospects/Actifs/Inactifs", "Prospects|Actifs/Inactifs", ["?CATEGORY_SEPARATOR"]),
        ("Cliente", None, ["!CHOICE_UNKNOWN"]),
        ("Client", None, ["!CHOICE_UNKNOWN"]),
        ("Bretagne", None, ["!CHOICE_UNKNOWN"]),
        (1.0, None, ["!CHOICE_UNKNOWN"]),
        ("Clients|Normandie", None, ["!CATEGORY_UNKNOWN"]),
        ("Clients||Rennes", None, ["!CATEGORY_UNKNOWN"]),
        ("Clients|A|B|C", None, ["!CATEGORY_TOO_DEEP"]),
        ("Conseillers", None, ["!CATEGORY_NOT_IMPORTABLE"]),
        ("conseillers|Paris", None, ["!CATEGORY_NOT_IMPORTABLE"]),
        ("#SUPPR#", None, ["!SUPPR_NOT_ALLOWED"]),
        ("\xa0", None, ["!REQUIRED_EMPTY"]),
    ],
)
def test_a_category_is_a_path_of_the_firms_tree(raw: Any, value: str | None, said: list[str]) -> None:
    assert read_cell("contact_type", raw, lists=TREE) == (value, said)


def test_conseillers_cannot_be_imported_even_when_the_tree_has_them() -> None:
    lists = Lists(categories=("Clients", "Conseillers"))
    assert read_cell("contact_type", "Conseillers", lists=lists) == (None, ["!CATEGORY_NOT_IMPORTABLE"])


def test_the_last_level_alone_leads_to_its_path() -> None:
    assert messages_of("contact_type", "Rennes", lists=TREE) == [
        "«\u00a0Rennes\u00a0» n'est pas un type de contact : vouliez-vous dire «\u00a0Clients|Bretagne|Rennes\u00a0» ?"
    ]


def test_vigilance_answers_take_the_known_spelling_and_new_ones_with_a_warning() -> None:
    lists = Lists(criteria={"Origine des fonds": ("Épargne", "Donation")})
    parsed = parse_criterion("Origine des fonds", [None, "epargne", "Héritage", True], lists)
    assert list(parsed.values) == [None, "Épargne", "Héritage", "Oui"]
    assert {position: [remark.code for remark in said] for position, said in parsed.remarks.items()} == {
        2: ["CRITERION_ANSWER_NEW"],
        3: ["CRITERION_ANSWER_NEW"],
    }


def test_a_criterion_without_known_answers_takes_any_answer() -> None:
    parsed = parse_criterion("Origine des fonds", [None, "Épargne"], Lists())
    assert list(parsed.values) == [None, "Épargne"]
    assert parsed.remarks == {}
