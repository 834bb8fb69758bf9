"""What feeds what: binding, proposals, choices, `--map`, and the rows that come out."""

from __future__ import annotations

import json

import pytest

from o2s_lib.errors import O2SError
from o2s_lib.fields import contact_fields
from o2s_lib.imports.headers import fields_by_label, is_target, synonym_key, synonyms
from o2s_lib.imports.layout import choose_sheet, find_layout
from o2s_lib.imports.mapping import (
    MappingChange,
    apply_mapping,
    change_mapping,
    check_mapping,
    headers_signature,
    mapping_from_json,
    mapping_to_json,
    missing_required,
    parse_map_options,
    propose_mapping,
)
from o2s_lib.imports.shapes import Mapping
from o2s_lib.imports.template import FirmTemplate, TemplateColumn
from o2s_lib.issues import Issue
from o2s_lib.spreadsheets import RawTable, open_workbook, read_sheet
from tests.support.import_tables import EXAMPLES, make_table, map_table, rows_of, said


def propose(table: RawTable, **given: object) -> tuple[Mapping, list[Issue]]:
    return propose_mapping(find_layout(table), **given)  # type: ignore[arg-type]  # remembered, firm_template


def targets(mapping: Mapping) -> list[str | None]:
    return [choice.target for choice in mapping.columns]


def make_headers(*headers: str) -> RawTable:
    return make_table(list(headers), ["x"] * len(headers), ["y"] * len(headers))


# --- binding


def test_the_name_of_row_1_wins_over_a_label_that_is_not_ours() -> None:
    mapping, issues = propose(make_table(["type_contact", "client_nom"], ["Type de contact", "Patronyme"], ["Clients", "DUPONT"]))
    assert [(choice.target, choice.how) for choice in mapping.columns] == [
        ("contact_type", "technical"),
        ("last_name", "technical"),
    ]
    assert issues == []


def test_row_1_and_a_label_that_contradict_each_other_are_a_choice() -> None:
    table = make_table(["type_contact", "client_nom"], ["Type de contact", "Client Prénom"], ["Clients", "DUPONT"])
    mapping, issues = propose(table)
    assert targets(mapping) == ["contact_type", None]
    assert said(issues)[0] == ("COLUMN_CONFLICT", "error", "Client Prénom")


def test_a_name_of_row_1_that_we_only_guess_gives_way_to_the_label() -> None:
    table = make_table(
        ["type_contact", "client_nom", "campagne"], ["Type de contact", "Client Nom", "Origine du contact"], ["C", "D", "E"]
    )
    assert targets(propose(table)[0]) == ["contact_type", "last_name", "origin"]


def test_an_extra_column_with_a_name_in_row_1_is_a_vigilance_criterion() -> None:
    table = make_table(
        ["type_contact", "client_nom", "vig_12", None],
        ["Type de contact", "Client Nom", "Pays à risque", "Remarque interne"],
        ["Clients", "DUPONT", "Non", "x"],
    )
    mapping, issues = propose(table)
    assert targets(mapping) == ["contact_type", "last_name", "criterion:Pays à risque", None]
    assert said(issues) == [("COLUMN_UNKNOWN", "warning", "Remarque interne")]


@pytest.mark.parametrize("field", contact_fields(), ids=lambda field: field.name)
def test_every_label_of_ours_binds_whatever_its_apostrophes_dashes_and_case(field) -> None:
    header = field.label.replace("’", "'").replace("–", "-").upper().replace(" ", "\u00a0")
    assert targets(propose(make_table([header, "zzz"], ["x", "y"], ["x", "y"]))[0])[0] == field.name


OUTLOOK = {
    "First Name": "first_name",
    "Last Name": "last_name",
    "Title": None,
    "E-mail Address": "personal_email",
    "E-mail 2 Address": None,
    "Home Phone": "home_phone",
    "Business Phone": "work_phone",
    "Mobile Phone": "mobile_phone",
    "Company": "company",
    "Job Title": "profession_label",
    "Home Street": "home_address_1",
    "Home Street 2": "home_address_2",
    "Home City": "home_town",
    "Home State": None,
    "Home Postal Code": "home_postcode",
    "Home Country/Region": "home_country",
    "Business City": "work_town",
    "Birthday": "birth_date",
    "Spouse": None,
    "Notes": "note",
    "Categories": None,
}
GOOGLE = {
    "Name": None,
    "Given Name": "first_name",
    "Family Name": "last_name",
    "Name Prefix": "title",
    "E-mail 1 - Type": None,
    "E-mail 1 - Value": "personal_email",
    "Phone 1 - Value": None,
    "Address 1 - Street": "home_address_1",
    "Address 1 - City": "home_town",
    "Address 1 - Postal Code": "home_postcode",
    "Organization 1 - Name": "company",
}
HUBSPOT = {
    "Record ID": None,
    "First Name": "first_name",
    "Last Name": "last_name",
    "Email": "personal_email",
    "Phone Number": None,
    "Mobile Phone Number": "mobile_phone",
    "Lifecycle Stage": None,
    "Contact owner": None,
    "Street Address": "home_address_1",
    "City": "home_town",
    "Postal Code": "home_postcode",
}
SALESFORCE = {
    "Salutation": "title",
    "First Name": "first_name",
    "Last Name": "last_name",
    "Title": None,
    "Account Name": None,
    "Mobile": "mobile_phone",
    "Birthdate": "birth_date",
    "Mailing Street": "home_address_1",
    "Mailing City": "home_town",
    "Mailing Zip/Postal Code": "home_postcode",
}
OLD_CRM = {
    "CIVILITE": "title",
    "NOM": "last_name",
    "PRENOM": "first_name",
    "NOM_JF": "birth_name",
    "DATNAIS": "birth_date",
    "ADRESSE1": "home_address_1",
    "ADRESSE2": "home_address_2",
    "CP": "home_postcode",
    "VILLE": "home_town",
    "PAYS": "home_country",
    "Tél. dom.": "home_phone",
    "GSM": "mobile_phone",
    "N° client": "client_number",
    "N° dossier": "file_code",
    "SITFAM": "family_situation",
    "CODE": None,
    "STATUT": None,
    "Téléphone": None,
}


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(OUTLOOK, id="Outlook"),
        pytest.param(GOOGLE, id="Google"),
        pytest.param(HUBSPOT, id="HubSpot"),
        pytest.param(SALESFORCE, id="Salesforce"),
        pytest.param(OLD_CRM, id="an old French CRM"),
    ],
)
def test_headers_of_other_software_bind_where_they_have_one_meaning(headers: dict[str, str | None]) -> None:
    mapping, _ = propose(make_headers(*headers))
    assert dict(zip(headers, targets(mapping), strict=True)) == headers


@pytest.mark.parametrize(
    "headers, target, proposal",
    [
        pytest.param(["Nom", "Prénom"], "last_name", None, id="a surname beside a first name"),
        pytest.param(["Nom", "Ville"], None, "split:full_name", id="a name alone may be whole"),
        pytest.param(["Adresse", "CP"], "home_address_1", None, id="a street beside a postcode"),
        pytest.param(["Adresse", "Nom"], None, "home_address_1", id="an address alone may be whole"),
        pytest.param(["Nom complet", "CP"], None, "split:full_name", id="a whole name"),
        pytest.param(["Nom complet", "Nom", "Prénom"], None, None, id="a whole name beside its parts"),
        pytest.param(["Title", "Last Name"], None, "title", id="title or job"),
        pytest.param(["Company", "Email"], None, "company", id="a company without persons"),
        pytest.param(["Company", "Last Name"], "company", None, id="the company of a person"),
        pytest.param(["Statut", "Nom"], None, "contact_type", id="status"),
        pytest.param(["Téléphone 2", "Nom"], None, "home_phone", id="a second telephone"),
        pytest.param(["Middle Name", "Nom"], None, None, id="known, without a place"),
        pytest.param(["Date", "Nom"], None, None, id="a date of what"),
        pytest.param(["Raison sociale", "SIRET"], "split:company_name", None, id="name of a company"),
    ],
)
def test_an_ambiguous_header_is_at_most_proposed(headers: list[str], target: str | None, proposal: str | None) -> None:
    choice = propose(make_headers(*headers))[0].columns[0]
    assert (choice.target, choice.proposal) == (target, proposal)


def test_one_wrong_letter_in_a_long_word_of_a_label_binds_and_is_said() -> None:
    mapping, issues = propose(make_headers("Type de contact", "Cliant Nom"))
    assert targets(mapping) == ["contact_type", "last_name"]
    assert [(issue.code, issue.message) for issue in issues] == [
        ("COLUMN_SIMILAR", "Colonne «\u00a0Cliant Nom\u00a0» lue comme «\u00a0Client Nom\u00a0».")
    ]


@pytest.mark.parametrize(
    "header", ["Adresse domicile (ligne 3)", "Client Non", "Montant de l’IS", "Client Date", "Conjoint Surnom", "Email 4"]
)
def test_a_header_that_is_only_like_a_label_does_not_bind(header: str) -> None:
    assert targets(propose(make_headers("Type de contact", "Client Prénom", header))[0])[2] is None


# --- duplicates


def test_two_columns_with_one_label_are_a_choice_with_their_letters() -> None:
    _, issues = propose(make_headers("Type de contact", "Client Nom", "Client Prénom", "client nom", "CLIENT NOM"))
    assert [(issue.code, issue.column, issue.message) for issue in issues] == [
        ("COLUMN_DUPLICATE", "Client Nom", "Trois colonnes «\u00a0Client Nom\u00a0» (B, D et E)\u00a0: choisir celle à importer.")
    ]


def test_a_choice_of_the_user_settles_a_duplicate() -> None:
    table = make_headers("Type de contact", "Client Nom", "client nom")
    layout = find_layout(table)
    mapping = change_mapping(propose_mapping(layout)[0], parse_map_options(["Client Nom=C"], layout))
    assert targets(mapping) == ["contact_type", None, "last_name"]
    assert said(check_mapping(layout, mapping)) == [("COLUMN_UNKNOWN", "warning", "Client Nom")]


def test_of_two_columns_the_one_without_data_steps_back() -> None:
    table = make_table(["Last Name", "First Name", "Email", "E-mail Address"], ["D", "J", None, "a@exemple.test"])
    assert targets(propose(table)[0]) == ["last_name", "first_name", None, "personal_email"]


def test_a_guess_steps_back_beside_a_label_of_ours() -> None:
    mapping, _ = propose(make_headers("Client Nom", "Prénom", "Nom"))
    assert targets(mapping) == ["last_name", "first_name", None]


# --- unknown and required


def test_an_unknown_column_is_said_with_what_it_looks_like() -> None:
    _, issues = propose(make_headers("Type de contact", "Client Nom", "Client Prénom", "Portable pro"))
    assert [issue.message for issue in issues] == [
        "Colonne «\u00a0Portable pro\u00a0» ignorée. Elle ressemble à «\u00a0Téléphone (mobile)\u00a0»."
    ]


def test_columns_of_other_software_that_hold_nothing_are_not_said() -> None:
    table = make_table(["First Name", "Last Name", "Assistant's Phone", "Car Phone"], ["J", "D", None, None])
    assert "COLUMN_UNKNOWN" not in [issue.code for issue in propose(table)[1]]


def test_a_column_with_data_and_without_header_is_said() -> None:
    table = make_table(["Type de contact", "Client Nom", None], ["Clients", "DUPONT", "x"])
    assert [issue.message for issue in propose(table)[1]] == ["Colonne C, sans en-tête, ignorée."]


def test_a_missing_required_column_is_refused_as_it_stands_in_a_file_of_ours() -> None:
    mapping, issues = propose(make_headers("Type de contact", "Client Prénom", "Code dossier"))
    assert missing_required(mapping) == ["last_name"]
    assert [(issue.code, issue.column, issue.message) for issue in issues] == [
        ("COLUMN_REQUIRED_MISSING", "Client Nom", "Colonne obligatoire absente\u00a0: «\u00a0Client Nom\u00a0».")
    ]


def test_a_missing_required_column_of_other_software_says_the_way_out() -> None:
    _, issues = propose(make_headers("First Name", "Last Name", "Lifecycle Stage"))
    assert issues[0].message == (
        "Colonne obligatoire absente\u00a0: «\u00a0Type de contact\u00a0». Donner une valeur pour tout le fichier, par exemple "
        "«\u00a0Clients\u00a0», ou une règle d'après «\u00a0Lifecycle Stage\u00a0»."
    )


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(["Type de contact==Clients"], id="one value for the file"),
        pytest.param(["contact_type==Clients"], id="by identifier"),
        pytest.param(["type_contact==Clients"], id="by name of row 1"),
        pytest.param(["TYPE DE CONTACT=Lifecycle Stage"], id="from a column"),
        pytest.param(["Type de contact=C"], id="from a column by its letter"),
    ],
)
def test_a_required_column_may_be_given(options: list[str]) -> None:
    layout = find_layout(make_headers("First Name", "Last Name", "Lifecycle Stage"))
    mapping = change_mapping(propose_mapping(layout)[0], parse_map_options(options, layout))
    assert missing_required(mapping) == []


def test_a_name_to_be_split_gives_the_last_name() -> None:
    layout = find_layout(make_headers("Nom complet", "CP"))
    mapping = change_mapping(propose_mapping(layout)[0], parse_map_options(["Nom complet=A", "Type de contact==Clients"], layout))
    assert (targets(mapping)[0], missing_required(mapping)) == ("split:full_name", [])


# --- options


def test_options_name_ours_and_theirs() -> None:
    layout = find_layout(make_headers("Nom", "Client No", "Divers"))
    options = ["Client Nom=nom", "Numéro client=B", "note=", "Campagne==Salon = 2024", "Zone de rattachement==="]
    assert parse_map_options(options, layout) == [
        MappingChange("last_name", 0),
        MappingChange("client_number", 1),
        MappingChange("note"),
        MappingChange("campaign", constant="Salon = 2024"),
        MappingChange("zone", constant="="),
    ]


@pytest.mark.parametrize(
    "option, message",
    [
        (
            "Client Nm=A",
            "Aucune de nos colonnes ne s'appelle «\u00a0Client Nm\u00a0». Vouliez-vous dire «\u00a0Client Nom\u00a0»\u00a0?",
        ),
        (
            "Client Nom=Patronime",
            "Aucune colonne du fichier ne s'appelle «\u00a0Patronime\u00a0». Vouliez-vous dire «\u00a0Patronyme\u00a0»\u00a0?",
        ),
        ("Client Nom=Doublon", "Plusieurs colonnes s'appellent «\u00a0Doublon\u00a0» (B et C)\u00a0: donner la lettre."),
        ("Client Nom", "«\u00a0Client Nom\u00a0»\u00a0: écrire NOTRE COLONNE=COLONNE DU FICHIER, ou NOTRE COLONNE==valeur."),
        ("=A", "«\u00a0=A\u00a0»\u00a0: écrire NOTRE COLONNE=COLONNE DU FICHIER, ou NOTRE COLONNE==valeur."),
    ],
)
def test_a_wrong_option_is_said_with_what_was_meant(option: str, message: str) -> None:
    layout = find_layout(make_headers("Patronyme", "Doublon", "doublon"))
    with pytest.raises(O2SError) as error:
        parse_map_options([option], layout)
    assert str(error.value) == message


# --- remembered


def test_the_signature_of_headers_does_not_depend_on_order_case_and_accents() -> None:
    first = headers_signature(find_layout(make_headers("Nom", "Prénom", "Téléphone")))
    assert headers_signature(find_layout(make_headers("TELEPHONE", "Prenom", "nom"))) == first
    assert headers_signature(find_layout(make_headers("Nom", "Prénom"))) != first


def test_a_mapping_is_remembered_by_header() -> None:
    layout = find_layout(make_headers("Nom", "Statut", "Tel"))
    chosen = change_mapping(
        propose_mapping(layout)[0],
        [MappingChange("split:full_name", 0), MappingChange("mobile_phone", 2), MappingChange("campaign", constant="Salon")],
    )
    kept = mapping_from_json(mapping_to_json(chosen))
    assert kept == chosen
    kept = Mapping(kept.columns, kept.constants, {"contact_type": {"column": 1, "values": {"actif": "Clients"}}})
    again, _ = propose(make_headers("TEL", "Nom", "Statut"), remembered=kept)
    assert [(choice.target, choice.how) for choice in again.columns] == [
        ("mobile_phone", "remembered"),
        ("split:full_name", "remembered"),
        (None, "remembered"),
    ]
    assert (again.constants, again.derived) == (
        {"campaign": "Salon"},
        {"contact_type": {"column": 2, "values": {"actif": "Clients"}}},
    )


def test_a_remembered_target_that_no_longer_exists_is_not_imported() -> None:
    parts = json.loads(mapping_to_json(propose(make_headers("Client Nom", "Client Prénom"))[0]))
    parts["columns"][0][2] = "gone"
    assert mapping_from_json(json.dumps(parts)).columns[0].target is None


def test_the_names_of_the_firms_template_bind_too() -> None:
    template = FirmTemplate((TemplateColumn("cli_patronyme", "Nom usuel", "birth_name", True),))
    table = make_table(["type_contact", "client_nom", "cli_patronyme"], ["Type de contact", "Client Nom", "?"], ["C", "D", "E"])
    assert targets(propose(table, firm_template=template)[0])[2] == "birth_name"


# --- rows


def test_rows_come_out_under_our_columns_in_the_order_of_the_file() -> None:
    table = make_table(["Client Nom", "Type de contact", "Autre"], ["DUPONT", "Clients", 1], [], ["LEROY", None, 2])
    mapped = map_table(table, "Campagne==Salon")
    assert rows_of(mapped, "last_name", "contact_type", "campaign") == [("DUPONT", "Clients", "Salon"), ("LEROY", None, "Salon")]
    assert mapped.row_numbers.tolist() == [2, 4]
    assert mapped.parts.tolist() == [0, 0]


def test_a_rule_gives_our_texts_for_those_of_another_column() -> None:
    layout = find_layout(
        table := make_table(["Nom", "Prénom", "Statut"], ["A", "B", "ACTIF"], ["C", "D", "ancien"], ["E", "F", None])
    )
    mapping = propose_mapping(layout)[0]
    rule = {"column": 2, "values": {"Actif": "Clients"}, "default": "Prospects"}
    mapped = apply_mapping(table, layout, Mapping(mapping.columns, {}, {"contact_type": rule}))
    assert rows_of(mapped, "contact_type") == [("Clients",), ("Prospects",), ("Prospects",)]


def test_hidden_rows_and_columns_may_be_left_out() -> None:
    table = make_table(
        ["Type de contact", "Client Nom", "Client Prénom"], ["C", "A", "x"], ["C", "B", "y"], hidden_rows=[2], hidden_columns=[2]
    )
    both, visible = map_table(table), map_table(table, skip_hidden=True)
    assert (rows_of(both, "last_name", "first_name"), both.hidden.tolist()) == ([("A", "x"), ("B", "y")], [True, False])
    assert rows_of(visible, "last_name", "first_name") == [("B", None)]


def test_a_full_name_is_split_into_the_columns_of_names() -> None:
    table = make_table(
        ["Nom complet", "Ville"], ["Monsieur Jean-Pierre DUPONT", "Paris"], ["SCI LES LILAS", "Lyon"], ["Le Divellec", "Brest"]
    )
    mapped = map_table(table, "Nom complet=A")
    assert rows_of(mapped, "title", "last_name", "first_name", "person_kind", "home_town") == [
        ("Monsieur", "DUPONT", "Jean-Pierre", None, None),
        (None, "SCI LES LILAS", None, "PM", None),
        (None, "Le Divellec", None, None, None),
    ]
    assert [(row, name, issue.code, issue.row) for row, name, issue in mapped.row_issues] == [(2, "last_name", "NAME_SPLIT", 4)]


def test_a_full_name_fills_only_the_rows_without_a_last_name() -> None:
    table = make_table(
        ["Client Nom", "Client Prénom", "Nom complet"], ["LEROY", None, "Jean DUPONT"], [None, None, "Jean DUPONT"]
    )
    assert rows_of(map_table(table, "Nom complet=C"), "last_name", "first_name") == [("LEROY", None), ("DUPONT", "Jean")]


def test_a_name_of_company_is_a_company_only_where_the_row_names_no_one() -> None:
    table = make_table(
        ["Raison sociale", "Nom", "Prénom"], ["ACME SAS", None, None], ["ACME SAS", "DUPONT", "Jean"], [None, "LEROY", "Zoé"]
    )
    assert rows_of(map_table(table), "last_name", "company", "person_kind") == [
        ("ACME SAS", None, "PM"),
        ("DUPONT", "ACME SAS", None),
        ("LEROY", None, None),
    ]


def test_a_couple_becomes_two_linked_rows_that_share_the_household() -> None:
    table = make_table(
        ["Civ", "Nom", "Prénom", "CP", "Mail", "GSM", "N° client", "N° dossier"],
        ["M.", "LEROY", "Paul", "69001", "p@exemple.test", "0639980009", "8", "D8"],
        ["M. et Mme", "DUPONT", "Jean et Marie", "75001", "j@exemple.test", "0639980001", "7", "D7"],
    )
    mapped = map_table(table)
    names = ("title", "last_name", "first_name", "home_postcode", "personal_email", "mobile_phone", "client_number", "file_code")
    assert rows_of(mapped, *names) == [
        ("M.", "LEROY", "Paul", "69001", "p@exemple.test", "0639980009", "8", "D8"),
        ("Monsieur", "DUPONT", "Jean", "75001", "j@exemple.test", "0639980001", "7", "D7"),
        ("Madame", "DUPONT", "Marie", "75001", None, None, None, None),
    ]
    assert mapped.row_numbers.tolist() == [2, 3, 3]
    assert mapped.parts.tolist() == [0, 0, 1]
    assert mapped.couples == ((1, 2),)
    assert [(row, issue.code, str(issue.level), issue.row) for row, _, issue in mapped.row_issues] == [
        (1, "COUPLE_SPLIT", "info", 3),
        (2, "COUPLE_SPLIT", "info", 3),
    ]


def test_what_the_file_says_of_the_spouse_goes_to_the_second_of_a_couple() -> None:
    table = make_table(
        ["Civ", "Nom", "Prénom", "Date de naissance", "Prénom du conjoint", "Date de naissance du conjoint"],
        ["M. et Mme", "DUPONT", "Jean", "15/06/1970", "Marie", "01/02/1972"],
    )
    mapped = map_table(table)
    assert rows_of(mapped, "last_name", "first_name", "birth_date") == [
        ("DUPONT", "Jean", "15/06/1970"),
        ("DUPONT", "Marie", "01/02/1972"),
    ]
    assert [issue.code for _, _, issue in mapped.row_issues] == ["COUPLE_SPLIT", "COUPLE_SPLIT"]


def test_couples_of_full_names_keep_the_order_of_rows_around_them() -> None:
    table = make_table(
        ["Nom complet", "CP"],
        ["M. et Mme DUPONT Jean et Marie", "1"],
        ["LEROY Paul", "2"],
        ["M. MARTIN Luc et Mme PETIT Anne", "3"],
    )
    mapped = map_table(table, "Nom complet=A")
    assert rows_of(mapped, "last_name", "first_name", "home_postcode") == [
        ("DUPONT", "Jean", "1"),
        ("DUPONT", "Marie", "1"),
        ("LEROY", "Paul", "2"),
        ("MARTIN", "Luc", "3"),
        ("PETIT", "Anne", "3"),
    ]
    assert mapped.couples == ((0, 1), (3, 4))


def test_couples_are_not_split_in_the_layout_of_the_product() -> None:
    table = make_table(
        ["type_contact", "client_titre", "client_nom", "client_prenom"],
        ["Type de contact", "Client Titre", "Client Nom", "Client Prénom"],
        ["Clients", "M. et Mme", "DUPONT", "Jean et Marie"],
    )
    assert len(map_table(table)) == 1


def test_rows_that_hold_no_contact_keep_their_remark() -> None:
    table = make_table(["Client Nom", "Client Prénom", "Type de contact"], ["A", "B", "C"], ["Total", None, 12])
    mapped = map_table(table)
    assert [(row, issue.code, issue.row) for row, _, issue in mapped.row_issues] == [(1, "TOTAL_ROW", 3)]


def test_the_empty_dates_of_outlook_are_empty() -> None:
    table = make_table(["Last Name", "First Name", "Birthday"], ["D", "J", "0/0/00"], ["L", "P", "15/06/1970"])
    assert rows_of(map_table(table), "birth_date") == [("//",), ("15/06/1970",)]


# --- the list of synonyms


def test_every_synonym_feeds_something_that_exists() -> None:
    found = [synonym for many in synonyms().values() for synonym in many]
    assert all(is_target(synonym.target or None) and is_target(synonym.requires or None) for synonym in found)


def test_no_header_binds_to_two_things_by_itself() -> None:
    automatic = {key: {s.target for s in many if s.is_automatic} for key, many in synonyms().items()}
    assert {key: many for key, many in automatic.items() if len(many) > 1} == {}


def test_no_synonym_contradicts_a_label() -> None:
    labels = {synonym_key(key): name for key, name in fields_by_label().items()}
    clashes = {
        key: many
        for key, many in synonyms().items()
        if key in labels and any(s.is_automatic and s.target != labels[key] for s in many)
    }
    assert clashes == {}


# --- the example sheets


@pytest.mark.parametrize(
    "name, options, rows, couples, codes",
    [
        pytest.param("o2s_gabarit_rempli.xls", [], 7, 0, [], id="filled template"),
        pytest.param("o2s_a_corriger.xlsx", [], 14, 0, [], id="template to correct"),
        pytest.param("outlook.csv", [], 3, 0, ["COLUMN_REQUIRED_MISSING", *["COLUMN_UNKNOWN"] * 5], id="Outlook"),
        pytest.param("google_contacts.csv", [], 2, 0, ["COLUMN_REQUIRED_MISSING", *["COLUMN_UNKNOWN"] * 7], id="Google"),
        pytest.param("hubspot.csv", [], 3, 0, ["COLUMN_REQUIRED_MISSING", *["COLUMN_UNKNOWN"] * 5], id="HubSpot"),
        pytest.param("ancien_crm.xlsx", [], 9, 3, ["COLUMN_REQUIRED_MISSING", *["COLUMN_UNKNOWN"] * 3], id="old CRM"),
        pytest.param("noms_complets.xlsx", ["Nom complet=A"], 7, 1, ["COLUMN_REQUIRED_MISSING"], id="whole names"),
        pytest.param(
            "ancien_crm.csv", ["Nom complet=A"], 4, 1, ["COLUMN_REQUIRED_MISSING", "COLUMN_UNKNOWN"], id="old CRM as text"
        ),
    ],
)
def test_the_example_sheets_map_as_their_readme_says(
    name: str, options: list[str], rows: int, couples: int, codes: list[str]
) -> None:
    workbook = open_workbook(EXAMPLES / name)
    sheet, _ = choose_sheet(workbook)
    table = read_sheet(workbook, sheet)
    layout = find_layout(table)
    mapping = change_mapping(propose_mapping(layout)[0], parse_map_options(options, layout))
    mapped = apply_mapping(table, layout, mapping)
    assert (len(mapped), len(mapped.couples)) == (rows, couples)
    assert [issue.code for issue in check_mapping(layout, mapping)] == codes
