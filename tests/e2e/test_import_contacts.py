"""« Imports › Contacts » as a person does it, in a real browser over a real store."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e import files, harness

_CRM_HEADERS = ("Nom", "Prénom", "Code dossier", "Portable", "E-mail")


def _preview(page: Page, app: harness.RunningApp, name: str, content: bytes) -> None:
    """From an empty page to the preview, in « Ajouter et mettre à jour »."""
    harness.open_page(page, f"{app.url}/imports-contacts")
    harness.drop_file(page, name, content)
    harness.choose_mode(page)
    harness.build_preview(page)


def _outcomes(page: Page) -> dict[str, int]:
    """The five numbers of the filters."""
    said = harness.counts(page)
    return {name: said[name] for name in ("Créés", "Mis à jour", "Inchangés", "Ignorés", "Rejetés")}


def _import(page: Page) -> None:
    """Press « Importer » and wait for the result."""
    page.locator(".st-key-import_all button").first.click()
    page.get_by_role("heading", name="Import terminé").wait_for()
    harness.settle(page)


def _undo(page: Page) -> None:
    """Press « Défaire cet import… » and confirm."""
    page.get_by_role("button", name="Défaire cet import…").click()
    page.locator(".st-key-undo_apply button").first.click()
    page.get_by_role("heading", name="Import défait").wait_for()
    harness.settle(page)


def _no_trace(page: Page) -> None:
    """Neither a traceback nor our note for the unforeseen."""
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    expect(page.get_by_text("Cette action n’a pas pu aboutir.")).to_have_count(0)


def test_xlsx_from_the_file_to_the_undoing(page: Page, app: harness.RunningApp) -> None:
    first = files.xlsx([files.person("X1", "MARTIN", "Anne"), files.person("X2", "DURAND", "Luc")])
    _preview(page, app, "premier.xlsx", first)
    assert _outcomes(page) == {"Créés": 2, "Mis à jour": 0, "Inchangés": 0, "Ignorés": 0, "Rejetés": 0}
    _import(page)

    second = files.xlsx(
        [
            files.person("X1", "MARTIN", "Anne", town="Nantes", postcode="44000"),
            files.person("X2", "DURAND", "Luc"),
            files.person("X3", "PETIT", "Zoé", birth_date="31/02/1980"),
        ]
    )
    _preview(page, app, "second.xlsx", second)
    assert _outcomes(page) == {"Créés": 0, "Mis à jour": 1, "Inchangés": 1, "Ignorés": 0, "Rejetés": 1}
    expect(page.locator("del")).to_have_text(["35000", "Rennes"])
    expect(page.locator("ins")).to_have_text(["44000", "Nantes"])
    expect(page.locator(".st-key-import_all button").first).to_be_disabled()

    page.get_by_role("button", name=re.compile("Rejetés")).click()
    field = page.get_by_role("textbox", name="Client Date de naissance")
    field.fill("29/02/1980")
    page.get_by_role("button", name="Relire la ligne").first.click()
    expect(page.get_by_text("Tout est prêt")).to_be_visible()
    harness.settle(page)
    assert _outcomes(page) == {"Créés": 1, "Mis à jour": 1, "Inchangés": 1, "Ignorés": 0, "Rejetés": 0}

    _import(page)
    expect(page.locator("[data-testid=stMain]")).to_contain_text("second.xlsx")
    _undo(page)

    _preview(page, app, "second.xlsx", first)
    assert _outcomes(page) == {"Créés": 0, "Mis à jour": 0, "Inchangés": 2, "Ignorés": 0, "Rejetés": 0}
    _no_trace(page)


def test_xls_of_the_product_is_imported_without_its_rejected_row(page: Page, app: harness.RunningApp) -> None:
    rows = [
        files.person("B1", "LEROY", "Paul"),
        files.person("B2", "ROUX", "Eva", kind="Extraterrestres"),
        files.person("B3", "BLANC", "Ida", postcode="01000"),
    ]
    _preview(page, app, "gabarit.xls", files.xls(rows))
    assert _outcomes(page) == {"Créés": 2, "Mis à jour": 0, "Inchangés": 0, "Ignorés": 0, "Rejetés": 1}
    with page.expect_download() as rejects:
        page.locator(".st-key-rejects button").first.click()
    assert rejects.value.suggested_filename == "rejets.xlsx"
    page.get_by_role("button", name="Importer sans la ligne rejetée").click()
    page.get_by_role("heading", name="Import terminé").wait_for()
    expect(page.get_by_text("La ligne rejetée n’a rien changé en base.")).to_be_visible()
    _no_trace(page)


def test_a_draft_survives_a_refresh_and_a_new_session(page: Page, app: harness.RunningApp) -> None:
    _preview(
        page,
        app,
        "brouillon.xlsx",
        files.xlsx([files.person("D1", "MOREL", "Léa"), files.person("D2", "FAURE", "Tom", birth_date="99/99/1999")]),
    )
    page.get_by_role("button", name=re.compile("Rejetés")).click()
    page.get_by_role("textbox", name="Client Date de naissance").fill("01/02/1999")
    page.get_by_role("button", name="Relire la ligne").first.click()
    expect(page.get_by_text("Tout est prêt")).to_be_visible()
    page.reload()
    page.get_by_text("Tout est prêt").wait_for()

    harness.open_page(page, f"{app.url}/imports-contacts")
    page.locator("[data-testid=stMain]").get_by_text("brouillon.xlsx").wait_for()
    page.get_by_role("button", name="Reprendre").first.click()
    page.get_by_text("Tout est prêt").wait_for()
    harness.settle(page)
    assert _outcomes(page) == {"Créés": 2, "Mis à jour": 0, "Inchangés": 0, "Ignorés": 0, "Rejetés": 0}
    _no_trace(page)


def test_a_refused_file_says_what_to_do_and_the_uploader_stays(page: Page, app: harness.RunningApp) -> None:
    harness.open_page(page, f"{app.url}/imports-contacts")
    harness.drop_file(page, "scan.xlsx", b"%PDF-1.7\n%not a spreadsheet\n")
    expect(page.locator(".note.err")).to_have_count(1)
    said = page.locator(".note.err").inner_text()
    assert "PDF" in said
    assert re.search(r"(?i)déposer|enregistrer|exporter|demander", said), said
    expect(page.locator("input[type=file]")).to_have_count(1)
    expect(page.locator(".st-key-to_preview button").first).to_be_disabled()
    _no_trace(page)


def test_a_crm_file_without_a_required_column_takes_one_value_for_all_rows(page: Page, app: harness.RunningApp) -> None:
    rows = [
        ("Lefèvre", "Zoë", "C1", "06 39 98 00 01", "zoe@exemple.fr"),
        ("Noël", "Éric", "C2", "06 39 98 00 02", "eric@exemple.fr"),
    ]
    harness.open_page(page, f"{app.url}/imports-contacts")
    harness.drop_file(page, "crm.csv", files.crm(rows, _CRM_HEADERS))
    block = page.locator(".st-key-required_contact_type")
    block.get_by_role("combobox").click()
    page.get_by_role("option", name="Prospects", exact=True).click()
    harness.settle(page)
    accept = page.get_by_role("button", name="Accepter les propositions, laisser de côté le reste")
    if accept.count():
        accept.click()
        harness.settle(page)
    harness.choose_mode(page)
    harness.build_preview(page)
    assert _outcomes(page) == {"Créés": 2, "Mis à jour": 0, "Inchangés": 0, "Ignorés": 0, "Rejetés": 0}
    expect(page.locator("[data-testid=stMain] table").first).to_contain_text("Prospects")
    _import(page)
    _no_trace(page)
