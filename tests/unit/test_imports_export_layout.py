"""Contacts in the import layout: read back they are the same values, and the firm's own texts where the firm has a template."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest

from o2s_lib.fields import Lists, contact_fields, field_named, parse_column, parse_criterion
from o2s_lib.imports.export_layout import contacts_file, write_contacts
from o2s_lib.imports.headers import CRITERION
from o2s_lib.imports.layout import find_layout
from o2s_lib.imports.mapping import apply_mapping, propose_mapping
from o2s_lib.imports.template import OUR_LAYOUT_NOTE, FirmTemplate, adopt_template, default_template, recognise_template
from o2s_lib.spreadsheets import RawTable, SheetSpec, write_xml2003
from tests.support.import_tables import make_table, read_table

TODAY = date(2026, 11, 25)
KINDS = pytest.mark.parametrize("kind", ["xlsx", "xls", "csv"])
TARGETS = [field.name for field in contact_fields()]


LISTS = Lists(categories=("Clients", "Prospects", "Prospects|Bretagne|Rennes"))
EXAMPLES = {field.name: field.example for field in contact_fields()} | {
    "lei": "969500ATELIEREXAMP48",
    "siret": "999 999 915-00013",
}


def parsed(name: str, text: Any) -> Any:
    return parse_column(field_named(name), [None, text], today=TODAY, lists=LISTS).values[1]


def example_values() -> list[Any]:
    """The canonical value of the example of every column."""
    return [parsed(field.name, EXAMPLES[field.name]) for field in contact_fields()]


def export(kind: str, template: FirmTemplate, targets: list[str], rows: list[list[Any]]) -> RawTable:
    return read_table(contacts_file(kind, template, targets, rows), f"contacts.{kind}")


def values_of(table: RawTable, targets: list[str]) -> list[list[Any]]:
    """Canonical values of an exported file, through mapping and parsing."""
    layout = find_layout(table)
    mapping, issues = propose_mapping(layout)
    assert issues == []
    rows = apply_mapping(table, layout, mapping)
    columns = []
    for target in targets:
        if target.startswith(CRITERION):
            cells = rows.criteria[target.removeprefix(CRITERION)]
            values = parse_criterion(target, cells.values, LISTS).values
        else:
            cells = rows.fields[target]
            values = parse_column(field_named(target), cells.values, today=TODAY, lists=LISTS).values
        columns.append([values[code] for code in cells.codes])
    return [list(row) for row in zip(*columns, strict=True)]


@KINDS
def test_every_column_exported_and_read_back_is_the_same_value(kind: str) -> None:
    row = example_values()
    assert None not in row
    assert values_of(export(kind, default_template(), TARGETS, [row]), TARGETS) == [row]


@KINDS
@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "@SUM(1+1)", "-EXEMPLE", "+EXEMPLE", "'=1+1", "''=1", "NA", "0123", "1E5", 'a;b"c', "VRAI"]
)
def test_texts_that_a_spreadsheet_would_change_read_back_as_they_were(kind: str, text: str) -> None:
    targets = ["contact_type", "last_name", "file_code", "criterion:Remarque"]
    table = export(kind, default_template(), targets, [["Clients", text, "007", text]])
    assert values_of(table, targets) == [["Clients", text, "007", text]]


@KINDS
def test_the_file_has_the_layout_of_the_product(kind: str) -> None:
    table = export(kind, default_template(), ["last_name", "contact_type"], [["DUPONT", "Clients"], ["LEROY", "Prospects"]])
    assert [table.row(row) for row in range(len(table))] == [
        ["type_contact", "client_nom"],
        ["Type de contact", "Client Nom"],
        ["Clients", "DUPONT"],
        ["Prospects", "LEROY"],
    ]


@pytest.mark.parametrize(
    "name, value, text",
    [
        ("birth_date", "1970-06-15", "15/06/1970"),
        ("is_private", True, "oui"),
        ("income_tax_amount", 12_345_600, "1234.56"),
        ("income_tax_rate", 300_000, "30%"),
        ("household_wealth", "Tranche 3", "Tranche 3"),
        ("children_count", 2, "2"),
    ],
)
def test_every_cell_is_text(name: str, value: Any, text: str) -> None:
    table = export("xlsx", default_template(), ["last_name", name], [["D", value]])
    assert table.row(2) == ["D", text]


def test_a_criterion_that_no_template_knows_comes_last_under_a_name_of_ours() -> None:
    targets = ["criterion:Pays à risque", "contact_type", "last_name"]
    table = export("xlsx", default_template(), targets, [["Oui", "Clients", "DUPONT"]])
    assert [table.row(row) for row in (0, 1)] == [
        ["type_contact", "client_nom", "vigilance_pays_a_risque"],
        ["Type de contact", "Client Nom", "Pays à risque"],
    ]
    assert values_of(table, targets) == [["Oui", "Clients", "DUPONT"]]


def genuine_rows() -> list[list[str | None]]:
    """A file as O2S writes it: its own names, another order, `//` dates, two criteria, its own manner of writing."""
    names = [f"o2s_{field.name}" if field.technical_source == "ours" else field.technical_name for field in contact_fields()]
    labels = [field.label.replace("’", "'").replace("–", "-") for field in contact_fields()]
    first = [EXAMPLES[field.name].replace("’", "'") for field in contact_fields()]
    second: list[str | None] = [None] * len(labels)
    for place, field in enumerate(contact_fields()):
        if field.format == "date":
            second[place] = "//"
        elif field.format == "boolean":
            first[place], second[place] = "Oui", "Non"
    second[TARGETS.index("contact_type")], second[TARGETS.index("last_name")] = "Clients", "LEROY"
    second[TARGETS.index("matrimonial_regime")] = "Séparation de biens avec société d'acquêts"
    first[TARGETS.index("income_tax_amount")] = "7 350,00"
    second[TARGETS.index("income_tax_amount")] = "12 000,50"
    second[TARGETS.index("income_tax_rate")] = "11%"
    rows = [[*names, "crit_7", "crit_9"], [*labels, "Pays à risque", "Activité sensible"]]
    rows += [[*first, "Non", "Moyen"], [*second, "Oui", None]]
    return [row[::-1] for row in rows]


def test_a_genuine_file_that_was_read_is_written_again_cell_for_cell() -> None:
    stream = io.BytesIO()
    write_xml2003(stream, SheetSpec("Contacts", genuine_rows(), header_rows=frozenset({2}), hidden_rows=frozenset({1})))
    original = read_table(stream.getvalue(), "export.xls")
    template = adopt_template(recognise_template(find_layout(original), original))
    targets = [*TARGETS, "criterion:Pays à risque", "criterion:Activité sensible"]
    values = values_of(original, targets)
    again = export("xls", template, targets, values)
    assert [again.row(row) for row in range(len(again))] == [original.row(row) for row in range(len(original))]
    edited = [list(row) for row in values]
    edited[1][TARGETS.index("last_name")] = "LEROY-MARTIN"
    changed = export("xls", template, targets, edited)
    different = [
        (row, place)
        for row in range(4)
        for place, (a, b) in enumerate(zip(original.row(row), changed.row(row), strict=True))
        if a != b
    ]
    assert different == [(3, 114 - TARGETS.index("last_name"))]


def test_true_dates_and_numbers_of_the_firms_files_stay_dates_and_numbers() -> None:
    table = make_table(
        ["type_contact", "client_nom", "client_date_naissance", "revenus_o2s"],
        ["Type de contact", "Client Nom", "Client Date de naissance", "Revenus du foyer (Montant ou Tranche)"],
        ["Clients", "DUPONT", date(1970, 6, 15), 86000.0],
    )
    template = adopt_template(recognise_template(find_layout(table), table))
    targets = ["contact_type", "last_name", "birth_date", "household_income"]
    row = ["Clients", "DUPONT", "1970-06-15", parsed("household_income", 86000.0)]
    again = export("xlsx", template, targets, [row])
    assert again.row(2) == ["Clients", "DUPONT", date(1970, 6, 15), 86000.0]


def test_a_file_in_our_layout_says_that_the_product_may_want_the_firms_template() -> None:
    issues, note = write_contacts(io.BytesIO(), "xlsx", default_template(), ["contact_type", "last_name"], [["Clients", "D"]])
    assert (issues, note) == ([], OUR_LAYOUT_NOTE)
    assert note == "Ce fichier suit notre gabarit\u00a0; O2S peut demander le gabarit du cabinet."


def test_rows_are_read_once_and_one_by_one() -> None:
    seen = []

    def rows():
        for number in range(3):
            seen.append(number)
            yield ["Clients", f"NOM{number}"]

    table = read_table(contacts_file("xlsx", default_template(), ["contact_type", "last_name"], rows()), "a.xlsx")
    assert (len(table), seen) == (5, [0, 1, 2])


def test_values_are_offered_when_lists_are_given() -> None:
    content = contacts_file(
        "xls", default_template(), ["contact_type", "last_name"], [], lists=Lists(categories=("Clients|Bretagne",))
    )
    assert "Clients|Bretagne" in content.decode("utf-8")
