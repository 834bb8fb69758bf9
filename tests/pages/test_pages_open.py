"""Every page opens over an empty store and over one with an import, without an exception."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from o2s_lib.access import local_actor
from o2s_lib.imports import service
from o2s_lib.imports.shapes import MatchKey, Mode
from o2s_lib.store import Store, open_store
from tests.e2e import files

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["pages/home/home.py", "pages/imports/contacts.py", "pages/imports/batches.py"]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty store that the pages open as well."""
    url = f"sqlite:///{(tmp_path / 'o2s.db').as_posix()}"
    monkeypatch.setenv("O2S_LOCAL_FOLDER", str(tmp_path))
    monkeypatch.setenv("O2S_DATABASE_URL", url)
    monkeypatch.chdir(ROOT)
    st.cache_resource.clear()
    yield open_store(url, migrate=True)
    st.cache_resource.clear()


def _draft(store: Store, filename: str = "contacts.xlsx") -> str:
    """A draft with its preview: a row to create, a row rejected."""
    rows = [files.person("A1", "MARTIN", "Anne"), files.person("A2", "DURAND", "Luc", birth_date="31/02/1980")]
    actor = local_actor()
    draft = service.start_draft(actor, store, filename, files.xlsx(rows))
    service.change_draft(actor, store, draft.draft_id, mode=Mode.ADD_UPDATE, keys={MatchKey.CODE})
    service.preview(actor, store, draft.draft_id)
    return draft.draft_id


def _open(page: str, **address: str) -> AppTest:
    """The page at an address; the home page through the entry, which declares the pages that it links to."""
    entry = "streamlit_app.py" if page == PAGES[0] else page
    app = AppTest.from_file(str(ROOT / entry), default_timeout=30)
    for name, text in address.items():
        app.query_params[name] = text
    return app.run()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_over_an_empty_store(store: Store, page: str) -> None:
    assert [error.value for error in _open(page).exception] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_over_a_store_with_a_draft_and_an_import(store: Store, page: str) -> None:
    service.commit(local_actor(), store, _draft(store), skip_rejected=True)
    _draft(store)
    assert [error.value for error in _open(page).exception] == []


@pytest.mark.parametrize("view", ["lignes", "remarques"])
def test_a_draft_opens_on_its_preview(store: Store, view: str) -> None:
    app = _open("pages/imports/contacts.py", brouillon=_draft(store), vue=view)
    assert [error.value for error in app.exception] == []
    assert "import_all" in [button.key for button in app.button]


def test_the_result_of_an_import_opens(store: Store) -> None:
    batch = service.commit(local_actor(), store, _draft(store), skip_rejected=True)
    app = _open("pages/imports/contacts.py", lot=str(batch.batch_id))
    assert [error.value for error in app.exception] == []
    assert {"undo_this", "another"} <= {button.key for button in app.button}


@pytest.mark.parametrize(
    "address",
    [
        pytest.param({"brouillon": "inconnu"}, id="a draft that is gone"),
        pytest.param({"lot": "999"}, id="a batch that never was"),
        pytest.param({"lot": "x"}, id="not a number"),
        pytest.param({"brouillon": "inconnu", "travail": "inconnu"}, id="a job that is gone"),
    ],
)
def test_an_address_that_leads_nowhere_comes_back_to_the_start(store: Store, address: dict[str, str]) -> None:
    app = _open("pages/imports/contacts.py", **address)
    assert [error.value for error in app.exception] == []
    assert "to_preview" in [button.key for button in app.button]
