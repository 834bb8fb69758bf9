"""What the preview shows and does, row by row."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from o2s_lib.access import local_actor
from o2s_lib.imports import service
from o2s_lib.imports.shapes import Outcome
from o2s_lib.store import Store
from tests.e2e.files import person
from tests.pages.conftest import CONTACTS, OpenApp, html_of, make_draft


def _button(app: AppTest, key: str) -> object:
    return next((button for button in app.button if button.key == key), None)


def _import(store: Store, *rows: object) -> None:
    draft = make_draft(store, list(rows))  # type: ignore[arg-type]  # rows of `person`
    service.commit(local_actor(), store, draft.draft_id)


def test_outcomes_of_the_filters_sum_to_the_rows(open_app: OpenApp, page_store: Store) -> None:
    _import(page_store, person("A1", "MARTIN", "Zoé"), person("A2", "PETIT", "Ida"))
    rows = [
        person("A1", "MARTIN", "Zoé"),
        person("A2", "PETIT", "Ida", town="Brest"),
        person("A3", "ROUX", "Eva"),
        person("A4", "LE", "Bo", birth_date="x"),
    ]
    app = open_app(CONTACTS, brouillon=make_draft(page_store, rows).draft_id)
    pills = next(group for group in app.button_group if group.label == "Filtrer par sort")
    assert [option.split("**")[1] for option in pills.options] == ["1", "1", "1", "0", "1"]


def test_names_of_the_file_are_never_markup(open_app: OpenApp, page_store: Store) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    draft = make_draft(page_store, [person("A1", hostile, "**Zoé**", town="[x](javascript:alert)")])
    markup = html_of(open_app(CONTACTS, brouillon=draft.draft_id))
    assert "<img" not in markup
    assert "&lt;img" in markup


def test_import_waits_while_a_row_is_rejected_and_says_how_to_go_on(open_app: OpenApp, page_store: Store) -> None:
    draft = make_draft(page_store, [person("A1", "MARTIN", "Zoé"), person("A2", "PETIT", "Ida", birth_date="31/02/1980")])
    app = open_app(CONTACTS, brouillon=draft.draft_id)
    assert _button(app, "import_all").disabled  # type: ignore[union-attr]  # the button is there
    assert _button(app, "import_without").label == "Importer sans la ligne rejetée"  # type: ignore[union-attr]  # as above


def test_a_corrected_cell_is_read_again_and_the_row_stays_chosen(open_app: OpenApp, page_store: Store) -> None:
    draft = make_draft(page_store, [person("A1", "MARTIN", "Zoé"), person("A2", "PETIT", "Ida", birth_date="31/02/1980")])
    app = open_app(CONTACTS, brouillon=draft.draft_id, rang="1", sorts="rejetes")
    field = next(field for field in app.text_input if field.label == "Client Date de naissance")
    assert field.value == "31/02/1980"
    field.set_value("28/02/1980")
    _button(app, "read_again").click().run()  # type: ignore[union-attr]  # as above
    assert not app.exception
    summary = service.plan_summary(local_actor(), page_store, draft.draft_id)
    assert (summary.counts[Outcome.CREATE], summary.counts[Outcome.REJECTED]) == (2, 0)
    assert app.query_params["rang"] == "1"
    assert "Tout est prêt" in html_of(app)


def test_without_rejected_row_everything_is_imported_and_can_be_undone(open_app: OpenApp, page_store: Store) -> None:
    draft = make_draft(page_store, [person("A1", "MARTIN", "Zoé")])
    app = open_app(CONTACTS, brouillon=draft.draft_id)
    _button(app, "import_all").click().run()  # type: ignore[union-attr]  # as above
    assert app.title[0].value == "Import terminé"
    assert _button(app, "undo_this") is not None
    assert [batch.counts[Outcome.CREATE] for batch in service.list_batches(local_actor(), page_store)] == [1]


def test_records_that_moved_since_the_preview_stop_the_import_until_it_is_made_again(
    open_app: OpenApp, page_store: Store
) -> None:
    _import(page_store, person("A1", "MARTIN", "Zoé"))
    draft = make_draft(page_store, [person("A1", "MARTIN", "Zoé", town="Brest")])
    _import(page_store, person("A1", "MARTIN", "Zoé", town="Nantes"))
    app = open_app(CONTACTS, brouillon=draft.draft_id)
    _button(app, "import_all").click().run()  # type: ignore[union-attr]  # as above
    assert app.title[0].value == "Aperçu de l’import"
    assert 'class="note err"' in html_of(app)
    assert len(service.list_batches(local_actor(), page_store)) == 2

    _button(app, "preview_again").click().run()  # type: ignore[union-attr]  # as above
    assert "<del>Nantes</del>" in html_of(app)
    _button(app, "import_all").click().run()  # type: ignore[union-attr]  # as above
    assert app.title[0].value == "Import terminé"


def test_the_mode_is_never_chosen_for_the_user(open_app: OpenApp, page_store: Store) -> None:
    draft = service.start_draft(local_actor(), page_store, "neuf.xlsx", _file())
    app = open_app(CONTACTS, brouillon=draft.draft_id)
    assert app.radio[0].value is None
    assert _button(app, "to_preview").disabled  # type: ignore[union-attr]  # as above
    assert [box.value for box in app.checkbox] == [True, False]


def _file() -> bytes:
    from tests.e2e.files import xlsx

    return xlsx([person("A1", "MARTIN", "Zoé")])
