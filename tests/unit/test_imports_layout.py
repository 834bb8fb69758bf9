"""Which sheet, which row of headers, which rows of data."""

from __future__ import annotations

import json
from datetime import date

import pytest

from o2s_lib.errors import ChoiceNeeded, FileRefused
from o2s_lib.imports.layout import choose_sheet, find_layout, layout_of_template
from o2s_lib.spreadsheets import RawTable, SheetInfo, Workbook, open_workbook, read_sheet
from tests.support.import_tables import HARD_FILES, make_table, refusal_of, said

NAMES = ["type_contact", "client_nom", "client_prenom"]
LABELS = ["Type de contact", "Client Nom", "Client Prénom"]
ROW = ["Clients", "DUPONT", "Jean"]


def make_workbook(*sheets: str, hidden: tuple[str, ...] = ()) -> Workbook:
    return Workbook("xlsx", "a.xlsx", b"", [SheetInfo(name, name in hidden) for name in sheets])


def reader_of(**tables: RawTable):
    return lambda _, name: tables[name]


def test_the_layout_of_the_product_has_names_on_row_1_labels_on_row_2_and_data_from_row_3() -> None:
    layout = find_layout(make_table(NAMES, LABELS, ROW, hidden_rows=[1]))
    assert (layout.technical_row, layout.header_row, layout.data_start, layout.is_o2s_layout) == (1, 2, 2, True)
    assert layout.headers == LABELS
    assert layout.technical_names == NAMES
    assert layout.data_rows.tolist() == [2]
    assert layout.issues == []


def test_one_row_of_headers_on_row_1_needs_no_remark() -> None:
    layout = find_layout(make_table(LABELS, ROW))
    assert (layout.technical_row, layout.header_row, layout.is_o2s_layout, layout.issues) == (None, 1, False, [])


def test_names_of_row_1_without_labels_are_the_headers() -> None:
    layout = find_layout(make_table(NAMES, ROW))
    assert (layout.technical_row, layout.header_row, layout.data_start) == (1, 1, 1)


def test_labels_compare_without_case_accents_kinds_of_blank_and_invisible_characters() -> None:
    headers = ["TYPE DE\u00a0CONTACT", "\ufeffclient  nom", "Client\nPrenom\u200b"]
    assert find_layout(make_table(["Liste", None, None], headers, ROW)).header_row == 2


@pytest.mark.parametrize(
    "above",
    [
        pytest.param([["IMPORT CONTACTS"]], id="a title"),
        pytest.param([["Cabinet Exemple", "25/11/2026"], ["Export"]], id="two title lines"),
        pytest.param([["Identité", None, None, "Adresse"]], id="a line of groups"),
        pytest.param([[], []], id="empty lines"),
    ],
)
def test_lines_above_the_headers_are_passed_over_and_said(above: list[list[str]]) -> None:
    layout = find_layout(make_table(*above, [*LABELS, "Email (personnel)"], [*ROW, "a@exemple.test"]))
    assert layout.header_row == len(above) + 1
    assert [issue.message for issue in layout.issues] == [f"En-tête trouvé en ligne {len(above) + 1}."]


def test_the_sep_line_of_a_text_file_is_no_title() -> None:
    assert find_layout(make_table(["sep=;"], LABELS, ROW, sheet=None)).issues == []


def test_headers_of_unknown_software_are_the_first_row_of_short_distinct_texts_with_data_below() -> None:
    table = make_table(
        ["Vertragspartner"], ["Kunde", "Strasse", "Ort"], ["Muster", "Weg 1", "Wien"], ["Beispiel", "Weg 2", "Linz"]
    )
    assert find_layout(table).header_row == 2


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["jean@exemple.test", "0639980001"], ["marie@exemple.test", "0639980002"]], id="data from the first row"),
        pytest.param([[1, 2, 3], [4, 5, 6]], id="numbers only"),
        pytest.param([["Mode d'emploi"]], id="one cell"),
    ],
)
def test_a_sheet_without_headers_is_refused(rows: list[list[object]]) -> None:
    with pytest.raises(FileRefused) as error:
        find_layout(make_table(*rows))
    assert [code for code, _ in refusal_of(error.value)] == ["HEADER_NOT_FOUND"]


def test_headers_without_any_row_are_refused_but_are_the_layout_of_a_template() -> None:
    table = make_table(NAMES, LABELS)
    with pytest.raises(FileRefused) as error:
        find_layout(table)
    assert refusal_of(error.value) == [("NO_DATA", "Aucune ligne à importer.")]
    assert layout_of_template(table).headers == LABELS


def test_rows_of_blanks_alone_are_no_rows() -> None:
    layout = find_layout(make_table(LABELS, ROW, [" ", "\u00a0", "\u200b"], ROW))
    assert layout.data_rows.tolist() == [1, 3]


def test_a_row_with_one_cell_in_an_unknown_column_is_still_a_row() -> None:
    layout = find_layout(make_table([*LABELS, "Remarque interne"], ROW, [None, None, None, "à rappeler"]))
    assert layout.data_rows.tolist() == [1, 2]


@pytest.mark.parametrize(
    "count, messages", [(10, []), (11, ["11 lignes vides ignorées."]), (1200, ["1\u202f200 lignes vides ignorées."])]
)
def test_more_than_ten_empty_rows_are_said(count: int, messages: list[str]) -> None:
    layout = find_layout(make_table(LABELS, ROW, *[[] for _ in range(count)], ROW))
    assert [issue.message for issue in layout.issues] == messages


def test_hidden_rows_and_columns_are_said_but_not_the_hidden_row_of_names() -> None:
    hidden = find_layout(make_table(NAMES, LABELS, ROW, ROW, hidden_rows=[1, 4], hidden_columns=[2]))
    assert said(hidden.issues) == [("HIDDEN_ROWS", "warning", None)]
    assert hidden.issues[0].message == (
        "1 ligne masquée et 1 colonne masquée\u00a0: elles sont lues\u00a0; case à cocher pour les écarter."
    )
    assert find_layout(make_table(NAMES, LABELS, ROW, hidden_rows=[1])).issues == []


def test_headers_repeated_in_the_data_are_rows_that_hold_no_contact() -> None:
    layout = find_layout(make_table(LABELS, ROW, LABELS, ROW))
    assert [(position, issue.code, issue.row) for position, issue in layout.row_issues] == [(2, "HEADER_REPEATED", 3)]
    assert layout.data_rows.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    "last, is_total",
    [
        pytest.param(["Total", None, 1234.5], True, id="total and a number"),
        pytest.param(["TOTAL GÉNÉRAL", None, "1 234,50 €"], True, id="an amount as text"),
        pytest.param([None, "Sous-total :", 12], True, id="not in the first column"),
        pytest.param(["Nombre de contacts", 12], True, id="a count"),
        pytest.param(["Clients", "TOTAL", "Jean"], False, id="a surname"),
        pytest.param(["Totalement", None, 12], False, id="a word that begins so"),
    ],
)
def test_a_row_of_totals_holds_no_contact(last: list[object], is_total: bool) -> None:
    layout = find_layout(make_table(LABELS, ROW, last))
    assert [issue.code for _, issue in layout.row_issues] == (["TOTAL_ROW"] if is_total else [])


def test_contacts_is_taken_as_it_stands() -> None:
    assert choose_sheet(make_workbook("Lisez-moi", "Contacts", "contacts "), None) == ("Contacts", [])


def test_a_sheet_that_differs_by_case_and_spaces_is_taken_and_said() -> None:
    name, issues = choose_sheet(make_workbook("Lisez-moi", " CONTACTS ", "Listes"), None)
    assert name == " CONTACTS "
    assert said(issues) == [("SHEET_GUESSED", "info", None)]


def test_the_only_visible_sheet_is_taken_and_said() -> None:
    name, issues = choose_sheet(make_workbook("Ancien", "Feuil1", hidden=("Ancien",)), None)
    assert (name, [issue.message for issue in issues]) == ("Feuil1", ["Feuille «\u00a0Feuil1\u00a0» retenue."])


def test_of_several_sheets_the_one_that_looks_like_contacts_is_taken() -> None:
    read = reader_of(
        Aide=make_table(["Mode d'emploi"]), Base=make_table(LABELS, ROW), Codes=make_table(["Code", "Sens"], ["A", "b"])
    )
    assert choose_sheet(make_workbook("Aide", "Base", "Codes"), None, read=read)[0] == "Base"


def test_a_hidden_contacts_sheet_is_taken_when_no_visible_sheet_holds_a_table() -> None:
    read = reader_of(Aide=make_table(["Mode d'emploi"]), Contacts=make_table(LABELS, ROW))
    name, issues = choose_sheet(make_workbook("Aide", "Contacts", hidden=("Contacts",)), None, read=read)
    assert (name, issues[0].message) == ("Contacts", "Feuille masquée «\u00a0Contacts\u00a0» retenue.")


def test_several_sheets_of_contacts_are_a_choice() -> None:
    read = reader_of(Nord=make_table(LABELS, ROW), Sud=make_table(LABELS, ROW))
    with pytest.raises(ChoiceNeeded) as error:
        choose_sheet(make_workbook("Nord", "Sud"), None, read=read)
    assert refusal_of(error.value) == [
        (
            "SHEET_CHOICE",
            "Plusieurs feuilles peuvent convenir\u00a0: «\u00a0Nord\u00a0», «\u00a0Sud\u00a0». Choisir celle à importer.",
        )
    ]


def test_no_sheet_with_a_table_is_refused() -> None:
    read = reader_of(Aide=make_table(["Mode d'emploi"]), Logo=make_table(["Cabinet"]))
    with pytest.raises(FileRefused) as error:
        choose_sheet(make_workbook("Aide", "Logo"), None, read=read)
    assert [code for code, _ in refusal_of(error.value)] == ["HEADER_NOT_FOUND"]


@pytest.mark.parametrize("wanted, found", [("Sud", "Sud"), ("sud ", "Sud")])
def test_the_sheet_that_the_user_names_is_taken(wanted: str, found: str) -> None:
    assert choose_sheet(make_workbook("Contacts", "Sud"), wanted) == (found, [])


def test_a_wrong_name_of_sheet_is_refused_with_those_that_exist() -> None:
    with pytest.raises(FileRefused) as error:
        choose_sheet(make_workbook("Contacts", "Sud"), "Nord")
    assert refusal_of(error.value) == [
        (
            "SHEET_NOT_FOUND",
            "Feuille «\u00a0Nord\u00a0» introuvable. Feuilles du fichier\u00a0: «\u00a0Contacts\u00a0», «\u00a0Sud\u00a0».",
        )
    ]


def test_dates_and_numbers_in_the_first_rows_are_no_headers() -> None:
    layout = find_layout(make_table(["Export", date(2026, 11, 25), 3.0], LABELS, ROW))
    assert layout.header_row == 2


HARD = json.loads((HARD_FILES.parent / "expected.json").read_text(encoding="utf-8"))["files"]
LAID_OUT = {"EMPTY_ROWS", "HEADER_ROW_FOUND", "HIDDEN_ROWS", "NO_DATA", "SHEET_GUESSED"}


@pytest.mark.parametrize("name", [name for name, wanted in HARD.items() if wanted["verdict"] != "reject_file" or "53" in name])
def test_hard_files_are_laid_out_as_expected(name: str) -> None:
    wanted = HARD[name]
    workbook = open_workbook(HARD_FILES / name)
    sheet, issues = choose_sheet(workbook, None)
    try:
        layout = find_layout(read_sheet(workbook, sheet))
        issues, rows = [*issues, *layout.issues], len(layout.data_rows)
    except FileRefused as error:
        issues, rows = error.issues, 0
    expected = [(issue["code"], issue["level"]) for issue in wanted["file_issues"] if issue["code"] in LAID_OUT]
    assert [(issue.code, str(issue.level)) for issue in issues] == expected
    if wanted["verdict"] != "needs_choice":
        assert rows == wanted["data_rows"]
