"""The workbook of rejected rows: why, from where, and read again once corrected."""

from __future__ import annotations

from datetime import date

import pytest

from o2s_lib.fields import Lists
from o2s_lib.imports.known import nobody
from o2s_lib.imports.layout import find_layout
from o2s_lib.imports.mapping import apply_mapping, propose_mapping
from o2s_lib.imports.plan import PlanSettings, build_plan
from o2s_lib.imports.rejects import RejectedRow, rejects_of_plan, write_rejects
from o2s_lib.imports.shapes import MatchKey, Mode
from o2s_lib.imports.template import FirmTemplate, TemplateColumn
from o2s_lib.spreadsheets import CellError, FormulaWithoutValue, RawTable
from tests.support.import_tables import make_table, map_table, read_table, rows_of

TODAY = date(2026, 11, 25)
EXTRA = ["Motif du rejet", "Ligne d'origine"]


def cells(table: RawTable) -> list[list[object]]:
    return [table.row(row) for row in range(len(table))]


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_rejected_rows_are_in_the_layout_of_the_template_with_their_reason_and_row(kind: str) -> None:
    row = RejectedRow(
        12,
        {"last_name": "DUPONT", "birth_date": "31/02/1970", "contact_type": "Clients", "criterion:Risque": "Oui"},
        [("birth_date", "« 31/02/1970 » n’est pas une date."), (None, "Deux contacts possibles.")],
    )
    content = write_rejects([row], ["last_name", "birth_date", "contact_type", "criterion:Risque"], kind=kind)
    table = read_table(content, f"rejets.{kind}")
    assert cells(table) == [
        ["type_contact", "client_nom", "client_date_naissance", "vigilance_risque", None, None],
        ["Type de contact", "Client Nom", "Client Date de naissance", "Risque", *EXTRA],
        [
            "Clients",
            "DUPONT",
            "31/02/1970",
            "Oui",
            "Client Date de naissance\u00a0: « 31/02/1970 » n’est pas une date.\nDeux contacts possibles.",
            12.0,
        ],
    ]
    assert sorted(table.hidden_rows) == [1]


def test_the_two_columns_of_the_rejects_are_not_read_and_not_said() -> None:
    content = write_rejects([RejectedRow(3, {"last_name": "D", "contact_type": "Clients"}, [(None, "x")])], ["last_name"])
    table = read_table(content, "rejets.xlsx")
    mapping, issues = propose_mapping(find_layout(table))
    assert ([choice.target for choice in mapping.columns], issues) == (["contact_type", "last_name", None, None], [])
    assert rows_of(map_table(table), "contact_type", "last_name") == [("Clients", "D")]


def test_a_number_that_excel_rounded_stays_a_number_so_that_it_is_refused_again() -> None:
    rows = [
        RejectedRow(
            3, {"client_number": 1234567890123456.0, "last_name": "A", "birth_date": date(1970, 6, 15), "home_postcode": 100.0}
        )
    ]
    table = read_table(write_rejects(rows, ["client_number", "birth_date", "home_postcode"]), "rejets.xlsx")
    assert table.row(2)[:5] == [None, 1234567890123456.0, "A", date(1970, 6, 15), 100.0]


def test_cells_without_a_value_are_left_empty() -> None:
    rows = [RejectedRow(3, {"last_name": CellError("#N/A"), "first_name": FormulaWithoutValue("=A1")}, [("last_name", "x")])]
    assert read_table(write_rejects(rows, ["last_name", "first_name"]), "rejets.xlsx").row(2)[:3] == [None, None, None]


def test_serial_dates_of_a_mac_workbook_move_to_the_calendar_of_the_rejects() -> None:
    rows = [RejectedRow(3, {"birth_date": 24272.0, "children_count": 2.0})]
    table = read_table(write_rejects(rows, ["birth_date", "children_count"], is_1904=True), "rejets.xlsx")
    assert table.row(2)[2:4] == [24272.0 + 1462, 2.0]


def test_the_names_of_the_firms_template_are_used() -> None:
    template = FirmTemplate(
        (
            TemplateColumn("cli_nom", "Nom du client", "last_name", True),
            TemplateColumn("typ", "Type de contact", "contact_type", True),
        )
    )
    table = read_table(write_rejects([RejectedRow(3, {"last_name": "D"})], ["last_name"], template), "rejets.xlsx")
    assert cells(table)[:2] == [["cli_nom", "typ", None, None], ["Nom du client", "Type de contact", *EXTRA]]


def plan_of(table: RawTable):
    layout = find_layout(table)
    rows = apply_mapping(table, layout, propose_mapping(layout)[0])
    settings = PlanSettings(Mode.ADD_UPDATE, frozenset({MatchKey.CODE}), TODAY)
    return build_plan(rows, lambda _: nobody(), settings, Lists())


def test_the_rejects_of_a_plan_import_cleanly_once_corrected() -> None:
    labels = ["Type de contact", "Client Nom", "Client Date de naissance", "Code dossier"]
    plan = plan_of(make_table(labels, ["Clients", "DUPONT", "31/02/1970", "A"], ["Clients", "LEROY", "15/06/1970", "B"]))
    table = read_table(rejects_of_plan(plan), "rejets.xlsx")
    assert table.row(2)[:4] == ["Clients", "A", "DUPONT", "31/02/1970"]
    assert (len(table), table.row(2)[5]) == (3, 2.0)
    assert "31/02/1970" in table.row(2)[4]
    corrected = make_table(
        *[[cell if cell != "31/02/1970" else "28/02/1970" for cell in row] for row in cells(table)], hidden_rows=[1]
    )
    assert {str(outcome): count for outcome, count in plan_of(corrected).counts().items() if count} == {"create": 1}


def test_without_rejected_rows_there_are_headers_only() -> None:
    assert len(read_table(write_rejects([], ["last_name"]), "rejets.xlsx")) == 2
