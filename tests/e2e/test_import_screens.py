"""What only a browser shows: the keyboard, long work, dialogs, the other window, hostile names, the server's headers."""

from __future__ import annotations

import re
import urllib.request

import pytest
from playwright.sync_api import Browser, Page, expect

from o2s_lib.access import local_actor
from o2s_lib.imports import service
from o2s_lib.imports.shapes import MatchKey, Mode
from o2s_lib.store import Store, open_store
from tests.e2e import files, harness


@pytest.fixture
def app_store(app: harness.RunningApp) -> Store:
    """The store of the app, as another process opens it."""
    return open_store(app.database_url, migrate=True)


def _draft(store: Store, rows: list[files.Row], filename: str) -> str:
    """A draft with its preview; gives its id."""
    actor = local_actor()
    draft = service.start_draft(actor, store, filename, files.xlsx(rows))
    service.change_draft(actor, store, draft.draft_id, mode=Mode.ADD_UPDATE, keys=frozenset({MatchKey.CODE}))
    service.preview(actor, store, draft.draft_id)
    return draft.draft_id


def _import(store: Store, rows: list[files.Row], filename: str) -> int:
    """What an import left; gives the id of its batch."""
    return service.commit(local_actor(), store, _draft(store, rows, filename)).batch_id


def _chosen(page: Page) -> str:
    """The name in the detail of the chosen row."""
    return page.locator(".st-key-fill_detail .who").first.inner_text()


def test_a_link_into_a_fresh_app_opens_its_page_and_headers_are_sent(page: Page, app: harness.RunningApp) -> None:
    harness.open_page(page, f"{app.url}/lots-import")
    expect(page.get_by_role("heading", name="Lots d’import")).to_be_visible()
    expect(page.get_by_text("Page introuvable")).to_have_count(0)
    assert page.evaluate("document.documentElement.lang") == "fr"
    with urllib.request.urlopen(app.url, timeout=10) as answer:
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_nothing_is_asked_of_another_computer(page: Page, app: harness.RunningApp) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for place in ("", "imports-contacts", "lots-import"):
        harness.open_page(page, f"{app.url}/{place}")
    page.wait_for_timeout(500)
    assert [url for url in asked if not url.startswith((app.url, "data:", "blob:"))] == []


def test_rows_are_walked_through_with_the_keyboard_and_by_a_click(page: Page, app: harness.RunningApp, app_store: Store) -> None:
    rows = [files.person(f"K{number}", f"NOM{number:03}", "Zoé") for number in range(130)]
    draft = _draft(app_store, rows, "clavier.xlsx")
    harness.open_page(page, f"{app.url}/imports-contacts?brouillon={draft}&rang=98")
    expect(page.locator(".st-key-fill_detail .who").first).to_contain_text("NOM098")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".st-key-fill_detail .who").first).to_contain_text("NOM099")
    harness.settle(page)
    page.keyboard.press("Alt+ArrowDown")  # the last of the page: the next page is opened
    expect(page.locator(".st-key-fill_detail .who").first).to_contain_text("NOM100")
    expect(page.get_by_text("101 à 130 sur 130")).to_be_visible()
    harness.settle(page)
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".st-key-fill_detail .who").first).to_contain_text("NOM099")
    harness.settle(page)

    field = page.get_by_placeholder("Aller à la ligne…")
    field.fill("2")
    field.press("Enter")
    expect(page.locator(".st-key-fill_detail .who").first).to_contain_text("NOM000")
    harness.settle(page)
    grid = page.locator("[data-testid=stDataFrame]").first.bounding_box()
    assert grid is not None
    page.wait_for_timeout(300)
    page.mouse.click(grid["x"] + 260, grid["y"] + 34 + 28 * 3 + 14)  # the grid is painted: rows are reached by their place
    expect(page.locator(".st-key-fill_detail .who").first).to_contain_text("NOM003")


def test_ctrl_enter_reads_the_row_again(page: Page, app: harness.RunningApp, app_store: Store) -> None:
    draft = _draft(app_store, [files.person("R1", "ROY", "Ève", birth_date="31/02/1980")], "relire.xlsx")
    harness.open_page(page, f"{app.url}/imports-contacts?brouillon={draft}")
    field = page.get_by_role("textbox", name="Client Date de naissance")
    field.fill("28/02/1980")
    field.press("Control+Enter")
    expect(page.get_by_text("Tout est prêt")).to_be_visible()
    assert _chosen(page) == "ROY Ève"


def test_two_digit_years_and_a_category_are_fixed_for_all_their_cells(
    page: Page, app: harness.RunningApp, app_store: Store
) -> None:
    rows = [
        files.person("Y1", "UN", "Ana", birth_date="14/03/58"), files.person("Y2", "DEUX", "Bob", birth_date="02/11/61"),
        files.person("Y3", "TROIS", "Cléo", kind="Clients|Patrimonial|Or"),
    ]  # fmt: skip
    draft = _draft(app_store, rows, "remarques.xlsx")
    address = f"{app.url}/imports-contacts?brouillon={draft}&vue=remarques"
    harness.open_page(page, f"{address}&nature=DATE_TWO_DIGIT_YEAR")
    expect(page.locator("ins")).to_have_text(["1958", "1961"])
    page.get_by_role("button", name="Appliquer aux 2 cellules").click()
    expect(page.get_by_text("1 ligne rejetée")).to_be_visible()

    harness.open_page(page, f"{address}&nature=CATEGORY_UNKNOWN")
    expect(page.get_by_text("Créer la catégorie « Clients › Patrimonial › Or »")).to_be_visible()
    page.get_by_role("button", name="Créer la catégorie").click()
    expect(page.get_by_text("Tout est prêt")).to_be_visible()


def test_near_contacts_are_decided_all_at_once_or_asked_for_again(page: Page, app: harness.RunningApp, app_store: Store) -> None:
    _import(
        app_store,
        [
            files.person("", "LE GALL", "Anne-Sophie", email=""),
            files.person("", "DUPRÉ", "Éloïse", birth_date="01/01/1950", email=""),
        ],
        "base.xlsx",
    )
    near = [files.person("NN1", "LEGALL", "Anne Sophie"), files.person("NN2", "DUPRE", "Eloise", birth_date="01/01/1950")]
    draft = _draft(app_store, near, "proches.xlsx")
    harness.open_page(page, f"{app.url}/imports-contacts?brouillon={draft}")
    expect(page.get_by_text("2 presque identiques à décider")).to_be_visible()
    page.locator(".st-key-import_all button").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("Ces 2 lignes seront créées comme nouveaux contacts")
    page.get_by_role("button", name="Décider d’abord").click()
    page.get_by_text("Mettre à jour chaque fois le contact proche").click()
    harness.settle(page)
    page.get_by_role("button", name="Appliquer aux 2 lignes").click()
    expect(page.get_by_text("presque identiques à décider")).to_have_count(0)
    harness.settle(page)
    counts = service.plan_summary(local_actor(), app_store, draft).counts
    assert {outcome.value: count for outcome, count in counts.items()} == {
        "create": 0,
        "update": 2,
        "unchanged": 0,
        "skipped": 0,
        "rejected": 0,
    }


def test_undo_names_what_changed_since_and_undoes_the_rest(page: Page, app: harness.RunningApp, app_store: Store) -> None:
    first = [files.person("U1", "ABEL", "Léo"), files.person("U2", "BÉAL", "Mia")]
    batch = _import(app_store, first, "avant.xlsx")
    _import(app_store, [files.person("U1", "ABEL", "Léo", town="Nantes")], "depuis.xlsx")
    harness.open_page(page, f"{app.url}/imports-contacts?lot={batch}")
    page.get_by_role("button", name="Défaire cet import…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 contact a été modifié depuis")
    expect(dialog).to_contain_text("Nantes")
    page.locator(".st-key-undo_apply button").first.click()
    expect(page.get_by_text("Défait en partie : 1 sur 2").first).to_be_visible()


def test_a_long_file_shows_its_progress_can_be_stopped_and_survives_a_refresh(page: Page, app: harness.RunningApp) -> None:
    rows = [files.person(f"L{number}", f"NOM{number}", "Zoé", town=f"Ville {number % 5000}") for number in range(40_000)]
    harness.open_page(page, f"{app.url}/imports-contacts")
    harness.drop_file(page, "long.csv", files.crm(rows, files.HEADERS))
    harness.choose_mode(page)
    page.get_by_role("button", name="Voir l’aperçu").click()
    page.wait_for_url(re.compile("travail="))
    page.get_by_role("button", name="Arrêter").click()
    expect(page.get_by_role("heading", name="Importer des contacts")).to_be_visible()
    expect(page.locator(".note.warn").first).to_contain_text(re.compile("arrêt", re.IGNORECASE))
    harness.settle(page)

    page.get_by_role("button", name="Voir l’aperçu").click()
    page.wait_for_url(re.compile("travail="))
    page.reload()
    page.get_by_text("Tout est prêt").wait_for(timeout=60_000)
    harness.settle(page)
    assert harness.counts(page)["Créés"] == 40_000
    expect(page.get_by_text("1 à 100 sur 40 000")).to_be_visible()


def test_hostile_names_are_text_and_every_screen_stands_in_the_dark(
    browser: Browser, app: harness.RunningApp, app_store: Store
) -> None:
    rows = [
        files.person("H1", "<img src=x onerror=document.title='pris'>", "**Zoé** [x](javascript:alert(1))"),
        files.person("H2", "=CMD|'/C calc'!A0", "\u202egnol", town="<script>document.title='pris'</script>"),
        files.person("H3", "X" * 150, "Y" * 20, birth_date="31/02/1980"),
    ]
    draft = _draft(app_store, rows, "<b>hostile</b> **x**.xlsx")
    context = browser.new_context(locale="fr-FR", color_scheme="dark", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(harness.PATIENCE)
    try:
        for place in ("", *(f"&rang={row}" for row in range(3)), "&vue=remarques", "&etape=fichier"):
            harness.open_page(page, f"{app.url}/imports-contacts?brouillon={draft}{place}")
            assert page.title() == "Contacts" or "pris" not in page.title()
            expect(page.locator("[data-testid=stException]")).to_have_count(0)
            expect(page.get_by_text("Cette action n’a pas pu aboutir.")).to_have_count(0)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        expect(page.get_by_text("<b>hostile</b> **x**.xlsx").first).to_be_visible()
    finally:
        context.close()
