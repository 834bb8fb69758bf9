"""The firm's template: what a genuine file says, what is kept, and the empty workbook to fill in."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from o2s_lib.errors import O2SError
from o2s_lib.fields import Lists, contact_fields, field_named
from o2s_lib.imports.cells import encode_cells
from o2s_lib.imports.layout import layout_of_template
from o2s_lib.imports.mapping import propose_mapping
from o2s_lib.imports.template import (
    FirmTemplate,
    adopt_template,
    default_template,
    recognise_template,
    template_from_json,
    template_to_json,
    write_template,
)
from o2s_lib.imports.template_style import ColumnStyle, learn_style
from o2s_lib.spreadsheets import RawTable, open_workbook
from tests.support.import_tables import make_table, read_table

TODAY = date(2026, 11, 25)
LISTS = Lists(
    categories=("Clients", "Clients|Bretagne"),
    custom={"profession": ("Ingénieur", "Notaire")},
    criteria={"Risque": ("Oui", "Non")},
)


def recognise(table: RawTable) -> FirmTemplate | None:
    return recognise_template(layout_of_template(table), table, filename="export.xls", today=TODAY)


def genuine_table() -> RawTable:
    return make_table(
        ["vig_1", "client_nom", "type_contact", "foyer_revenus", "client_date_naissance"],
        ["Pays à risque", "Client Nom", "Type de contact", "Revenus du foyer (Montant ou Tranche)", "Client Date de naissance"],
        ["Non", "DUPONT", "Clients", "1 234,50", "15/06/1970"],
        ["Oui", "LEROY", "Clients", None, "//"],
        ["Non", "MARTIN", "Prospects", None, "//"],
    )


def test_a_genuine_file_tells_its_names_order_labels_criteria_and_manner() -> None:
    template = recognise(genuine_table())
    assert template is not None
    assert [(column.technical_name, column.label, column.target) for column in template.columns] == [
        ("vig_1", "Pays à risque", "criterion:Pays à risque"),
        ("client_nom", "Client Nom", "last_name"),
        ("type_contact", "Type de contact", "contact_type"),
        ("foyer_revenus", "Revenus du foyer (Montant ou Tranche)", "household_income"),
        ("client_date_naissance", "Client Date de naissance", "birth_date"),
    ]
    assert template.criteria() == {"Pays à risque": ("Non", "Oui")}
    assert [column.style.empty_date for column in template.columns] == ["", "", "", "", "//"]
    assert (template.filename, template.adopted_on, template.sheet) == ("export.xls", TODAY, "Contacts")


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(make_table(["Type de contact", "Client Nom"], ["Clients", "DUPONT"]), id="no row 1"),
        pytest.param(make_table(["type_contact", "client_nom"], ["Clients", "DUPONT"]), id="row 1 without labels"),
        pytest.param(
            make_table(
                ["type_contact", "client_nom", "note"], ["Type de contact", "client nom\u00a0", "Note"], ["Clients", "D", "x"]
            ),
            id="made from our template",
        ),
        pytest.param(
            make_table(["type_contact", "client_nom"], ["Type de contact", "Client Prénom"], ["Clients", "D"]),
            id="contradictory names",
        ),
    ],
)
def test_a_file_that_says_nothing_new_is_not_the_firms_template(table: RawTable) -> None:
    assert recognise(table) is None


def test_our_own_template_is_not_taken_for_the_firms() -> None:
    for kind in ("xlsx", "xls"):
        assert recognise(read_table(write_template(kind, default_template(), LISTS), f"gabarit.{kind}")) is None


def test_adopting_keeps_the_columns_that_a_file_lacks_after_those_they_followed() -> None:
    template = adopt_template(recognise(genuine_table()))
    assert len(template.columns) == 114
    assert [column.target for column in template.columns[:4]] == [
        "criterion:Pays à risque",
        "last_name",
        "first_name",
        "contact_type",
    ]
    assert {column.target for column in template.columns if column.field} == {field.name for field in contact_fields()}
    assert {column.target for column in template.columns if column.is_genuine} == {
        "criterion:Pays à risque",
        "last_name",
        "contact_type",
        "household_income",
        "birth_date",
    }
    assert template.note() != ""


def test_adopting_a_second_file_forgets_nothing() -> None:
    first = adopt_template(recognise(genuine_table()))
    second = recognise(
        make_table(["type_contact", "client_nom", "v2"], ["Type de contact", "Client Nom", "PPE proche"], ["C", "D", "Oui"])
    )
    both = adopt_template(second, first)
    assert both.criteria() == {"Pays à risque": ("Non", "Oui"), "PPE proche": ("Oui",)}
    income = both.column_for("household_income")
    assert (income.technical_name, both.column_for("birth_date").style.empty_date) == ("foyer_revenus", "//")


def test_a_whole_file_gives_its_own_order() -> None:
    names = [field.technical_name for field in contact_fields()][::-1]
    labels = [field.label for field in contact_fields()][::-1]
    seen = recognise(make_table([*names, "vig"], [*labels, "Risque"], ["x"] * 114))
    assert [column.label for column in adopt_template(seen).columns] == [*labels, "Risque"]
    assert adopt_template(seen).note() == ""


def test_a_template_survives_json() -> None:
    template = adopt_template(recognise(genuine_table()))
    assert template_from_json(template_to_json(template)) == template
    assert template_from_json(template_to_json(default_template())) == default_template()


@pytest.mark.parametrize(
    "name, cells, import_text, text",
    [
        pytest.param("is_private", ["Oui", "Non"], "oui", "Oui", id="yes and no with a capital"),
        pytest.param(
            "matrimonial_regime",
            ["Régime de participation aux acquets"],
            "Régime de participation aux acquêts",
            "Régime de participation aux acquets",
            id="accents of a list",
        ),
        pytest.param(
            "income_tax_amount", ["7 350,00", "1 200,50"], "86000", "86 000,00", id="amounts with blanks and two decimals"
        ),
        pytest.param("income_tax_amount", ["7350", "86000"], "1234.56", "1234.56", id="amounts as ours"),
        pytest.param("income_tax_rate", ["30 %", "11 %"], "41%", "41 %", id="a blank before the sign"),
        pytest.param("siret", ["999 999 915-00013"], "99999991500013", "999 999 915-00013", id="blanks inside a SIRET"),
        pytest.param(
            "siret", ["999 999 915-00013", "99999990700010"], "99999991500013", "99999991500013", id="two manners: ours"
        ),
    ],
)
def test_the_manner_of_a_column_is_learnt_where_the_value_stays_the_same(
    name: str, cells: list[str], import_text: str, text: str
) -> None:
    style = learn_style(field_named(name), encode_cells(cells))
    assert style.text(import_text) == text


@pytest.mark.parametrize(
    "name, cells",
    [
        pytest.param("title", ["M.", "Mme"], id="abbreviations typed by hand"),
        pytest.param("is_private", ["Oui", "oui"], id="two spellings of one value"),
        pytest.param("home_postcode", [1000.0, 75001.0], id="postcodes that Excel made numbers"),
        pytest.param("file_code", ["A1", "A2"], id="plain text"),
    ],
)
def test_what_a_hand_or_excel_did_is_not_learnt(name: str, cells: list[object]) -> None:
    assert not learn_style(field_named(name), encode_cells(cells)).is_learnt


def test_true_dates_and_amounts_of_a_genuine_file_stay_so() -> None:
    assert learn_style(field_named("birth_date"), encode_cells([date(1970, 6, 15), None])) == ColumnStyle(cell_kind="date")
    assert learn_style(field_named("household_income"), encode_cells([86000.0, 12.5])) == ColumnStyle(cell_kind="number")


# --- the empty workbook


def open_template(template: FirmTemplate) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(write_template("xlsx", template, LISTS)))["Contacts"]


@pytest.mark.parametrize("kind, found", [("xlsx", "xlsx"), ("xls", "xml2003")])
def test_an_empty_template_has_hidden_names_and_labels_in_the_order_of_the_product(kind: str, found: str) -> None:
    content = write_template(kind, default_template(), LISTS)
    workbook = open_workbook(content, filename=f"gabarit.{kind}")
    assert (workbook.format, workbook.issues, workbook.sheets[0].name) == (found, [], "Contacts")
    table = read_table(content, f"gabarit.{kind}")
    assert table.row(0) == [field.technical_name for field in contact_fields()]
    assert table.row(1) == [field.label for field in contact_fields()]
    assert (len(table), sorted(table.hidden_rows)) == (2, [1])


def test_headers_are_blue_and_green_for_the_lists_of_the_product_and_carry_the_rule() -> None:
    sheet = open_template(default_template())
    for field, cell in zip(contact_fields(), sheet[2], strict=True):
        is_green = cell.fill.fgColor.rgb == "FF4E8F3A"
        assert is_green == (field.kind == "system_table"), field.label
        assert cell.comment.text == field.note
    assert sheet.freeze_panes == "A3"


def test_every_column_has_a_rule_in_french() -> None:
    assert [field.name for field in contact_fields() if not 20 <= len(field.note) <= 260] == []
    longest = {
        field.name: field.max_length for field in contact_fields() if field.max_length and field.format in ("text", "identifier")
    }
    assert [name for name, length in longest.items() if str(length) not in field_named(name).note] == []
    assert [field.name for field in contact_fields() if field.is_deletable and "#SUPPR#" not in field.note] == []


def test_cells_offer_the_values_of_the_product_and_of_the_firm() -> None:
    sheet = open_template(adopt_template(recognise(genuine_table())))
    offered = {}
    for rule in sheet.data_validations.dataValidation:
        offered[sheet.cell(2, next(iter(rule.sqref.ranges)).min_col).value] = (rule.formula1, rule.errorStyle)
    assert offered["Client Titre"] == ('"Monsieur,Madame,Mademoiselle,Autre"', None)
    assert offered["Type de contact"] == ('"Clients,Clients|Bretagne"', "warning")
    assert offered["Profession"] == ('"Ingénieur,Notaire"', "warning")
    assert offered["Pays à risque"] == ('"Non,Oui"', "warning")
    assert "Mots clés" not in offered


def test_codes_are_typed_as_text() -> None:
    sheet = open_template(default_template())
    formats = {}
    for letters, dimension in sheet.column_dimensions.items():
        for column in range(dimension.min, dimension.max + 1):
            formats[sheet.cell(2, column).value] = dimension.number_format
        assert letters
    for field in contact_fields():
        wanted = "General" if field.format in ("amount", "integer", "percent") else "@"
        assert formats[field.label] == wanted, field.label


def test_a_template_that_was_filled_in_reads_back() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template("xlsx", default_template(), LISTS)))
    sheet = book["Contacts"]
    for field, cell in zip(contact_fields(), sheet[3], strict=True):
        cell.value = field.example
    stream = io.BytesIO()
    book.save(stream)
    table = read_table(stream.getvalue(), "gabarit.xlsx")
    mapping, issues = propose_mapping(layout_of_template(table))
    assert ([choice.target for choice in mapping.columns], issues) == ([field.name for field in contact_fields()], [])
    assert table.row(2) == [field.example for field in contact_fields()]


def test_another_format_is_refused_with_a_sentence() -> None:
    with pytest.raises(O2SError, match="choisir xlsx, xls ou csv"):
        write_template("pdf", default_template(), LISTS)
